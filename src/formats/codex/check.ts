/** What must be right about an item for it to be part of a conversation. */
import type { Code } from "../../diagnostics/codes.ts";
import { decodeText, isNonEmptyText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { callType } from "./calls.ts";
import { itemType, ROLES, shapeOf, typeName } from "./shapes.ts";

/** What is wrong with a member of an item. */
export interface Damage {
  readonly code: Code;
  readonly key: string;
  readonly expected: string;
  readonly found: JsonValue | undefined;
}

/** A message has a role, and a call names its tool (DataDesigner refuses what has not). */
export function damageOf(item: JsonObject): Damage | null {
  const type = itemType(item);
  if (type === "message") {
    const role = valueAt(item, "role");
    if (isText(role) && ROLES.has(decodeText(role))) return null;
    const code = role === undefined ? "missing-field" : isText(role) ? "unknown-value" : "wrong-type";
    return { code, key: "role", expected: "user, assistant, developer or system", found: role };
  }
  const call = callType(type);
  const name = valueAt(item, "name");
  if (call === undefined || call.tool !== null || isNonEmptyText(name)) return null;
  const code = name === undefined ? "missing-field" : isText(name) ? "empty-text" : "wrong-type";
  return { code, key: "name", expected: "the name of the tool", found: name };
}

/** True for a record for which a file is rejected (at the strict and spec levels). */
export function isDamaged(record: JsonObject): boolean {
  const shape = shapeOf(record);
  if (shape === "bare") return damageOf(record) !== null;
  if (shape !== "wrapped") return false;
  const payload = valueAt(record, "payload");
  if (!isJsonObject(payload)) return true;
  return typeName(record) === "response_item" && damageOf(payload) !== null;
}
