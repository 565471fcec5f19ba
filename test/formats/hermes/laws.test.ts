/** Laws that hold for every session, however strange the order of its messages. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tree } from "../../support/folder.ts";
import { checkMessages, occurrences } from "../../support/sessions.ts";
import { call, database, ingest, jsonl, snapshot, type Msg } from "./sessions.ts";
import { runs } from "../../support/runs.ts";

/** One or more messages; the token is in each text of theirs, and nowhere else. */
type Make = (token: string, id: string) => Msg[];

const TELLING: readonly Make[] = [
  (token) => [{ role: "user", content: token }],
  (token) => [{ role: "user", content: [{ type: "text", text: token }] }],
  (token) => [{ role: "user", content: `[System note: be brief]\n\n${token}` }],
  (token) => [{ role: "user", content: `[CONTEXT COMPACTION] ${token}` }],
  (token) => [{ role: "system", content: token }],
  (token) => [{ role: "assistant", content: token, finish_reason: "stop" }],
  (token) => [{ role: "assistant", content: token, finish_reason: "length" }],
  (token) => [{ role: "assistant", content: "", reasoning: token }],
  (token) => [{ role: "assistant", content: null, reasoning_content: token }],
  (token, id) => [{ role: "assistant", content: "", tool_calls: [call(id, "terminal", JSON.stringify({ token }))] }],
  (token) => [{ role: "assistant", content: null, tool_calls: [call(null, token)] }],
  (token, id) => [{ role: "tool", content: token, tool_call_id: id }],
  (token) => [{ role: "tool", content: token }],
];

/**
 * What can be told apart and found again: a system's prompt alone makes no row, and what a call without
 * an id is called depends on what else the session holds.
 */
const SPEAKING: readonly Make[] = TELLING.filter((make) =>
  make("", "").every(
    ({ role, tool_calls: calls }) => role !== "system" && !JSON.stringify(calls ?? []).startsWith('[{"type"'),
  ),
);

const COUNTED: readonly Make[] = [
  () => [{ role: "session_meta", content: null }],
  () => [{ role: "narrator", content: "" }],
  () => [{ role: "assistant", content: "" }],
  () => [{ role: "user", content: "" }],
];

interface Made {
  readonly messages: readonly Msg[];
  readonly tokens: readonly string[];
}

/** A session, its call ids from a few, so that results answer calls before them, behind them, twice or never. */
function sessions(makes: readonly Make[], prefix: string): fc.Arbitrary<Made> {
  const step = fc.record({ make: fc.constantFrom(...makes), id: fc.integer({ min: 0, max: 4 }) });
  return fc.array(step, { maxLength: 24 }).map((steps) => ({
    messages: steps.flatMap(({ make, id }, index) => make(tokenOf(prefix, index), `call_of_a_service_${id}`)),
    tokens: steps.flatMap(({ make }, index) => (TELLING.includes(make) ? [tokenOf(prefix, index)] : [])),
  }));
}

/** So long that nobody takes it for chance. */
function tokenOf(prefix: string, index: number): string {
  return `${prefix}${index}; what is said here is said nowhere else in the world`;
}

/** What holds in `source_meta` what messages cannot. */
const ASIDE = ["unlinked_results"];

function isSpoken({ messages }: Made): boolean {
  return messages.some(({ role, content, reasoning, reasoning_content: more, tool_calls: calls }) => {
    if (!["user", "assistant", "tool"].includes(role)) return false;
    return [content, reasoning, more, calls].some((part) => (part ?? "") !== "");
  });
}

function isEmpty(message: Msg): boolean {
  return message["content"] === "" && Object.keys(message).length === 2;
}

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("messages are in order; each is used or counted, once", async () => {
  await fc.assert(
    fc.asyncProperty(sessions([...TELLING, ...COUNTED], "t"), async (made) => {
      const { messages, tokens } = made;
      const { "a.jsonl": result } = await ingest({ "a.jsonl": jsonl([{ role: "session_meta" }, ...messages]) });
      const rows = result?.rows ?? [];
      expect(rows).toHaveLength(isSpoken(made) ? 1 : 0);
      for (const row of rows) {
        expect(occurrences(rows, tokens, ASIDE)).toEqual(tokens.map(() => 1));
        checkMessages(row);
        const extra = row.source_meta;
        const count = (role: string, content?: string): number =>
          messages.filter(
            (message) => message.role === role && (content === undefined || message["content"] === content),
          ).length;
        expect(extra["record_count"]).toBe(messages.length + 1);
        expect(extra["session_meta_rows"]).toBe(count("session_meta") + 1);
        expect(extra["other_messages"] ?? {}).toEqual(count("narrator") > 0 ? { narrator: count("narrator") } : {});
        const empty = messages.filter((message) => message.role !== "narrator" && isEmpty(message)).length;
        expect(extra["empty_messages"] ?? 0).toBe(empty);
      }
    }),
    runs(75),
  );
});

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("all stores tell the same", async () => {
  await fc.assert(
    fc.asyncProperty(sessions([...TELLING, ...COUNTED], "t"), async ({ messages }) => {
      const trees: Tree[] = [
        { "a.jsonl": jsonl(messages) },
        { "session_a.json": snapshot("a", messages) },
        { "out.jsonl": jsonl([{ id: "a", source: "cli", messages }]) },
        { "state.db": database({ a: messages }) },
      ];
      const told: unknown[] = [];
      for (const tree of trees) {
        const [outcome] = Object.values(await ingest(tree));
        told.push(outcome?.rows.map((row) => row.messages));
      }
      for (const other of told) if (messages.length > 0) expect(other ?? []).toEqual(told[1]);
    }),
    runs(15),
  );
});

interface Family {
  readonly tree: Tree;
  readonly tokens: readonly string[];
}

/** A session in two stores, one that branched off, a stale copy, and one that goes on behind a compaction. */
const FAMILIES: fc.Arbitrary<Family> = fc
  .record({
    parent: sessions(SPEAKING, "p"),
    branch: sessions(SPEAKING, "b"),
    tail: sessions(SPEAKING, "c"),
    cuts: fc.tuple(fc.nat(24), fc.nat(24), fc.nat(3), fc.nat(24)),
  })
  .map(({ parent, branch, tail, cuts: [branched, stale, head, from] }) => {
    const { messages } = parent;
    const summary = { role: "user", content: "[CONTEXT COMPACTION] the summary of it all" };
    const compacted = [...messages.slice(0, head), summary, ...messages.slice(Math.max(head, from)), ...tail.messages];
    return {
      tree: {
        "20260101_000000_aaaaaa.jsonl": jsonl(messages),
        "session_20260101_000000_aaaaaa.json": snapshot("20260101_000000_aaaaaa", messages.slice(0, stale)),
        "0.jsonl": jsonl([...messages.slice(0, branched), ...branch.messages]),
        "session_20260102_000000_bbbbbb.json": snapshot("20260102_000000_bbbbbb", compacted),
      },
      tokens: [parent, branch, tail].flatMap(({ tokens }) => tokens),
    };
  });

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("nothing of a family of sessions is lost; the order of files decides nothing", async () => {
  await fc.assert(
    fc.asyncProperty(FAMILIES, async ({ tree, tokens }) => {
      const outcomes = await ingest(tree);
      const rows = Object.values(outcomes).flatMap((outcome) => outcome.rows);
      for (const row of rows) checkMessages(row);
      const spoken = tokens.filter((token) => Object.values(tree).some((file) => String(file).includes(token)));
      expect(Math.min(1, ...occurrences(rows, spoken, ASIDE))).toBe(1);
      expect(new Set(rows.map((row) => row.trace_id)).size).toBe(rows.length);
      expect(await ingest(tree, { reversed: true })).toEqual(outcomes);
    }),
    runs(50),
  );
});
