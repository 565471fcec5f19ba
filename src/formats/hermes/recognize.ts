/** What one of Hermes' files begins with. */
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import { isChatMessage, type Claim, type Sample } from "../sample.ts";
import { isTranscriptName } from "./files.ts";
import { roleOf } from "./message.ts";
import { isForeign, SESSION_COLUMNS, shapeOf, SNAPSHOT_KEYS } from "./shapes.ts";
import { DATABASE_MAGIC } from "./sqlite/database-file.ts";

/** What Hermes' trajectories have beside the conversation (`agent/trajectory.py`, `batch_runner.py`). */
const TRAJECTORY_KEYS = ["completed", "prompt_index", "partial", "api_calls", "toolsets_used", "tool_stats"];
/** What a gateway's rows have beside the message. */
const ROW_KEYS = ["timestamp", "finish_reason", "reasoning", "tool_name"];

/**
 * A database is read to tell whether it is Hermes'; text is told by its keys. Plain chats and ShareGPT
 * data sets have the same shapes, but not what Hermes writes beside. A gateway that rewrites a transcript
 * (`/retry`, `/undo`, `/compress`) takes the messages from the database, without all that: then the name
 * is the second sign.
 */
export function recognize({ bytes, document, records }: Sample, baseName: string): Claim {
  if (bytes.subarray(0, DATABASE_MAGIC.length).equals(DATABASE_MAGIC)) return "likely";
  let claim = isJsonObject(document) ? snapshotClaim(document, baseName) : null;
  if (claim === "certain") return claim;
  for (const { record } of records) {
    const shape = shapeOf(record);
    if (shape === "message" && isForeign(record)) return null;
    if (shape === "export" && countOf(record, SESSION_COLUMNS) > 1) return "certain";
    if (shape === "message" && stringAt(record, "role") === "session_meta") return "certain";
    if (shape === "trajectory" && hasAny(record, TRAJECTORY_KEYS)) claim = "likely";
    if (shape === "message" && hasAny(record, ROW_KEYS)) claim = "likely";
  }
  if (claim === null && records.length > 0 && isTranscriptName(baseName)) {
    return records.every(({ record }) => isRewritten(record)) ? "likely" : null;
  }
  return claim;
}

/** True for a message as a rewritten transcript has it. */
function isRewritten(record: JsonObject): boolean {
  return isChatMessage(record) && roleOf(record) !== null;
}

/** One key of a snapshot's beside the messages is any chat's: then the name is the second sign. */
function snapshotClaim(document: JsonObject, baseName: string): Claim {
  // The messages come last: a snapshot that is cut off may lack them.
  if (stringAt(document, "session_id") !== null && stringAt(document, "session_start") !== null) return "certain";
  if (shapeOf(document) !== "snapshot") return null;
  return baseName.startsWith("session_") || countOf(document, SNAPSHOT_KEYS) > 1 ? "likely" : null;
}

function countOf(record: JsonObject, keys: readonly string[]): number {
  return keys.filter((key) => (valueAt(record, key) ?? null) !== null).length;
}

function hasAny(record: JsonObject, keys: readonly string[]): boolean {
  return keys.some((key) => valueAt(record, key) !== undefined);
}
