/** Fields of records, read without trust. */
import { decodeText, isNonEmptyText, isText, type Text } from "../json/text.ts";
import { isJsonObject, valueAt, type JsonArray, type JsonObject } from "../json/value.ts";
import { pythonText } from "../row/python-text.ts";

/** The text under a key; null where there is none, or an empty one. */
export function textAt(object: JsonObject, key: string): Text | null {
  const value = valueAt(object, key);
  return isNonEmptyText(value) ? value : null;
}

/** The same as a JavaScript string: for ids and names. */
export function stringAt(object: JsonObject, key: string): string | null {
  const value = valueAt(object, key);
  return isText(value) ? decodeText(value) || null : null;
}

/** The text under a key, or what Python's `str` makes of another value (DataDesigner `coerce_optional_str`). */
export function coercedAt(object: JsonObject, key: string): Text | null {
  const value = valueAt(object, key) ?? null;
  if (value === null) return null;
  const text = pythonText(value);
  return isNonEmptyText(text) ? text : null;
}

export function objectAt(object: JsonObject, key: string): JsonObject | null {
  const value = valueAt(object, key);
  return isJsonObject(value) ? value : null;
}

export function listAt(object: JsonObject, key: string): JsonArray {
  const value = valueAt(object, key);
  return Array.isArray(value) ? value : [];
}

/** True only where the key says so. */
export function flagAt(object: JsonObject, key: string): boolean {
  return valueAt(object, key) === true;
}
