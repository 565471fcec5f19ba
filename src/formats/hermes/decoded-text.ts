/** JSON inside of texts: in trajectories, and in exports of old clients. */
import { isJsonNumber, numberFrom, spellingOf } from "../../json/number.ts";
import { decodeText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, keysOf, type JsonObject, type JsonValue } from "../../json/value.ts";

/** Where a string begins, and numbers as Python writes them. */
const TOKENS = /"|-?(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/gu;
/** Numbers of which JavaScript's own reader keeps the spelling. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/u;
/** A key that no document has: JSON has no way to write a lone surrogate that Python's writer would take. */
const SPELLED = "\uDC00spelled";

/**
 * The value that a text spells, numbers as exactly as the scanner reads them. The scanner itself may
 * be busy with the document that the text stands in.
 *
 * @returns null for a text that is not JSON, and for `null`
 */
export function decodedText(text: Text): JsonValue {
  try {
    const marked = withSpelledNumbers(decodeText(text));
    if (marked === null) return null;
    const parsed: unknown = JSON.parse(marked);
    return toJsonValue(parsed);
  } catch {
    return null;
  }
}

/** The JSON that `decodedText` reads a value from. */
export function spelled(value: JsonValue): string {
  if (isText(value)) return JSON.stringify(decodeText(value));
  if (isJsonNumber(value)) return spellingOf(value);
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  if (!isJsonObject(value)) return String(value);
  const members = keysOf(value).map((key) => `${JSON.stringify(key)}:${spelled(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

/**
 * Puts an object in the place of each number that JavaScript would not keep as it is spelled; null
 * where a string does not end. One pass: a string may have any length, and be full of quotes.
 */
function withSpelledNumbers(json: string): string | null {
  const pieces: string[] = [];
  let copied = 0;
  TOKENS.lastIndex = 0;
  for (let found = TOKENS.exec(json); found !== null; found = TOKENS.exec(json)) {
    const [token] = found;
    if (token === '"') {
      const end = stringEnd(json, TOKENS.lastIndex);
      if (end === null) return null;
      TOKENS.lastIndex = end;
    } else if (!PLAIN.test(token)) {
      pieces.push(json.slice(copied, found.index), `{${JSON.stringify(SPELLED)}:"${token}"}`);
      copied = TOKENS.lastIndex;
    }
  }
  return pieces.length === 0 ? json : [...pieces, json.slice(copied)].join("");
}

/** The place behind the quote that ends a string; null where there is none. */
function stringEnd(json: string, start: number): number | null {
  for (let quote = json.indexOf('"', start); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let first = quote;
    while (first > start && json[first - 1] === "\\") first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return null;
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
