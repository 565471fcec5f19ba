/** What the model saw behind a compaction can be made from the row. */
import { expect, test } from "vitest";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { chain, header, message, rowsOf, type Rec } from "./sessions.ts";

function said(role: "user" | "assistant", text: string): Rec {
  return message(role, [{ type: "text", text }]);
}

/** As docs/pi.md says it: the summary, what was kept before it, what came behind it. */
function lastWindow({ messages, source_meta: extra }: PlainSeedRow): string[] {
  const compactions = extra["compactions"];
  const { index, first_kept: kept = index } = Object(Array.isArray(compactions) ? compactions.at(-1) : {});
  const window = [...messages.slice(index, index + 1), ...messages.slice(kept, index), ...messages.slice(index + 1)];
  return window.map(({ content: [block] }) =>
    String(block?.["text"]).replaceAll(/^The conv.*<summary>\n|\n<.*$/gsu, ""),
  );
}

const BEFORE = [said("user", "a"), said("assistant", "b"), said("user", "c"), said("assistant", "d")];
const BEHIND = [said("user", "e"), said("assistant", "f")];

function tail(...entries: readonly Rec[]): Rec[] {
  return entries.map((entry) => Object(entry["message"]));
}

test.each<[string, Rec, readonly string[]]>([
  ["an entry", { firstKeptEntryId: "e2" }, ["sum", "c", "d", "e", "f"]],
  ["an entry that is gone", { firstKeptEntryId: "gone" }, ["sum", "e", "f"]],
  ["all of it", { firstKeptEntryId: "e0" }, ["sum", "a", "b", "c", "d", "e", "f"]],
  ["version 1's count of records", { firstKeptEntryIndex: 3 }, ["sum", "c", "d", "e", "f"]],
  ["a tail without times", { retainedTail: tail(...BEFORE.slice(2)) }, ["sum", "c", "d", "e", "f"]],
  ["an empty tail", { retainedTail: [] }, ["sum", "e", "f"]],
  [
    "a tail of which a part is new",
    { retainedTail: tail(said("assistant", "d"), said("user", "x")) },
    ["sum", "d", "x", "e", "f"],
  ],
  [
    "a tail that is new",
    { retainedTail: tail(said("user", "x"), said("assistant", "y")) },
    ["sum", "x", "y", "e", "f"],
  ],
])("kept: %s", async (_name, kept, expected) => {
  const entries = chain([...BEFORE, { type: "compaction", summary: "sum", tokensBefore: 1, ...kept }, ...BEHIND]);
  const [row] = await rowsOf([header("s"), ...entries]);
  expect(row === undefined ? [] : lastWindow(row)).toEqual(expected);
});

test("a tail repeats what was said last, of what was said twice", async () => {
  const twice = [...BEFORE, ...BEFORE];
  const compaction = { type: "compaction", summary: "sum", tokensBefore: 1, retainedTail: tail(...BEFORE.slice(2)) };
  const [row] = await rowsOf([header("s"), ...chain([...twice, compaction, ...BEHIND])]);
  expect(row?.source_meta["compactions"]).toEqual([{ index: 8, first_kept: 6, tokens_before: 1 }]);
  expect(row?.message_count).toBe(11);
});
