/** From what `--output` names to the sink that writes there. */
import { compressedJsonlSink, jsonlSink } from "./jsonl.ts";
import { gzipCodec, zstdCodec } from "./compression.ts";
import type { Encoding } from "./encoding.ts";
import { fileOutput, standardOutput } from "./file-output.ts";
import type { Output } from "./output.ts";
import type { JsonColumns } from "./parquet/schema.ts";
import type { RowSink } from "./row-sink.ts";
import { shardedOutput } from "./shards.ts";
import type { Target } from "./target.ts";

/**
 * Opens the output.
 *
 * @param card the README.md of a data set, asked for when all rows are written
 * @param onTemporary called before anything is made that has to be taken away again
 * @throws UsageError when it cannot be made
 */
export function openOutput(target: Target, card: () => string, onTemporary: () => void): Output {
  if (target.kind === "stdout") return standardOutput();
  if (target.kind === "file") return fileOutput(target.path, onTemporary);
  const describe = target.kind === "dataset" ? () => new Map([["README.md", card()]]) : () => new Map();
  return shardedOutput(target.place, target.maxBytes, describe, onTemporary);
}

/**
 * Prepares to write rows in a form: loads what it needs, and only that, before an output is opened.
 *
 * @returns what makes the sink of an output
 */
export async function prepareSink(
  encoding: Encoding,
  settings: { readonly jsonColumns: JsonColumns; readonly version: string },
): Promise<(output: Output) => RowSink> {
  if (encoding === ".jsonl") return jsonlSink;
  const compress = encoding === ".jsonl.gz" ? gzipCodec() : await zstdCodec();
  if (encoding !== ".parquet") return (output) => compressedJsonlSink(output, compress);
  const { parquetSink } = await import("./parquet/sink.ts");
  return (output) => parquetSink(output, { ...settings, compress });
}
