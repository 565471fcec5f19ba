/** A corpus in parts: each its own run, and together what one run gives. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { run, runBare, type Run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetRows } from "../support/parquet.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

const TREE = {
  ...Object.fromEntries(["a", "b", "c", "d", "e"].map((id) => [`in/${id}.json`, trajectory({ id })])),
  "in/f.json": gapped("f"),
  "in/g.json": OTHER_JSON,
};

function partition(index: number, count: number, ...more: readonly string[]): string[] {
  return ["--partition-index", String(index), "--num-partitions", String(count), ...more];
}

function eachOf(count: number, start: (index: number) => Promise<Run>): Promise<Run[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => start(index)));
}

test("blocks in the order of paths, the last one longer: DataDesigner's", async () => {
  const cwd = makeFolder(TREE);
  const runs = await eachOf(3, (index) => run(["-d", "in", ...partition(index, 3)], { cwd }));
  expect(runs.map(({ stdout }) => traceIds(stdout))).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 1]);
  expect(runs[2]?.stderr).toContain("  partition 2 (counted from 0) of 3, by block: 3 of 7 files\n");
});

test.each(["block", "hash"])("by %s: the reports add up, each and all together", async (by) => {
  const cwd = makeFolder(TREE);
  const flags = ["-d", "in", "--error-format", "json"];
  const runs = await eachOf(4, (index) => run([...flags, ...partition(index, 4, "--partition-by", by)], { cwd }));
  const whole = reportOf((await run(flags, { cwd })).stderr);
  const reports = runs.map(({ stderr }) => reportOf(stderr));
  for (const [index, report] of reports.entries()) {
    expect(discrepancies(report)).toEqual([]);
    const partitioned = { index, num_partitions: 4, by, index_from: "flag", files_in_all: 7 };
    expect(summaryOf(report).partition).toEqual(partitioned);
  }
  const sum = (key: "found" | "converted" | "rejected" | "skipped"): number =>
    reports.reduce((total, report) => total + summaryOf(report).files[key], 0);
  for (const key of ["found", "converted", "rejected", "skipped"] as const) {
    expect([key, sum(key)]).toEqual([key, summaryOf(whole).files[key]]);
  }
  expect(summaryOf(whole).partition).toBeUndefined();
});

test("what is found and not read is counted by the first partition alone", async () => {
  const cwd = makeFolder({ ...TREE, list: "in/a.json\nin/a.json\nin/b.json\n" });
  const flags = ["--files-from", "list", "--error-format", "json"];
  const runs = await eachOf(2, (index) => run([...flags, ...partition(index, 2)], { cwd }));
  const summaries = runs.map(({ stderr }) => summaryOf(reportOf(stderr)));
  expect(summaries.map(({ files }) => files.found)).toEqual([2, 1]);
  expect(summaries.map(({ partition: part }) => part?.files_in_all)).toEqual([3, 3]);
});

test("a partition without files is an output without rows, and no error", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory({ id: "a" }) });
  const empty = ["-d", "in", ...partition(0, 2)];
  const [stdout, jsonl, gzip, parquet] = await Promise.all([
    run(empty, { cwd }),
    run([...empty, "-o", "x.jsonl"], { cwd }),
    run([...empty, "-o", "x.jsonl.gz"], { cwd }),
    run([...empty, "-o", "x.parquet"], { cwd }),
  ]);
  expect([stdout, jsonl, gzip, parquet].map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(stdout.stdout).toBe("");
  expect(readFileSync(`${cwd}/x-00000-of-00002.jsonl`, "utf8")).toBe("");
  expect(gunzipSync(readFileSync(`${cwd}/x-00000-of-00002.jsonl.gz`)).length).toBe(0);
  expect(await parquetRows(readFileSync(`${cwd}/x-00000-of-00002.parquet`))).toEqual([]);
});

test("so is one in which nothing is a rollout; a corpus without files is an error in every partition", async () => {
  const cwd = makeFolder({ "in/a.json": OTHER_JSON, "in/b.json": trajectory() });
  mkdirSync(`${cwd}/none`);
  const other = await run(["-d", "in", ...partition(0, 2), "-o", "x.jsonl", "--error-format", "json"], { cwd });
  expect(other.status).toBe(0);
  expect(reportOf(other.stderr).error).toBeUndefined();
  expect(discrepancies(reportOf(other.stderr))).toEqual([]);
  const none = await run(["-d", "none", ...partition(1, 2), "-o", "y.jsonl"], { cwd });
  expect(none.status).toBe(2);
  expect(none.stderr).toContain("no atif rollouts found");
  expect(readdirSync(cwd).toSorted()).toEqual(["in", "none", "x-00000-of-00002.jsonl"]);
});

test("partitions of one file's name do not meet; a second run of one replaces its own", async () => {
  const cwd = makeFolder(TREE);
  const write = (index: number) => run(["-d", "in", "-q", ...partition(index, 2), "-o", "out.jsonl"], { cwd });
  await eachOf(2, write);
  const names = ["out-00000-of-00002.jsonl", "out-00001-of-00002.jsonl"];
  expect(readdirSync(cwd).toSorted()).toEqual(["in", ...names]);
  const first = readFileSync(path.join(cwd, names[0] ?? ""), "utf8");
  expect(traceIds(first)).toEqual(["a", "b", "c"]);
  writeFileSync(path.join(cwd, names[0] ?? ""), "half of it");
  writeFileSync(path.join(cwd, names[1] ?? ""), "another's");
  await write(0);
  expect(readFileSync(path.join(cwd, names[0] ?? ""), "utf8")).toBe(first);
  expect(readFileSync(path.join(cwd, names[1] ?? ""), "utf8")).toBe("another's");
});

test("partitions that begin together make one data set", async () => {
  const cwd = makeFolder(TREE);
  const flags = ["-d", "in", "-q", "--output-format", "parquet", "--max-shard-size", "1", "-o", "set/"];
  const runs = await eachOf(5, (index) => run([...flags, ...partition(index, 5)], { cwd }));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0, 1]);
  const shards = readdirSync(`${cwd}/set`).filter((name) => name.endsWith(".parquet"));
  expect(shards.toSorted()).toEqual([
    "seeds-00000-of-00005-00000.parquet",
    "seeds-00001-of-00005-00000.parquet",
    "seeds-00002-of-00005-00000.parquet",
    "seeds-00003-of-00005-00000.parquet",
    "seeds-00004-of-00005-00000.parquet",
  ]);
  const rows = await Promise.all(shards.toSorted().map((name) => parquetRows(readFileSync(`${cwd}/set/${name}`))));
  expect(rows.flat().map((row) => row.trace_id)).toEqual(["a", "b", "c", "d", "e"]);
  expect(readdirSync(cwd).toSorted()).toEqual(["in", "set"]);
});

test("a second run of a partition replaces its shards in a data set, also when it has fewer", async () => {
  const cwd = makeFolder(TREE);
  const flags = ["-d", "in", "-q", "-o", "set/", "--max-shard-size"];
  const shards = () => readdirSync(`${cwd}/set`).filter((name) => name !== "README.md");
  for (const index of [0, 1]) await run([...flags, "1", ...partition(index, 2)], { cwd });
  const card = readFileSync(`${cwd}/set/README.md`, "utf8");
  expect(shards().toSorted()).toEqual([
    ...[0, 1, 2].map((shard) => `seeds-00000-of-00002-0000${shard}.jsonl`),
    ...[0, 1].map((shard) => `seeds-00001-of-00002-0000${shard}.jsonl`),
  ]);
  await run([...flags, "1MB", ...partition(0, 2)], { cwd });
  expect(shards().toSorted()).toEqual([
    "seeds-00000-of-00002-00000.jsonl",
    ...[0, 1].map((shard) => `seeds-00001-of-00002-0000${shard}.jsonl`),
  ]);
  expect(readFileSync(`${cwd}/set/README.md`, "utf8")).toBe(card);
  expect(card).toContain("\nRollouts of AI agents, one a row");
});

test("rows never come twice by other partitions of the same name", async () => {
  const cwd = makeFolder(TREE);
  const write = (...flags: string[]) => run(["-d", "in", "-q", ...flags], { cwd });
  await write("-o", "set/", ...partition(0, 2));
  await write("-o", "rows.jsonl", ...partition(0, 2));
  await write("-o", "plain/", "--max-shard-size", "1");
  const refused = await Promise.all([
    write("-o", "set/", ...partition(0, 3)),
    write("-o", "set/", "--output-format", "parquet", ...partition(1, 2)),
    write("-o", "rows.jsonl", ...partition(0, 3)),
    write("-o", "plain/", ...partition(0, 2)),
    write("-o", "plain/seeds.jsonl", ...partition(0, 2)),
    write("-o", "plain/seeds.jsonl", "--max-shard-size", "1", ...partition(0, 2)),
  ]);
  for (const { status, stderr } of refused) {
    expect(status).toBe(2);
    expect(stderr).toContain("rows would be there twice");
  }
  expect(readdirSync(`${cwd}/set`).toSorted()).toEqual(["README.md", "seeds-00000-of-00002-00000.jsonl"]);
  await write("-o", "set/");
  expect(readdirSync(`${cwd}/set`).toSorted()).toEqual(["README.md", "seeds-00000.jsonl"]);
});

test("a device is written to by its own name", async () => {
  const cwd = makeFolder(TREE);
  const { status, stderr } = await run(["-d", "in", "-q", ...partition(0, 2), "-o", "/dev/null"], { cwd });
  expect([status, stderr, existsSync("/dev/null-00000-of-00002.jsonl")]).toEqual([0, "", false]);
});

test("an input of another partition is not replaced either", async () => {
  const cwd = makeFolder({ "x-00000-of-00002.json": trajectory({ id: "a" }), "y.json": trajectory({ id: "b" }) });
  const { status, stderr } = await run(["-d", ".", ...partition(0, 2), "-o", "x.json"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain('would replace "');
});

const SLURM = { SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_MIN: "0", SLURM_ARRAY_TASK_MAX: "2" };

test("a task of an array reads all files, unless it is told how many parts there are", async () => {
  const cwd = makeFolder(TREE);
  const [all, slurm, kubernetes] = await Promise.all([
    run(["-d", "in"], { cwd, env: SLURM }),
    run(["-d", "in", "--num-partitions", "3"], { cwd, env: SLURM }),
    run(["-d", "in", "--num-partitions", "3"], { cwd, env: { JOB_COMPLETION_INDEX: "0" } }),
  ]);
  expect(traceIds(all.stdout)).toEqual(["a", "b", "c", "d", "e"]);
  expect(all.stderr).not.toContain("partition");
  expect(traceIds(slurm.stdout)).toEqual(["c", "d"]);
  expect(slurm.stderr).toContain("partition 1 (counted from 0) of 3, by block, taken from SLURM_ARRAY_TASK_ID: 2 of");
  expect(traceIds(kubernetes.stdout)).toEqual(["a", "b"]);
  expect(kubernetes.stderr).toContain("taken from JOB_COMPLETION_INDEX: 2 of 7 files");
});

test("--shuffle: the seed gives the order, with -n a sample, in a partition its own files", async () => {
  const cwd = makeFolder(TREE);
  const shuffled = (...flags: string[]) => run(["-d", "in", "--shuffle", ...flags], { cwd });
  const [one, again, sample, part, other] = await Promise.all([
    shuffled("--seed", "1"),
    shuffled("--seed", "1"),
    shuffled("--seed", "1", "-n", "2"),
    shuffled("--seed", "1", ...partition(1, 3)),
    shuffled("--seed", "2"),
  ]);
  const order = traceIds(one.stdout);
  expect(order.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  expect(again.stdout).toBe(one.stdout);
  expect(traceIds(sample.stdout)).toEqual(order.slice(0, 2));
  expect(traceIds(part.stdout)).toEqual(order.filter((id) => id === "c" || id === "d"));
  expect(traceIds(other.stdout)).not.toEqual(order);
  expect(one.stderr).toContain("\n  shuffled by --seed 1\n");
});

test("a seed that was not given is told, and gives the same order again", async () => {
  const cwd = makeFolder(TREE);
  const first = await run(["-d", "in", "--shuffle", "--error-format", "json"], { cwd });
  const seed = summaryOf(reportOf(first.stderr)).shuffle_seed;
  expect(seed).toBeTypeOf("number");
  expect((await run(["-d", "in", "--shuffle", "--seed", String(seed)], { cwd })).stdout).toBe(first.stdout);
});

test("sessions by block are told that others may share their records, by hash there is nothing to tell", async () => {
  const told = "is in the rows of both";
  const folder = ["-d", "fixtures/claude-code/subagents"];
  const [block, hash] = await Promise.all([
    runBare([...folder, ...partition(0, 1, "--partition-by", "hash")]),
    runBare([...folder, ...partition(1, 2)]),
  ]);
  expect(rowsOf(hash.stdout).length).toBeGreaterThan(0);
  expect(block.stderr).not.toContain(told);
  expect(hash.stderr).toContain(told);
});

test("what cannot be is refused before anything is read", async () => {
  const cwd = makeFolder(TREE);
  const [partitions, seed] = await Promise.all([
    run(["-d", "in", "--num-partitions", "2"], { cwd, env: SLURM }),
    run(["-d", "in", "--seed", "1"], { cwd }),
  ]);
  expect([partitions.status, partitions.stdout, seed.status, seed.stdout]).toEqual([2, "", 2, ""]);
  expect(partitions.stderr).toBe(
    "rollout-ingest: SLURM_ARRAY_TASK_MAX is 2, and of 2 partitions the last one is 1\n  partitions are counted from 0\n",
  );
  expect(seed.stderr).toBe("rollout-ingest: --seed goes with --shuffle\n");
});
