/** Rows as plain JavaScript values, for programs that use the library. */
import { isJsonNumber, isFiniteNumber, spellingOf } from "../json/number.ts";
import { decodeText, isText } from "../json/text.ts";
import { keysOf } from "../json/value.ts";
import { seedRowSchema, type PlainSeedRow } from "./schema.ts";
import type { SeedRow } from "./row.ts";

/**
 * Decodes a row. Numbers become JavaScript's (the JSONL output keeps their spelling), NaN and the
 * infinities null.
 *
 * @throws RangeError when a text is longer than a JavaScript string can be (about 512 MB)
 */
export function toPlainRow(row: SeedRow): PlainSeedRow {
  return seedRowSchema.parse(plainValue(row));
}

function plainValue(value: unknown): unknown {
  if (isText(value)) return decodeText(value);
  if (isJsonNumber(value)) return isFiniteNumber(value) ? Number(spellingOf(value)) : null;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  const entries = keysOf(value).map((key) => [key, Reflect.get(value, key)] as const);
  return Object.fromEntries(
    entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, plainValue(item)]),
  );
}
