/** Laws that hold for every session, however strange its tree. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { checkMessages, occurrences, sumOf } from "../../support/sessions.ts";
import { chain, header, ingest, jsonl, message, rowsOf, type Rec } from "./sessions.ts";
import { runs } from "../../support/runs.ts";

/** An entry whose texts hold the token, and nothing else does. */
type Make = (token: string, id: string) => Rec;

function text(token: string): readonly Rec[] {
  return [{ type: "text", text: token }];
}

const TELLING: readonly Make[] = [
  (token) => message("user", token),
  (token) => message("user", text(token)),
  (token) => message("assistant", text(token), { stopReason: "stop" }),
  (token) => message("assistant", [{ type: "thinking", thinking: token }]),
  (token) => message("assistant", text(token), { stopReason: "aborted" }),
  (token) => message("assistant", text(token), { stopReason: "error" }),
  (token) => message("assistant", text(token), { provider: "openclaw", model: "delivery-mirror" }),
  (token, id) => message("assistant", [{ type: "toolCall", id, name: "bash", arguments: { token } }]),
  (token, id) => message("toolResult", text(token), { toolCallId: id, isError: true }),
  (token) => message("bashExecution", undefined, { command: "ls", output: token, exitCode: 0 }),
  (token) => message("pythonExecution", undefined, { code: token, output: "", exitCode: 0 }),
  (token) => message("fileMention", undefined, { files: [{ path: "a.md", content: token }] }),
  (token) =>
    message("fileMention", undefined, { files: [{ path: "a.md" }, { path: token, image: { type: "image" } }] }),
  (token) => message("custom", token, { customType: "x", display: false }),
  (token) => message("hookMessage", token, { customType: "x" }),
  (token) => message("developer", token),
  (token) => ({ type: "custom_message", customType: "y", content: token, display: false }),
  (token) => ({ type: "branch_summary", summary: token, fromId: "e0" }),
  (token) => ({ type: "compaction", summary: token, firstKeptEntryId: "e1", tokensBefore: 1 }),
];

const COUNTED: readonly Make[] = [
  () => ({ type: "custom", customType: "__proto__", data: {} }),
  () => ({ type: "from_the_future" }),
  () => message("assistant", [], { stopReason: "stop" }),
  () => message("assistant", [], { stopReason: "error" }),
  () => message("user", ""),
  () => message("carrierPigeon", undefined),
  () => message("fileMention", undefined, { files: [] }),
  () => ({ type: "reset_boundary" }),
  () => message("bashExecution", undefined, { command: "ls", output: "z", excludeFromContext: true }),
];

interface Made {
  readonly entries: readonly Rec[];
  readonly tokens: readonly string[];
}

/** Entries, their call ids from a few, so that results answer calls before them, behind them, twice or never. */
function sessions(makes: readonly Make[], prefix: string, maxLength = 24): fc.Arbitrary<Made> {
  const step = fc.record({ make: fc.constantFrom(...makes), id: fc.integer({ min: 0, max: 4 }) });
  return fc.array(step, { maxLength }).map((steps) => ({
    entries: steps.map(({ make, id }, index) => make(`${prefix}${index};`, `call_${id}`)),
    tokens: steps.flatMap(({ make }, index) => (TELLING.includes(make) ? [`${prefix}${index};`] : [])),
  }));
}

/** What holds in `source_meta` what messages cannot. */
const ASIDE = ["unlinked_results", "retried_turns", "stand_ins"];

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** Every list of places names messages that are there. */
function checkIndexes({ messages, source_meta: extra }: PlainSeedRow): void {
  for (const value of Object.values(extra)) {
    for (const item of Array.isArray(value) ? value : []) {
      const { index, first_kept: kept } = Object(item);
      if (index === undefined) continue;
      expect(index).toBeGreaterThanOrEqual(0);
      expect(index).toBeLessThanOrEqual(messages.length);
      if (kept !== undefined) expect(kept).toBeLessThan(index);
    }
  }
}

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("messages are in order; each entry is used or counted, once", async () => {
  await fc.assert(
    fc.asyncProperty(sessions([...TELLING, ...COUNTED], "t"), fc.boolean(), async ({ entries, tokens }, isOld) => {
      // Version 1 has no ids.
      const old = { id: undefined, parentId: undefined };
      const linked = chain(isOld ? entries.map((entry) => Object.assign({}, entry, old)) : entries);
      const rows = await rowsOf([header("s", isOld ? { version: undefined } : {}), ...linked]);
      // Stand-ins alone are no conversation.
      if (rows.length > 0) expect(occurrences(rows, tokens, ASIDE)).toEqual(tokens.map(() => 1));
      for (const row of rows) {
        checkMessages(row);
        checkIndexes(row);
        const extra = row.source_meta;
        const ofType = (type: string): number => entries.filter((entry) => entry["type"] === type).length;
        expect(extra["record_count"]).toBe(entries.length + 1);
        expect(sumOf(extra["custom_entries"])).toBe(ofType("custom"));
        expect(sumOf(extra["other_entries"])).toBe(ofType("from_the_future"));
        expect(lengthOf(extra["resets"])).toBe(ofType("reset_boundary"));
        const silent = entries.filter((entry) => {
          const { role, content, files, stopReason } = Object(entry["message"]);
          return (
            (role === "user" && content === "") ||
            (role === "fileMention" && files.length === 0) ||
            (role === "assistant" && content.length === 0 && stopReason === "stop")
          );
        });
        expect(extra["empty_messages"] ?? 0).toBe(silent.length);
        expect(extra["relinked_entries"]).toBe(undefined);
      }
    }),
    runs(75),
  );
});

/** Ids that are names in JavaScript too, and come more than once. */
const IDS = fc.constantFrom("__proto__", "constructor", "toString", "a", "b", "c", "d", "e", "f");
const PARENTS = fc.option(fc.oneof(IDS, fc.constant("nowhere")), { nil: null });

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("in any tree, with rounds and all, nothing is told twice, and what is left is counted", async () => {
  await fc.assert(
    fc.asyncProperty(
      sessions(TELLING.slice(0, 3), "t"),
      fc.array(fc.tuple(IDS, PARENTS, fc.boolean()), { minLength: 24, maxLength: 24 }),
      async ({ entries, tokens }, links) => {
        const linked = entries.map((entry, index) => {
          const [id, parentId, isNamed] = links[index] ?? ["", null, true];
          return { ...entry, id, ...(isNamed && { parentId }), timestamp: `2026-01-01T00:00:${10 + index}Z` };
        });
        const rows = await rowsOf([header("s"), ...linked]);
        expect(rows).toHaveLength(entries.length > 0 ? 1 : 0);
        for (const row of rows) {
          checkMessages(row);
          checkIndexes(row);
          const found = occurrences(rows, tokens, ASIDE);
          expect(Math.max(...found)).toBe(1);
          expect(found.filter((count) => count === 0)).toHaveLength(Number(row.source_meta["abandoned_messages"] ?? 0));
        }
      },
    ),
    runs(75),
  );
});

function lastId(entries: readonly Rec[]): string | null {
  const id = entries.at(-1)?.["id"];
  return typeof id === "string" ? id : null;
}

/** Stand-ins alone are no conversation. */
const SPOKEN = TELLING.filter((make) => Object(make("", "")["message"]).provider === undefined);

/** A session, a fork of a part of it, a fork of that, a copy of an earlier state, and the same as a stream. */
const FAMILIES = fc
  .record({
    parent: sessions(SPOKEN, "p", 12),
    fork: sessions(SPOKEN, "f", 12),
    second: sessions(SPOKEN, "s", 12),
    cuts: fc.tuple(fc.nat(12), fc.nat(24), fc.nat(12)),
  })
  .map(({ parent, fork, second, cuts: [forked, again, copied] }) => {
    const own = chain(parent.entries, "p");
    const shared = own.slice(0, forked);
    const first = [...shared, ...chain(fork.entries, "f", lastId(shared))];
    const kept = first.slice(0, again);
    const last = [...kept, ...chain(second.entries, "s", lastId(kept))];
    return {
      tree: {
        "3/a.jsonl": jsonl([header("a"), ...own]),
        "1/b.jsonl": jsonl([header("b", { parentSession: "/old/3/a.jsonl" }), ...first]),
        "2/c.jsonl": jsonl([header("c", { parentSession: "b" }), ...last]),
        "0/a.checkpoint.x.jsonl": jsonl([header("a"), ...own.slice(0, copied)]),
        "4/a.jsonl.bak-1": jsonl([header("a"), ...own]),
      },
      tokens: [parent, fork, second].flatMap(({ tokens }) => tokens),
    };
  });

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("what several files hold is in one row; the order of files decides nothing", async () => {
  await fc.assert(
    fc.asyncProperty(FAMILIES, async ({ tree, tokens }) => {
      const outcomes = await ingest(tree);
      const rows = Object.values(outcomes).flatMap((outcome) => outcome.rows);
      for (const row of rows) {
        checkMessages(row);
        checkIndexes(row);
      }
      expect(occurrences(rows, tokens, ASIDE)).toEqual(tokens.map(() => 1));
      expect(new Set(rows.map((row) => row.trace_id)).size).toBe(rows.length);
      expect(await ingest(tree, { reversed: true })).toEqual(outcomes);
    }),
    runs(50),
  );
});
