/** A folder whose files do all they can to have something read that lies outside of it. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./folder.ts";
import { jsonl } from "./sessions.ts";
import { trajectory } from "./trajectories.ts";

/** Stands in every file outside, and in none inside. */
export const CANARY = "canary-7c1f";
/** Stands in what rows are made of. */
export const SAID = "said-inside";

export interface HostileFolder {
  readonly cwd: string;
  /** Names a file that the user may list, one a line. */
  readonly list: string;
}

/** `in/` is the folder to read, `outside/` what no file of it may reach. */
export function hostileFolder(): HostileFolder {
  const cwd = makeFolder({
    "outside/secret.txt": `${CANARY} secret`,
    "outside/tool-results/b1.txt": `${CANARY} persisted`,
    "outside/claude.jsonl": claude("outside", `${CANARY} question`, []),
    "outside/trajectory.json": trajectory({ id: "outside", question: `${CANARY} question` }),
    "outside/parent.jsonl": pi(null, `${CANARY} question`),
    "outside/sessions-index.json": JSON.stringify({
      entries: [{ sessionId: "claude", summary: CANARY, projectPath: CANARY }],
    }),
    "outside/sessions.json": JSON.stringify({ key: { session_id: "x", display_name: CANARY } }),
    "outside/agent-a1.meta.json": JSON.stringify({ agentType: CANARY, description: CANARY }),
    "outside/state.db": `SQLite format 3\0${CANARY}`,
  });
  const outside = path.join(cwd, "outside");
  const targets = [
    `${outside}/secret.txt`,
    "../../outside/secret.txt",
    "../../../outside/tool-results/b1.txt",
    `${cwd}/in/claude/../../outside/secret.txt`,
    `${cwd}/in/through/secret.txt`,
    "/proc/self/environ",
    "file:///etc/passwd",
    "\\\\server\\share\\secret.txt",
  ];
  write(cwd, targets);
  for (const [target, link] of [
    ["outside", "through"],
    ["outside/claude.jsonl", "linked.jsonl"],
    ["outside/trajectory.json", "linked.json"],
    ["outside/state.db", "state.db"],
    ["outside/sessions-index.json", "claude/sessions-index.json"],
    ["outside/agent-a1.meta.json", "claude/claude/subagents/agent-a1.meta.json"],
    ["outside/tool-results", "claude/claude/tool-results"],
    ["outside/sessions.json", "hermes/sessions/sessions.json"],
  ] as const) {
    symlinkSync(path.join(cwd, target), path.join(cwd, "in", link));
  }
  const listed = ["in/claude/claude.jsonl", "in/atif/a.json", "in/pi/2026-01-02T03-04-05-678Z_child.jsonl"];
  return { cwd, list: listed.map((name) => `${name}\n`).join("") };
}

function write(cwd: string, targets: readonly string[]): void {
  const files = {
    "claude/claude.jsonl": claude("claude", SAID, targets),
    "claude/claude/subagents/agent-a1.jsonl": claude("claude", SAID, targets, "a1"),
    // A session's id is part of a path.
    "claude/climbing.jsonl": claude("../../outside", SAID, ["/gone/b1.txt"]),
    "atif/a.json": atif(targets),
    "codex/rollout-2026-01-02T03-04-05-a.jsonl": codex(targets),
    "pi/2026-01-02T03-04-05-678Z_child.jsonl": pi(path.join(cwd, "outside", "parent.jsonl"), SAID),
    "pi/2026-01-02T03-04-06-678Z_other.jsonl": pi("../../outside/parent.jsonl", SAID),
    "hermes/sessions/session_x.json": hermes(targets),
  };
  mkdirSync(path.join(cwd, "in"));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(cwd, "in", name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function claude(sessionId: string, question: string, targets: readonly string[], agentId?: string): string {
  let parentUuid: string | null = null;
  const records: object[] = [];
  const add = (type: string, message: object): void => {
    const uuid: string = `${sessionId}-${agentId}-${records.length}`;
    const agent = agentId === undefined ? {} : { agentId };
    const head = { type, uuid, parentUuid, sessionId, isSidechain: agentId !== undefined, ...agent, cwd: "/work" };
    records.push({ ...head, timestamp: "2026-01-02T03:04:05.678Z", version: "2.1.0", message });
    parentUuid = uuid;
  };
  add("user", { role: "user", content: question });
  for (const [index, target] of targets.entries()) {
    const image = { type: "image", source: { type: "url", url: target, path: target, file_id: target } };
    const call = { type: "tool_use", id: `t${index}`, name: "Read", input: { file_path: target } };
    add("assistant", { id: `m${index}`, role: "assistant", model: "a-model", content: [call] });
    const stub = `<persisted-output>\nOutput too large (49.1KB). Full output saved to: ${target}\n\nPreview (first 2KB):\nx\n...\n</persisted-output>`;
    add("user", { role: "user", content: [{ type: "tool_result", tool_use_id: `t${index}`, content: stub }] });
    add("user", { role: "user", content: [image] });
  }
  add("assistant", { id: "m", role: "assistant", model: "a-model", content: [{ type: "text", text: "done" }] });
  return jsonl(records);
}

function atif(targets: readonly string[]): string {
  const images = targets.map((target) => ({ type: "image", source: { media_type: "image/png", path: target } }));
  const references = targets.map((target) => ({ session_id: "s", trajectory_path: target }));
  const steps = [
    { step_id: 1, source: "user", message: [{ type: "text", text: SAID }, ...images] },
    {
      step_id: 2,
      source: "agent",
      message: "done",
      tool_calls: [{ tool_call_id: "c", function_name: "f", arguments: {} }],
      observation: { results: [{ source_call_id: "c", content: "x", subagent_trajectory_ref: references }] },
    },
  ];
  const agent = { name: "n", version: "1" };
  const next = { continued_trajectory_ref: targets[0] };
  return JSON.stringify({ schema_version: "ATIF-v1.7", session_id: "a", agent, steps, ...next });
}

function codex(targets: readonly string[]): string {
  const at = "2026-01-02T03:04:05.678Z";
  const record = (type: string, payload: object): object => ({ timestamp: at, type, payload });
  const [target] = targets;
  const head = {
    id: "a",
    timestamp: at,
    cwd: target,
    forked_from_id: target,
    rollout_path: target,
    originator: "codex",
  };
  return jsonl([
    record("session_meta", head),
    ...targets.map((url) =>
      record("response_item", {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: SAID },
          { type: "input_image", image_url: url, file_path: url },
        ],
      }),
    ),
    record("response_item", { type: "message", role: "assistant", content: [{ type: "output_text", text: "done" }] }),
  ]);
}

function pi(parentSession: string | null, question: string): string {
  const at = "2026-01-02T03:04:05.678Z";
  const message = (id: string, parentId: string | null, role: string, text: string): object => ({
    type: "message",
    id,
    parentId,
    timestamp: at,
    message: { role, content: [{ type: "text", text }], timestamp: 1_772_359_202_000 },
  });
  const id = `${question.length}-${String(parentSession).length}`;
  const head = { type: "session", version: 3, id, timestamp: at, cwd: "/work" };
  return jsonl([
    parentSession === null ? head : { ...head, parentSession },
    message("a0000001", null, "user", `${question} ${id}`),
    message("a0000002", "a0000001", "assistant", "done"),
  ]);
}

function hermes(targets: readonly string[]): string {
  const messages = [
    ...targets.map((target) => ({
      role: "user",
      content: [
        { type: "text", text: SAID },
        { type: "image_url", image_url: { url: target } },
      ],
    })),
    { role: "assistant", content: "done" },
  ];
  const head = { session_id: "x", model: "m", platform: "cli", session_start: "2026-01-02T03:04:05" };
  return JSON.stringify({
    ...head,
    last_updated: "2026-01-02T03:04:06",
    system_prompt: targets[0],
    tools: [],
    messages,
  });
}
