/** What the formats claim, and the look-alikes that they do not. */
import { describe, expect, test } from "vitest";
import { trajectory } from "../support/trajectories.ts";
import { claimsOn, jsonl, verdictOn } from "./recognize.ts";

const SESSION = "0b1c2d3e-0000-4000-8000-000000000001";
const TIME = "2026-03-01T10:00:00.000Z";
const TEXT = [{ type: "text", text: "Hello." }];

const CLAUDE = {
  parentUuid: null,
  sessionId: SESSION,
  type: "user",
  message: { role: "user", content: "Hi." },
  uuid: "u1",
  timestamp: TIME,
};
const META = {
  timestamp: TIME,
  type: "session_meta",
  payload: { id: SESSION, timestamp: TIME, cwd: "/w", originator: "codex_cli_rs", cli_version: "0.40.0" },
};
const ITEM = {
  timestamp: TIME,
  type: "response_item",
  payload: { type: "message", role: "user", content: [{ type: "input_text", text: "Hi." }] },
};
const BARE = { type: "message", role: "user", content: [{ type: "input_text", text: "Hi." }] };
const PI = { type: "session", version: 3, id: SESSION, timestamp: TIME, cwd: "/w" };
const PI_MESSAGE = {
  type: "message",
  id: "a1",
  parentId: null,
  timestamp: TIME,
  message: { role: "user", content: TEXT, timestamp: 1 },
};
const STEP = { step_id: 1, source: "user", message: "Hi." };

const CLAIMED: readonly (readonly [what: string, content: string, claims: Record<string, string>])[] = [
  ["a trajectory", trajectory(), { atif: "certain" }],
  [
    "a trajectory on many lines, its version last",
    JSON.stringify({ agent: {}, steps: [STEP], schema_version: "ATIF-v1.5" }, null, 2),
    { atif: "certain" },
  ],
  ["steps without a version", JSON.stringify({ session_id: "s", steps: [STEP] }), { atif: "certain" }],
  ...[
    { source: "user", message: "Hi." },
    { step_id: 1, message: "Hi." },
  ].map(
    (step) =>
      [
        `steps without ${["step_id", "source"].find((key) => !Object.hasOwn(step, key)) ?? ""}`,
        JSON.stringify({ agent: "a", steps: [{ note: "torn" }, step] }),
        { atif: "likely" },
      ] as const,
  ),
  ...[null, [], {}, ["Hi."]].map(
    (steps) =>
      [
        `an agent with ${JSON.stringify(steps)} for steps`,
        JSON.stringify({ session_id: "s", agent: { name: "a", version: "1" }, steps }),
        { atif: "likely" },
      ] as const,
  ),
  [
    "one of several",
    JSON.stringify([
      { agent: "a", steps: [] },
      { agent: "a", steps: [STEP] },
    ]),
    { atif: "certain" },
  ],
  ["a list of trajectories", `[${trajectory()}]`, { atif: "certain" }],
  ["trajectories by name", `{"parent":${trajectory()}}`, { atif: "certain" }],
  ["a damaged trajectory", trajectory().replace('"steps":[', '"steps":[,'), { atif: "certain" }],
  ["a trajectory in each line", `${trajectory()}\n${trajectory()}\n`, { atif: "certain" }],
  ["a Claude Code session", jsonl(CLAUDE), { claude_code: "certain" }],
  [
    "behind what comes first in a resumed one",
    jsonl({ type: "file-history-snapshot" }, CLAUDE),
    { claude_code: "certain" },
  ],
  ["a summary alone", jsonl({ type: "summary", summary: "x", leafUuid: "u" }), { claude_code: "likely" }],
  [
    "messages without the name of a session",
    jsonl({ type: "user", message: CLAUDE.message }),
    { claude_code: "likely" },
  ],
  ["a damaged message", jsonl({ ...CLAUDE, message: "Hi." }), { claude_code: "likely" }],
  [
    "the output of stream-json",
    jsonl(
      { type: "system", subtype: "init", session_id: SESSION, tools: [] },
      { type: "assistant", message: { role: "assistant", content: TEXT }, session_id: SESSION },
    ),
    { claude_code: "certain" },
  ],
  ["a Codex rollout", jsonl(META, ITEM), { codex: "certain" }],
  ["a flat one", jsonl({ id: SESSION, timestamp: TIME, instructions: null }, BARE), { codex: "certain" }],
  ["its header alone", jsonl({ id: SESSION, timestamp: TIME, instructions: null }), { codex: "likely" }],
  ["one whose header is damaged", `{"id":"x","timest\n${jsonl(BARE)}`, { codex: "likely" }],
  [
    "the document of 2025",
    JSON.stringify({ session: { id: SESSION, timestamp: TIME }, items: [BARE] }, null, 1),
    { codex: "certain" },
  ],
  ["turn contexts alone", jsonl({ type: "turn_context", payload: { cwd: "/" } }), { codex: "likely" }],
  ["a Pi session", jsonl(PI, PI_MESSAGE), { pi_coding_agent: "certain" }],
  [
    "the first version",
    jsonl({ type: "session", id: "s", timestamp: TIME }, { ...PI_MESSAGE, id: undefined }),
    { pi_coding_agent: "certain" },
  ],
  ["a header alone", jsonl(PI), { pi_coding_agent: "likely" }],
  ["a damaged header", `{"type":"session",\n${jsonl(PI_MESSAGE)}`, { pi_coding_agent: "likely" }],
  ["a title before the header", jsonl({ type: "title", title: "T" }, PI, PI_MESSAGE), { pi_coding_agent: "certain" }],
  ["a stream of events", jsonl(PI, { type: "agent_start" }), { pi_coding_agent: "certain" }],
  [
    "the 2.0 harness",
    jsonl(
      { kind: "header", version: 4, id: "s", cwd: "/w", createdAt: 1 },
      { kind: "entry", type: "message", id: "a" },
    ),
    { pi_coding_agent: "certain" },
  ],
  ["records that ran together", jsonl(META).trimEnd() + jsonl(ITEM), { codex: "certain" }],
  ["a byte order mark", `\uFEFF${jsonl(CLAUDE)}`, { claude_code: "certain" }],
  ["empty lines before it", `\n\r\n  ${jsonl(PI, PI_MESSAGE)}`, { pi_coding_agent: "certain" }],
  ["a torn line in the middle", `${jsonl(PI)}{"type":"mess\n${jsonl(PI_MESSAGE)}`, { pi_coding_agent: "certain" }],
];

test.each(CLAIMED)("claimed: %s", (_what, content, claims) => {
  expect(claimsOn(content)).toEqual(claims);
});

/** As other programs write them: the look-alikes of docs/auto.md. */
const OTHERS: readonly (readonly [program: string, content: string])[] = [
  [
    "DeepSeek Harness",
    jsonl({ type: "session", version: 1, id: "s", createdAt: TIME }, { type: "user/message", text: "Hi." }),
  ],
  ["Command Code", jsonl(PI, { ...PI_MESSAGE, message: { role: "user", content: TEXT, meta: { source: "cli" } } })],
  ["a header like Pi's with nothing known behind it", jsonl(PI, { type: "chunk", text: "x" })],
  [
    "OpenClaw's trajectories",
    jsonl({ traceSchema: "openclaw-trajectory", type: "session.started", seq: 1, sessionId: "s" }),
  ],
  [
    "OpenCode's export, on many lines",
    JSON.stringify({ info: { id: "ses_1" }, messages: [{ info: { role: "user" }, parts: TEXT }] }, null, 2),
  ],
  [
    "OpenCode's export, on one line",
    jsonl({ info: { id: "ses_1" }, messages: [{ info: { role: "user" }, parts: TEXT }] }),
  ],
  [
    "codex exec --json",
    jsonl(
      { type: "thread.started", thread_id: "t" },
      { type: "item.completed", item: { id: "i", type: "agent_message", text: "x" } },
    ),
  ],
  ["items of the Responses API", jsonl(BARE, BARE)],
  ["Codex's history", jsonl({ session_id: SESSION, ts: 1, text: "Hi." })],
  ["Claude Code's history", jsonl({ display: "Hi.", pastedContents: {}, timestamp: 1, project: "/w" })],
  ["Claude Code's workflow journal", jsonl({ type: "started", key: "v2:1", agentId: "a" })],
  [
    "Claude Code's hook input",
    JSON.stringify({ session_id: "s", transcript_path: "/x", hook_event_name: "Stop" }, null, 2),
  ],
  ["a Claude Code record on many lines", JSON.stringify(CLAUDE, null, 2)],
  [
    "Gemini CLI",
    jsonl(
      { sessionId: "s", projectHash: "h", startTime: TIME, kind: "main" },
      { id: "1", timestamp: TIME, type: "user", content: TEXT },
    ),
  ],
  [
    "Gemini CLI's document",
    JSON.stringify(
      { sessionId: "s", projectHash: "h", messages: [{ id: "1", type: "user", content: "Hi." }] },
      null,
      2,
    ),
  ],
  [
    "Gemini CLI's stream",
    jsonl({ type: "init", session_id: "s", model: "m" }, { type: "message", role: "user", content: "Hi." }),
  ],
  [
    "Qwen Code",
    jsonl(
      { ...CLAUDE, message: { role: "user", parts: [{ text: "Hi." }] } },
      { ...CLAUDE, type: "system", subtype: "ui_telemetry", message: undefined },
    ),
  ],
  [
    "Cursor's command",
    jsonl(
      { type: "system", subtype: "init", session_id: "s" },
      { type: "user", message: { role: "user", content: TEXT }, session_id: "s" },
      { type: "tool_call", subtype: "started", call_id: "c", session_id: "s" },
    ),
  ],
  ["Cursor's transcripts", jsonl({ role: "user", message: { content: TEXT } })],
  [
    "GitHub Copilot CLI",
    jsonl(
      { type: "session.start", data: { sessionId: "s" }, id: "1", timestamp: TIME, parentId: null },
      { type: "user.message", data: { content: "Hi." }, id: "2", timestamp: TIME, parentId: "1" },
    ),
  ],
  [
    "GitHub Copilot CLI behind an empty line",
    `\n${jsonl({ type: "session.start", data: { sessionId: "s" }, id: "1", timestamp: TIME, parentId: null })}`,
  ],
  [
    "Factory Droid",
    jsonl(
      { type: "session_start", id: "s", cwd: "/w", title: "T" },
      { type: "message", message: { role: "user", content: TEXT } },
    ),
  ],
  [
    "Droid's stream",
    jsonl(
      { type: "system", subtype: "init", sessionId: "s" },
      { type: "message", role: "user", text: "Hi.", sessionId: "s" },
    ),
  ],
  ["Kimi CLI", jsonl({ role: "user", content: "Hi." }, { role: "_checkpoint", id: 0 })],
  [
    "Kimi's wire",
    jsonl(
      { type: "metadata", protocol_version: "1" },
      { timestamp: 1, message: { type: "TurnBegin", payload: { user_input: "Hi." } } },
    ),
  ],
  ["Goose", jsonl({ working_dir: "/w", description: "" }, { role: "user", created: 1, content: TEXT })],
  [
    "Cortex Code's history",
    jsonl(
      { role: "user", id: "m1", user_sent_time: TIME, content: TEXT },
      { role: "assistant", id: "m2", timestamp: TIME, content: [{ type: "tool_use", tool_use: { name: "bash" } }] },
    ),
  ],
  [
    "Cortex Code's session",
    JSON.stringify({
      session_id: "s",
      session_type: "main",
      last_updated: TIME,
      history: [{ role: "user", content: TEXT }],
    }),
  ],
  ["messages, each for itself", jsonl({ role: "user", content: "Hi." }, { role: "assistant", content: "Hello." })],
  ["with the time when they were made", jsonl({ role: "user", content: "Hi.", created_at: TIME })],
  ["Cline", JSON.stringify([{ role: "user", content: TEXT }])],
  ["Amp", JSON.stringify({ v: 1, id: "T-1", created: 1, messages: [{ role: "user", content: TEXT }] })],
  [
    "SWE-agent",
    JSON.stringify(
      { environment: "e", trajectory: [{ action: "ls", observation: "" }], history: [], info: {} },
      null,
      2,
    ),
  ],
  [
    "mini-swe-agent",
    JSON.stringify({ info: {}, messages: [{ role: "user", content: "Hi." }], trajectory_format: "mini-swe-agent-1.1" }),
  ],
  [
    "a pipeline",
    JSON.stringify({ agent: { queue: "linux" }, steps: [{ label: "test", command: "make" }, { wait: null }] }),
  ],
  [
    "AgentRewardBench",
    JSON.stringify({ benchmark: "webarena", agent: "a", valid: true, steps: [{ num: 0, action: "click", url: "x" }] }),
  ],
  ["its runs without a step", JSON.stringify({ benchmark: "webarena", agent: "a", valid: false, steps: [] })],
  ["steps of another kind", JSON.stringify({ session_id: "s", steps: [{ step_id: 1, action: "click" }] })],
  ["such by name", JSON.stringify({ run: { agent: "a", steps: [{ action: "click" }] } })],
  [
    "OpenHands events",
    JSON.stringify({
      id: "e",
      timestamp: TIME,
      source: "user",
      kind: "MessageEvent",
      llm_message: { role: "user", content: TEXT },
    }),
  ],
  ["OpenHands output", jsonl({ instance_id: "i", history: [{ source: "user", message: "Hi." }], test_result: {} })],
  [
    "Inspect",
    JSON.stringify({ version: 2, status: "success", eval: {}, plan: { steps: [] }, samples: [{ messages: [] }] }),
  ],
  ["chats", jsonl({ messages: [{ role: "user", content: "Hi." }] })],
  ["chats of sessions", jsonl({ session_id: "1", messages: [{ role: "user", content: "Hi." }] })],
  ["chats of a platform", JSON.stringify({ platform: "web", messages: [{ role: "user", content: "Hi." }] })],
  ["chats of a source", jsonl({ id: "1", source: "web", messages: [{ role: "user", content: "Hi." }] })],
  ["ShareGPT", jsonl({ conversations: [{ from: "human", value: "Hi." }] })],
  ["package.json", JSON.stringify({ name: "x", version: "1.0.0", type: "module" }, null, 2)],
  ["numbers", "1\n2\n3\n"],
  ["a list of names", '["a","b"]'],
  ["prose", "Steps of the agent:\n1. {look}\n"],
  ["CSV", 'id,text\n1,"{}"\n'],
  ["YAML", "type: session\nid: x\n"],
];

test.each(OTHERS)("not claimed: %s", (_program, content) => {
  expect(claimsOn(content)).toEqual({});
  expect(verdictOn(content)).toBe("not a rollout");
});

test("not claimed, and known for what they are: seed rows", () => {
  const content = jsonl({ trace_id: "t", source_kind: "codex", messages: [] });
  expect(claimsOn(content)).toEqual({});
  expect(verdictOn(content)).toBe("seed rows");
});

describe("messages as every chat has them", () => {
  const CHAT = [
    { role: "user", content: "Hi." },
    { role: "assistant", content: null, tool_calls: [{ id: "c", function: { name: "ls", arguments: "{}" } }] },
    { role: "tool", content: "a", tool_call_id: "c" },
  ];

  test.each([
    ["20260421_055527_49457147.jsonl", "hermes_agent"],
    ["20260421_055527_494571.jsonl", "hermes_agent"],
    ["20260421_055527_49457147.jsonl.zst", "hermes_agent"],
    ["20260421_055527_4945.jsonl", "not a rollout"],
    ["20260421_055527_chatlogs.jsonl", "not a rollout"],
    ["20260421_055527.jsonl", "not a rollout"],
    ["run_20260421_055527_49457147.jsonl", "not a rollout"],
    ["20260421_055527_49457147.json", "not a rollout"],
  ])("the name of a transcript is the second sign: %s", (name, verdict) => {
    expect(verdictOn(jsonl(...CHAT), name)).toBe(verdict);
  });

  test.each([
    ["another key", { role: "user", content: "Hi.", ts: 1 }],
    ["another role", { role: "_checkpoint", content: "" }],
    ["a type", { type: "message", role: "user", content: "Hi." }],
    ["no role", { content: "Hi." }],
    ["a call in the content", { role: "assistant", content: [{ type: "tool_use", id: "c", name: "ls", input: {} }] }],
  ])("but not beside %s", (_what, other) => {
    expect(claimsOn(jsonl(...CHAT, other), true, "20260421_055527_49457147.jsonl")).toEqual({});
  });

  test("are looked past, whatever the name is, for what tells whose they are", () => {
    const many = Array.from({ length: 400 }, () => CHAT).flat();
    const endless = Array.from({ length: 10_001 }, () => ({ role: "user", content: "Hi." }));
    const told = { role: "user", content: "All.", timestamp: "2026-04-21T09:40:54.567158" };
    expect(verdictOn(jsonl(...many, told))).toBe("hermes_agent");
    expect(verdictOn(jsonl(...many, CLAUDE))).toBe("claude_code");
    expect(verdictOn(jsonl(...many, { note: 1 }))).toBe("not a rollout");
    expect(verdictOn(jsonl(...endless, told))).toBe("not a rollout");
    // Behind the first MiB nobody looks.
    expect(
      verdictOn(jsonl(...Array.from({ length: 2 }, () => ({ role: "user", content: "x".repeat(2 ** 19) })), told)),
    ).toBe("not a rollout");
  });
});

describe("two claims", () => {
  test.each([
    [
      "the surer one wins",
      jsonl({ type: "turn_context", payload: {} }, CLAUDE),
      { claude_code: "certain", codex: "likely" },
      "claude_code",
    ],
    [
      "also behind the other",
      jsonl(META, { type: "user", message: { role: "user", content: "" } }),
      { claude_code: "likely", codex: "certain" },
      "codex",
    ],
    [
      "of two certain ones that of the format which comes first",
      jsonl(META, CLAUDE),
      { claude_code: "certain", codex: "certain" },
      "claude_code",
    ],
    [
      "and of two likely ones",
      jsonl({ type: "turn_context", payload: {} }, { type: "summary" }),
      { claude_code: "likely", codex: "likely" },
      "claude_code",
    ],
  ])("%s", (_rule, content, claims, format) => {
    expect(claimsOn(content)).toEqual(claims);
    expect(verdictOn(content)).toBe(format);
  });
});
