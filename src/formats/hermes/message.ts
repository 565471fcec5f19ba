/** A message as any of Hermes' stores has it, read without trust. */
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, excerpt, isBlankText, isNonEmptyText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { contentBlocks, textBlock } from "../../row/messages.ts";
import { pythonJson, pythonText } from "../../row/python-text.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";
import { coercedBlockReporter } from "../coerced-text.ts";
import { reportDamage } from "../damage.ts";
import { flagAt, stringAt, textAt } from "../fields.ts";
import type { SessionContext } from "../handler.ts";
import { decodedText } from "./decoded-text.ts";

export interface Call {
  /** Null where the store has none: calls that were flushed from SDK objects. */
  readonly id: Text | null;
  readonly name: Text;
  readonly arguments: Text;
}

/** What is left of a message's reasoning. */
export type Reasoning = "text" | "empty" | "encrypted" | "none";

export interface Message {
  /** Where it stands among the messages of its session. */
  readonly position: number;
  readonly line: number | undefined;
  readonly role: "user" | "assistant" | "system" | "tool";
  /** Empty where the source has nothing but an empty text. */
  readonly content: ContentBlock[];
  readonly reasoning: Text | null;
  readonly reasoningState: Reasoning;
  readonly calls: readonly Call[];
  readonly callId: Text | null;
  readonly finishReason: string | null;
  /** The mark with which Hermes tells its own turns from others. */
  readonly mark: string | null;
  readonly isMirror: boolean;
  /** Said in the group, but not to the agent. */
  readonly isObserved: boolean;
}

/** Where a message stands. */
export interface MessagePlace {
  readonly position: number;
  readonly line?: number | undefined;
  /** In its record. */
  readonly at: JsonPath;
}

const ROLES: Readonly<Record<string, Message["role"]>> = {
  user: "user",
  assistant: "assistant",
  system: "system",
  developer: "system",
  tool: "tool",
};

/** The role of a message in a row; null for a role that is none (`session_meta`, and what is to come). */
export function roleOf(record: JsonObject): Message["role"] | null {
  const role = stringAt(record, "role") ?? "";
  return Object.hasOwn(ROLES, role) ? (ROLES[role] ?? null) : null;
}

/** Marks of turns that the harness made (`_EPHEMERAL_SCAFFOLDING_FLAGS`, and of summaries). */
const MARKS: Readonly<Record<string, string>> = {
  _compressed_summary: "compaction-summary",
  _empty_recovery_synthetic: "empty-recovery",
  _empty_terminal_sentinel: "empty-recovery",
  _thinking_prefill: "thinking-prefill",
  _verification_stop_synthetic: "verification",
  _pre_verify_synthetic: "verification",
  _kanban_stop_synthetic: "kanban",
  _dropped_toolcall_nudge: "dropped-call",
};

/** Reads a message whose role is known. What is damaged is reported, and left out. */
export function readMessage(
  record: JsonObject,
  role: Message["role"],
  { position, line, at }: MessagePlace,
  context: SessionContext,
): Message {
  const isAssistant = role === "assistant";
  const { text, state } = isAssistant ? reasoningOf(record) : { text: null, state: "none" as const };
  return {
    position,
    line,
    role,
    content: contentOf(record, at, context),
    reasoning: text,
    reasoningState: state,
    calls: isAssistant ? callsOf(record, at, context) : [],
    callId: role === "tool" ? textAt(record, "tool_call_id") : null,
    finishReason: isAssistant ? stringAt(record, "finish_reason") : null,
    mark: markOf(record),
    isMirror: flagAt(record, "mirror"),
    isObserved: isSet(record, "observed"),
  };
}

function contentOf(record: JsonObject, at: JsonPath, { findings }: SessionContext): ContentBlock[] {
  const content = valueAt(record, "content") ?? "";
  if (isText(content)) return isNonEmptyText(content) ? [textBlock(content)] : [];
  return contentBlocks(content, coercedBlockReporter(content, [...at, "content"], findings)).filter(
    (block) => !(block instanceof TextBlock) || isNonEmptyText(block.text),
  );
}

function markOf(record: JsonObject): string | null {
  // Nearly no record has any.
  if (!Object.keys(record).some(isPrivate)) return null;
  for (const [key, mark] of Object.entries(MARKS)) if (isSet(record, key)) return mark;
  return null;
}

function isPrivate(key: string): boolean {
  return key.startsWith("_");
}

/** The database has 1 where JSON has true. */
function isSet(record: JsonObject, key: string): boolean {
  const value = valueAt(record, key);
  return value === true || value === 1;
}

/**
 * `reasoning`, or what else holds its text. A single space is a pad, which some services want to see
 * in `reasoning_content`.
 */
function reasoningOf(record: JsonObject): { text: Text | null; state: Reasoning } {
  const details = valueAt(record, "reasoning_details");
  const given = (valueAt(record, "reasoning") ?? null) === null ? null : pythonText(valueAt(record, "reasoning") ?? "");
  const text = [given, textAt(record, "reasoning_content"), ...detailTexts(details)].find(
    (candidate) => isNonEmptyText(candidate) && !isBlankText(candidate),
  );
  if (text !== undefined && text !== null) return { text, state: "text" };
  const isEncrypted = (valueAt(record, "codex_reasoning_items") ?? null) !== null || isNonEmptyList(details);
  return { text: null, state: isEncrypted ? "encrypted" : given === null ? "none" : "empty" };
}

/** The texts of `reasoning_details` as OpenRouter gives them, joined; none where they are encrypted. */
function detailTexts(details: JsonValue | undefined): Text[] {
  const list = isText(details) ? decodedText(details) : details;
  if (!Array.isArray(list)) return [];
  const texts = list.flatMap((detail) => {
    if (!isJsonObject(detail)) return [];
    const text = textAt(detail, "text") ?? textAt(detail, "summary");
    return text === null ? [] : [decodeText(text)];
  });
  return texts.length === 0 ? [] : [texts.join("\n\n")];
}

function isNonEmptyList(details: JsonValue | undefined): boolean {
  return Array.isArray(details) ? details.length > 0 : isNonEmptyText(details);
}

function callsOf(record: JsonObject, at: JsonPath, context: SessionContext): Call[] {
  const given = valueAt(record, "tool_calls") ?? null;
  if (given === null || (isText(given) && !isNonEmptyText(given))) return [];
  // An old export has the database's text.
  const calls = isText(given) ? (decodedText(given) ?? given) : given;
  if (!Array.isArray(calls)) {
    reportDamage(context, "wrong-type", [...at, "tool_calls"], "a list of tool calls", calls);
    return [];
  }
  return calls.flatMap((call, index) => callOf(call, () => [...at, "tool_calls", index], context) ?? []);
}

/** A call. DataDesigner refuses one without an id; here it gets the id of its result. */
function callOf(call: JsonValue, place: () => JsonPath, context: SessionContext): Call | null {
  if (!isJsonObject(call)) {
    reportDamage(context, "wrong-type", place(), "an object: a tool call", call);
    return null;
  }
  const nested = valueAt(call, "function");
  const inner = isJsonObject(nested) ? nested : call;
  const name = textAt(inner, "name") ?? textAt(call, "name");
  if (name === null) {
    const found = valueAt(inner, "name");
    reportDamage(context, found === undefined ? "missing-field" : "wrong-type", place(), "the name of the tool", found);
    return null;
  }
  const given = valueAt(inner, "arguments") ?? valueAt(call, "arguments") ?? {};
  return {
    id: textAt(call, "id") ?? textAt(call, "call_id"),
    name,
    arguments: isText(given) ? given : pythonJson(given),
  };
}

/** True for what hardly comes about twice: a long text of the model's, or an id that a service gave to a call. */
export function isDistinctive({ role, content, calls, callId }: Message): boolean {
  if (role === "tool") return isServiceId(callId);
  if (role !== "assistant") return false;
  return (
    calls.some(({ id }) => isServiceId(id)) ||
    content.some((block) => block instanceof TextBlock && excerpt(block.text, 40).length === 40)
  );
}

/** Local models number their calls: `call_0`. */
function isServiceId(id: Text | null): boolean {
  return id !== null && excerpt(id, 12).length === 12;
}
