/** What a record is, told by its keys: any of Hermes' files may have any name. */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { listAt, stringAt } from "../fields.ts";

/**
 * `message`: a row of a gateway's transcript. `snapshot`: the one document of a `session_*.json`.
 * `export`: a line of `hermes sessions export`. `trajectory`: a ShareGPT line.
 */
export type Shape = "message" | "snapshot" | "export" | "trajectory" | "other";

/** Keys that a session's row in the database has, and so its export. */
export const SESSION_COLUMNS: readonly string[] = ["source", "started_at", "end_reason", "model_config"];
/** Keys of a snapshot that no other list of messages has. */
export const SNAPSHOT_KEYS: readonly string[] = [
  "session_id",
  "session_start",
  "last_updated",
  "base_url",
  "message_count",
  "platform",
];

export function shapeOf(record: JsonObject): Shape {
  if (Object.hasOwn(record, "messages")) {
    const isList = Array.isArray(valueAt(record, "messages"));
    if (stringAt(record, "id") !== null && hasAny(record, SESSION_COLUMNS)) return "export";
    if (isList && hasAny(record, SNAPSHOT_KEYS)) return "snapshot";
    // What a snapshot alone has; without a list it is a damaged one.
    if (stringAt(record, "session_id") !== null && hasAny(record, ["session_start"])) return "snapshot";
    if (isList) return "other";
  }
  const turns = valueAt(record, "conversations");
  if (Array.isArray(turns)) return turns.every(isTurn) ? "trajectory" : "other";
  // Messages with a type are Codex's, or answers of a model's service.
  return isText(valueAt(record, "role")) && !isText(valueAt(record, "type")) ? "message" : "other";
}

/**
 * True for a message that no client of Hermes wrote: it keeps calls in `tool_calls`, whatever the model's
 * service is. Those whose calls are blocks of the content (Cortex Code's `.history.jsonl`) are others'.
 */
export function isForeign(message: JsonObject): boolean {
  return (
    stringAt(message, "role") === "assistant" &&
    listAt(message, "content").some((block) => isJsonObject(block) && stringAt(block, "type") === "tool_use")
  );
}

/** True for a turn of a ShareGPT conversation. */
function isTurn(turn: JsonValue): boolean {
  return isJsonObject(turn) && isText(valueAt(turn, "from")) && Object.hasOwn(turn, "value");
}

function hasAny(record: JsonObject, keys: readonly string[]): boolean {
  return keys.some((key) => (valueAt(record, key) ?? null) !== null);
}

/** The records of a file that is one JSON document: the document. Whether it is a session, the reader says. */
export function unpack(document: JsonValue): readonly JsonValue[] {
  return [document];
}
