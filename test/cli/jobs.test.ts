/** --jobs: the same output and the same reports for any number of threads. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run, type Run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { reportOf, summaryOf } from "../support/report.ts";
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
  ["rows.jsonl.zst", []],
  ["rows.jsonl", ["-n", "123"]],
  ["rows.parquet", ["--max-shard-size", "2MB"]],
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
