/** Embedded subagents by the thousand, and one in the other: rows stay few and small. */
import { expect, test } from "vitest";
import { atif } from "../../../src/formats/atif/handler.ts";
import { ingestFile } from "../../../src/ingest/ingest-file.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";

const STEPS = [{ step_id: 1, source: "user", message: "q" }];

function trajectory(id: string, embedded: readonly object[] = []): object {
  const agent = { name: "n", version: "1" };
  const head = { schema_version: "ATIF-v1.7", session_id: id, trajectory_id: id, agent, steps: STEPS };
  return embedded.length === 0 ? head : { ...head, subagent_trajectories: embedded };
}

function ingest(document: object): { rows: readonly PlainSeedRow[]; found: readonly unknown[] } {
  const file = { root: "/", path: "/a.json", relativePath: "a.json", displayPath: "a.json", named: true };
  const settings = { handler: atif, level: "spec", sourcePath: "relative" } as const;
  const result = ingestFile(file, { kind: "documents", settings }, Buffer.from(JSON.stringify(document)));
  if (result.outcome !== "rows") throw new Error(result.outcome);
  return {
    rows: result.rows.map(toPlainRow),
    found: result.diagnostics.flatMap(({ code, expected, found }) =>
      code === "subagents-left-out" ? [`${found}, ${expected}`] : [],
    ),
  };
}

test("subagents of subagents have rows sixteen levels deep", () => {
  let document = trajectory("deepest");
  for (let level = 0; level < 300; level++) document = trajectory(`t${level}`, [document]);
  const { rows, found } = ingest(document);
  expect(rows).toHaveLength(17);
  expect(rows.at(-1)?.source_meta["subagents_left_out"]).toBe(1);
  expect(found).toEqual(["1 trajectory, subagents at most 16 levels deep"]);
});

test("below a long id there are no rows: each would repeat it", () => {
  const children = Array.from({ length: 5000 }, (_, index) => trajectory(`child-${index}`));
  const { rows, found } = ingest(trajectory("x".repeat(100_000), children));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.source_meta["subagents_left_out"]).toBe(5000);
  expect(found).toEqual(["5000 trajectories, an id of at most 1024 bytes above subagents"]);
});

test("thirty thousand subagents of one id are told apart, in one pass", () => {
  const children = Array.from({ length: 30_000 }, () => trajectory("same"));
  const { rows } = ingest(trajectory("root", children));
  expect(rows.slice(0, 4).map((row) => row.trace_id)).toEqual(["root", "root:same", "root:same-2", "root:same-3"]);
  expect(new Set(rows.map((row) => row.trace_id)).size).toBe(30_001);
});

test("a number that an id has by itself is not given to another", () => {
  const ids = ["same", "same-2", "same", "same-2", "same", "same-3"];
  const { rows } = ingest(
    trajectory(
      "root",
      ids.map((id) => trajectory(id)),
    ),
  );
  expect(rows.map((row) => row.trace_id.slice("root:".length))).toEqual([
    "",
    "same",
    "same-2",
    "same-3",
    "same-2-2",
    "same-4",
    "same-3-2",
  ]);
});
