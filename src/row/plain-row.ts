/** Rows as plain JavaScript values, for programs that use the library. */
import { wellFormedNames } from "../json/encode.ts";
import { isFiniteNumber, isJsonNumber, spellingOf } from "../json/number.ts";
import { decodeText, isText } from "../json/text.ts";
import { keysOf } from "../json/value.ts";
import { seedRowSchema, type PlainSeedRow } from "./schema.ts";
import type { SeedRow } from "./row.ts";

/**
 * Decodes a row to what `JSON.parse` makes of its line. Numbers become JavaScript's (the JSONL
 * output keeps their spelling), NaN and the infinities null.
 *
 * @throws RangeError when a text is longer than a JavaScript string can be (about 512 MB)
 */
export function toPlainRow(row: SeedRow): PlainSeedRow {
  const plain = plainValue(row);
  // The schema's own copy would lack keys such as "__proto__".
  if (!isPlainRow(plain)) throw new TypeError("a row does not have the shape of seedRowSchema");
  return plain;
}

function isPlainRow(value: unknown): value is PlainSeedRow {
  return seedRowSchema.safeParse(value).success;
}

function plainValue(value: unknown): unknown {
  if (isText(value)) return decodeText(value);
  if (isJsonNumber(value)) return isFiniteNumber(value) ? Number(spellingOf(value)) : null;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  const keys = keysOf(value);
  const names = wellFormedNames(keys);
  const entries = keys.map((key, index) => [names[index] ?? key, Reflect.get(value, key)] as const);
  return Object.fromEntries(
    entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, plainValue(item)]),
  );
}
