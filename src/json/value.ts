/** The values that `decode` builds. */
import { JsonNumber } from "./number.ts";
import { JsonText } from "./text.ts";

export type JsonValue = null | boolean | number | string | JsonNumber | JsonText | JsonArray | JsonObject;
export type JsonArray = JsonValue[];
export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * Holds the keys of an object in the order of the source, where JavaScript would give another
 * (it sorts keys that look like array indexes before all others).
 */
const KEY_ORDER: unique symbol = Symbol("key order");

/** True for an object with keys; false for texts, numbers, arrays and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof JsonText) &&
    !(value instanceof JsonNumber)
  );
}

/** Notes the source's order of keys on an object. */
export function setKeyOrder(object: object, keys: readonly string[]): void {
  Object.defineProperty(object, KEY_ORDER, { value: keys, configurable: true });
}

/** The object's keys in the order of the source. */
export function keysOf(object: { readonly [KEY_ORDER]?: readonly string[] }): readonly string[] {
  return object[KEY_ORDER] ?? Object.keys(object);
}

/** The object's own value under a key; undefined where there is none (never an inherited one). */
export function valueAt(object: JsonObject, key: string): JsonValue | undefined {
  const value = object[key];
  // A look at what each object has itself takes several times as long: of what they inherit nothing is a value.
  return typeof value === "function" || value === Object.prototype ? undefined : value;
}
