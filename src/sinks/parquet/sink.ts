/** Rows as Parquet: row groups of bounded size, zstd, the columns that schema.ts lists. */
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { RowGroup } from "hyparquet";
import type { SeedRow } from "../../row/row.ts";
import type { Compress } from "../compression.ts";
import type { Output } from "../output.ts";
import type { RowSink } from "../row-sink.ts";
import { ARROW_SCHEMA } from "./arrow-schema.ts";
import { memoryOf, RowColumns } from "./columns.ts";
import { encodeRowGroup, placeRowGroup, STATISTICS_BYTES } from "./row-group.ts";
import { parquetSchema, type JsonColumns } from "./schema.ts";

export interface ParquetSettings {
  readonly jsonColumns: JsonColumns;
  readonly compress: Compress;
  /** The program's version, for `created_by`. */
  readonly version: string;
}

const MAGIC = Buffer.from("PAR1");
/** What the rows of a group take in memory at most, and in that of a reader. */
const GROUP_BYTES = 128 * 1024 * 1024;
/**
 * The most text in a row. A page holds whole rows, and 2 GiB at most; the zstd codec in WebAssembly
 * takes less than half of that.
 */
const MAX_ROW_BYTES = 512 * 1024 * 1024;
/** More than a row group adds to a file beside its values: to the footer, and the headers of its pages. */
const FRAME_BYTES = 12 * 1024;

/** The sink of Parquet files; those of several shards are each complete. */
export function parquetSink(output: Output, settings: ParquetSettings): RowSink {
  const groupBytes = Math.min(GROUP_BYTES, output.maxBytes - FRAME_BYTES);
  const group = new RowColumns();
  const encoded = new ByteWriter();
  let size = 0;
  let groups: RowGroup[] = [];

  function put(bytes: Uint8Array): void {
    output.write(bytes);
    size += bytes.length;
  }

  function endGroup(): void {
    const next = encodeRowGroup(group, settings.compress, encoded);
    const footer = (groups.length + 1) * FRAME_BYTES;
    if (groups.length > 0 && size + next.bytes.length + footer > output.maxBytes) {
      endFile();
      output.nextFile();
      size = 0;
      groups = [];
    }
    if (size === 0) put(MAGIC);
    groups.push(placeRowGroup(next, size));
    put(next.bytes);
    group.clear();
  }

  function endFile(): void {
    if (size === 0) put(MAGIC);
    put(footerOf(groups, settings));
    put(MAGIC);
  }

  const memories = new WeakMap<SeedRow, number>();
  function memory(row: SeedRow): number {
    const known = memories.get(row) ?? memoryOf(row);
    memories.set(row, known);
    return known;
  }

  return {
    refuse(row) {
      if (memory(row) <= MAX_ROW_BYTES) return null;
      const expected = `rows of at most ${MAX_ROW_BYTES / 2 ** 20} MiB of text`;
      return { severity: "error", code: "row-too-large", at: [], expected };
    },
    write(row) {
      if (group.rows > 0 && group.bytes + memory(row) > groupBytes) endGroup();
      group.add(row);
    },
    commit() {
      if (group.rows > 0) endGroup();
      endFile();
      output.commit();
    },
    abort() {
      output.abort();
    },
  };
}

function footerOf(groups: RowGroup[], { jsonColumns, version }: ParquetSettings): Uint8Array {
  const writer = new ByteWriter();
  const metadata = {
    version: 2,
    created_by: `rollout-ingest version ${version}`,
    schema: parquetSchema(jsonColumns),
    num_rows: groups.reduce((sum, { num_rows: rows }) => sum + rows, 0n),
    row_groups: groups,
    // Strings need no words of Arrow's beside Parquet's.
    key_value_metadata: jsonColumns === "json" ? [{ key: "ARROW:schema", value: ARROW_SCHEMA }] : [],
    metadata_length: 0,
  };
  writeMetadata(writer, metadata, STATISTICS_BYTES);
  return writer.getBytes();
}
