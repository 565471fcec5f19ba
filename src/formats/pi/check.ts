/** What must be right about a message for it to be part of a conversation. */
import type { Code } from "../../diagnostics/codes.ts";
import type { JsonPath } from "../../json/locate.ts";
import { isNonEmptyText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { listAt, stringAt } from "../fields.ts";

export interface Damage {
  readonly code: Code;
  readonly at: JsonPath;
  readonly expected: string;
  readonly found: JsonValue | undefined;
}

/** A result names its call (DataDesigner refuses one that does not), and a call its tool. */
export function damagesOf(record: JsonObject): Damage[] {
  const message = valueAt(record, "message");
  if (!isJsonObject(message)) {
    const code = message === undefined ? "missing-field" : "wrong-type";
    return [{ code, at: message === undefined ? [] : ["message"], expected: "message: an object", found: message }];
  }
  const role = stringAt(message, "role");
  if (role === "toolResult") return textDamage(message, ["message"], "toolCallId", "the id of the call");
  const damages: Damage[] = [];
  if (role !== "assistant") return damages;
  for (const [index, block] of listAt(message, "content").entries()) {
    if (!isJsonObject(block) || stringAt(block, "type") !== "toolCall") continue;
    damages.push(...textDamage(block, ["message", "content", index], "name", "the name of the tool"));
  }
  return damages;
}

export function textDamage(object: JsonObject, at: JsonPath, key: string, expected: string): Damage[] {
  const found = valueAt(object, key);
  if (isNonEmptyText(found)) return [];
  const code = found === undefined ? "missing-field" : isText(found) ? "empty-text" : "wrong-type";
  return [{ code, at: found === undefined ? at : [...at, key], expected: `${key}: ${expected}`, found }];
}
