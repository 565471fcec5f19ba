/** --fail-on, --max-errors, --max-reject-rate, --allow-empty: the exit status, and the reason for it in words. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run, runBare } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetRows } from "../support/parquet.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED, warned } from "../support/trajectories.ts";

const GOOD = { "a.json": trajectory({ id: "a" }), "b.json": trajectory({ id: "b" }) };
const TREES = {
  "no problem": GOOD,
  "two warnings": { ...GOOD, "w.json": warned() },
  "two of four rejected": { ...GOOD, "x.json": gapped(), "y.json": TRUNCATED },
};

const CASES: readonly (readonly [tree: keyof typeof TREES, args: string, status: number, says: string])[] = [
  ["no problem", "--fail-on warning", 0, "exit status 0: no file rejected"],
  ["two warnings", "--fail-on warning --validation spec", 1, "exit status 1: 2 warnings, with --fail-on warning"],
  ["two warnings", "--fail-on error --validation spec", 0, ""],
  ["two of four rejected", "--fail-on error", 1, ""],
  ["two of four rejected", "--fail-on never", 0, "exit status 0: --fail-on never"],
  ["two of four rejected", "--max-errors 2", 0, "exit status 0: 2 errors, no more than --max-errors 2"],
  ["two of four rejected", "--max-errors 1", 1, "exit status 1: 2 errors, more than --max-errors 1"],
  [
    "two of four rejected",
    "--max-reject-rate 50%",
    0,
    "exit status 0: 2 of 4 rollouts rejected (50%), no more than --max-reject-rate 50%",
  ],
  [
    "two of four rejected",
    "--max-reject-rate 49.99%",
    1,
    "exit status 1: 2 of 4 rollouts rejected (50%), more than --max-reject-rate 49.99%",
  ],
];

test.concurrent.for(CASES)("%s, %s: %i", async ([tree, args, status, says], { onTestFinished }) => {
  const cwd = makeFolder(TREES[tree], onTestFinished);
  const [written, checked, quiet] = await Promise.all([
    run(["-d", ".", ...args.split(" ")], { cwd }),
    runBare(["validate", "-f", "atif", "-d", ".", ...args.split(" ")], { cwd }),
    run(["-d", ".", "-q", ...args.split(" ")], { cwd }),
  ]);
  for (const result of [written, checked]) {
    expect(result.status).toBe(status);
    expect(result.stderr.includes("exit status")).toBe(says !== "");
    expect(result.stderr).toContain(says);
  }
  // Rows are written all the same: a policy judges the run, and does not stop it.
  expect(traceIds(written.stdout).slice(0, 2)).toEqual(["a", "b"]);
  expect(quiet.status).toBe(status);
  expect(quiet.stderr.includes("exit status")).toBe(status !== 0 && says !== "");
});

test("what a run cannot do is status 2, whatever is tolerated", async () => {
  const cwd = makeFolder(GOOD);
  const { status } = await run(["-d", "missing", "--fail-on", "never", "--allow-empty"], { cwd });
  expect(status).toBe(2);
});

test.each([
  ["an empty folder", {}],
  ["files that are no rollouts", { "in/x.json": OTHER_JSON, "in/y.json": "" }],
])("--allow-empty: %s", async (_name, tree) => {
  const cwd = makeFolder(tree);
  mkdirSync(`${cwd}/in`, { recursive: true });
  const refused = await run(["-d", "in", "-o", "rows.jsonl"], { cwd });
  expect(refused.status).toBe(2);
  expect(existsSync(`${cwd}/rows.jsonl`)).toBe(false);
  const allowed = await run(["-d", "in", "-o", "rows.jsonl", "--allow-empty"], { cwd });
  expect(allowed).toMatchObject({ status: 0, stdout: "" });
  expect(allowed.stderr).toMatch(/^0 rows from 0 of \d files? /u);
  expect(readFileSync(`${cwd}/rows.jsonl`, "utf8")).toBe("");
  expect((await run(["-d", "in", "-o", "rows.parquet", "--allow-empty", "-q"], { cwd })).status).toBe(0);
  expect(await parquetRows(readFileSync(`${cwd}/rows.parquet`))).toEqual([]);
});

test("--allow-empty does not excuse a rejected file", async () => {
  const cwd = makeFolder({ "x.json": TRUNCATED });
  expect((await run(["-d", ".", "--allow-empty"], { cwd })).status).toBe(1);
});
