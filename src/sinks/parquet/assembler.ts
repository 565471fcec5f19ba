/** Row groups to Parquet files; those of several shards are each complete. */
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { RowGroup } from "hyparquet";
import type { Assembler } from "../assembler.ts";
import type { Output } from "../output.ts";
import { ARROW_SCHEMA } from "./arrow-schema.ts";
import { FRAME_BYTES, placeRowGroup, STATISTICS_BYTES, type EncodedRowGroup } from "./row-group.ts";
import { parquetSchema, type JsonColumns } from "./schema.ts";

export interface ParquetSettings {
  readonly jsonColumns: JsonColumns;
  /** The program's version, for `created_by`. */
  readonly version: string;
}

const MAGIC = Buffer.from("PAR1");

export function parquetAssembler(output: Output, settings: ParquetSettings): Assembler {
  let size = 0;
  let groups: RowGroup[] = [];

  function put(bytes: Uint8Array): void {
    output.write(bytes);
    size += bytes.length;
  }

  function add(group: EncodedRowGroup): void {
    const footer = (groups.length + 1) * FRAME_BYTES;
    if (groups.length > 0 && size + group.bytes.length + footer > output.maxBytes) {
      endFile();
      output.nextFile(groups.reduce((sum, { num_rows: rows }) => sum + Number(rows), 0));
      size = 0;
      groups = [];
    }
    if (size === 0) put(MAGIC);
    groups.push(placeRowGroup(group, size));
    put(group.bytes);
  }

  function endFile(): void {
    if (size === 0) put(MAGIC);
    put(footerOf(groups, settings));
    put(MAGIC);
  }

  return {
    take(chunk) {
      if (chunk.kind !== "row group") throw new TypeError("a Parquet file is made of row groups");
      add(chunk.group);
    },
    commit() {
      endFile();
      output.commit();
    },
    abort: () => output.abort(),
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
