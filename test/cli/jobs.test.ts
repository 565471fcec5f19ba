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
import { snapshot } from "../formats/hermes/sessions.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

const PROSE = 'a line of "output" with é, 😀 and \\ in it\n'.repeat(1200);

/** Larger than what the main thread would do itself. */
const LARGE = PROSE.repeat(340);

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

test("a limit that falls on the last row of a task: files behind that row are not read", async () => {
  const folder = makeFolder();
  // A task is one of each.
  for (let index = 0; index < 8; index++) {
    const question = PROSE.repeat(70);
    writeFileSync(`${folder}/${index}a.json`, trajectory({ id: `${index}`, question }));
    writeFileSync(`${folder}/${index}b.json`, gapped(`${index}`));
  }
  const flags = ["-d", folder, "-f", "atif", "-n", "3", "--error-format", "json"];
  const alone = await run([...flags, "-j", "1"]);
  expect(summaryOf(reportOf(alone.stderr))).toMatchObject({ files: { rejected: 2, not_read: 11 } });
  expect(withoutTimes(await run([...flags, "-j", "2"]))).toBe(withoutTimes(alone));
});

/** Makes a module that is loaded before the program in every thread, and does something in those beside the main one. */
function saboteur(folder: string, act: string): string {
  const hook = `${folder}/hook.mjs`;
  writeFileSync(
    hook,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    import { isMainThread } from "node:worker_threads";
    /** True once in all threads. */
    function isFirst() {
      if (fs.existsSync(${JSON.stringify(`${folder}/struck`)})) return false;
      fs.writeFileSync(${JSON.stringify(`${folder}/struck`)}, "");
      return true;
    }
    if (!isMainThread) { ${act} }
    syncBuiltinESMExports();`,
  );
  return `--import=${pathToFileURL(hook).href}`;
}

/** When a file of a name is opened. */
function onOpen(fileName: string, act: string): string {
  return `const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (String(path).endsWith(${JSON.stringify(fileName)})) { ${act} }
      return openSync(path, ...rest);
    };`;
}

test.each([
  ["ends", "process.exit(7);", "status 7"],
  [
    "fails",
    "setImmediate(() => { throw new Error('broken'); }); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); process.exit(1)",
    "status 1",
  ],
  // In a loop of small steps: V8 grants 16 MB more, within which it must get round to ending the thread.
  ["runs out of memory", "let all = null; for (;;) all = { all };", "memory limit"],
])(
  "a thread that %s over a file: that file is rejected, all others have their rows",
  { timeout: 60_000 },
  async (_, act, reason) => {
    const folder = makeFolder();
    const large = trajectory({ id: "large", question: LARGE });
    for (const name of ["a", "killer", "z"])
      writeFileSync(`${folder}/${name}.json`, large.replace('"large"', `"${name}"`));
    for (let index = 0; index < 20; index++) writeFileSync(`${folder}/k${index}.json`, trajectory({ id: `k${index}` }));
    const hook = saboteur(folder, onOpen("killer.json", act));
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

test("a file over which a thread ends in a look is rejected: whether it repeats another is not known", async () => {
  const folder = makeFolder();
  const messages = [{ role: "user", content: LARGE }];
  for (const name of ["a", "killer"]) writeFileSync(`${folder}/session_${name}.json`, snapshot("one", messages));
  writeFileSync(`${folder}/session_z.json`, snapshot("two", messages));
  const hook = saboteur(folder, onOpen("killer.json", "if (isFirst()) process.exit(7);"));
  const result = await run(["-d", folder, "-f", "hermes_agent", "-j", "2", "--error-format", "json"], {
    env: { NODE_OPTIONS: hook },
  });
  const report = reportOf(result.stderr);
  expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/killer\.json$/u) }]);
  expect(summaryOf(report)).toMatchObject({ rows: 2, files: { converted: 2, rejected: 1 } });
  expect(traceIds(result.stdout)).toEqual(["one", "two"]);
});

test("a thread that ends behind the last file of a task: one file is rejected, the others have their rows", async () => {
  const folder = makeFolder();
  for (const id of ["a", "b", "c"]) writeFileSync(`${folder}/${id}.json`, trajectory({ id, question: LARGE }));
  const hook = saboteur(
    folder,
    // Where a thread notes the number of the file that it is at: here that of the files.
    `const { store } = Atomics;
    Atomics.store = (array, at, value) => {
      if (value === 3 && at === 1 && isFirst()) process.exit(7);
      return store(array, at, value);
    };`,
  );
  const flags = ["-d", folder, "--file-pattern", "?.json", "-f", "atif", "-j", "2", "-o", `${folder}/rows.parquet`];
  const result = await run([...flags, "--error-format", "json"], { env: { NODE_OPTIONS: hook } });
  const report = reportOf(result.stderr);
  expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/c\.json$/u) }]);
  expect(summaryOf(report)).toMatchObject({ rows: 2, files: { converted: 2, rejected: 1 } });
});

test("where the system has no room for another thread, those at hand do the work", async () => {
  const folder = makeFolder();
  const hook = `${folder}/hook.mjs`;
  writeFileSync(
    hook,
    `import threads from "node:worker_threads";
    import { syncBuiltinESMExports } from "node:module";
    const { Worker } = threads;
    let begun = 0;
    threads.Worker = class extends Worker {
      constructor(...args) {
        if (++begun > 1) throw Object.assign(new Error("EAGAIN"), { code: "ERR_WORKER_INIT_FAILED" });
        super(...args);
      }
    };
    syncBuiltinESMExports();`,
  );
  const alone = await run(["-d", input, "-j", "1"]);
  const few = await run(["-d", input, "-j", "8"], { env: { NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` } });
  expect([few.status, withoutTimes(few)]).toEqual([1, withoutTimes(alone)]);
  expect(digest(Buffer.from(few.stdout))).toBe(digest(Buffer.from(alone.stdout)));
});

test("threads that cannot begin end the run", { timeout: 30_000 }, async () => {
  const folder = makeFolder();
  for (const id of ["a", "b"]) writeFileSync(`${folder}/${id}.json`, trajectory({ id, question: LARGE }));
  const hook = saboteur(folder, "process.exit(7);");
  const result = await run(["-d", folder, "-f", "atif", "-j", "2"], { env: { NODE_OPTIONS: hook } });
  expect(result.status).toBe(2);
  expect(result.stderr).toContain("the thread ended with status 7");
  expect(result.stdout).toBe("");
});

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
