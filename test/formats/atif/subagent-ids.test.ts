/** Every row of a file has a trace_id of its own, whatever ids the embedded trajectories have. */
import { expect, test } from "vitest";
import { convertAt } from "./conversion.ts";

interface Tree {
  readonly id?: string;
  readonly children?: readonly Tree[];
}

function document({ id, children }: Tree, session?: string): object {
  return {
    schema_version: "ATIF-v1.7",
    ...(session !== undefined && { session_id: session }),
    ...(id !== undefined && { trajectory_id: id }),
    agent: { name: "n", version: "1" },
    steps: [{ step_id: 1, source: "user", message: "x" }],
    ...(children !== undefined && { subagent_trajectories: children.map((child) => document(child)) }),
  };
}

function traceIds(root: Tree): string[] {
  return convertAt("spec", JSON.stringify(document(root, "s"))).plain.map((row) => row.trace_id);
}

test("ids of their own", () => {
  expect(traceIds({ children: [{ id: "a" }, { id: "b", children: [{ id: "c" }] }] })).toEqual([
    "s",
    "s:a",
    "s:b",
    "s:b:c",
  ]);
});

const CLASHES: readonly (readonly [name: string, root: Tree])[] = [
  ["two siblings", { children: [{ id: "a" }, { id: "a" }] }],
  ["a made-up id that a sibling has already", { children: [{ id: "a-3" }, { id: "a" }, { id: "a" }] }],
  ["a made-up id that a sibling has later", { children: [{ id: "a" }, { id: "a" }, { id: "a-2" }] }],
  ["no id, and a sibling with the id made up for it", { children: [{ id: "subagent-2" }, {}] }],
  ["no id, and a later sibling with the id made up for it", { children: [{}, { id: "subagent-1" }] }],
  ["a colon in an id", { children: [{ id: "a:b" }, { id: "a", children: [{ id: "b" }] }] }],
];

test.each(CLASHES)("%s", (_name, root) => {
  const ids = traceIds(root);
  expect(new Set(ids).size).toBe(ids.length);
});

test("trajectories in a list that share a session", () => {
  const twice = JSON.stringify([document({}, "s"), document({}, "s")]);
  const ids = convertAt("lenient", twice).plain.map((row) => row.trace_id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(2);
});
