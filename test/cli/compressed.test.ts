/** JSONL in gzip and zstd: the same bytes once decompressed. */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { unzstd } from "../support/parquet.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

/** Some rows, among them one that is larger than a frame. */
function folder(): string {
  const ids = ["a", "b", "c"];
  const small = ids.map((id) => [`in/${id}.json`, trajectory({ id, answer: "é\n😀".repeat(3000) })] as const);
  return makeFolder({
    ...Object.fromEntries(small),
    "in/d.json": trajectory({ id: "d", answer: "xyz ".repeat(1_500_000) }),
  });
}

test("decompress to what is written without, each time the same bytes", async () => {
  const cwd = folder();
  const script = `
    ingest -d in -q -o rows.jsonl && ingest -d in -q -o rows.jsonl.gz && ingest -d in -q -o rows.jsonl.zst &&
    ingest -d in -q -o ROWS.JSONL.GZ && cmp ROWS.JSONL.GZ rows.jsonl.gz &&
    ingest -d in -q -o again.zst && cmp again.zst rows.jsonl.zst && zcat rows.jsonl.gz | cmp - rows.jsonl`;
  const { status, stdout, stderr } = await shell(script, { cwd });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  const rows = readFileSync(`${cwd}/rows.jsonl`);
  expect(gunzipSync(readFileSync(`${cwd}/rows.jsonl.gz`)).equals(rows)).toBe(true);
  expect(unzstd(readFileSync(`${cwd}/rows.jsonl.zst`)).equals(rows)).toBe(true);
});

test("a run in which every file is rejected leaves a valid file without rows, and status 1", async () => {
  const cwd = makeFolder({ "in/a.json": gapped() });
  const runs = await Promise.all(
    ["x.jsonl.gz", "x.jsonl.zst"].map((name) => run(["-d", "in", "-q", "-o", name], { cwd })),
  );
  expect(runs.map(({ status }) => status)).toEqual([1, 1]);
  expect(gunzipSync(readFileSync(`${cwd}/x.jsonl.gz`))).toHaveLength(0);
  const empty = readFileSync(`${cwd}/x.jsonl.zst`);
  expect(empty.subarray(0, 4).toString("hex")).toBe("28b52ffd");
  expect(unzstd(empty)).toHaveLength(0);
});

test("where nothing is a rollout nothing is written; -n takes the first rows", async () => {
  const cwd = makeFolder({
    "none/a.json": OTHER_JSON,
    "in/a.json": trajectory({ id: "a" }),
    "in/b.json": trajectory(),
  });
  const [none, first] = await Promise.all([
    run(["-d", "none", "-o", "none.jsonl.zst"], { cwd }),
    run(["-d", "in", "-q", "-n", "1", "-o", "first.jsonl.zst"], { cwd }),
  ]);
  expect([none.status, first.status]).toEqual([2, 0]);
  expect(readdirSync(cwd)).toEqual(["first.jsonl.zst", "in", "none"]);
  expect(traceIds(unzstd(readFileSync(`${cwd}/first.jsonl.zst`)).toString("utf8"))).toEqual(["a"]);
});

test("to a named pipe it goes frame by frame; a reader that has enough ends the run quietly", async () => {
  const cwd = folder();
  const { status, stdout, stderr } = await shell(
    "mkfifo p.gz; head -c 2 p.gz | od -An -tx1 & ingest -d in -q -o p.gz; status=$?; wait; exit $status",
    { cwd },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: " 1f 8b\n", stderr: "" });
});
