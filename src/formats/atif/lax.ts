/**
 * What pydantic's lax mode reads as a number or a truth value. Harbor's models validate in it, so
 * `"1"`, `1.0` and `true` are integers to the RFC's own validator.
 */
import { isInteger, isJsonNumber, valueOf } from "../../json/number.ts";
import { decodeText, isText, textLength } from "../../json/text.ts";
import type { JsonValue } from "../../json/value.ts";

/** White space as Rust trims it: not the same as JavaScript's `\s`. */
const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*";
const DIGITS = String.raw`\d+(?:_\d+)*`;
const INTEGER_TEXT = new RegExp(`^${SPACE}([+-]?${DIGITS}(?:\\.0+)?)${SPACE}$`, "u");
const FLOAT_TEXT = new RegExp(
  `^${SPACE}([+-]?(?:(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|nan|inf|infinity))${SPACE}$`,
  "iu",
);
/** pydantic reads no longer integers. */
const MAX_DIGITS = 4300;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [
    ["0", "off", "f", "false", "n", "no"],
    ["1", "on", "t", "true", "y", "yes"],
  ].flatMap((words, index) => words.map((word) => [word, index === 1] as const)),
);

/** The integer that pydantic reads, or null. Beyond 2^53 it is only roughly the value. */
export function laxInteger(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isText(value)) {
    const digits = textLength(value) > MAX_DIGITS ? undefined : INTEGER_TEXT.exec(decodeText(value))?.[1];
    return digits === undefined ? null : Number(digits.replaceAll("_", ""));
  }
  if (!isJsonNumber(value)) return null;
  const number = valueOf(value);
  return isInteger(value) || Number.isInteger(number) ? number : null;
}

/** The float that pydantic reads, or null. */
export function laxFloat(value: JsonValue): number | null {
  if (typeof value === "boolean") return Number(value);
  if (isJsonNumber(value)) return valueOf(value);
  const figures = isText(value) ? FLOAT_TEXT.exec(decodeText(value))?.[1]?.toLowerCase() : undefined;
  if (figures === undefined) return null;
  if (figures.endsWith("nan")) return Number.NaN;
  return Number(figures.replace(/inf(?:inity)?$/u, "Infinity").replaceAll("_", ""));
}

/** The truth value that pydantic reads, or null. */
export function laxBoolean(value: JsonValue | undefined): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return BOOLEANS.get(value.toLowerCase()) ?? null;
  if (!isJsonNumber(value)) return null;
  const number = valueOf(value);
  return number === 0 || number === 1 ? number === 1 : null;
}
