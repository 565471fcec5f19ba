/** The account of a run adds up, whatever became of its files. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileRecord } from "../../src/ingest/file-result.ts";
import { manifestReporter } from "../../src/manifest/manifest-reporter.ts";
import { manifestSchema, type Manifest } from "../../src/manifest/manifest-schema.ts";
import { settingsOf } from "../../src/manifest/settings.ts";
import type { WrittenFile } from "../../src/sinks/ledger.ts";
import { manifestDiscrepancies } from "../support/manifest.ts";
import { HOSTILE_TEXTS, named, tellRun, type Beside } from "../support/reports.ts";
import { accepted, passedOver, problem, refused } from "../support/results.ts";

const HASH = "0123456789abcdef".repeat(4);

function now(): Date {
  return new Date(0);
}

function account(files: readonly FileRecord[], beside: Beside, outputs: (rows: number) => WrittenFile[]): Manifest {
  let text = "";
  const head = { version: "1.2.3", command: "write", settings: { format: "atif" } } as const;
  tellRun(
    manifestReporter((piece) => (text += piece), head, outputs, now),
    files,
    beside,
  );
  expect(text.endsWith("\n")).toBe(true);
  return manifestSchema.parse(JSON.parse(text));
}

const oneFile = (rows: number): WrittenFile[] => [{ path: "-", bytes: 1, sha256: HASH, rows }];

const RECORDS: fc.Arbitrary<FileRecord> = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(fc.nat({ max: 5 }), fc.nat({ max: 3 }))
        .map(([rows, unlisted]) => accepted([problem("warning", "not-in-spec")], rows, unlisted)),
      fc
        .constantFrom("spec" as const, "lenient" as const, null)
        .map((level) => refused([problem("warning", "not-in-spec"), problem("error", "no-steps")], level, 7)),
      fc.constantFrom(passedOver("empty file"), passedOver("not a rollout")),
    ),
    fc.option(fc.record({ sha256: fc.constant(HASH), bytes: fc.nat(), wasModified: fc.boolean() })),
    fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary", minLength: 1 })),
  )
  .map(([record, hash, name]) => named({ ...record, hash }, name));

const BESIDE: fc.Arbitrary<Beside> = fc.record({
  diagnostics: fc.array(fc.constantFrom(problem("warning", "link-loop"), problem("error", "unreadable-file")), {
    maxLength: 3,
  }),
  passedOver: fc.array(fc.constant(["twice.json", "listed twice"] as const), { maxLength: 3 }),
  notRead: fc.nat({ max: 3 }),
});

test("the entries and the summary of any run are of one mind", () => {
  fc.assert(
    fc.property(fc.array(RECORDS), BESIDE, (files, beside) => {
      const manifest = account(files, beside, oneFile);
      expect(manifestDiscrepancies(manifest)).toEqual([]);
      expect(manifest.inputs.slice(-files.length || manifest.inputs.length).map(({ path }) => path)).toEqual(
        files.map(({ file }) => file.displayPath),
      );
    }),
  );
});

test("what does not add up is found: the check can fail", () => {
  const manifest = account([named(accepted([], 2), "a.json")], {}, () => oneFile(1));
  expect(manifestDiscrepancies(manifest)).toEqual(["rows written: 1 and 2"]);
});

test("every field of an entry", () => {
  const hash = { sha256: HASH, bytes: 10, wasModified: true };
  const files = [
    named({ ...refused([problem("error", "no-steps")], "spec", 2), hash }, "a.json"),
    named(passedOver("empty file"), "b.json"),
  ];
  const manifest = account(files, { passedOver: [["c.json", "listed twice"]] }, oneFile);
  const none = { bytes: null, sha256: null, was_modified: false, format: null, rows: 0, errors: 0, warnings: 0 };
  expect(manifest).toMatchObject({
    schema_version: 1,
    tool: { name: "rollout-ingest", version: "1.2.3", node: process.version },
    command: "write",
    settings: { format: "atif" },
    started_at: "1970-01-01T00:00:00.000Z",
    exit: { status: 0, reason: "no file rejected" },
  });
  expect(manifest.inputs).toEqual([
    { path: "c.json", relative_path: null, outcome: "skipped", reason: "listed twice", accepted_by: null, ...none },
    {
      path: "a.json",
      relative_path: "a.json",
      bytes: 10,
      sha256: HASH,
      was_modified: true,
      format: "atif",
      outcome: "rejected",
      rows: 0,
      errors: 3,
      warnings: 0,
      reason: null,
      accepted_by: "spec",
    },
    { path: "b.json", relative_path: "b.json", outcome: "skipped", reason: "empty file", accepted_by: null, ...none },
  ]);
});

test("settings have the names of the flags, in an order of their own", () => {
  const flags = { traceDir: ".", quiet: true, report: ["x"], recursive: true, maxRejectRate: "5%", jobs: "2" };
  expect(JSON.stringify(settingsOf(flags))).toBe('{"max-reject-rate":"5%","recursive":true,"trace-dir":"."}');
  expect(settingsOf(Object.fromEntries(Object.entries(flags).toReversed()))).toEqual(settingsOf(flags));
});
