/** The rows of a log against what a plain reader finds in it: each text, each call, their order, what is missing. */
import { isDeepStrictEqual } from "node:util";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import type { Said, Source } from "./source.ts";

type Message = PlainSeedRow["messages"][number];
type Call = NonNullable<Message["tool_calls"]>[number];

/**
 * How a text of a row stands in its log:
 * - `exact`: it is one of those said by the same one; a result, to the same call.
 * - `empty`: a turn of calls alone.
 * - `string`: it is a string of the log in another place (a queued prompt, an event).
 * - `part`: the harness's words, or the person's, of a text that holds both.
 * - `joined`: several of one kind, a blank line between them.
 * - `json`: JSON text of a value that stands where text belongs.
 * - `framed`: the client's own words around a string of the log.
 * - `invented`: none of these.
 */
export type Standing = "exact" | "empty" | "string" | "part" | "joined" | "json" | "framed" | "invented";

export interface Log {
  readonly source: Source;
  /** Every string in it, whatever it is. */
  readonly strings: ReadonlySet<string>;
  /** Every object and list in it. */
  readonly values: readonly object[];
}

export interface Findings {
  readonly texts: Record<string, number>;
  readonly calls: Record<string, number>;
  /** Texts that come before one that the log has before them. */
  readonly disorder: string[];
  readonly invented: string[];
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Adds what is found in a row. */
export function compareRow(row: PlainSeedRow, log: Log, name: string, findings: Findings): void {
  const injected = injectedIn(row);
  let last = -1;
  for (const [index, message] of row.messages.entries()) {
    const kind = message.role === "system" && injected.has(index) ? "user" : message.role;
    const own = log.source.said.filter((said) =>
      message.role === "tool" ? said.kind === "result" && said.call === message.tool_call_id : said.kind === kind,
    );
    for (const { type, text } of message.content) {
      if (type !== "text" || typeof text !== "string") continue;
      const standing = standingOf(text, own, log);
      count(findings.texts, `${message.role} ${standing}`);
      if (standing === "invented") findings.invented.push(`${name} ${index}: ${text.slice(0, 80)}`);
      // Results stand behind their calls, wherever the log has them.
      if (standing !== "exact" || message.role === "tool") continue;
      const found = own.find((said) => said.record >= last && said.text === text);
      if (found === undefined) findings.disorder.push(`${name} ${index}: ${text.slice(0, 80)}`);
      else last = found.record;
    }
    const { reasoning_content: reasoning } = message;
    if (reasoning !== undefined) {
      const thoughts = log.source.said.filter((said) => said.kind === "reasoning");
      const standing = standingOf(reasoning, thoughts, log);
      count(findings.texts, `reasoning ${standing}`);
      if (standing === "invented") findings.invented.push(`${name} ${index}: ${reasoning.slice(0, 80)}`);
    }
    for (const call of message.tool_calls ?? []) {
      const standing = standingOfCall(call, log);
      count(findings.calls, standing);
      if (standing === "invented") findings.invented.push(`${name} ${index}: ${JSON.stringify(call).slice(0, 120)}`);
    }
  }
}

function injectedIn({ source_meta: meta }: PlainSeedRow): ReadonlySet<number> {
  const messages = meta["injected_messages"];
  if (!Array.isArray(messages)) return new Set();
  return new Set(messages.map((message: { readonly index: number }) => message.index));
}

function standingOf(text: string, own: readonly Said[], { strings, values }: Log): Standing {
  if (own.some((said) => said.text === text)) return "exact";
  if (text === "") return "empty";
  if (strings.has(text)) return "string";
  if (isJoined(text, strings)) return "joined";
  if (own.some((said) => said.text.startsWith(text) || said.text.endsWith(text))) return "part";
  const value = jsonOf(text);
  if (value !== null && values.some((other) => isDeepStrictEqual(other, value))) return "json";
  return [...strings].some((string) => string.length > 1 && text.includes(string.trim())) ? "framed" : "invented";
}

function isJoined(text: string, strings: ReadonlySet<string>): boolean {
  const parts = text.split("\n\n");
  // A part may have blank lines of its own.
  for (let from = 0; from < parts.length;) {
    let to = parts.length;
    while (to > from && !strings.has(parts.slice(from, to).join("\n\n"))) to--;
    if (to === from) return false;
    from = to;
  }
  return parts.length > 1;
}

function jsonOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/**
 * A call is `exact` where id, name and arguments are those of the log: a text to the byte, an object by its
 * value. It is `named` where the log has it under no such id or name, but its arguments.
 */
function standingOfCall({ id, function: { name, arguments: text } }: Call, { source, strings, values }: Log): string {
  const value = jsonOf(text);
  const isSame = (given: unknown): boolean =>
    typeof given === "string" ? given.toWellFormed() === text : isDeepStrictEqual(given ?? {}, value);
  const own = source.called.filter((called) => called.id === id && called.name === name);
  if (own.some((called) => isSame(called.arguments))) return "exact";
  if (own.length > 0) return "invented";
  // The service's own calls: an action, a query, a prompt.
  const isTold = value !== null && Object.values(value).every((told) => strings.has(told));
  return isTold || values.some((other) => isSame(other)) ? "named" : "invented";
}

/** Texts of the log that no row has, neither in its messages nor, as a whole, in its `source_meta`. */
export function missing(rows: readonly PlainSeedRow[], { source }: Log): readonly Said[] {
  const texts = new Set<string>();
  const lists = rows.map((row) => {
    const list: string[] = [];
    for (const { content, reasoning_content: reasoning } of row.messages) {
      for (const { text } of content) if (typeof text === "string") list.push(text);
      if (reasoning !== undefined) list.push(reasoning);
    }
    return list;
  });
  for (const text of lists.flat()) texts.add(text);
  for (const text of stringsIn(rows.map((row) => row.source_meta))) texts.add(text);
  const isSplit = (text: string): boolean =>
    lists.some((list) => list.some((first, index) => isWhole(text, first, list[index + 1] ?? "")));
  const isPartOf = (text: string): boolean => [...texts].some((other) => other.includes(text));
  return source.said.filter(({ text }) => text.trim() !== "" && !texts.has(text) && !isSplit(text) && !isPartOf(text));
}

/** Two neighbours that make up a text, but for white space between them. */
function isWhole(text: string, first: string, second: string): boolean {
  return (
    text.startsWith(first) &&
    text.endsWith(second) &&
    text.slice(first.length, text.length - second.length).trim() === ""
  );
}

export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

export function valuesIn(value: unknown): object[] {
  return typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(valuesIn)] : [];
}
