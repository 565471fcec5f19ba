/** JSON inside of texts: in trajectories, and in exports of old clients. */
import { numberFrom } from "../../json/number.ts";
import { decodeText, type Text } from "../../json/text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/value.ts";

/** Strings, and numbers as Python writes them. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/gu;
/** A key that no document has: JSON has no way to write a lone surrogate that Python's writer would take. */
const SPELLED = "\uDC00spelled";

/**
 * The value that a text spells, numbers as exactly as the scanner reads them. The scanner itself may
 * be busy with the document that the text stands in.
 *
 * @returns null for a text that is not JSON, and for `null`
 */
export function decodedText(text: Text): JsonValue {
  const marked = decodeText(text).replaceAll(TOKENS, (token) => {
    if (token.startsWith('"') || (/^-?\d{1,15}$/u.test(token) && token !== "-0")) return token;
    return `{${JSON.stringify(SPELLED)}:"${token}"}`;
  });
  try {
    const parsed: unknown = JSON.parse(marked);
    return toJsonValue(parsed);
  } catch {
    return null;
  }
}

function toJsonValue(value: unknown): JsonValue {
  if (typeof value === "string") return value.toWellFormed();
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(toJsonValue);
  if (!isJsonObject(value)) return null;
  const spelling = value[SPELLED];
  if (typeof spelling === "string") return numberFrom(spelling);
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const converted = toJsonValue(item);
    // As `__proto__` is a key like any other.
    Object.defineProperty(object, key, { value: converted, configurable: true, enumerable: true, writable: true });
  }
  return object;
}
