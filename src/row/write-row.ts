/** A row as JSON, by its known shape: several times as fast as looking at each object's keys. */
import type { JsonWriter } from "../json/encode.ts";
import { TextBlock, type ContentBlock, type Message, type SeedRow, type ToolCall } from "./row.ts";

/** Writes the row: every column, in order, `null` spelled out. */
export function writeRow(writer: JsonWriter, row: SeedRow): void {
  writer.raw('{"trace_id":');
  writer.value(row.trace_id);
  writer.raw(',"source_kind":');
  writer.value(row.source_kind);
  writer.raw(',"source_path":');
  writer.value(row.source_path);
  writer.raw(',"root_session_id":');
  writer.value(row.root_session_id);
  writer.raw(',"agent_id":');
  writer.value(row.agent_id);
  writer.raw(',"is_sidechain":');
  writer.value(row.is_sidechain);
  writer.raw(',"cwd":');
  writer.value(row.cwd);
  writer.raw(',"project_path":');
  writer.value(row.project_path);
  writer.raw(',"git_branch":');
  writer.value(row.git_branch);
  writer.raw(',"started_at":');
  writer.value(row.started_at);
  writer.raw(',"ended_at":');
  writer.value(row.ended_at);
  writer.raw(',"messages":');
  writeList(writer, row.messages, writeMessage);
  writer.raw(',"source_meta":');
  writer.value(row.source_meta);
  writer.raw(',"message_count":');
  writer.value(row.message_count);
  writer.raw(',"tool_call_count":');
  writer.value(row.tool_call_count);
  writer.raw(',"final_assistant_message":');
  writer.value(row.final_assistant_message);
  writer.raw("}");
}

function writeMessage(writer: JsonWriter, message: Message): void {
  writer.raw('{"role":"');
  writer.raw(message.role);
  writer.raw('","content":');
  writeList(writer, message.content, writeBlock);
  if (message.reasoning_content !== undefined) {
    writer.raw(',"reasoning_content":');
    writer.value(message.reasoning_content);
  }
  if (message.tool_calls !== undefined) {
    writer.raw(',"tool_calls":');
    writeList(writer, message.tool_calls, writeToolCall);
  }
  if (message.tool_call_id !== undefined) {
    writer.raw(',"tool_call_id":');
    writer.value(message.tool_call_id);
  }
  writer.raw("}");
}

function writeBlock(writer: JsonWriter, block: ContentBlock): void {
  if (!(block instanceof TextBlock)) {
    writer.value(block);
    return;
  }
  writer.raw('{"type":"text","text":');
  writer.value(block.text);
  writer.raw("}");
}

function writeToolCall(writer: JsonWriter, call: ToolCall): void {
  writer.raw('{"id":');
  writer.value(call.id);
  writer.raw(',"type":"function","function":{"name":');
  writer.value(call.function.name);
  writer.raw(',"arguments":');
  writer.value(call.function.arguments);
  writer.raw("}}");
}

function writeList<Item>(
  writer: JsonWriter,
  items: readonly Item[],
  write: (writer: JsonWriter, item: Item) => void,
): void {
  writer.raw("[");
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (item === undefined) continue;
    if (index > 0) writer.raw(",");
    write(writer, item);
  }
  writer.raw("]");
}
