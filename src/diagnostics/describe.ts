/** A value in a few words, for messages. */
import { isJsonNumber, spellingOf } from "../json/number.ts";
import { excerpt, isText } from "../json/text.ts";
import type { JsonValue } from "../json/value.ts";

const EXCERPT = 60;

/** What a value is: scalars as they are written (long texts cut short), containers by kind. */
export function describeValue(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (isText(value)) {
    const shown = excerpt(value, EXCERPT);
    return `${JSON.stringify(shown)}${excerpt(value, EXCERPT + 2).length > shown.length ? "…" : ""}`;
  }
  if (isJsonNumber(value)) {
    const spelling = spellingOf(value);
    return spelling.length > EXCERPT ? `${spelling.slice(0, EXCERPT)}…` : spelling;
  }
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return "an object";
}
