/** Rows to columns: values with their repetition and definition levels, as Dremel stores nested data. */
import { encode, measure } from "../../json/encode.ts";
import { isText, textLength, type Text } from "../../json/text.ts";
import { keysOf, valueAt, type JsonObject } from "../../json/value.ts";
import { TextBlock, type ContentBlock, type Message, type SeedRow, type ToolCall } from "../../row/row.ts";
import { leafSchemas, type LeafSchema } from "./schema.ts";
import { TextBytes } from "./text-bytes.ts";

export type ColumnValue = Buffer | boolean | bigint | null;

/** The values of one leaf column in a row group. */
export class Column {
  readonly schema: LeafSchema;
  /** One for each entry; null where the value, or something above it, is absent. */
  values: ColumnValue[] = [];
  definitionLevels: number[] = [];
  /** Empty for a column without lists above it. */
  repetitionLevels: number[] = [];

  constructor(schema: LeafSchema) {
    this.schema = schema;
  }

  /** Adds a value, or null with the level at which it is absent. */
  add(value: ColumnValue, repetition: number, absentAt: number): void {
    this.values.push(value);
    this.definitionLevels.push(value === null ? absentAt : this.schema.maxDefinition);
    if (this.schema.isRepeated) this.repetitionLevels.push(repetition);
  }

  clear(): void {
    this.values = [];
    this.definitionLevels = [];
    this.repetitionLevels = [];
  }
}

/** What an entry takes beyond its bytes: its levels, its place in the list, the object for its bytes. */
const ENTRY_BYTES = 24;
const VALUE_BYTES = 120;

/** No row has more scalar columns than this. */
const SCALAR_COLUMNS = 16;

/** The most that a row adds to `RowColumns.bytes`; its texts count as they stand in the source, which is never less. */
export function memoryOf({ messages, ...rest }: SeedRow): number {
  let values = SCALAR_COLUMNS;
  let bytes = measure((writer) => writer.value(rest));
  for (const {
    content,
    reasoning_content: reasoning = "",
    tool_calls: calls = [],
    tool_call_id: id = "",
  } of messages) {
    values += 3 + 3 * Math.max(1, content.length) + 4 * Math.max(1, calls.length);
    bytes += textLength(reasoning) + textLength(id);
    for (const block of content) bytes += block instanceof TextBlock ? textLength(block.text) : blockLength(block);
    for (const call of calls) bytes += callLength(call);
  }
  return bytes + values * (ENTRY_BYTES + VALUE_BYTES);
}

/** A block's text is written by itself, and in the JSON of the whole. */
function blockLength(block: JsonObject): number {
  const alone = textLength(textAt(block, "type") ?? "") + textLength(textAt(block, "text") ?? "");
  return alone + measure((writer) => writer.value(block));
}

function callLength({ id, function: called }: ToolCall): number {
  return textLength(id) + textLength(called.name) + textLength(called.arguments);
}

/** Definition levels of what is above the leaves of `messages`: each list is three, a struct one. */
const MESSAGES_EMPTY = 1;
const MESSAGE = 3;
const LIST_EMPTY = MESSAGE + 1;
const ITEM = MESSAGE + 3;

/** Rows, taken apart. */
export class RowColumns {
  readonly all: readonly Column[] = leafSchemas().map((schema) => new Column(schema));
  rows = 0;
  /** About what the rows take in memory. */
  bytes = 0;
  private readonly texts: TextBytes = new TextBytes();
  private readonly scalars: Readonly<Record<Exclude<keyof SeedRow, "messages" | "source_meta">, Column>>;
  private readonly sourceMeta: Column = this.column("source_meta");
  private readonly role: Column = this.column("messages.role");
  private readonly reasoning: Column = this.column("messages.reasoning_content");
  private readonly toolCallId: Column = this.column("messages.tool_call_id");
  private readonly blockType: Column = this.column("messages.content.type");
  private readonly blockText: Column = this.column("messages.content.text");
  private readonly blockJson: Column = this.column("messages.content.json");
  private readonly callId: Column = this.column("messages.tool_calls.id");
  private readonly callType: Column = this.column("messages.tool_calls.type");
  private readonly callName: Column = this.column("messages.tool_calls.function.name");
  private readonly callArguments: Column = this.column("messages.tool_calls.function.arguments");

  constructor() {
    this.scalars = {
      trace_id: this.column("trace_id"),
      source_kind: this.column("source_kind"),
      source_path: this.column("source_path"),
      root_session_id: this.column("root_session_id"),
      agent_id: this.column("agent_id"),
      is_sidechain: this.column("is_sidechain"),
      cwd: this.column("cwd"),
      project_path: this.column("project_path"),
      git_branch: this.column("git_branch"),
      started_at: this.column("started_at"),
      ended_at: this.column("ended_at"),
      message_count: this.column("message_count"),
      tool_call_count: this.column("tool_call_count"),
      final_assistant_message: this.column("final_assistant_message"),
    };
  }

  /** Takes a row; keeps nothing of it but copies. */
  add(row: SeedRow): void {
    const { scalars } = this;
    this.text(scalars.trace_id, row.trace_id);
    this.text(scalars.source_kind, row.source_kind);
    this.text(scalars.source_path, row.source_path);
    this.text(scalars.root_session_id, row.root_session_id);
    this.text(scalars.agent_id, row.agent_id);
    this.value(scalars.is_sidechain, row.is_sidechain);
    this.text(scalars.cwd, row.cwd);
    this.text(scalars.project_path, row.project_path);
    this.text(scalars.git_branch, row.git_branch);
    this.text(scalars.started_at, row.started_at);
    this.text(scalars.ended_at, row.ended_at);
    this.messages(row.messages);
    this.value(this.sourceMeta, encode(row.source_meta));
    this.value(scalars.message_count, BigInt(row.message_count));
    this.value(scalars.tool_call_count, BigInt(row.tool_call_count));
    this.text(scalars.final_assistant_message, row.final_assistant_message);
    this.rows++;
  }

  /** Gives all rows up. */
  clear(): void {
    for (const column of this.all) column.clear();
    this.texts.release();
    this.rows = 0;
    this.bytes = 0;
  }

  private column(path: string): Column {
    const column = this.all.find(({ schema }) => schema.path === path);
    if (column === undefined) throw new TypeError(`no column ${path}`);
    return column;
  }

  private messages(messages: readonly Message[]): void {
    if (messages.length === 0) {
      for (const column of this.all) {
        if (column.schema.isRepeated) this.value(column, null, 0, MESSAGES_EMPTY);
      }
    }
    let repetition = 0;
    for (const message of messages) {
      this.text(this.role, message.role, repetition, MESSAGE);
      this.content(message.content, repetition);
      this.text(this.reasoning, message.reasoning_content ?? null, repetition, MESSAGE);
      this.toolCalls(message.tool_calls ?? [], repetition);
      this.text(this.toolCallId, message.tool_call_id ?? null, repetition, MESSAGE);
      repetition = 1;
    }
  }

  private content(blocks: readonly ContentBlock[], first: number): void {
    if (blocks.length === 0) {
      for (const column of [this.blockType, this.blockText, this.blockJson])
        this.value(column, null, first, LIST_EMPTY);
    }
    let repetition = first;
    for (const block of blocks) {
      if (block instanceof TextBlock) this.block(block.type, block.text, null, repetition);
      else {
        const isPlain = isPlainText(block);
        this.block(textAt(block, "type"), textAt(block, "text"), isPlain ? null : encode(block), repetition);
      }
      repetition = 2;
    }
  }

  private block(type: Text | null, text: Text | null, json: Buffer | null, repetition: number): void {
    this.text(this.blockType, type, repetition, ITEM);
    this.text(this.blockText, text, repetition, ITEM);
    this.value(this.blockJson, json, repetition, ITEM);
  }

  private toolCalls(calls: readonly ToolCall[], first: number): void {
    if (calls.length === 0) {
      const columns = [this.callId, this.callType, this.callName, this.callArguments];
      for (const column of columns) this.value(column, null, first, MESSAGE);
    }
    let repetition = first;
    for (const call of calls) {
      this.text(this.callId, call.id, repetition);
      this.text(this.callType, call.type, repetition);
      this.text(this.callName, call.function.name, repetition);
      this.text(this.callArguments, call.function.arguments, repetition);
      repetition = 2;
    }
  }

  private text(column: Column, text: Text | null, repetition = 0, absentAt = 0): void {
    this.value(column, text === null ? null : this.texts.of(text), repetition, absentAt);
  }

  private value(column: Column, value: ColumnValue, repetition = 0, absentAt = 0): void {
    column.add(value, repetition, absentAt);
    this.bytes += ENTRY_BYTES + (value instanceof Uint8Array ? VALUE_BYTES + value.length : 0);
  }
}

function textAt(block: JsonObject, key: string): Text | null {
  const value = valueAt(block, key);
  return isText(value) ? value : null;
}

/** True for a block that its type and text say all of. */
function isPlainText(block: JsonObject): boolean {
  return keysOf(block).length === 2 && textAt(block, "type") === "text" && textAt(block, "text") !== null;
}
