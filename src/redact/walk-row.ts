/** Every text of a row, changed in its place. */
import type { JsonPath } from "../json/locate.ts";
import { JsonNumber } from "../json/number.ts";
import { decodeText, isText, type Text } from "../json/text.ts";
import { isJsonObject, keysOf, setKeyOrder, type JsonValue } from "../json/value.ts";
import { completeRow } from "../row/derive.ts";
import { TextBlock, type ContentBlock, type Message, type MetaValue, type SeedRow, type ToolCall } from "../row/row.ts";

/**
 * Gives what takes the place of a text: the same text where nothing is to change.
 *
 * @param name the key of the source that it stands under; null for a text of the row's own shape
 */
export type Visit = (text: Text, name: string | null, path: JsonPath) => Text;

/**
 * The row with all of its texts changed, keys of the source's objects too; the same row where nothing
 * changed. What the row says of where it comes from is visited before what was said.
 */
export function mapTexts(row: SeedRow, visit: Visit): SeedRow {
  const column = (name: keyof SeedRow, text: Text): Text => visit(text, null, [name]);
  const nullable = (name: keyof SeedRow, text: Text | null): Text | null => (text === null ? null : column(name, text));
  const changed: SeedRow = {
    ...row,
    source_path: decodeText(column("source_path", row.source_path)),
    cwd: nullable("cwd", row.cwd),
    project_path: nullable("project_path", row.project_path),
    git_branch: nullable("git_branch", row.git_branch),
    trace_id: column("trace_id", row.trace_id),
    root_session_id: column("root_session_id", row.root_session_id),
    agent_id: nullable("agent_id", row.agent_id),
    started_at: nullable("started_at", row.started_at),
    ended_at: nullable("ended_at", row.ended_at),
    messages: mapItems(row.messages, (message, index) => mapMessage(message, visit, ["messages", index])),
    source_meta: mapObject(row.source_meta, visit, ["source_meta"], mapMeta),
  };
  return isSame(row, changed) ? row : completeRow(changed);
}

function isSame(row: SeedRow, other: SeedRow): boolean {
  const columns: readonly (keyof SeedRow)[] = [
    "source_path",
    "cwd",
    "project_path",
    "git_branch",
    "trace_id",
    "root_session_id",
    "agent_id",
    "started_at",
    "ended_at",
    "messages",
    "source_meta",
  ];
  return columns.every((column) => row[column] === other[column]);
}

function mapMessage(message: Message, visit: Visit, path: JsonPath): Message {
  const at = (key: string): JsonPath => [...path, key];
  const { content, reasoning_content: reasoning, tool_calls: calls, tool_call_id: id } = message;
  const changed: Message = {
    role: message.role,
    content: mapItems(content, (block, index) => mapBlock(block, visit, [...at("content"), index])),
  };
  if (reasoning !== undefined) changed.reasoning_content = visit(reasoning, null, at("reasoning_content"));
  if (calls !== undefined) {
    changed.tool_calls = mapItems(calls, (call, index) => mapCall(call, visit, [...at("tool_calls"), index]));
  }
  if (id !== undefined) changed.tool_call_id = visit(id, null, at("tool_call_id"));
  const isUnchanged =
    changed.content === content &&
    changed.reasoning_content === reasoning &&
    changed.tool_calls === calls &&
    changed.tool_call_id === id;
  return isUnchanged ? message : changed;
}

function mapBlock(block: ContentBlock, visit: Visit, path: JsonPath): ContentBlock {
  if (!(block instanceof TextBlock)) return mapObject(block, visit, path, mapValue);
  const text = visit(block.text, null, [...path, "text"]);
  return text === block.text ? block : new TextBlock(text);
}

function mapCall(call: ToolCall, visit: Visit, path: JsonPath): ToolCall {
  const { name, arguments: given } = call.function;
  const id = visit(call.id, null, [...path, "id"]);
  const newName = visit(name, null, [...path, "function", "name"]);
  const newArguments = visit(given, null, [...path, "function", "arguments"]);
  if (id === call.id && newName === name && newArguments === given) return call;
  return { id, type: "function", function: { name: newName, arguments: newArguments } };
}

function mapValue(value: JsonValue, name: string | null, visit: Visit, path: JsonPath): JsonValue {
  if (isText(value)) return visit(value, name, path);
  if (Array.isArray(value)) return mapItems(value, (item, index) => mapValue(item, name, visit, [...path, index]));
  return isJsonObject(value) ? mapObject(value, visit, path, mapValue) : value;
}

function mapMeta(
  value: MetaValue | undefined,
  name: string | null,
  visit: Visit,
  path: JsonPath,
): MetaValue | undefined {
  if (value === undefined || value === null || typeof value !== "object") {
    return typeof value === "string" ? visit(value, name, path) : value;
  }
  if (isText(value)) return visit(value, name, path);
  if (isList(value)) return mapItems(value, (item, index) => mapMeta(item, name, visit, [...path, index]) ?? null);
  return value instanceof JsonNumber ? value : mapObject(value, visit, path, mapMeta);
}

function isList(value: object): value is readonly MetaValue[] {
  return Array.isArray(value);
}

type MapValue<Value> = (value: Value, name: string | null, visit: Visit, path: JsonPath) => Value;

/** Keys that become the same are told apart: none may be lost. */
function mapObject<Value>(
  object: Record<string, Value>,
  visit: Visit,
  path: JsonPath,
  mapValue: MapValue<Value>,
): Record<string, Value> {
  const entries = new Map<string, Value>();
  const tried = new Map<string, number>();
  const isTaken = (name: string): boolean => entries.has(name) || Object.hasOwn(object, name);
  let isChanged = false;
  for (const key of keysOf(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const at = [...path, key];
    const changed = mapValue(value, key, visit, at);
    const wanted = decodeText(visit(key, null, at));
    const name = wanted === key ? key : distinct(wanted, isTaken, tried);
    if (changed !== value || name !== key) isChanged = true;
    entries.set(name, changed);
  }
  if (!isChanged) return object;
  const result = Object.fromEntries(entries);
  setKeyOrder(result, [...entries.keys()]);
  return result;
}

/** The name, or one like it that is free. @param tried how far the names like one have been gone through */
function distinct(wanted: string, isTaken: (name: string) => boolean, tried: Map<string, number>): string {
  let number = tried.get(wanted) ?? 0;
  let name = wanted;
  while (isTaken(name)) name = `${wanted}'${++number > 1 ? number : ""}`;
  tried.set(wanted, number);
  return name;
}

function mapItems<Item>(items: Item[], map: (item: Item, index: number) => Item): Item[];
function mapItems<Item>(items: readonly Item[], map: (item: Item, index: number) => Item): readonly Item[];
function mapItems<Item>(items: readonly Item[], map: (item: Item, index: number) => Item): readonly Item[] {
  const changed = items.map(map);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}
