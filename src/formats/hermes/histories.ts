/** What the sessions of a run say, so short that they can be compared. */
import type { InputFile } from "../../discover/discover.ts";
import { decodeText, excerpt, type Text } from "../../json/text.ts";
import { pythonJson } from "../../row/python-text.ts";
import { TextBlock, type ContentBlock } from "../../row/row.ts";
import type { JsonObject } from "../../json/value.ts";
import { coercedAt, stringAt } from "../fields.ts";
import { decodedText } from "./decoded-text.ts";
import { configAt, numberAt } from "./fields.ts";
import { isOfCompaction } from "./harness.ts";
import { linksOf } from "./links.ts";
import { isDistinctive, type Message } from "./message.ts";
import { hashOf, trimmed } from "./text-hash.ts";
import { traceIdOf, type Session, type SessionFormat } from "./session.ts";

/** A message that is not the system's, by what makes it the same in another session. */
export interface Print {
  readonly position: number;
  /** All that it says. */
  readonly whole: string;
  /** The same without the text of a call's result: copies of results are shortened when a context is compacted. */
  readonly outline: string;
  readonly isDistinctive: boolean;
  /** A summary, or what else the harness puts where a context was compacted. */
  readonly isOfCompaction: boolean;
}

export interface History {
  readonly file: InputFile;
  readonly unit: string;
  /** The session's; null where the store has none. */
  readonly id: string | null;
  readonly traceId: string;
  readonly format: SessionFormat;
  readonly prints: readonly Print[];
  readonly beginning: string;
  readonly hasPromptAndTools: boolean;
  readonly origin: Origin;
}

/** What a store says of where a session comes from. */
export interface Origin {
  readonly parentId: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly endReason: string | null;
  readonly source: string | null;
  readonly branchedFrom: string | null;
  readonly delegatedFrom: string | null;
  readonly resetFrom: string | null;
}

/**
 * How texts are compared, without the white space around them, which trajectories lose: as they are, or
 * JSON anew. The second takes time, and is needed where trajectories are compared with other stores:
 * they spell JSON anew.
 */
export type Comparison = "as written" | "respelled";

/** Takes down what a session says; nothing of it refers to the session any more. */
export function historyOf(session: Session, file: InputFile, comparison: Comparison): History {
  const { unit, id, format, facts, meta, messages } = session;
  return {
    file,
    unit,
    id,
    traceId: traceIdOf(session, file.relativePath),
    format,
    prints: printsOf(messages, comparison === "respelled" ? respelled : trimmed),
    beginning: beginningOf(messages),
    hasPromptAndTools:
      coercedAt(facts, "system_prompt") !== null && (Array.isArray(facts["tools"]) || Array.isArray(meta["tools"])),
    origin: originOf(facts),
  };
}

export function originOf(facts: JsonObject): Origin {
  const config = configAt(facts, "model_config");
  return {
    parentId: stringAt(facts, "parent_session_id"),
    startedAt: numberAt(facts, "started_at"),
    endedAt: numberAt(facts, "ended_at"),
    endReason: stringAt(facts, "end_reason"),
    source: stringAt(facts, "source"),
    branchedFrom: stringAt(config, "_branched_from"),
    delegatedFrom: stringAt(config, "_delegate_from"),
    resetFrom: stringAt(config, "_reset_from"),
  };
}

/**
 * A print of the messages up to the model's first one. Sessions that have a message of the model's in
 * common at their beginnings, as `prints` compares them, have it too: ids are left out, as what calls
 * and results without one get depends on the messages behind them.
 */
export function beginningOf(messages: readonly Message[]): string {
  const parts: Text[] = [];
  for (const { role, calls, content } of messages) {
    if (role === "system") continue;
    if (role === "tool") break;
    parts.push(role, ...calls.flatMap((call) => [call.name, trimmed(call.arguments)]));
    for (const block of content) parts.push(trimmed(textOf(block)));
    if (role === "assistant") break;
  }
  return hashOf(parts);
}

/** The prints of messages in their order, those of the system left out. */
function printsOf(messages: readonly Message[], canonical: (text: Text) => Text): Print[] {
  const links = linksOf(messages);
  const prints: Print[] = [];
  // The ids of the calls that were made last, and what they were.
  let open: ReadonlySet<string> = new Set();
  let made = "";
  for (const message of messages) {
    const { position, role, calls, content, reasoning } = message;
    if (role === "system") continue;
    const ids = calls.map((call) => call.id ?? links.calls.get(call) ?? "");
    const resultId = decodeText(links.results.get(message) ?? message.callId ?? "");
    const said = calls.flatMap((call, index) => [ids[index] ?? "", call.name, canonical(call.arguments)]);
    const head = [role, resultId, ...said];
    if (calls.length > 0) {
      open = new Set(ids.map(decodeText));
      made = hashOf(head);
    }
    const texts = content.map((block) => canonical(textOf(block)));
    const thought = reasoning === null ? [] : ["reasoning", canonical(reasoning)];
    const isThoughtAlone = content.length + calls.length === 0;
    const isAnswer = role === "tool" && open.has(resultId);
    const outline = hashOf([...head, ...(isAnswer ? [made] : texts), ...(isThoughtAlone ? thought : [])]);
    // What the outline has need not be gone through again.
    const rest = isAnswer ? texts : isThoughtAlone ? [] : thought;
    prints.push({
      position,
      whole: rest.length === 0 ? outline : hashOf([outline, ...rest]),
      outline,
      isDistinctive: isDistinctive(message),
      isOfCompaction: isOfCompaction(message),
    });
  }
  return prints;
}

function textOf(block: ContentBlock): Text {
  return block instanceof TextBlock ? block.text : pythonJson(block);
}

function respelled(text: Text): Text {
  const value = /^\s*[[{]/u.test(excerpt(text, 8)) ? decodedText(text) : null;
  return value === null ? trimmed(text) : pythonJson(value);
}
