/**
 * What pydantic's lax mode reads as a number or a truth value. Harbor's models validate in it, so
 * `"1"`, `1.0` and `true` are integers to the RFC's own validator.
 */
import { isInteger, isJsonNumber, spellingOf } from "../../json/number.ts";
import type { JsonValue } from "../../json/value.ts";

const INTEGER_TEXT = /^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$/u;
const FLOAT_TEXT =
  /^\s*[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?\s*$|^\s*[+-]?(?:nan|inf|infinity)\s*$/iu;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [
    ["0", "off", "f", "false", "n", "no"],
    ["1", "on", "t", "true", "y", "yes"],
  ].flatMap((words, index) => words.map((word) => [word, index === 1] as const)),
);

/** The integer that pydantic reads, or null. Beyond 2^53 it is only roughly the value. */
export function laxInteger(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return INTEGER_TEXT.test(value) ? Number(value.trim().replaceAll("_", "")) : null;
  if (!isJsonNumber(value)) return null;
  const number = Number(spellingOf(value));
  return isInteger(value) || Number.isInteger(number) ? number : null;
}

/** True for what pydantic reads as a float. */
export function isLaxFloat(value: JsonValue): boolean {
  if (typeof value === "boolean" || isJsonNumber(value)) return true;
  return typeof value === "string" && FLOAT_TEXT.test(value);
}

/** The truth value that pydantic reads, or null. */
export function laxBoolean(value: JsonValue | undefined): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return BOOLEANS.get(value.toLowerCase()) ?? null;
  if (!isJsonNumber(value)) return null;
  const number = Number(spellingOf(value));
  return number === 0 || number === 1 ? number === 1 : null;
}
