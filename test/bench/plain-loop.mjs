/**
 * The plain Node loop to measure against: read, JSON.parse, map to the row as DataDesigner's ATIF
 * handler does, JSON.stringify, write. No tricks, no streaming, no diagnostics.
 * node test/bench/plain-loop.mjs <folder> <output>
 */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";

/** @typedef {Record<string, any>} Json */

const [folder, output] = process.argv.slice(2);
if (folder === undefined || output === undefined) throw new Error("usage: plain-loop.mjs <folder> <output>");
const root = resolve(folder);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort();
const out = openSync(output, "w");
for (const file of files) {
  const path = join(root, file);
  writeSync(out, `${JSON.stringify(toRow(JSON.parse(readFileSync(path, "utf8")), path))}\n`);
}
closeSync(out);

/** @param {Json} trajectory @param {string} path */
function toRow(trajectory, path) {
  const { agent } = trajectory;
  const sessionId = nonEmpty(trajectory["session_id"], "session_id");
  /** @type {Json[]} */
  const messages = [];
  /** @type {string[]} */
  const timestamps = [];
  /** @type {number[]} */
  const copied = [];
  /** @type {Json[]} */
  const refs = [];
  trajectory["steps"].forEach((/** @type {Json} */ step, /** @type {number} */ index) => {
    if (step["step_id"] !== index + 1) throw new Error(`${path}: step ${index + 1} has the id ${step["step_id"]}`);
    if (step["message"] === undefined) throw new Error(`${path}: step ${index + 1} has no message`);
    if (step["timestamp"]) timestamps.push(step["timestamp"]);
    if (step["is_copied_context"] === true) copied.push(step["step_id"]);
    addMessages(step, messages, refs);
  });

  const extra = agent["extra"] ?? {};
  const [started, ended] = earliestAndLatest(timestamps);
  return {
    trace_id: sessionId,
    source_kind: "atif",
    source_path: path,
    root_session_id: sessionId,
    agent_id: null,
    is_sidechain: false,
    cwd: extra["cwd"] ?? null,
    project_path: extra["project_path"] || (extra["cwd"] ?? null),
    git_branch: extra["git_branch"] ?? null,
    started_at: started,
    ended_at: ended,
    messages,
    source_meta: sourceMeta(trajectory, agent, copied, refs),
    message_count: messages.length,
    tool_call_count: messages.reduce((sum, message) => sum + (message["tool_calls"]?.length ?? 0), 0),
    final_assistant_message: finalAssistantText(messages),
  };
}

/** @param {Json} step @param {Json[]} messages @param {Json[]} refs */
function addMessages(step, messages, refs) {
  const isAgent = step["source"] === "agent";
  if (!isAgent && step["source"] !== "user" && step["source"] !== "system") throw new Error(`source ${step["source"]}`);
  if (!isAgent && (step["reasoning_content"] ?? step["tool_calls"] ?? step["observation"]) != null)
    throw new Error("agent field on another step");

  const calls = (step["tool_calls"] ?? []).map(toToolCall);
  /** @type {Json} */
  const message = { role: isAgent ? "assistant" : step["source"], content: blocks(step["message"]) };
  if (step["reasoning_content"]) message["reasoning_content"] = step["reasoning_content"];
  if (calls.length > 0) message["tool_calls"] = calls;
  messages.push(message);
  if (step["observation"] == null) return;

  const ids = new Set(calls.map((/** @type {Json} */ call) => call["id"]));
  for (const result of step["observation"]["results"]) {
    const id = result["source_call_id"] ?? null;
    if (id !== null && !ids.has(id)) throw new Error(`result of an unknown call ${id}`);
    if (result["content"] != null) {
      if (id === null) throw new Error("result without source_call_id");
      messages.push({ role: "tool", content: blocks(result["content"]), tool_call_id: id });
    }
    if (result["subagent_trajectory_ref"]?.length > 0)
      refs.push({ step_id: step["step_id"], refs: result["subagent_trajectory_ref"].map(toRef) });
  }
}

/** @param {Json} call */
function toToolCall(call) {
  return {
    id: nonEmpty(call["tool_call_id"], "tool_call_id"),
    type: "function",
    function: { name: nonEmpty(call["function_name"], "function_name"), arguments: toArguments(call["arguments"]) },
  };
}

/** @param {Json} ref */
function toRef(ref) {
  /** @type {Json} */
  const kept = { session_id: nonEmpty(ref["session_id"], "session_id") };
  if (ref["trajectory_path"]) kept["trajectory_path"] = ref["trajectory_path"];
  if (ref["extra"]) kept["extra"] = ref["extra"];
  return kept;
}

/** @param {Json} trajectory @param {Json} agent @param {number[]} copied @param {Json[]} refs */
function sourceMeta(trajectory, agent, copied, refs) {
  /** @type {Json} */
  const meta = {
    schema_version: nonEmpty(trajectory["schema_version"], "schema_version"),
    step_count: trajectory["steps"].length,
    agent_name: nonEmpty(agent["name"], "agent.name"),
  };
  if (agent["version"]) meta["version"] = agent["version"];
  if (agent["model_name"]) meta["model_name"] = agent["model_name"];
  if (copied.length > 0) meta["copied_context_step_ids"] = copied;
  if (refs.length > 0) meta["subagent_trajectory_refs"] = refs;
  for (const key of ["notes", "continued_trajectory_ref", "final_metrics", "extra"]) {
    if (trajectory[key]) meta[key] = trajectory[key];
  }
  return meta;
}

/** @param {any} content */
function blocks(content) {
  if (content === null) return [];
  return Array.isArray(content) ? content : [{ type: "text", text: content }];
}

/** @param {Json[]} messages @returns {string | null} */
function finalAssistantText(messages) {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = /** @type {Json} */ (messages[index]);
    if (message["role"] !== "assistant") continue;
    const text = message["content"]
      .map((/** @type {Json} */ block) => block["text"])
      .filter(Boolean)
      .join("\n\n");
    if (text !== "") return text;
  }
  return null;
}

/** @param {string[]} timestamps @returns {[string | null, string | null]} */
function earliestAndLatest(timestamps) {
  /** @type {[string | null, string | null]} */
  const ends = [null, null];
  let [least, most] = [Infinity, -Infinity];
  for (const timestamp of timestamps) {
    const time = Date.parse(timestamp);
    if (time < least) [least, ends[0]] = [time, timestamp];
    if (time > most) [most, ends[1]] = [time, timestamp];
  }
  return ends;
}

/** @param {any} value */
function toArguments(value) {
  return typeof value === "string" ? value : dumps(value ?? {});
}

/** Python's json.dumps(value, sort_keys=True), but for floats: 1.0 is 1 after JSON.parse. @param {any} value @returns {string} */
function dumps(value) {
  if (typeof value === "string") return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escapeUnit);
  if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${dumps(key)}: ${dumps(value[key])}`)
    .join(", ")}}`;
}

/** @param {string} unit */
function escapeUnit(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** @param {unknown} value @param {string} what @returns {string} */
function nonEmpty(value, what) {
  if (typeof value !== "string" || value === "") throw new Error(`${what} is not a string with text`);
  return value;
}
