/** --max-shard-size, from flags to files. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { readOptions } from "../../src/cli/options.ts";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetRows } from "../support/parquet.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";
import { UsageError } from "../../src/usage-error.ts";

function sizeOf(size: string): number {
  const flags = { recursive: true, validation: "strict", sourcePath: "absolute", errorFormat: "text" };
  const more = { color: "auto", progress: "auto", jsonColumns: "json", format: "atif", traceDir: "in" };
  const { target } = readOptions({ ...flags, ...more, output: "x.jsonl", maxShardSize: size }, "write");
  if (target.kind !== "shards") throw new Error(target.kind);
  return target.maxBytes;
}

test.each([
  ["512MB", 512_000_000],
  ["512 MB", 512_000_000],
  ["2GiB", 2 * 2 ** 30],
  ["1.5GB", 1_500_000_000],
  ["100", 100],
  ["100B", 100],
  ["1", 1],
  ["1k", 1000],
  ["1KiB", 1024],
  ["0.5kib", 512],
  ["1T", 1e12],
  ["1TiB", 2 ** 40],
  ["999999999999TB", 999_999_999_999e12],
  ["0.000001MB", 1],
])("%s is %i bytes", (size, bytes) => {
  expect(sizeOf(size)).toBe(bytes);
});

test.each([
  "0",
  "0MB",
  "0.0000001MB",
  "-1",
  "+1",
  "1XB",
  "1e3",
  "1PB",
  "MB",
  "",
  " 1MB",
  "1MB ",
  "1.MB",
  ".5MB",
  "1,5MB",
  "1MBB",
  "0x10",
  "NaN",
  "Infinity",
  "1 000",
  "١MB",
])("%j is no size", (size) => {
  expect(() => sizeOf(size)).toThrow(UsageError);
  expect(() => sizeOf(size)).toThrow(/^--max-shard-size must be /u);
});

test("digits without end are no size", () => {
  expect(() => sizeOf("9".repeat(400))).toThrow(UsageError);
  expect(() => sizeOf(`1.${"0".repeat(100)}`)).toThrow(UsageError);
});

const IDS = ["a", "b", "c", "d", "e"];
const TREE = Object.fromEntries(IDS.map((id) => [`in/${id}.json`, trajectory({ id, answer: id.repeat(800) })]));

test("shards, in order, put together the whole; each is complete; nothing else is there", async () => {
  const cwd = makeFolder(TREE);
  const script = `
    ingest -d in -q -o all.jsonl && ingest -d in -q -o out.jsonl --max-shard-size 5kB &&
    ingest -d in -q -o out.parquet --max-shard-size 1 && ingest -d in -q -o out.jsonl.gz --max-shard-size 700 &&
    cat out-0000?.jsonl | cmp - all.jsonl && cat out-0000?.jsonl.gz | zcat | cmp - all.jsonl`;
  const { status, stdout, stderr } = await shell(script, { cwd });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  const names = readdirSync(cwd).filter((name) => name !== "in" && name !== "all.jsonl");
  expect(names.filter((name) => !/^out-0000\d\.(?:jsonl|jsonl\.gz|parquet)$/u.test(name))).toEqual([]);
  const jsonl = names.filter((name) => name.endsWith(".jsonl"));
  expect(jsonl.length).toBeGreaterThan(1);
  for (const name of jsonl) expect(readFileSync(`${cwd}/${name}`).length).toBeLessThanOrEqual(5000);
  const parquet = names.filter((name) => name.endsWith(".parquet"));
  expect(parquet).toEqual(IDS.map((_, index) => `out-0000${index}.parquet`));
  const rows = await Promise.all(parquet.map((name) => parquetRows(readFileSync(`${cwd}/${name}`))));
  expect(rows.flat().map(({ trace_id }) => trace_id)).toEqual(IDS);
});

test("a second run with fewer shards leaves none of the first", async () => {
  const cwd = makeFolder({ ...TREE, "rows-00000.jsonl.bak": "mine" });
  await run(["-d", "in", "-q", "-o", "rows.jsonl", "--max-shard-size", "1"], { cwd });
  expect(readdirSync(cwd)).toHaveLength(IDS.length + 2);
  const { status } = await run(["-d", "in", "-q", "-n", "2", "-o", "rows.jsonl", "--max-shard-size", "1MB"], { cwd });
  expect(status).toBe(0);
  expect(readdirSync(cwd)).toEqual(["in", "rows-00000.jsonl", "rows-00000.jsonl.bak"]);
  expect(traceIds(readFileSync(`${cwd}/rows-00000.jsonl`, "utf8"))).toEqual(["a", "b"]);
});

test("all rejected: one shard without rows, status 1; nothing found: the old shards stay, status 2", async () => {
  const cwd = makeFolder({ "bad/a.json": gapped(), "none/a.json": OTHER_JSON, "old-00007.jsonl": "before" });
  const bad = await run(["-d", "bad", "-q", "-o", "rows.parquet", "--max-shard-size", "1MB"], { cwd });
  expect(bad.status).toBe(1);
  expect(await parquetRows(readFileSync(`${cwd}/rows-00000.parquet`))).toEqual([]);
  const none = await run(["-d", "none", "-o", "old.jsonl", "--max-shard-size", "1MB"], { cwd });
  expect(none.status).toBe(2);
  expect(readdirSync(cwd)).toEqual(["bad", "none", "old-00007.jsonl", "rows-00000.parquet"]);
  expect(readFileSync(`${cwd}/old-00007.jsonl`, "utf8")).toBe("before");
});

test("what is wrong is refused in one sentence that names it, before anything is made", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), file: "" });
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/--max-shard-size makes several files: it goes with --output/u],
    [/--max-shard-size makes several files/u, "-o", "-"],
    [/--max-shard-size makes several files/u, "-o", "/dev/stdout"],
    [/"no".*no such file or directory/u, "-o", "no/rows.jsonl"],
    [/"file".*not a directory/u, "-o", "file/rows.jsonl"],
    [/contradicts/u, "-o", "rows.jsonl", "--output-format", "parquet"],
  ];
  const runs = await Promise.all(
    cases.map(([, ...args]) => run(["-d", "in", "--max-shard-size", "1MB", ...args], { cwd })),
  );
  for (const [index, { status, stdout, stderr }] of runs.entries()) {
    const [message = /^$/u, ...args] = cases[index] ?? [];
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  }
  const [size, negative] = await Promise.all([
    run(["-d", "in", "-o", "rows.jsonl", "--max-shard-size", "1XB"], { cwd }),
    run(["-d", "in", "-o", "rows.jsonl", "--max-shard-size", "-1"], { cwd }),
  ]);
  for (const { status, stderr } of [size, negative]) {
    expect(status).toBe(2);
    expect(stderr).toMatch(/--max-shard-size/u);
  }
  expect(readdirSync(cwd).toSorted()).toEqual(["file", "in"]);
});

test("input files with names of shards are not replaced: in the folder itself, through a link to it or to them", async () => {
  const content = trajectory();
  const cwd = makeFolder({ "in/rows-00003.json": content, list: "in/rows-00003.json\n" });
  symlinkSync("in", `${cwd}/link`);
  mkdirSync(`${cwd}/other`);
  symlinkSync("../in/rows-00003.json", `${cwd}/other/a.json`);
  const runs = await Promise.all([
    run(["-d", "in", "-o", "in/rows.json", "--max-shard-size", "1MB"], { cwd }),
    run(["-d", "in", "-o", "link/rows.json", "--max-shard-size", "1MB"], { cwd }),
    run(["-d", "link", "-o", "in/rows.json", "--max-shard-size", "1MB"], { cwd }),
    run(["--files-from", "list", "-o", `${cwd}/in/../in/rows.json`, "--max-shard-size", "1MB"], { cwd }),
  ]);
  for (const { status, stderr } of runs) {
    expect(status).toBe(2);
    expect(stderr).toContain("is one of the files to read");
  }
  expect(readdirSync(`${cwd}/in`)).toEqual(["rows-00003.json"]);
  // The link lies elsewhere, the file that it leads to would go all the same.
  const linked = await run(["-d", "other/a.json", "-o", "in/rows.json", "--max-shard-size", "1MB"], { cwd });
  expect(linked.status).toBe(2);
  expect(linked.stderr).toContain("is one of the files to read");
  expect(readFileSync(`${cwd}/in/rows-00003.json`, "utf8")).toBe(content);
});

test("other shard-like files of the folder may be read when they are not of this name", async () => {
  const cwd = makeFolder({ "in/more-00000.json": trajectory() });
  const { status } = await run(["-d", "in", "-q", "-o", "in/rows.json", "--max-shard-size", "1MB"], { cwd });
  expect(status).toBe(0);
  expect(readdirSync(`${cwd}/in`)).toEqual(["more-00000.json", "rows-00000.json"]);
});
