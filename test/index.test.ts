/** The library: `ingest` gives the rows of the command as plain values. */
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { expect, expectTypeOf, test } from "vitest";
import type * as library from "../src/index.ts";
import { codeText, formatNames, ingest, seedRowSchema, UsageError } from "../src/index.ts";
import type { Diagnostic, FileReport, IngestOptions, PlainSeedRow } from "../src/index.ts";
import { COMMAND } from "./support/cli.ts";
import { makeFolder } from "./support/folder.ts";
import { rowsOf } from "./support/rows.ts";
import { gapped, OTHER_JSON, specOnly, trajectory, TRUNCATED } from "./support/trajectories.ts";

async function all(options: IngestOptions): Promise<PlainSeedRow[]> {
  const rows: PlainSeedRow[] = [];
  for await (const row of ingest(options)) rows.push(row);
  return rows;
}

function stdoutOf(...args: readonly string[]): string {
  // Rejected files make it end with 1.
  const line = 'node "$@" || test $? = 1';
  return execFileSync("bash", ["-c", line, "bash", COMMAND, ...args, "-q"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function command(...args: readonly string[]): PlainSeedRow[] {
  return rowsOf(stdoutOf(...args));
}

test.each(["strict", "spec", "lenient"] as const)(
  "%s: the fixtures give the rows of the command",
  async (validation) => {
    const options = { format: "atif", traceDir: "fixtures/atif", validation, sourcePath: "relative" } as const;
    const rows = await all(options);
    const flags = [
      "--format",
      "atif",
      "--trace-dir",
      options.traceDir,
      "--validation",
      validation,
      "--source-path",
      "relative",
    ];
    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual(command(...flags));
    for (const row of rows) expect(seedRowSchema.parse(row)).toEqual(row);
  },
);

test("the built package does the same", async () => {
  const name = new URL("../dist/index.js", import.meta.url).href;
  const built: typeof library = await import(name);
  const options = { format: "atif", traceDir: "fixtures/atif", validation: "lenient" } as const;
  const rows: PlainSeedRow[] = [];
  for await (const row of built.ingest(options)) rows.push(row);
  expect(rows).toEqual(await all(options));
  expect(Object.keys(built).toSorted()).toEqual(["UsageError", "codeText", "formatNames", "ingest", "seedRowSchema"]);
});

/** Texts long enough to stay in the memory of the scanner. */
function longTexts(letter: string): string {
  const files = Array.from({ length: 20 }, (_, index) => {
    const id = `${letter}-${index}-`.repeat(20);
    return [`${index}.json`, trajectory({ id, question: id, answer: `${id}\n`.repeat(3) })] as const;
  });
  return makeFolder(Object.fromEntries(files));
}

test("two iterations in turn do not disturb one another", async () => {
  const [a, b] = [longTexts("a"), longTexts("b")];
  const [first, second] = [ingest({ format: "atif", traceDir: a }), ingest({ format: "atif", traceDir: b })];
  const rows: PlainSeedRow[][] = [[], []];
  for (let index = 0; index < 20; index++) {
    for (const [which, iteration] of [first, second].entries()) {
      const { value } = await iteration.next();
      if (value !== undefined) rows[which]?.push(value);
    }
  }
  expect(rows).toEqual([await all({ format: "atif", traceDir: a }), await all({ format: "atif", traceDir: b })]);
});

test("two iterations at the same time do not either", async () => {
  const [a, b] = [longTexts("a"), longTexts("b")];
  const alone = [await all({ format: "atif", traceDir: a }), await all({ format: "atif", traceDir: b })];
  const together = await Promise.all([all({ format: "atif", traceDir: a }), all({ format: "atif", traceDir: b })]);
  expect(together).toEqual(alone);
});

test("nor where the formats are found out, which is done in the same memory", async () => {
  const [a, b] = [longTexts("a"), longTexts("b")];
  const alone = [await all({ traceDir: a }), await all({ traceDir: b })];
  expect(await Promise.all([all({ traceDir: a }), all({ traceDir: b })])).toEqual(alone);
});

test("rows stay good after later files are read, and may be changed", async () => {
  const rows = await all({ format: "atif", traceDir: longTexts("a") });
  for (const [index, row] of rows.entries()) expect(JSON.stringify(row)).not.toMatch(`a-${index + 1}-a-`);
  for (const row of rows) row.messages.push({ role: "user", content: [] });
});

test("onFile hears what became of every file, before its rows come", async () => {
  const traceDir = makeFolder({
    "a.json": trajectory(),
    "b.json": gapped(),
    "c.json": OTHER_JSON,
    "d.json": TRUNCATED,
    "e.json": specOnly(),
    "f.json": "",
    "g.json": trajectory(),
  });
  const events: (string | FileReport)[] = [];
  for await (const row of ingest({ format: "atif", traceDir, onFile: (report) => events.push(report) })) {
    events.push(row.trace_id);
  }
  expect(events).toMatchObject([
    {
      file: `${traceDir}/a.json`,
      format: "atif",
      outcome: "rows",
      rows: 1,
      reason: null,
      acceptedBy: null,
      diagnostics: [],
    },
    "a-session",
    { outcome: "rejected", rows: 0, acceptedBy: "lenient", diagnostics: [{ code: "step-id-order", line: 1 }] },
    { outcome: "skipped", reason: "not a rollout" },
    { outcome: "rejected", acceptedBy: null, diagnostics: [{ code: "json-truncated" }] },
    { outcome: "rejected", acceptedBy: "spec" },
    { outcome: "skipped", reason: "empty file" },
    { outcome: "rows", diagnostics: [{ code: "duplicate-trace-id" }] },
    "a-session",
  ]);
});

function fail(): never {
  throw new RangeError("enough");
}

test("an onFile that throws ends the iteration with its error", async () => {
  const traceDir = makeFolder({ "a.json": trajectory() });
  await expect(all({ format: "atif", traceDir, onFile: fail })).rejects.toThrow(RangeError);
});

test("options: pattern, recursion, source path, number of rows", async () => {
  const traceDir = makeFolder({
    "a.json": trajectory({ id: "a" }),
    "b.traj": trajectory({ id: "b" }),
    "c/c.json": trajectory({ id: "c" }),
  });
  const ids = async (options: Partial<IngestOptions>): Promise<string[]> =>
    (await all({ format: "atif", traceDir, ...options })).map((row) => row.trace_id);
  expect(await ids({})).toEqual(["a", "c"]);
  expect(await ids({ recursive: false })).toEqual(["a"]);
  expect(await ids({ filePattern: "*.traj" })).toEqual(["b"]);
  expect(await ids({ numRecords: 1 })).toEqual(["a"]);
  expect(await ids({ filePattern: "*.none" })).toEqual([]);
  expect(await all({ format: "atif", traceDir: `${traceDir}/a.json` })).toMatchObject([
    { source_path: `${traceDir}/a.json` },
  ]);
});

test("an iteration may be left early", async () => {
  for await (const row of ingest({ format: "atif", traceDir: longTexts("a") })) {
    expect(row.trace_id).toMatch(/^a-/u);
    break;
  }
});

test("what the caller did wrong is a UsageError", async () => {
  const traceDir = makeFolder({ "a.json": trajectory() });
  await expect(all({ format: "nonsense", traceDir })).rejects.toThrow(UsageError);
  await expect(all({ format: "atif" })).rejects.toThrow(/traceDir/u);
  await expect(all({ format: "atif", traceDir: `${traceDir}/none` })).rejects.toThrow(UsageError);
  // Programs in JavaScript have no compiler that tells them.
  const wrong: IngestOptions[] = [
    JSON.parse('{"validation":"loose"}'),
    JSON.parse('{"sourcePath":"short"}'),
    { format: "atif", numRecords: 0.5 },
  ];
  for (const options of wrong) await expect(all({ ...options, format: "atif", traceDir })).rejects.toThrow(UsageError);
});

test.each([
  ['{"trace_dir":"x"}', 'unknown option "trace_dir": did you mean traceDir?'],
  ['{"redact_values":[],"redact":"no"}', 'unknown option "redact_values": did you mean redactValues, redact?'],
  ['{"zzzzzzzz":1}', 'unknown option "zzzzzzzz": there are format, traceDir, filePattern, recursive, validation, '],
  ['{"partition":{"index":0,"cont":2}}', 'unknown option "partition.cont": did you mean count?'],
  ['{"shuffle":{"seeds":1}}', 'unknown option "shuffle.seeds": did you mean seed?'],
  ['{"redact":true}', 'redact: Invalid option: expected one of "replace"|"fail"'],
  ['{"recursive":"no"}', "recursive: Invalid input: expected boolean"],
  ['{"onFile":1}', "onFile: expected a function"],
  ['"./traces"', "options: Invalid input: expected object"],
])("%s is refused, and nothing read in its stead", async (options, message) => {
  const refused = all(JSON.parse(options));
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(message);
});

test("links and folders that are passed over are told of", async () => {
  const traceDir = makeFolder({ "in/a.json": trajectory(), "b.json": trajectory() });
  symlinkSync("../b.json", `${traceDir}/in/b.json`);
  const codes: string[] = [];
  const onDiagnostic = ({ code }: Diagnostic): void => void codes.push(code);
  await all({ format: "atif", traceDir: `${traceDir}/in`, onDiagnostic });
  expect(codes).toContain("link-outside");
});

test("keys that are special to JavaScript or not well-formed read as in the output", async () => {
  const block = '{"type":"text","text":"x","__proto__":1,"constructor":2}';
  const source = trajectory({ answer: "MARK" })
    .replace('"MARK"', `[${block}]`)
    .replace('{"schema_version"', String.raw`{"extra":{"\ud800":1,"__proto__":{"x":1},"10":1,"2":2},"schema_version"`);
  const traceDir = makeFolder({ "a.json": source });
  const [row] = await all({ format: "atif", traceDir });
  const line: unknown = JSON.parse(stdoutOf("--format", "atif", "--trace-dir", traceDir));
  expect(row).toEqual(line);
  expect(Object.keys(row?.messages[1]?.content[0] ?? {})).toEqual(["type", "text", "__proto__", "constructor"]);
});

test("without a format, each file is taken for what it holds", async () => {
  const traceDir = makeFolder({
    "a.json": trajectory(),
    "b.jsonl":
      '{"type":"session_meta","payload":{"id":"b"}}\n{"type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi."}]}}\n',
    "c.json": OTHER_JSON,
  });
  const formats: (string | null)[] = [];
  const rows = await all({ traceDir, onFile: ({ format }) => formats.push(format) });
  expect(rows.map(({ source_kind }) => source_kind)).toEqual(["atif", "codex"]);
  expect(formats).toEqual(["atif", "codex", null]);
  expect(await all({ traceDir, format: "auto" })).toEqual(rows);
});

test("what else it exports", () => {
  expect(formatNames).toEqual(["atif", "claude_code", "codex", "hermes_agent", "pi_coding_agent"]);
  expect(codeText("json-syntax").message).toBe("the text is not valid JSON");
  expectTypeOf<PlainSeedRow["trace_id"]>().toBeString();
});

test("session logs are read from where the agent keeps them, and give the rows of the command", async () => {
  const home = process.env["HOME"];
  process.env["HOME"] = "fixtures/home";
  try {
    for (const format of ["claude_code", "codex"]) {
      const reports: FileReport[] = [];
      const rows = await all({ format, sourcePath: "relative", onFile: (report) => void reports.push(report) });
      expect(rows).toEqual(command("--format", format, "--source-path", "relative"));
      expect(rows.map(({ source_kind }) => source_kind)).toEqual(reports.flatMap(() => [format]));
      expect(rows.every(({ source_path }) => /^(?:projects|sessions)\//u.test(source_path))).toBe(true);
    }
  } finally {
    process.env["HOME"] = home;
  }
});

test("a partition is read, shuffled, and then cut: as by the command", async () => {
  const format = { format: "atif", traceDir: "fixtures/atif", sourcePath: "relative" } as const;
  const flags = ["--format", "atif", "--trace-dir", "fixtures/atif", "--source-path", "relative"];
  const options = { ...format, partition: { index: 1, count: 3 }, shuffle: { seed: 7 }, numRecords: 2 };
  const partition = ["--partition-index", "1", "--num-partitions", "3", "--shuffle", "--seed", "7", "-n", "2"];
  const rows = await all(options);
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(command(...flags, ...partition));
});

test.each([
  [{ partition: { index: 2, count: 2 } }, "partition: the index must be less than the count"],
  [{ partition: { index: 0, count: 0 } }, "partition.count"],
  [{ shuffle: { seed: 2 ** 32 } }, "shuffle.seed"],
])("%j is refused", async (wrong, message) => {
  const options = { format: "atif", traceDir: "fixtures/atif", ...wrong };
  await expect(all(options)).rejects.toThrow(UsageError);
  await expect(all(options)).rejects.toThrow(message);
});
