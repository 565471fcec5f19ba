import fc from "fast-check";
import { expect, test } from "vitest";
import { atif } from "../../src/formats/atif/handler.ts";
import { tasksOf, type PlannedFile } from "../../src/ingest/task.ts";
import { ENCODINGS } from "../../src/sinks/encoding.ts";
import { inputFile } from "../support/results.ts";

const MB = 2 ** 20;

const FILES: fc.Arbitrary<readonly PlannedFile[]> = fc.array(
  fc.record({
    file: fc.constant(inputFile("a.json")),
    size: fc.oneof(fc.nat({ max: 20_000 }), fc.nat({ max: 80 * MB }), fc.nat({ max: 2 ** 33 })),
    isPipe: fc.boolean(),
    verdict: fc.option(fc.constant({ kind: "format", handler: atif } as const), { nil: null }),
  }),
  { maxLength: 600 },
);

const ENCODING = fc.constantFrom(...ENCODINGS);

test("tasks hold every file once, in order", () => {
  fc.assert(
    fc.property(FILES, ENCODING, (files, encoding) => {
      const tasks = [...tasksOf(files, encoding)];
      expect(tasks.flatMap((task) => [...task.files])).toEqual(files);
      expect(tasks.every((task) => task.files.length > 0)).toBe(true);
    }),
  );
});

test("other threads get no pipe and no huge file; a task of several files is bounded", () => {
  fc.assert(
    fc.property(FILES, ENCODING, (files, encoding) => {
      for (const task of tasksOf(files, encoding)) {
        if (task.kind === "main thread") continue;
        expect(task.files.some(({ isPipe, size }) => isPipe || size > 256 * MB)).toBe(false);
        expect(task.bytes).toBe(task.files.reduce((sum, { size }) => sum + size, 0));
        expect(task.files.length).toBeLessThanOrEqual(256);
        if (task.files.length > 1) expect(task.bytes).toBeLessThanOrEqual(64 * MB);
      }
    }),
  );
});
