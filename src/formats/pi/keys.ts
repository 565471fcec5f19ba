/** What makes an entry the same in another file. */
import { createHash } from "node:crypto";
import { JsonText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { pythonJson } from "../../row/python-text.ts";
import { listAt, stringAt } from "../fields.ts";
import type { Entry } from "./entries.ts";

/** What is said, in whichever kind of message. */
const SAID = ["content", "command", "code", "output", "files", "summary", "customType", "toolCallId"] as const;

/** Names the entries of one file, which come in their order. */
export class Keys {
  /** By call id: the key of the message that made the call last. */
  readonly #callers: Map<string, string> = new Map();

  /**
   * A hash of when something was said, in which role, and what; null for an entry that says nothing.
   *
   * Ids are no part of it: version 1 has none, a stream neither, and some forks give new ones. Without
   * an instant, what is said alike may have been said twice: then the id counts, and without one the
   * entry is like no other. A result is known by its call instead of what it says: OpenClaw shortens
   * long ones where they are.
   */
  keyOf(entry: Entry): string | null {
    const told = toldBy(entry);
    if (told === null) return null;
    const { role, source } = told;
    const when = valueAt(source, "timestamp") ?? valueAt(entry.record, "timestamp") ?? entry.id;
    if (when === null) return null;
    const callId = role === "toolResult" ? stringAt(source, "toolCallId") : null;
    const caller = callId === null ? undefined : this.#callers.get(callId);
    const key = hashOf(caller === undefined ? [role, when, saidIn(source)] : [role, when, callId, caller]);
    if (role === "assistant") for (const call of callsIn(source)) this.#callers.set(call, key);
    return key;
  }
}

/** A hash of what is said in which role, whenever it was; null for an entry that says nothing. */
export function saidKey(entry: Entry): string | null {
  const told = toldBy(entry);
  return told === null ? null : hashOf([told.role, saidIn(told.source)]);
}

/** Roles that Pi gives to entries that are no messages; version 3 gave the messages of hooks another name. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ["custom_message", "custom"],
  ["compaction", "compactionSummary"],
  ["branch_summary", "branchSummary"],
  ["hookMessage", "custom"],
  // It says nothing, and is in the row of what was said around it all the same.
  ["reset_boundary", "reset"],
]);

function toldBy({ type, record, message }: Entry): { role: string; source: JsonObject } | null {
  if (message !== null) {
    const role = stringAt(message, "role") ?? "unknown";
    return { role: ROLES.get(role) ?? role, source: message };
  }
  const role = ROLES.get(type);
  return role === undefined ? null : { role, source: record };
}

function callsIn(message: JsonObject): string[] {
  return listAt(message, "content").flatMap((block) => {
    const isCall = isJsonObject(block) && stringAt(block, "type") === "toolCall";
    return isCall ? (stringAt(block, "id") ?? []) : [];
  });
}

function saidIn(source: JsonObject): JsonObject {
  return Object.fromEntries(
    SAID.flatMap((key) => {
      const value = valueAt(source, key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function hashOf(value: JsonValue): string {
  const text = pythonJson(value);
  const bytes = text instanceof JsonText ? text.source.subarray(text.start, text.end) : text;
  return createHash("sha256").update(bytes).digest("base64").slice(0, 24);
}
