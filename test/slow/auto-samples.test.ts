/** The confusion matrix of real files, on the developers' machines: ../shared/samples. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { AUTO, patternOf } from "../../src/formats/choice.ts";
import { atif } from "../../src/formats/atif/handler.ts";
import { claudeCode } from "../../src/formats/claude-code/handler.ts";
import { codex } from "../../src/formats/codex/handler.ts";
import { pi } from "../../src/formats/pi/handler.ts";
import { invented, judge, matrix, mistaken, type Judged } from "../formats/confusion.ts";
import { expectedGolden } from "../support/golden.ts";

const SAMPLES = "../shared/samples";
const FOLDERS = [
  ["atif", atif],
  ["harbor-job", atif],
  ["claude-code", claudeCode],
  ["codex", codex],
  ["pi-coding-agent", pi],
] as const;

describe.runIf(existsSync(SAMPLES))("the samples", async () => {
  const judged = new Map<string, Judged[]>();
  for (const [folder, handler] of existsSync(SAMPLES) ? FOLDERS : []) {
    // Samples of logs have any name; those of documents lie among other JSON.
    const pattern = handler === atif ? handler.filePattern : patternOf(AUTO);
    judged.set(folder, await judge(`${SAMPLES}/${folder}`, handler, pattern));
  }

  test("the matrix", () => {
    const text = matrix(judged);
    expect(text).toBe(expectedGolden("test/slow/auto-samples", text));
  });

  test.each(FOLDERS)(
    "%s: no file is taken for anything else, and none is rejected that nobody would read",
    (folder, handler) => {
      const files = judged.get(folder) ?? [];
      expect(files.length).toBeGreaterThan(2);
      expect(mistaken(handler.name, files)).toEqual([]);
      expect(invented(files)).toEqual([]);
      for (const { name, own, ownRows, autoRows, format } of files) {
        if (own === "rows" && format === handler.name) expect(autoRows, name).toEqual(ownRows);
      }
    },
  );
});
