/** Records in which anything may stand anywhere: nothing of it ends a run, and what is read is read alike. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { VALIDATION_LEVELS } from "../../../src/formats/handler.ts";
import type { Outcome } from "../../support/sessions.ts";
import { ingest, jsonl } from "./sessions.ts";
import { runs } from "../../support/runs.ts";

const RECORD_TYPES = [
  "session_meta",
  "response_item",
  "event_msg",
  "turn_context",
  "compacted",
  "inter_agent_communication",
  "world_state",
  "message",
  "reasoning",
];
const PAYLOAD_TYPES = [
  "message",
  "reasoning",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "web_search_call",
  "tool_search_output",
  "agent_message",
  "ghost_snapshot",
  "image_generation_call",
  "token_count",
  "agent_reasoning",
  "thread_rolled_back",
  "turn_aborted",
  "task_complete",
];
const KEYS = [
  "id",
  "call_id",
  "role",
  "name",
  "content",
  "arguments",
  "input",
  "output",
  "summary",
  "text",
  "info",
  "num_turns",
  "error",
  "action",
  "tools",
  "source",
  "git",
  "cwd",
  "timestamp",
  "instructions",
  "base_instructions",
  "forked_from_id",
  "parent_thread_id",
  "session_id",
  "history_base",
  "subagent_history_start_ordinal",
  "internal_chat_message_metadata_passthrough",
  "__proto__",
  "constructor",
];

const TEXT = fc.constantFrom("", "a", "b", "user", "assistant", "a".repeat(40), "<skill>", "\u{10FFFF}", "2026-01-01");
const VALUE = fc.oneof(
  { weight: 4, arbitrary: TEXT },
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(-1, 0, 1, 1e300, 0.5),
  fc.array(fc.record({ type: fc.constantFrom("input_text", "summary_text", "encrypted_content", 1), text: TEXT }), {
    maxLength: 2,
  }),
  fc.dictionary(fc.constantFrom("subagent", "thread_spawn", "thread_id", "branch", "other"), TEXT, { maxKeys: 2 }),
);
const PAYLOAD = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.constantFrom(...PAYLOAD_TYPES), fc.dictionary(fc.constantFrom(...KEYS), VALUE, { maxKeys: 6 }))
      .map(([type, rest]) => Object.fromEntries([["type", type], ...Object.entries(rest)])),
  },
  VALUE,
);
const RECORD = fc.oneof(
  { weight: 9, arbitrary: fc.record({ type: fc.constantFrom(...RECORD_TYPES), payload: PAYLOAD, ordinal: VALUE }) },
  PAYLOAD,
);
const FILE = fc.array(RECORD, { maxLength: 8 });

function check(outcomes: Readonly<Record<string, Outcome>>): void {
  for (const { rows } of Object.values(outcomes)) {
    for (const { messages, is_sidechain: isSidechain, agent_id: agentId, trace_id: traceId } of rows) {
      expect(isSidechain).toBe(agentId !== null);
      expect(traceId).not.toBe("");
      const ids = messages.flatMap(({ tool_calls: calls }) => (calls ?? []).map(({ id }) => id));
      for (const { role, tool_call_id: id } of messages) {
        expect(role === "tool").toBe(id !== undefined);
        if (id !== undefined) expect(ids).toContain(id);
      }
    }
  }
}

// oxlint-disable-next-line vitest/expect-expect -- check expects
test("any records end as rows, rejected or skipped, and each level takes what the one before takes", async () => {
  await fc.assert(
    fc.asyncProperty(FILE, FILE, async (a, b) => {
      const tree = { "rollout-a.jsonl": jsonl(a), "rollout-b.jsonl": jsonl(b) };
      let before: Readonly<Record<string, Outcome>> = {};
      for (const level of VALIDATION_LEVELS) {
        const outcomes = await ingest(tree, { level });
        check(outcomes);
        expect(await ingest(tree, { level, reversed: true })).toEqual(outcomes);
        for (const [name, { outcome, codes }] of Object.entries(before)) {
          // A file that was rejected may now hold what this one repeats.
          const isRead = outcome === "rows" && !codes.includes("superseded-session");
          if (isRead) expect(["rows", "superseded"]).toContain(outcomes[name]?.outcome);
        }
        before = outcomes;
      }
    }),
    runs(75),
  );
});
