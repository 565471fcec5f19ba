/** Reads Parquet with hyparquet, and undoes the mapping that docs/parquet.md describes. */
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type Compressors,
  type FileMetaData,
  type ParquetQueryFilter,
} from "hyparquet";
import * as z from "zod";
import { decompressZstd } from "../../src/read/zstd.ts";

const nullable = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const blockSchema = z.strictObject({ type: nullable, text: nullable, json: nullable });
const callSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const rowSchema = z.strictObject({
  trace_id: z.string(),
  source_kind: z.string(),
  source_path: z.string(),
  root_session_id: z.string(),
  agent_id: nullable,
  is_sidechain: z.boolean(),
  cwd: nullable,
  project_path: nullable,
  git_branch: nullable,
  started_at: nullable,
  ended_at: nullable,
  messages: z.array(
    z.strictObject({
      role: z.string(),
      content: z.array(blockSchema),
      reasoning_content: nullable,
      tool_calls: z
        .array(callSchema)
        .nullish()
        .transform((calls) => calls ?? null),
      tool_call_id: nullable,
    }),
  ),
  source_meta: z.string(),
  message_count: z.bigint(),
  tool_call_count: z.bigint(),
  final_assistant_message: nullable,
});

/** A row as the file has it; columns of JSON are its text. */
export type ParquetRow = z.infer<typeof rowSchema>;

/** Decompresses zstd, of however many frames. */
export function unzstd(bytes: Uint8Array): Buffer {
  const result = decompressZstd(Buffer.from(bytes), 2 ** 31 - 1);
  if (!result.ok) throw new Error(result.message);
  return result.bytes;
}

const COMPRESSORS: Compressors = { ZSTD: (bytes) => unzstd(bytes) };

/** As the bytes are: TextDecoder would take a byte order mark away. */
function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
const PARSERS = { stringFromBytes: utf8, jsonFromBytes: utf8 };

function arrayBuffer(file: Uint8Array): ArrayBuffer {
  return new Uint8Array(file).buffer;
}

/**
 * The rows as they are in the file.
 *
 * @param filter what a reader asks for: it passes over row groups whose statistics say that they lack it
 */
export async function parquetRows(file: Uint8Array, filter?: ParquetQueryFilter): Promise<ParquetRow[]> {
  const rows: unknown = await parquetReadObjects({
    file: arrayBuffer(file),
    compressors: COMPRESSORS,
    parsers: PARSERS,
    ...(filter === undefined ? {} : { filter }),
  });
  return z.array(rowSchema).parse(rows);
}

export function parquetFooter(file: Uint8Array): Promise<FileMetaData> {
  return parquetMetadataAsync(arrayBuffer(file), { parsers: PARSERS });
}

/** What `JSON.parse` makes of the row's line in JSONL. */
export function plainRow(row: ParquetRow): unknown {
  return {
    ...row,
    messages: row.messages.map(plainMessage),
    source_meta: JSON.parse(row.source_meta),
    message_count: Number(row.message_count),
    tool_call_count: Number(row.tool_call_count),
  };
}

function plainMessage(message: ParquetRow["messages"][number]): unknown {
  const { role, content, reasoning_content, tool_calls, tool_call_id } = message;
  return {
    role,
    content: content.map(plainBlock),
    ...(reasoning_content === null ? {} : { reasoning_content }),
    ...(tool_calls === null ? {} : { tool_calls }),
    ...(tool_call_id === null ? {} : { tool_call_id }),
  };
}

/** @throws Error where `type` and `text` are not those of the block that is in `json` */
function plainBlock({ type, text, json }: ParquetRow["messages"][number]["content"][number]): unknown {
  if (json === null) return { type, text };
  const block: unknown = JSON.parse(json);
  const found = { type: stringAt(block, "type"), text: stringAt(block, "text") };
  if (found.type !== type || found.text !== text) {
    throw new Error(`type ${type} and text ${text} beside ${json}`);
  }
  return block;
}

function stringAt(block: unknown, key: string): string | null {
  if (typeof block !== "object" || block === null || !Object.hasOwn(block, key)) return null;
  const value: unknown = Reflect.get(block, key);
  return typeof value === "string" ? value : null;
}

/** Rows of a file, as those of JSONL. */
export async function plainRows(file: Uint8Array): Promise<unknown[]> {
  return (await parquetRows(file)).map(plainRow);
}
