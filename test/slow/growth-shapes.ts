/** Files that grow in one way each: where a program goes through all of something for each of them, it shows. */
import { jsonl } from "../support/sessions.ts";

/** @param count how many of what grows */
type Make = (count: number) => string;
export type Shape = readonly [format: string, name: string, file: string, make: Make];

const AT = "2026-01-02T03:04:05.678Z";

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

// Claude Code

function claude(
  type: string,
  index: number | string,
  parent: number | string | null,
  message: object,
  more: object = {},
): object {
  const parentUuid = parent === null ? null : `u${parent}`;
  return { type, uuid: `u${index}`, parentUuid, sessionId: "s", timestamp: AT, version: "2.1.0", message, ...more };
}

function asked(
  index: number | string,
  parent: number | string | null,
  content: unknown = "q",
  more: object = {},
): object {
  return claude("user", index, parent, { role: "user", content }, more);
}

function answered(
  index: number | string,
  parent: number | string,
  content: unknown = [{ type: "text", text: "a" }],
  id = `m${index}`,
): object {
  return claude("assistant", index, parent, { id, role: "assistant", model: "m", content });
}

const use = (index: number): object => ({ type: "tool_use", id: `t${index}`, name: "f", input: {} });
const result = (index: number): object => ({ type: "tool_result", tool_use_id: `t${index}`, content: "x" });
const sidechain = (index: number): object => ({ isSidechain: true, agentId: `a${index}` });

const CLAUDE: Readonly<Record<string, (count: number) => object[]>> = {
  "calls and results of one message": (count) => [
    asked("a", null),
    answered("b", "a", times(count, use)),
    ...times(count, (index) => asked(index, "b", [result(index)])),
  ],
  "records of one message": (count) => [
    asked("a", null),
    ...times(count, (index) => answered(index, "a", [{ type: "text", text: `t${index}` }], "m")),
  ],
  "prompts that answer one record": (count) => [
    asked("a", null),
    ...times(count, (index) => [asked(`q${index}`, "a"), answered(`r${index}`, `q${index}`)]).flat(),
  ],
  "a chain that is written backward": (count) => times(count, (index) => asked(count - index, count - index - 1)),
  "a chain that has no end": (count) => times(count, (index) => asked(index, (index + 1) % count)),
  "one uuid": (count) => [...times(count, (index) => asked("same", null, `q${index}`)), answered("z", "same")],
  sidechains: (count) => [
    asked("a", null),
    answered("b", "a"),
    ...times(count, (index) => asked(`s${index}`, null, "go", sidechain(index))),
  ],
  "prompts that wait": (count) => [
    asked("a", null),
    ...times(count, (index) => ({
      type: "queue-operation",
      operation: "enqueue",
      timestamp: AT,
      sessionId: "s",
      content: `q${index}`,
    })),
    ...times(count, (index) => ({
      type: "queue-operation",
      operation: "remove",
      timestamp: AT,
      sessionId: "s",
      content: `q${count - index}`,
    })),
    answered("z", "a"),
  ],
  "results of nothing": (count) => [
    asked("a", null),
    ...times(count, (index) => asked(index, "a", [result(index)])),
    answered("z", "a"),
  ],
};

// Codex

const record = (type: string, payload: object): object => ({ timestamp: AT, type, payload });
const item = (payload: object): object => record("response_item", payload);
const message = (role: string, text: string): object =>
  item({ type: "message", role, content: [{ type: role === "user" ? "input_text" : "output_text", text }] });
const call = (id: string): object => item({ type: "function_call", name: "f", arguments: "{}", call_id: id });
const output = (id: string): object => item({ type: "function_call_output", call_id: id, output: "x" });
const HEAD = record("session_meta", { id: "a", timestamp: AT, cwd: "/w", originator: "codex" });

const CODEX: Readonly<Record<string, (count: number) => object[]>> = {
  "calls, then their outputs": (count) => [
    HEAD,
    message("user", "q"),
    ...times(count, (index) => call(`c${index}`)),
    ...times(count, (index) => output(`c${index}`)),
  ],
  "calls of one id": (count) => [
    HEAD,
    message("user", "q"),
    ...times(count, () => call("c")),
    ...times(count, () => output("c")),
  ],
  rollbacks: (count) => [
    HEAD,
    ...times(count, (index) => message("user", `q${index}`)),
    ...times(count, () => record("event_msg", { type: "thread_rolled_back", num_turns: 1 })),
    message("user", "q"),
    message("assistant", "a"),
  ],
  heads: (count) => [
    ...times(count, (index) => record("session_meta", { id: `a${index}`, timestamp: AT })),
    message("user", "q"),
    message("assistant", "a"),
  ],
  "thoughts that are alike": (count) => [
    HEAD,
    message("user", "q"),
    ...times(count, () => item({ type: "reasoning", summary: [{ type: "summary_text", text: "the same" }] })),
    ...times(count, () => record("event_msg", { type: "agent_reasoning", text: "the same" })),
    message("assistant", "a"),
  ],
};

// Hermes

const trajectory = (conversations: readonly object[]): object => ({
  conversations,
  timestamp: AT,
  model: "m",
  completed: true,
});
const snapshot = (messages: readonly object[]): string =>
  JSON.stringify({ session_id: "x", model: "m", platform: "cli", session_start: "2026-01-02T03:04:05", messages });

const HERMES: readonly (readonly [name: string, file: string, make: Make])[] = [
  [
    "calls of one message",
    "session_a.json",
    (count) =>
      snapshot([
        { role: "user", content: "q" },
        {
          role: "assistant",
          content: "",
          tool_calls: times(count, (index) => ({
            id: `c${index}`,
            type: "function",
            function: { name: "f", arguments: "{}" },
          })),
        },
        ...times(count, (index) => ({ role: "tool", tool_call_id: `c${index}`, content: "o" })),
      ]),
  ],
  [
    "tags that are never closed",
    "trajectory_samples.jsonl",
    (count) =>
      jsonl([
        trajectory([
          { from: "human", value: "q" },
          { from: "gpt", value: `${"<tool_call>".repeat(count)}${"<think>".repeat(count)}` },
          { from: "tool", value: "<tool_response>".repeat(count) },
          { from: "gpt", value: "a" },
        ]),
      ]),
  ],
  [
    "a list of tools that is none",
    "trajectory_samples.jsonl",
    (count) =>
      jsonl([
        trajectory([
          { from: "system", value: `<tools>\n${"[".repeat(count)}\n</tools> ${"<tools>".repeat(count)}` },
          { from: "human", value: "q" },
          { from: "gpt", value: "a" },
        ]),
      ]),
  ],
];

// Pi

const SESSION = { type: "session", version: 3, id: "s", timestamp: AT, cwd: "/w" };
const entry = (
  id: number | string,
  parent: number | string | null,
  role = "user",
  content: unknown = [{ type: "text", text: `t${id}` }],
  more: object = {},
): object => ({
  type: "message",
  id: `e${id}`,
  parentId: parent === null ? null : `e${parent}`,
  timestamp: AT,
  message: { role, content, ...more },
});

const PI: Readonly<Record<string, (count: number) => object[]>> = {
  "branches of one entry": (count) => [
    SESSION,
    entry("a", null),
    ...times(count, (index) => entry(index, "a", "assistant")),
  ],
  "branches along the way": (count) => [
    SESSION,
    ...times(count, (index) => [entry(index, index === 0 ? null : index - 1), entry(`b${index}`, index)]).flat(),
    entry("z", count - 1),
  ],
  "a way that has no end": (count) => [SESSION, ...times(count, (index) => entry(index, (index + 1) % count))],
  "one id": (count) => [SESSION, ...times(count, () => entry("same", "same"))],
  "calls and results": (count) => [
    SESSION,
    entry("a", null),
    entry(
      "b",
      "a",
      "assistant",
      times(count, (index) => ({ type: "toolCall", id: `c${index}`, name: "f", arguments: {} })),
    ),
    ...times(count, (index) =>
      entry(index, index === 0 ? "b" : index - 1, "toolResult", "x", { toolCallId: `c${index}` }),
    ),
  ],
  compactions: (count) => [
    SESSION,
    entry("a", null),
    ...times(count, (index) => ({
      type: "compaction",
      id: `e${index}`,
      parentId: index === 0 ? "ea" : `e${index - 1}`,
      timestamp: AT,
      summary: "s",
      firstKeptEntryId: "ea",
    })),
    entry("z", count - 1),
  ],
};

// ATIF

const AGENT = { name: "n", version: "1" };
const step = (index: number, rest: object = {}): object => ({
  step_id: index + 1,
  source: "agent",
  message: "m",
  ...rest,
});
const document = (steps: readonly object[], rest: object = {}): string =>
  JSON.stringify({ schema_version: "ATIF-v1.7", session_id: "s", agent: AGENT, steps, ...rest });

const ATIF: Readonly<Record<string, Make>> = {
  "steps that are numbered wrongly": (count) => document(times(count, () => step(0))),
  "calls of one id": (count) =>
    document([
      step(0, {
        tool_calls: times(count, () => ({ tool_call_id: "c", function_name: "f", arguments: {} })),
        observation: { results: times(count, () => ({ source_call_id: "c", content: "x" })) },
      }),
    ]),
  "results that name no call": (count) =>
    document([
      step(0, {
        tool_calls: times(count, (index) => ({ tool_call_id: `c${index}`, function_name: "f", arguments: {} })),
        observation: { results: times(count, () => ({ content: "x" })) },
      }),
    ]),
  "subagents of one id": (count) =>
    document([step(0)], {
      subagent_trajectories: times(count, () => ({
        schema_version: "ATIF-v1.7",
        session_id: "s",
        trajectory_id: "t",
        agent: AGENT,
        steps: [step(0)],
      })),
    }),
  "keys that look like indexes": (count) =>
    document([step(0)], { extra: Object.fromEntries(times(count, (index) => [String(count - index), 1])) }),
  "keys of unpaired surrogates": (count) => {
    const keys = times(count, (index) => `\\ud8${hex(index % 250)}\\ud8${hex(Math.floor(index / 250) % 250)}`);
    const block = `{"type":"x",${keys.map((key) => `"${key}":1`).join(",")}}`;
    return document([step(0, { message: ["BLOCK"] })]).replace('"BLOCK"', block);
  },
};

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function logs(format: string, file: string, shapes: Readonly<Record<string, (count: number) => object[]>>): Shape[] {
  return Object.entries(shapes).map(([name, make]) => [format, name, file, (count) => jsonl(make(count))]);
}

export const SHAPES: readonly Shape[] = [
  ...logs("claude_code", "s.jsonl", CLAUDE),
  ...logs("codex", "rollout-2026-01-02T03-04-05-a.jsonl", CODEX),
  ...HERMES.map(([name, file, make]): Shape => ["hermes_agent", name, file, make]),
  ...logs("pi_coding_agent", "s.jsonl", PI),
  ...Object.entries(ATIF).map(([name, make]): Shape => ["atif", name, "a.json", make]),
];
