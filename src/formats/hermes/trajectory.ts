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
    const list = toolList(stringAt(turn, "value") ?? "");
    const tools = list === null ? null : decodedText(list);
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
  const pieces: string[] = [];
  let taken = head.length;
  for (const { start, end, json } of elementsOf(value, "tool_call", head.length)) {
    const call = decodedText(json);
    if (!isJsonObject(call) || stringAt(call, "name") === null) continue;
    calls.push(call);
    pieces.push(value.slice(taken, start));
    taken = end;
  }
  const said = pieces.join("") + value.slice(taken);
  const content = calls.length === 0 ? said : said.trim();
  return { role: "assistant", content, reasoning: thought.trim() || null, tool_calls: calls };
}

/** All results of a turn stand in one text. What is no result is one all the same, without an id. */
function resultsIn(value: string): JsonObject[] {
  const results: JsonObject[] = [];
  for (const { start, end, json } of elementsOf(value, "tool_response", 0)) {
    const response = decodedText(json);
    const content = isJsonObject(response) ? valueAt(response, "content") : value.slice(start, end);
    const id = isJsonObject(response) ? stringAt(response, "tool_call_id") : null;
    // Results that are JSON were parsed when they were written.
    results.push({ role: "tool", content: content === undefined ? "" : pythonText(content ?? ""), tool_call_id: id });
  }
  return results.length > 0 ? results : [{ role: "tool", content: value, tool_call_id: null }];
}

interface Element {
  readonly start: number;
  readonly end: number;
  readonly json: string;
}

/**
 * The elements of a name in a text, with JSON on a line of its own (a line end in it is escaped);
 * others write it beside its tags. Each part of the text is looked at once, however many tags are
 * never closed.
 */
function* elementsOf(text: string, name: string, from: number): Generator<Element, void> {
  const [open, close] = [`<${name}>`, `</${name}>`];
  const nextClose = finder(text, close);
  const nextLineEnd = finder(text, "\n");
  let start = text.indexOf(open, from);
  while (start >= 0) {
    const inner = start + open.length;
    const isOnLine = text[inner] === "\n";
    const begin = isOnLine ? inner + 1 : inner;
    const lineEnd = nextLineEnd(begin);
    const closed = nextClose(begin);
    const stop = isOnLine ? lineEnd : closed;
    const isWhole = isOnLine ? lineEnd >= 0 && text.startsWith(close, lineEnd + 1) : lineEnd < 0 || closed < lineEnd;
    if (stop >= 0 && isWhole) {
      const end = stop + close.length + (isOnLine ? 1 : 0);
      yield { start, end, json: text.slice(begin, stop) };
      start = text.indexOf(open, end);
    } else start = text.indexOf(open, inner);
  }
}

/** Finds what comes next from ascending places on; -1 where nothing does. */
function finder(text: string, what: string): (from: number) => number {
  let found = text.indexOf(what);
  return (from) => {
    if (found >= 0 && found < from) found = text.indexOf(what, from);
    return found;
  };
}

/** The first list between `<tools>` and `</tools>`. */
function toolList(text: string): string | null {
  const begin = /<tools>\s*(?=\[)/u.exec(text);
  if (begin === null) return null;
  const start = begin.index + begin[0].length;
  for (let end = text.indexOf("</tools>", start); end >= 0; end = text.indexOf("</tools>", end + 1)) {
    const list = text.slice(Math.max(start, end - 64), end).trimEnd();
    if (list.endsWith("]")) return text.slice(start, end).trimEnd();
  }
  return null;
}
