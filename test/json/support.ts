/** What several tests of the JSON layer need. */
import { decode } from "../../src/json/decode.ts";
import { isFiniteNumber, isJsonNumber, spellingOf } from "../../src/json/number.ts";
import type { JsonProblem } from "../../src/json/problem.ts";
import { decodeText, isText } from "../../src/json/text.ts";
import { isJsonObject, keysOf, valueAt, type JsonValue } from "../../src/json/value.ts";

/** The decoded value, or an error that says what is wrong. */
export function decodeValue(source: string | Uint8Array): JsonValue {
  const result = decode(typeof source === "string" ? Buffer.from(source, "utf8") : source);
  if (!result.ok)
    throw new Error(`${result.problem.code} at ${result.problem.offset}: expected ${result.problem.expected}`);
  return result.value;
}

/** The problem with a document that has one. */
export function problemOf(source: string | Uint8Array): JsonProblem {
  const result = decode(typeof source === "string" ? Buffer.from(source, "utf8") : source);
  if (result.ok) throw new Error("the document was accepted");
  return result.problem;
}

/** A copy in which every key and string has U+FFFD for its unpaired surrogates. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]));
}

/** The decoded value as JSON.parse would give it, every text read and every number rounded. */
export function plain(value: JsonValue): unknown {
  if (isText(value)) return decodeText(value);
  if (isJsonNumber(value)) return isFiniteNumber(value) ? Number(spellingOf(value)) : null;
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(keysOf(value).map((key) => [key.toWellFormed(), plain(valueAt(value, key) ?? null)]));
}

/** JSON text with every string in it spelled as JSON.stringify does. */
export function respellStrings(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/gsu, (token) => JSON.stringify(JSON.parse(token)));
}
