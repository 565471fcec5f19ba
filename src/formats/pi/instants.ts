/** Instants as Pi writes them: ISO 8601 in an entry, milliseconds in a message and in the 2.0 harness. */
import { isJsonNumber, valueOf } from "../../json/number.ts";
import { isNonEmptyText, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";

/** The latest instant that a JavaScript date knows. */
const LATEST = 8.64e15;

/** Milliseconds as ISO 8601; null for anything else. */
export function isoTime(value: JsonValue | undefined): string | null {
  const instant = isJsonNumber(value) ? valueOf(value) : Number.NaN;
  return Math.abs(instant) <= LATEST ? new Date(instant).toISOString() : null;
}

/** When an entry was written, as far as it tells. */
export function timestampOf(record: JsonObject, message: JsonObject | null): Text | null {
  const value = valueAt(record, "timestamp");
  if (isNonEmptyText(value)) return value;
  return isoTime(value) ?? (message === null ? null : isoTime(valueAt(message, "timestamp")));
}
