/** Rows through each of the sinks, into memory. */
import { gunzipSync } from "node:zlib";
import { gzipCodec, zstdCodec } from "../../src/sinks/compression.ts";
import type { Encoding } from "../../src/sinks/encoding.ts";
import { compressedJsonlSink, jsonlSink } from "../../src/sinks/jsonl.ts";
import type { Output } from "../../src/sinks/output.ts";
import type { RowSink } from "../../src/sinks/row-sink.ts";
import type { SeedRow } from "../../src/row/row.ts";
import { memoryOutput } from "./memory-output.ts";
import { makeParquetSink, unzstd } from "./parquet.ts";

const zstd = await zstdCodec();

export function makeSink(encoding: Encoding, output: Output): RowSink {
  if (encoding === ".parquet") return makeParquetSink(output);
  if (encoding === ".jsonl.gz") return compressedJsonlSink(output, gzipCodec());
  return encoding === ".jsonl.zst" ? compressedJsonlSink(output, zstd) : jsonlSink(output);
}

/** The files that the rows make. */
export function filesOf(encoding: Encoding, rows: readonly SeedRow[], maxBytes?: number): Buffer[] {
  const output = memoryOutput(maxBytes);
  const sink = makeSink(encoding, output);
  for (const row of rows) sink.write(row);
  sink.commit();
  if (output.state() !== "committed") throw new Error("the sink did not commit its output");
  return output.files();
}

/** JSONL of a file that may be compressed. */
export function textOf(encoding: Encoding, file: Buffer): string {
  if (encoding === ".jsonl") return file.toString("utf8");
  return (encoding === ".jsonl.gz" ? gunzipSync(file) : unzstd(file)).toString("utf8");
}

/** What `JSON.parse` makes of each line. */
export function parsedLines(jsonl: string): unknown[] {
  return jsonl
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
}
