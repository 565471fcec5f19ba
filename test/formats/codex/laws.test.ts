/** Laws that hold for every session, however strange the order of its records. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { checkMessages, occurrences, sumOf } from "../../support/sessions.ts";
import { event, ingest, item, jsonl, meta, said, type Rec } from "./sessions.ts";
import { runs } from "../../support/runs.ts";

/** One or more records; the token is in each text of theirs, and nowhere else. */
type Make = (token: string, id: string) => Rec[];

const TELLING: readonly Make[] = [
  (token) => [said("user", token)],
  (token) => [said("assistant", token, { phase: "final_answer" })],
  (token) => [said("assistant", token, { phase: "commentary" })],
  (token) => [said("developer", token)],
  (token) => [said("user", `<skill>${token}</skill>`)],
  (token) => [said("user", `# Context from my IDE setup:\n## My request for Codex:\n${token}`)],
  (token) => [item("reasoning", { summary: [{ type: "summary_text", text: token }] })],
  (token) => [
    item("reasoning", { summary: [{ type: "summary_text", text: token }] }),
    event("agent_reasoning", { text: token }),
  ],
  (token) => [event("agent_reasoning", { text: token }), event("agent_reasoning_raw_content", { text: token })],
  (token, id) => [item("function_call", { name: "shell", arguments: JSON.stringify({ token }), call_id: id })],
  (token, id) => [item("custom_tool_call", { name: "exec", input: token, call_id: id })],
  (token, id) => [item("function_call_output", { output: token, call_id: id })],
  (token, id) => [item("custom_tool_call_output", { output: [{ type: "input_text", text: token }], call_id: id })],
  (token) => [item("web_search_call", { action: { query: token } })],
  (token) => [item("agent_message", { author: "a", recipient: "b", content: [{ type: "input_text", text: token }] })],
];

const COUNTED: readonly Make[] = [
  () => [{ type: "turn_context", payload: { model: "m" } }],
  () => [{ type: "compacted", payload: { message: "" } }],
  () => [event("context_compacted")],
  () => [event("turn_aborted")],
  () => [event("token_count", { info: null })],
  () => [{ type: "world_state", payload: {} }],
  () => [item("ghost_snapshot")],
  () => [item("from_the_future")],
  () => [item("message", { role: "assistant", content: [] })],
  () => [meta("another")],
];

const ROLLBACK: Make = () => [event("thread_rolled_back", { num_turns: 1 })];

interface Made {
  readonly records: readonly Rec[];
  readonly tokens: readonly string[];
}

/** A session, its call ids from a few, so that results answer calls before them, behind them, twice or never. */
function sessions(makes: readonly Make[], prefix: string): fc.Arbitrary<Made> {
  const step = fc.record({ make: fc.constantFrom(...makes), id: fc.integer({ min: 0, max: 4 }) });
  return fc.array(step, { maxLength: 24 }).map((steps) => ({
    records: steps.flatMap(({ make, id }, index) => make(`${prefix}${index};`, `call_${id}`)),
    tokens: steps.flatMap(({ make }, index) => (TELLING.includes(make) ? [`${prefix}${index};`] : [])),
  }));
}

/** What holds in `source_meta` what messages cannot. */
const ASIDE = ["unlinked_results", "unattached_reasoning"];

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

const NAME = "rollout-a.jsonl";

async function rowsOf(records: readonly Rec[]): Promise<readonly PlainSeedRow[]> {
  const { [NAME]: result } = await ingest({ [NAME]: jsonl([meta("a"), ...records]) });
  return result?.rows ?? [];
}

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("messages are in order; each record is used or counted, once", async () => {
  await fc.assert(
    fc.asyncProperty(sessions([...TELLING, ...COUNTED], "t"), async ({ records, tokens }) => {
      const rows = await rowsOf(records);
      expect(rows).toHaveLength(tokens.length > 0 ? 1 : 0);
      expect(occurrences(rows, tokens, ASIDE)).toEqual(tokens.map(() => 1));
      for (const row of rows) {
        checkMessages(row);
        const extra = row.source_meta;
        const count = (type: string): number => records.filter((record) => record.type === type).length;
        const items = (type: string): number => records.filter(({ payload }) => payload["type"] === type).length;
        expect(extra["record_count"]).toBe(records.length + 1);
        expect(sumOf(extra["event_types"])).toBe(count("event_msg"));
        expect(sumOf(extra["other_records"])).toBe(count("world_state"));
        expect(lengthOf(extra["turns"])).toBe(count("turn_context"));
        expect(extra["further_session_metas"] ?? 0).toBe(count("session_meta"));
        expect(extra["ghost_snapshots"] ?? 0).toBe(items("ghost_snapshot"));
        expect(sumOf(extra["unknown_items"])).toBe(items("from_the_future"));
        expect(extra["aborted_turns"] ?? 0).toBe(items("turn_aborted"));
      }
    }),
    runs(75),
  );
});

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("a rollback takes whole turns out, and says how many messages", async () => {
  await fc.assert(
    fc.asyncProperty(sessions([...TELLING.slice(0, 5), ROLLBACK], "t"), async ({ records, tokens }) => {
      const rows = await rowsOf(records);
      const found = occurrences(rows, tokens, ASIDE);
      expect(Math.max(0, ...found)).toBeLessThanOrEqual(1);
      for (const row of rows) {
        checkMessages(row);
        const told = new Map(Object.entries(row.source_meta["rollbacks"] ?? {}));
        const count = records.filter(({ payload }) => payload["type"] === "thread_rolled_back").length;
        expect(told.get("count") ?? 0).toBe(count);
        if (Number(told.get("messages") ?? 0) > 0) expect(found).toContain(0);
        if (!found.includes(0)) expect(told.get("messages") ?? 0).toBe(0);
      }
    }),
    runs(50),
  );
});

/** What Codex leaves out of the history that it gives a subagent (`keep_forked_rollout_item`). */
function isKept({ type, payload }: Rec): boolean {
  if (type !== "response_item") return true;
  if (payload["type"] !== "message") return false;
  return payload["role"] !== "assistant" || payload["phase"] === "final_answer";
}

interface Family {
  readonly tree: Readonly<Record<string, string>>;
  readonly tokens: readonly string[];
}

/** A thread, a fork of a part of it, a subagent that was given a part of it, and a file that a revert wrote. */
const FAMILIES: fc.Arbitrary<Family> = fc
  .record({
    parent: sessions(TELLING, "p"),
    fork: sessions(TELLING, "f"),
    agent: sessions(TELLING, "s"),
    revert: sessions(TELLING, "r"),
    cuts: fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30)),
  })
  .map(({ parent, fork, agent, revert, cuts: [forked, from, to, reverted] }) => {
    const head = meta("a");
    const ofAgent = { parent_thread_id: "a", source: { subagent: { thread_spawn: { parent_thread_id: "a" } } } };
    const given = parent.records.slice(Math.min(from, to), Math.max(from, to)).filter(isKept);
    return {
      tree: {
        "2/rollout-a.jsonl": jsonl([head, ...parent.records]),
        "1/rollout-b.jsonl": jsonl([
          meta("b", { forked_from_id: "a" }),
          head,
          ...parent.records.slice(0, forked),
          ...fork.records,
        ]),
        "3/rollout-c.jsonl": jsonl([meta("c", ofAgent), head, ...given, ...agent.records]),
        "0/rollout-a_d.jsonl": jsonl([head, ...parent.records.slice(0, reverted), ...revert.records]),
      },
      tokens: [parent, fork, agent, revert].flatMap(({ tokens }) => tokens),
    };
  });

// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test("what several files hold is in one row; the order of files decides nothing", async () => {
  await fc.assert(
    fc.asyncProperty(FAMILIES, async ({ tree, tokens }) => {
      const outcomes = await ingest(tree);
      const rows = Object.values(outcomes).flatMap((outcome) => outcome.rows);
      for (const row of rows) checkMessages(row);
      expect(Math.max(0, ...occurrences(rows, tokens, ASIDE))).toBeLessThanOrEqual(1);
      expect(Math.min(1, ...occurrences(rows, tokens, ASIDE))).toBe(1);
      expect(new Set(rows.map((row) => row.trace_id)).size).toBe(rows.length);
      expect(await ingest(tree, { reversed: true })).toEqual(outcomes);
    }),
    runs(50),
  );
});
