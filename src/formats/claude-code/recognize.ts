/** What a Claude Code log begins with, and what only looks like one. */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { objectAt, stringAt } from "../fields.ts";
import type { Claim, Sample } from "../sample.ts";
import { isOwnType } from "./records.ts";

export function recognize({ records }: Sample): Claim {
  if (records.some(({ record }) => isForeign(record))) return null;
  const claims = records.map(({ record }) => claimOf(record));
  if (claims.includes("certain")) return "certain";
  return claims.includes("likely") ? "likely" : null;
}

/**
 * Messages of the Anthropic API behind the name of their session are Claude Code's, be it a log or what
 * `--output-format stream-json` puts out. Without the session's name they may be, and so may be records
 * of types that Claude Code has of its own.
 */
function claimOf(record: JsonObject): Claim {
  const type = stringAt(record, "type") ?? "";
  const hasSession = isText(valueAt(record, "sessionId")) || isText(valueAt(record, "session_id"));
  if (type === "user" || type === "assistant") {
    if (hasMessage(record)) return hasSession ? "certain" : "likely";
    // Qwen Code has the same envelope, and Gemini's `parts` in it.
    const isQwen = valueAt(objectAt(record, "message") ?? {}, "parts") !== undefined;
    return hasSession && isText(valueAt(record, "uuid")) && !isQwen ? "likely" : null;
  }
  return isOwnType(type) ? "likely" : null;
}

function hasMessage(record: JsonObject): boolean {
  const message = objectAt(record, "message");
  if (message === null) return false;
  const content = valueAt(message, "content");
  return isText(content) || Array.isArray(content) || isJsonObject(content);
}

/**
 * Cursor's command writes a stream that begins as Claude Code's does, with tool calls as records of
 * their own, which would be lost.
 */
function isForeign(record: JsonObject): boolean {
  return stringAt(record, "type") === "tool_call" && stringAt(record, "subtype") !== null;
}
