/** Which files are looked at for each other, and which are not. */
import { expect, test } from "vitest";
import { chain, header, ingest, jsonl, message, type Rec } from "./sessions.ts";

const SAID = [message("user", "hello"), message("assistant", [{ type: "text", text: "hi" }])];
const MORE = [...SAID, message("user", "more"), message("assistant", [{ type: "text", text: "of it" }])];

function session(id: string, entries: readonly Rec[], more: Rec = {}): string {
  return jsonl([header(id, more), ...chain(entries)]);
}

function result(text: string): Rec {
  return message("toolResult", [{ type: "text", text }], { toolCallId: "t" });
}

async function outcomesOf(tree: Record<string, string>): Promise<string[]> {
  return Object.values(await ingest(tree)).map(({ outcome }) => outcome);
}

test("sessions that say the same and are not related stay", async () => {
  expect(await outcomesOf({ "a.jsonl": session("a", SAID), "b.jsonl": session("b", MORE) })).toEqual(["rows", "rows"]);
});

test.each([
  ["of the same id", "a", {}],
  ["forked by path", "b", { parentSession: "C:\\old\\a.jsonl" }],
  ["forked by id", "b", { parentSession: "a" }],
  ["forked by version 1", "b", { branchedFrom: "/old/a.jsonl", version: undefined }],
  ["of a parent that is gone", "b", { parentSession: "/old/gone.jsonl" }],
])("a copy %s is superseded", async (_name, id, more) => {
  expect(await outcomesOf({ "a.jsonl": session("a", SAID), "b.jsonl": session(id, MORE, more) })).toEqual([
    "superseded",
    "rows",
  ]);
});

test("a result that was shortened in a copy is the same result", async () => {
  const call = message("assistant", [{ type: "toolCall", id: "t", name: "cat", arguments: {} }]);
  const outcomes = await ingest({
    "a.jsonl": session("a", [...SAID, call, result("all of it"), ...SAID]),
    "a.jsonl.bak-1": session("a", [...SAID, call, result("all...")]),
  });
  expect(Object.values(outcomes).map(({ outcome }) => outcome)).toEqual(["rows", "superseded"]);
});

test.each([
  ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ["other line ends", (text: string) => text.replaceAll("\n", "\r\n")],
  ["blank lines", (text: string) => `\n  \n${text}\n`],
])("a copy with %s is superseded, whichever comes first", async (_name, change) => {
  const text = session("a", SAID);
  expect(await outcomesOf({ "1.jsonl": text, "2.jsonl": change(text) })).toEqual(["rows", "superseded"]);
  expect(await outcomesOf({ "1.jsonl": change(text), "2.jsonl": text })).toEqual(["rows", "superseded"]);
});

test("a reset that a fork repeats is the parent's; its own is its own", async () => {
  const reset = { type: "reset_boundary" };
  const own = [message("user", "anew"), reset];
  const outcomes = await ingest({
    "a.jsonl": session("a", [...SAID, reset, ...MORE]),
    "b.jsonl": session("b", [...SAID, reset, ...own], { parentSession: "a" }),
  });
  expect(Object.values(outcomes).map(({ rows: [row] }) => row?.source_meta["resets"])).toEqual([
    [{ index: 2 }],
    [{ index: 1 }],
  ]);
  expect(outcomes["b.jsonl"]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "a", records: 3 }]);
});

test("a fork's row names the session that all goes back to", async () => {
  const outcomes = await ingest({
    "a.jsonl": session("a", SAID),
    "b.jsonl": session("b", [message("user", "b")], { parentSession: "a" }),
    "c.jsonl": session("c", [message("user", "c")], { parentSession: "/x/b.jsonl" }),
    "d.jsonl": session("d", [message("user", "d")], { parentSession: "e" }),
    "e.jsonl": session("e", [message("user", "e")], { parentSession: "d" }),
    "f.jsonl": session("f", [message("user", "f")], { parentSession: "/x/no-name.jsonl" }),
  });
  const roots = Object.values(outcomes).map(({ rows: [row] }) => row?.root_session_id);
  // In a circle, all have the same one.
  expect(roots).toEqual(["a", "a", "a", "d", "d", "f"]);
});
