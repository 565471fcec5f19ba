/** 0 all well, 1 some input rejected, 2 nothing that could be done; rows on stdout, words on stderr. */
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder, type Tree } from "../support/folder.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, specOnly, trajectory, TRUNCATED } from "../support/trajectories.ts";

const CASES: readonly (readonly [name: string, tree: Tree, status: number, ids: readonly string[], says: RegExp])[] = [
  ["one good file", { "a.json": trajectory() }, 0, ["a-session"], /^1 row from 1 of 1 file in /u],
  [
    "good files and files that are no rollouts",
    { "a.json": trajectory(), "result.json": OTHER_JSON, "e.json": "" },
    0,
    ["a-session"],
    /^1 row from 1 of 3 files .*\n {2}skipped 2 files: (?:1 not a rollout, 1 empty file|1 empty file, 1 not a rollout)\n$/u,
  ],
  [
    "a good and a broken file: the good one's row is written",
    { "a.json": gapped(), "b.json": trajectory() },
    1,
    ["a-session"],
    /rejected 1 file: 1 step-id-order\n {4}1 of them is accepted by --validation lenient\n$/u,
  ],
  [
    "broken files only",
    { "a.json": TRUNCATED, "b.json": specOnly(), "c.json": specOnly() },
    1,
    [],
    /rejected 3 files: 2 agent-only-field, 1 json-truncated\n {4}2 of them are accepted by --validation spec\n$/u,
  ],
  ["an empty folder", {}, 2, [], /no atif rollouts found in "\."\n {2}searched for "\*\.json\{,\.gz,\.zst\}"\n$/u],
  ["only files of other names", { "a.jsonl": trajectory() }, 2, [], /no atif rollouts found/u],
  [
    "only files that are no rollouts",
    { "a.json": OTHER_JSON, "b.json": "[]" },
    2,
    [],
    /skipped 2 files: 2 not a rollout\n[^]*no atif rollouts found/u,
  ],
  ["rejected files beside others", { "a.json": TRUNCATED, "b.json": OTHER_JSON }, 1, [], /0 rows from 0 of 2 files/u],
];

test.concurrent.for(CASES)("%s", async ([_name, tree, status, ids, says], { onTestFinished }) => {
  const result = await run(["--trace-dir", "."], { cwd: makeFolder(tree, onTestFinished) });
  expect(result.status).toBe(status);
  expect(traceIds(result.stdout)).toEqual(ids);
  expect(result.stderr).toMatch(says);
});

test("what the output device refuses is an error of the output", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  const { status, stderr } = await run(["-d", ".", "-o", "/dev/full"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toMatch(/cannot write the output: .*no space left/u);
  expect(stderr).not.toMatch(/internal error|\n\s+at /u);
});
