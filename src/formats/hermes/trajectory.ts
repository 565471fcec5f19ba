/**
 * ShareGPT lines, as Hermes writes them for training (`agent/trajectory.py`): reasoning, calls and
 * results as tags in texts. Taken apart, they are messages like those of the other stores.
 */
import { decodeText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { pythonText } from "../../row/python-text.ts";
import { listAt, stringAt } from "../fields.ts";
import { decodedText } from "./decoded-text.ts";

const ROLES: Readonly<Record<string, string>> = {
  system: "system",
  human: "user",
  user: "user",
  gpt: "assistant",
  assistant: "assistant",
};

/** The reasoning that each turn of the model begins with; empty where there is none. */
const THOUGHT = /^\s*<think>([\s\S]*?)<\/think>\s*/u;
/** JSON on a line of its own: a line end in it is escaped. Others write it beside its tags. */
const CALL = /<tool_call>(?:\n([^\n]*)\n|([^\n]*?))<\/tool_call>/gu;
const RESPONSE = /<tool_response>(?:\n([^\n]*)\n|([^\n]*?))<\/tool_response>/gu;
const TOOLS = /<tools>\s*(\[[\s\S]*?\])\s*<\/tools>/u;

/** The messages of a line. The turns of a role that is none keep it, and are counted. */
export function messagesOf(trajectory: JsonObject): JsonValue[] {
  return listAt(trajectory, "conversations").flatMap((turn): JsonValue[] =>
    isJsonObject(turn) ? fromTurn(turn) : [turn],
  );
}

/** The tools that the system's turn declares; null where it declares none. */
export function toolsOf(trajectory: JsonObject): JsonValue[] | null {
  for (const turn of listAt(trajectory, "conversations")) {
    if (!isJsonObject(turn) || stringAt(turn, "from") !== "system") continue;
    const [, list] = TOOLS.exec(stringAt(turn, "value") ?? "") ?? [];
    const tools = list === undefined ? null : decodedText(list);
    if (Array.isArray(tools)) return tools;
  }
  return null;
}

function fromTurn(turn: JsonObject): JsonObject[] {
  const from = stringAt(turn, "from") ?? "unknown";
  const value = valueAt(turn, "value") ?? "";
  if (from === "tool") return resultsIn(isText(value) ? decodeText(value) : decodeText(pythonText(value)));
  const role = Object.hasOwn(ROLES, from) ? (ROLES[from] ?? from) : from;
  if (role !== "assistant" || !isText(value)) return [{ role, content: value }];
  return [fromModel(decodeText(value))];
}

function fromModel(value: string): JsonObject {
  const [head = "", thought = ""] = THOUGHT.exec(value) ?? [];
  const calls: JsonValue[] = [];
  const said = value.slice(head.length).replaceAll(CALL, (tag: string, line?: string, beside?: string) => {
    const call = decodedText(line ?? beside ?? "");
    if (!isJsonObject(call) || stringAt(call, "name") === null) return tag;
    calls.push(call);
    return "";
  });
  const content = calls.length === 0 ? said : said.trim();
  return { role: "assistant", content, reasoning: thought.trim() || null, tool_calls: calls };
}

/** All results of a turn stand in one text. What is no result is one all the same, without an id. */
function resultsIn(value: string): JsonObject[] {
  const results: JsonObject[] = [];
  for (const [tag, line, beside] of value.matchAll(RESPONSE)) {
    const response = decodedText(line ?? beside ?? "");
    const content = isJsonObject(response) ? valueAt(response, "content") : tag;
    const id = isJsonObject(response) ? stringAt(response, "tool_call_id") : null;
    // Results that are JSON were parsed when they were written.
    results.push({ role: "tool", content: content === undefined ? "" : pythonText(content ?? ""), tool_call_id: id });
  }
  return results.length > 0 ? results : [{ role: "tool", content: value, tool_call_id: null }];
}
