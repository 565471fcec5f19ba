/** Fields of Codex's records, beside what all session logs read alike. */
import { isNonEmptyText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { pythonText } from "../../row/python-text.ts";
import { listAt } from "../fields.ts";

/** The text under a key, or what Python's `str` makes of another value (DataDesigner `coerce_optional_str`). */
export function coercedAt(object: JsonObject, key: string): Text | null {
  const value = valueAt(object, key) ?? null;
  if (value === null) return null;
  const text = pythonText(value);
  return isNonEmptyText(text) ? text : null;
}

/** The objects of the list under a key; empty where there is no list. */
export function objectsAt(object: JsonObject, key: string): JsonObject[] {
  return listAt(object, key).filter(isJsonObject);
}
