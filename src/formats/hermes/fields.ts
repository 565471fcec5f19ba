/** Fields of Hermes' records, beside what all session logs read alike. */
import { isJsonNumber, valueOf } from "../../json/number.ts";
import { isNonEmptyText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import { decodedText } from "./decoded-text.ts";

/** A timestamp in its own spelling; seconds since 1970, as the database has them, in ISO 8601. */
export function instantAt(object: JsonObject, key: string): Text | null {
  const value = valueAt(object, key);
  if (isText(value)) return isNonEmptyText(value) ? value : null;
  if (!isJsonNumber(value)) return null;
  const date = new Date(valueOf(value) * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A number that can be compared; null for anything else. */
export function numberAt(object: JsonObject, key: string): number | null {
  const value = valueAt(object, key);
  return isJsonNumber(value) ? valueOf(value) : null;
}

/** An object, also where it is kept as its JSON text. */
export function configAt(object: JsonObject, key: string): JsonObject {
  const value = valueAt(object, key);
  const config = isNonEmptyText(value) ? decodedText(value) : value;
  return isJsonObject(config) ? config : {};
}

/** The names of the tools that a session declares, each once (DataDesigner `extract_hermes_tool_names`). */
export function toolNames(tools: JsonValue | undefined): string[] {
  if (!Array.isArray(tools)) return [];
  const names = tools.flatMap((tool) => {
    const inner = isJsonObject(tool) ? valueAt(tool, "function") : undefined;
    return isJsonObject(inner) ? (stringAt(inner, "name") ?? []) : [];
  });
  return [...new Set(names)];
}
