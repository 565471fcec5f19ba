/** What must be right about a message for its record to be part of a conversation. */
import type { JsonPath } from "../../json/locate.ts";
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt } from "../fields.ts";

/** One thing wrong with a `user` or `assistant` record. */
export interface Damage {
  /** Where in the record; a key that is missing has no place of its own, so its object's. */
  readonly at: JsonPath;
  readonly expected: string;
  readonly found: JsonValue | undefined;
  /** The block that is to be left out; null for the whole record. */
  readonly block: JsonValue | null;
}

/**
 * Checks the message of a record. DataDesigner too refuses a message that is no object, calls without
 * an id or a name, and results without the id of a call.
 */
export function damageOf(record: JsonObject): readonly Damage[] {
  const message = valueAt(record, "message");
  if (!isJsonObject(message)) return [damage(["message"], message, "an object: the message", null)];
  const content = valueAt(message, "content");
  if (!isText(content) && !Array.isArray(content) && !isJsonObject(content)) {
    return [damage(["message", "content"], content, "text or a list of blocks", null)];
  }
  const blocks = Array.isArray(content) ? content : [content];
  if (blocks.every((block) => missingKey(block) === null)) return SOUND;
  return blocks.flatMap((block, index) => {
    const missing = missingKey(block);
    if (missing === null || !isJsonObject(block)) return [];
    const at = Array.isArray(content) ? ["message", "content", index] : ["message", "content"];
    return [damage([...at, missing], valueAt(block, missing), "text that is not empty", block)];
  });
}

const SOUND: readonly Damage[] = [];

function missingKey(block: JsonValue): string | null {
  if (!isJsonObject(block)) return null;
  return neededKeys(block).find((key) => stringAt(block, key) === null) ?? null;
}

const CALL_KEYS = ["id", "name"];
const RESULT_KEYS = ["tool_use_id"];
const NO_KEYS: readonly string[] = [];

function neededKeys(block: JsonObject): readonly string[] {
  const type = stringAt(block, "type");
  if (type === "tool_use") return CALL_KEYS;
  return type === "tool_result" ? RESULT_KEYS : NO_KEYS;
}

function damage(at: JsonPath, found: JsonValue | undefined, expected: string, block: JsonValue | null): Damage {
  if (found !== undefined) return { at, expected, found, block };
  return { at: at.slice(0, -1), expected: `the key ${JSON.stringify(at.at(-1))}: ${expected}`, found, block };
}
