/** Looking at how files begin leads to the same rows as reading all of them as a whole. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Look, SessionHandler } from "../../../src/formats/handler.ts";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { study } from "../../../src/formats/hermes/look.ts";
import type { Tree } from "../../support/folder.ts";
import { ingestTree } from "../../support/sessions.ts";
import { call, ingest, jsonl, snapshot, type Msg } from "./sessions.ts";
import { runs } from "../../support/runs.ts";

/** Reads every file as a whole, and compares it with all others. */
const THOROUGH: SessionHandler = {
  ...hermes,
  prepare: (files, preparation) =>
    hermes.prepare(files, {
      ...preparation,
      look: (one, seen) => preparation.look(one.name === "heads" ? thorough(one) : one, seen),
    }),
};

const STUDIED: Pick<Look, "see"> = { see: (file, sight) => study(file, sight, "as written") };

function thorough<Seen>(look: Look<Seen>): Look<Seen> {
  return Object.assign({}, look, STUDIED);
}

const LONG = "what is said here is said nowhere else in the world, and is long";
/** Few, so that sessions have some in common; with white space, of the length that tells, the harness's. */
const TEXTS = [
  "hi",
  "Hello!",
  " padded  ",
  "é\u00A0",
  "x".repeat(40),
  ` ${"y".repeat(38)} `,
  LONG,
  "[System note: be brief]\n\nquestion",
];

const MESSAGES: fc.Arbitrary<Msg> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ role: fc.constantFrom("user", "assistant", "system"), content: fc.constantFrom(...TEXTS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ id: fc.nat(4), content: fc.constantFrom("", "ok", LONG) }).map(({ id, content }) => ({
      role: "assistant",
      content,
      tool_calls: [call(id === 0 ? null : `call_of_a_service_${id}`, "terminal", `{"a": ${id}}`)],
    })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ id: fc.nat(4), content: fc.constantFrom("", "result") }).map(({ id, content }) => ({
      role: "tool",
      content,
      tool_call_id: id === 0 ? null : `call_of_a_service_${id}`,
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ role: "session_meta" }, { role: "assistant", content: "", _compressed_summary: true }),
  },
);

const SUMMARY = { role: "user", content: "[CONTEXT COMPACTION] the summary of it all" };
const IDS = ["20260101_000000_a", "20260102_000000_b", "20260103_000000_c", "plain"] as const;

/** A file with a session that begins as one of the pool and goes on as the same one behind a summary, or as another. */
const FILES = fc.record({
  kind: fc.constantFrom("transcript", "snapshot", "export", "trajectory"),
  id: fc.constantFrom(...IDS),
  parent: fc.constantFrom(null, null, ...IDS),
  begins: fc.nat(2),
  ends: fc.nat(2),
  length: fc.nat(14),
  isCompacted: fc.boolean(),
  isDamaged: fc.boolean(),
});
type Made = typeof FILES extends fc.Arbitrary<infer Value> ? Value : never;

function treeOf(pool: readonly (readonly Msg[])[], files: readonly Made[]): Tree {
  return Object.fromEntries(files.map((file, index) => fileOf(pool, file, `${index}`)));
}

function fileOf(pool: readonly (readonly Msg[])[], file: Made, folder: string): [path: string, content: string] {
  const { kind, id, parent, begins, ends, length, isCompacted, isDamaged } = file;
  const messages = [
    ...(pool[begins] ?? []).slice(0, length),
    ...(isCompacted ? [SUMMARY] : []),
    ...(pool[ends] ?? []),
    ...(isDamaged ? [{ role: "assistant", tool_calls: 3 }] : []),
  ];
  const origin = parent !== null && {
    parent_session_id: parent,
    started_at: length,
    ended_at: 7,
    end_reason: "compression",
  };
  const turns = messages.map(({ role, content }: Msg) => ({
    from: role === "assistant" ? "gpt" : role,
    value: content ?? "",
  }));
  switch (kind) {
    case "transcript":
      return [`${folder}/${id}.jsonl`, jsonl(messages)];
    case "snapshot":
      return [`${folder}/session_${id}.json`, snapshot(id, messages, { ...origin })];
    case "export":
      return [`${folder}/export.jsonl`, jsonl([{ id, source: "cli", messages, ...origin }])];
    default:
      return [`${folder}/trajectories.jsonl`, jsonl([{ conversations: turns, completed: true }])];
  }
}

// oxlint-disable-next-line vitest/expect-expect -- the property expects
test("heads tell what has to be compared", async () => {
  const pools = fc.array(fc.array(MESSAGES, { maxLength: 14 }), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(pools, fc.array(FILES, { minLength: 1, maxLength: 5 }), async (pool, files) => {
      const tree = treeOf(pool, files);
      expect(await ingest(tree)).toEqual(await ingestTree(THOROUGH, tree));
    }),
    runs(30),
  );
});

test("a summary that stands late is none of another session", async () => {
  const asked = { role: "user", content: "the same question" };
  const answer = { role: "assistant", content: LONG };
  const more = Array.from({ length: 20 }, (_, index) => ({
    role: "user",
    content: `and the question number ${index}`,
  }));
  const outcomes = await ingest({
    "20260101_000000_a.jsonl": jsonl([{ role: "user", content: "before" }, asked, answer]),
    "20260102_000000_b.jsonl": jsonl([asked, ...more, SUMMARY, answer]),
    "20260103_000000_c.jsonl": jsonl([asked, SUMMARY, answer]),
  });
  expect(Object.values(outcomes).map(({ rows: [row] }) => row?.source_meta["continues"])).toEqual([
    undefined,
    undefined,
    [{ trace_id: "20260101_000000_a", messages: 2 }],
  ]);
});
