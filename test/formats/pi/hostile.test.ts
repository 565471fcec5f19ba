/** Sessions that hold what Pi never writes: nothing is taken for something else, nothing is lost untold. */
import { expect, test } from "vitest";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { chain, header, ingest, jsonl, message, rowsOf, type Rec } from "./sessions.ts";

const USER = message("user", "hello");
const ASSISTANT = message("assistant", [{ type: "text", text: "hi" }], { stopReason: "stop", model: "m" });

function call(id: string, more: Rec = {}): Rec {
  return { type: "toolCall", id, name: "bash", arguments: {}, ...more };
}

async function only(records: readonly unknown[]): Promise<PlainSeedRow> {
  const [row] = await rowsOf(records);
  if (row === undefined) throw new Error("no row");
  return row;
}

test.each<[string, Rec]>([
  ["turn_end", { type: "turn_end" }],
  ["message_end", { type: "message_end", message: { role: "user", content: "x" } }],
  ["compaction_end", { type: "compaction_end", result: { summary: "x" } }],
])("an entry of the type %s is an entry still", async (type, entry) => {
  for (const said of [
    [entry, USER, ASSISTANT],
    [USER, entry, ASSISTANT],
  ]) {
    const row = await only([header("s"), ...chain(said)]);
    expect(row.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(row.source_meta).toMatchObject({ other_entries: { [type]: 1 } });
    expect(row.source_meta).not.toHaveProperty("format");
    expect(row.source_meta).not.toHaveProperty("relinked_entries");
  }
});

test("a version 1 session stays one, whatever comes behind its first message", async () => {
  const row = await only([header("s", { version: undefined }), USER, { type: "turn_end" }, ASSISTANT]);
  expect(row.message_count).toBe(2);
  expect(row.source_meta).toMatchObject({ other_entries: { turn_end: 1 } });
});

test("a key named kind does not make the harness of a session", async () => {
  const entries = chain([USER, { ...ASSISTANT, kind: "record" }, { ...USER, kind: "fact", fact: "name", name: "x" }]);
  const row = await only([header("s"), ...entries]);
  expect(row.message_count).toBe(3);
  expect(row.source_meta).not.toHaveProperty("session_name");
});

test("numbers that JSON cannot say are no usage", async () => {
  const usage = { input: 7e307, output: 1, cost: { total: 1 } };
  const text = jsonl([header("s"), ...chain([USER, ASSISTANT, ASSISTANT, ASSISTANT])]);
  const said = text.replaceAll('"content":[{', `"usage":${JSON.stringify(usage)},"content":[{`);
  const { "a.jsonl": sums } = await ingest({ "a.jsonl": said });
  expect(sums?.rows[0]?.source_meta["usage"]).toEqual({ output: 3, cost: 3 });
  const { "a.jsonl": single } = await ingest({ "a.jsonl": said.replaceAll("7e+307", "1e999") });
  expect(single?.rows[0]?.source_meta["usage"]).toEqual({ output: 3, cost: 3 });
});

test("instants are milliseconds, however they are spelled", async () => {
  const said = chain([
    { ...USER, timestamp: 1_767_225_600_000 },
    { ...ASSISTANT, timestamp: 1_767_225_600_001 },
  ]);
  const text = jsonl([header("s", { timestamp: 1_767_225_599_000 }), ...said]);
  for (const spelled of [text, text.replaceAll(/"timestamp":(\d+)/gu, '"timestamp":$1.0')]) {
    const { "a.jsonl": result } = await ingest({ "a.jsonl": spelled });
    expect(result?.rows[0]).toMatchObject({
      started_at: "2025-12-31T23:59:59.000Z",
      ended_at: "2026-01-01T00:00:00.001Z",
    });
  }
});

test.each<[string, readonly unknown[]]>([
  ["version 1", [{ ...USER, timestamp: "2026-01-01T00:00:00Z" }, ASSISTANT]],
  ["version 3", chain([USER, ASSISTANT])],
  ["a stream", [{ type: "agent_start" }, { ...USER, type: "message_end" }, { ...ASSISTANT, type: "message_end" }]],
  [
    "the harness",
    chain([
      { ...USER, kind: "entry", lane: "main", seq: 1 },
      { ...ASSISTANT, kind: "entry", lane: "main", seq: 2 },
    ]),
  ],
])("a damaged header: %s", async (_name, records) => {
  const tree = { "a.jsonl": `{"type":"session",\n${jsonl(records)}` };
  expect((await ingest(tree))["a.jsonl"]?.outcome).toBe("rejected");
  const { "a.jsonl": lenient } = await ingest(tree, { level: "lenient" });
  expect(lenient?.rows[0]?.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
});

test("labels and compactions name the very result", async () => {
  const entries = chain([
    USER,
    message("assistant", [call("a"), call("b")]),
    message("toolResult", "1", { toolCallId: "a" }),
    message("toolResult", "2", { toolCallId: "b" }),
    ASSISTANT,
    { type: "label", targetId: "e2", label: "first" },
    { type: "label", targetId: "e3", label: "second" },
    { type: "label", targetId: "nowhere", label: "lost" },
    { type: "compaction", summary: "sum", firstKeptEntryId: "e3" },
  ]);
  const { source_meta: extra } = await only([header("s"), ...entries]);
  expect(extra["labels"]).toEqual([{ index: 2, label: "first" }, { index: 3, label: "second" }, { label: "lost" }]);
  expect(extra["compactions"]).toEqual([{ index: 5, first_kept: 3 }]);
});

test.each([undefined, null, "", 5])("a compaction whose summary is %j is a message still", async (summary) => {
  const row = await only([header("s"), ...chain([USER, { type: "compaction", summary }, USER])]);
  expect(row.messages[1]?.content[0]).toMatchObject({ text: expect.stringContaining("<summary>\n\n</summary>") });
  expect(row.source_meta["compactions"]).toEqual([{ index: 1 }]);
});

test("what says nothing, or what nobody can read, is counted", async () => {
  const odd = [5, null, ["x"], { type: "text", text: 5 }, { type: "text", text: "" }, "words"];
  const row = await only([
    header("s"),
    ...chain([
      USER,
      { type: "branch_summary", summary: "" },
      message("branchSummary", undefined),
      message("assistant", odd),
      USER,
      message("assistant", { type: "text", text: "alone" }),
      USER,
      message("assistant", 5),
    ]),
  ]);
  expect(row.messages.filter(({ role }) => role === "assistant").map(({ content }) => content)).toEqual([
    [{ type: "text", text: "words" }],
    [{ type: "text", text: "alone" }],
  ]);
  expect(row.source_meta).toMatchObject({ empty_messages: 3, unknown_blocks: { text: 1, unknown: 4 } });
});

test("attachments that nobody can read are counted", async () => {
  const files = [
    5,
    null,
    { content: "x" },
    { path: "a", content: 5 },
    { path: "b", image: "x" },
    { path: "", content: "y" },
  ];
  const row = await only([
    header("s"),
    ...chain([
      USER,
      message("fileMention", undefined, { files }),
      message("fileMention", undefined, { files: "x" }),
      message("bashExecution", undefined, { command: "ls", images: ["x", null] }),
    ]),
  ]);
  expect(row.messages.map(({ role, content }) => [role, content[0]?.["text"]])).toEqual([
    ["user", "hello"],
    ["system", '<file path="">\ny\n</file>'],
    ["user", "Ran `ls`\n(no output)"],
  ]);
  expect(row.source_meta).toMatchObject({ empty_messages: 1, unknown_blocks: { unknown: 7 } });
});

test.each([
  [{ systemPrompt: "p", task: "t" }, true],
  [{ systemPrompt: "p", task: "" }, true],
  [{ systemPrompt: "p" }, false],
  [{ task: "t" }, false],
  [{ systemPrompt: ["p"], task: 5 }, false],
  [{ profile: "default" }, false],
])("a session_init with %j makes a subagent: %j", async (given, isSubagent) => {
  const row = await only([header("s"), ...chain([{ type: "session_init", ...given }, USER, ASSISTANT])]);
  expect(row).toMatchObject({ is_sidechain: isSubagent, agent_id: isSubagent ? "s" : null });
  expect(row.source_meta["other_entries"]).toEqual(isSubagent ? undefined : { session_init: 1 });
});

const BAD = [
  { role: "assistant", content: [{ type: "toolCall", id: "x" }] },
  { role: "toolResult", content: "x" },
];

test.each<[string, readonly unknown[]]>([
  ["a run", [{ type: "agent_start" }, { type: "agent_end", messages: [{ role: "user", content: "hi" }, ...BAD] }]],
  ["a tail", chain([USER, { type: "compaction", summary: "sum", retainedTail: BAD }])],
])("damage in the messages of %s is told", async (_name, records) => {
  const tree = { "a.jsonl": jsonl([header("s"), ...records]) };
  expect((await ingest(tree))["a.jsonl"]).toMatchObject({
    outcome: "rejected",
    codes: ["missing-field", "missing-field"],
  });
  const { "a.jsonl": lenient } = await ingest(tree, { level: "lenient" });
  expect(lenient?.rows[0]?.source_meta["skipped_records"]).toBe(2);
});

test("the thinking level of version 1 is its header's, until it changes", async () => {
  const old = { version: undefined, thinkingLevel: "high" };
  const change = { type: "thinking_level_change", thinkingLevel: "off" };
  const row = await only([header("s", old), USER, ASSISTANT, USER, change, ASSISTANT]);
  expect(row.source_meta["turns"]).toEqual([
    { index: 1, model: "m", thinking_level: "high" },
    { index: 3, model: "m", thinking_level: "off" },
  ]);
});

test.each([
  [true, "true"],
  [5, "5"],
  [{ b: 1, a: false }, '{"a": false, "b": 1}'],
])("content %j is its JSON, as in DataDesigner", async (content, text) => {
  const row = await only([header("s"), ...chain([message("user", content)])]);
  expect(row.messages[0]?.content).toEqual([{ type: "text", text }]);
});

test("summaries beside the way are counted with the messages", async () => {
  const left = [{ type: "branch_summary", summary: "left" }, { type: "compaction", summary: "left" }, USER];
  const row = await only([header("s"), ...chain([USER]), ...chain(left, "l", "e0"), ...chain([ASSISTANT], "m", "e0")]);
  expect(row.source_meta).toMatchObject({ branches: [{ index: 1, messages: 3 }], abandoned_messages: 3 });
});
