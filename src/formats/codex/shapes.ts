/**
 * What a record is, by its shape: Codex has written three. Wrapped records (`{timestamp, type,
 * payload}`, paginated ones with an `ordinal`), the bare items of the flat files of 2025 behind a
 * header, and one JSON document (which `unpack` makes flat).
 */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt, textAt } from "../fields.ts";

/** Types of wrapped records that tell of a conversation, or of the turns it was held in. */
const WRAPPED_TYPES: ReadonlySet<string> = new Set([
  "session_meta",
  "response_item",
  "event_msg",
  "turn_context",
  "compacted",
  "inter_agent_communication",
]);

/** Items that a flat file holds bare. */
const BARE_TYPES: ReadonlySet<string> = new Set([
  "message",
  "reasoning",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
  "local_shell_call",
  "local_shell_call_output",
  "web_search_call",
]);

/** Roles of messages. */
export const ROLES: ReadonlySet<string> = new Set(["user", "assistant", "developer", "system"]);

export type Shape =
  /** A wrapped record of a type that is known. */
  | "wrapped"
  /** A wrapped record of a type that is not. */
  | "wrapped-other"
  /** The first line of a flat file. */
  | "header"
  /** An item without a wrapper. */
  | "bare"
  /** `{"record_type":"state"}` of the flat files. */
  | "state"
  | "other";

/** What a record is; whether it can be that where it stands is for the reader to say. */
export function shapeOf(record: JsonObject): Shape {
  const type = stringAt(record, "type");
  if (type !== null && WRAPPED_TYPES.has(type) && Object.hasOwn(record, "payload")) return "wrapped";
  if (type !== null && isPresent(valueAt(record, "payload"))) return "wrapped-other";
  if (type === null && Object.hasOwn(record, "record_type")) {
    return stringAt(record, "record_type") === "state" ? "state" : "other";
  }
  if (isBareItem(record, type)) return "bare";
  return type === null && isHeader(record) ? "header" : "other";
}

/** With the projection a payload reads true; without it (in a document) it is there itself. */
function isPresent(payload: JsonValue | undefined): boolean {
  return payload === true || isJsonObject(payload);
}

/** `{id, timestamp, instructions, git?}`, the first line of a flat file. */
function isHeader(record: JsonObject): boolean {
  if (textAt(record, "id") === null || Object.hasOwn(record, "role")) return false;
  return textAt(record, "timestamp") !== null && ["instructions", "git"].some((key) => Object.hasOwn(record, key));
}

function isBareItem(record: JsonObject, type: string | null): boolean {
  if (type === null || type === "message") return isBareMessage(record);
  if (!BARE_TYPES.has(type)) return false;
  if (type === "reasoning") return Array.isArray(valueAt(record, "summary"));
  return ["call_id", "id", "action"].some((key) => Object.hasOwn(record, key));
}

/** A role, and content in the words of the Responses API. */
function isBareMessage(record: JsonObject): boolean {
  const role = stringAt(record, "role");
  const content = valueAt(record, "content");
  if (role === null || !ROLES.has(role) || !Array.isArray(content)) return false;
  return content.every((block) => isJsonObject(block) && /^(?:input|output)_/u.test(stringAt(block, "type") ?? ""));
}

/**
 * The records of the one document that the client of early 2025 wrote,
 * `{session: {id, timestamp, instructions}, items: [...]}`: the session in the shape of a flat
 * file's header, and its items. Any other object is a record by itself.
 */
export function unpack(document: JsonValue): readonly JsonValue[] | null {
  if (!isJsonObject(document)) return null;
  const session = valueAt(document, "session");
  const items = valueAt(document, "items");
  if (!isJsonObject(session) || !Array.isArray(items)) return [document];
  return [{ instructions: null, ...session }, ...items];
}

/** The name that DataDesigner counts a record or an item under. */
export function typeName(object: JsonObject): string {
  const type = valueAt(object, "type");
  return isText(type) ? (stringAt(object, "type") ?? "unknown") : "unknown";
}

/** What an item is; a message of old logs may stand without a type. */
export function itemType(item: JsonObject): string {
  const type = typeName(item);
  return type === "unknown" && Object.hasOwn(item, "role") && Object.hasOwn(item, "content") ? "message" : type;
}
