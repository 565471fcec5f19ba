/** --jobs: the same output and the same reports for any number of threads, whatever becomes of one. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, type Run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

const PROSE = 'a line of "output" with é, 😀 and \\ in it\n'.repeat(1200);

/** Enough that threads are worth it: files of many sizes, some of them rejected or skipped. */
function writeRollouts(folder: string): void {
  for (let index = 0; index < 400; index++) {
    const name = `${folder}/${String(index).padStart(3, "0")}.json`;
    const question = PROSE.repeat(index % 5);
    const id = `session ${index % 390}`;
    if (index % 40 === 7) writeFileSync(name, gapped(id));
    else if (index % 40 === 8) writeFileSync(name, OTHER_JSON);
    else if (index % 40 === 9) writeFileSync(name, '{"schema_version":');
    else writeFileSync(name, trajectory({ id, question, answer: `${index}` }));
  }
}

function withoutTimes({ stderr }: Run): string {
  return stderr.replace(/in \d.* s \(.*\)/u, "").replace(/"milliseconds":\d+/u, "");
}

let input = "";
beforeAll(() => {
  input = mkdtempSync(path.join(tmpdir(), "rollout-ingest-"));
  writeRollouts(input);
});
afterAll(() => rmSync(input, { recursive: true }));

function digest(bytes: Buffer): string {
  return `${bytes.length} bytes, ${createHash("sha256").update(bytes).digest("hex")}`;
}

interface Outcome {
  readonly status: number | null;
  readonly report: string;
  /** The size and hash of each. */
  readonly files: Readonly<Record<string, string>>;
}

async function outcomeOf(jobs: number, output: string, flags: readonly string[]): Promise<Outcome> {
  const folder = makeFolder();
  const result = await run(["-d", input, "-j", String(jobs), ...flags, "-o", `${folder}/${output}`]);
  const files = Object.fromEntries(
    readdirSync(folder).map((name) => [name, digest(readFileSync(`${folder}/${name}`))]),
  );
  return { status: result.status, report: withoutTimes(result), files };
}

test.each([
  ["rows.jsonl", []],
  ["rows.jsonl.zst", []],
  ["rows.parquet", []],
  ["rows.jsonl", ["--max-shard-size", "3MB"]],
  ["rows.parquet", ["--max-shard-size", "2MB"]],
  ["rows.jsonl", ["-n", "123"]],
  ["rows.jsonl.gz", ["--error-format", "json", "--validation", "lenient"]],
] as const)("%s %j", { timeout: 60_000 }, async (output, flags) => {
  const alone = await outcomeOf(1, output, flags);
  expect(alone.status).toBe(1);
  expect(Object.keys(alone.files).length).toBeGreaterThan(0);
  expect(await outcomeOf(3, output, flags)).toEqual(alone);
});

/** Loaded before the program in every thread; the threads beside the main one end over a file of this name. */
function saboteur(folder: string, fileName: string, act: string): string {
  const hook = `${folder}/hook.mjs`;
  writeFileSync(
    hook,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    import { isMainThread } from "node:worker_threads";
    const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (!isMainThread && String(path).endsWith(${JSON.stringify(fileName)})) { ${act} }
      return openSync(path, ...rest);
    };
    syncBuiltinESMExports();`,
  );
  return `--import=${pathToFileURL(hook).href}`;
}

test.each([
  ["ends", "process.exit(7);", "status 7"],
  [
    "fails",
    "setImmediate(() => { throw new Error('broken'); }); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); process.exit(1)",
    "status 1",
  ],
  [
    "runs out of memory",
    "const all = []; for (;;) all.push(new Array(100_000).fill({}).map(() => ({ all })));",
    "memory limit",
  ],
])(
  "a thread that %s over a file: that file is rejected, all others have their rows",
  { timeout: 60_000 },
  async (_, act, reason) => {
    const folder = makeFolder();
    // Larger than what the main thread would do itself.
    const large = trajectory({ id: "large", question: PROSE.repeat(340) });
    for (const name of ["a", "killer", "z"])
      writeFileSync(`${folder}/${name}.json`, large.replace('"large"', `"${name}"`));
    for (let index = 0; index < 20; index++) writeFileSync(`${folder}/k${index}.json`, trajectory({ id: `k${index}` }));
    const hook = saboteur(folder, "killer.json", act);
    const flags = [
      "-d",
      folder,
      "--file-pattern",
      "*.json",
      "-j",
      "2",
      "--error-format",
      "json",
      "-o",
      `${folder}/rows.jsonl`,
    ];
    const result = await run(flags, { env: { NODE_OPTIONS: `${hook} --max-old-space-size=200` } });
    const report = reportOf(result.stderr);
    expect(result.status).toBe(1);
    expect(discrepancies(report)).toEqual([]);
    expect(summaryOf(report)).toMatchObject({ rows: 22, rejected_by_code: { "thread-lost": 1 } });
    expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/killer\.json$/u) }]);
    expect(report.diagnostics[0]?.found).toContain(reason);
    const ids = traceIds(readFileSync(`${folder}/rows.jsonl`, "utf8"));
    expect(ids).toEqual(["a", ...ids.filter((id) => id.startsWith("k")), "z"]);
    expect(new Set(ids).size).toBe(22);
  },
);

test.each(["0", "-1", "two", "1000", ""])("--jobs %j is wrong usage", async (jobs) => {
  const result = await run(["-d", ".", "-j", jobs]);
  expect(result.status).toBe(2);
  expect(result.stderr).toContain("--jobs must be an integer from 1 to 999");
});

test("a file that takes more than --max-memory is rejected by name, the others have their rows", async () => {
  const folder = makeFolder({
    "large.json": trajectory({ id: "large", question: PROSE.repeat(40) }),
    "small.json": trajectory({ id: "small" }),
  });
  const result = await run(["-d", folder, "--max-memory", "1MB"]);
  expect(result.status).toBe(1);
  expect(traceIds(result.stdout)).toEqual(["small"]);
  expect(result.stderr).toContain("large.json: error file-too-large");
  expect(result.stderr).toContain("1000000 is the most");
});
