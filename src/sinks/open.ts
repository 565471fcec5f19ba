/** From what `--output` names to the sink that writes there. */
import { compressedJsonlSink, jsonlSink } from "./jsonl.ts";
import { gzipCodec, zstdCodec } from "./compression.ts";
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

/** Gives the sink that writes rows in the target's form. Loads only what this form needs. */
export async function makeSink(
  { encoding }: Target,
  output: Output,
  settings: { readonly jsonColumns: JsonColumns; readonly version: string },
): Promise<RowSink> {
  if (encoding === ".jsonl") return jsonlSink(output);
  if (encoding === ".jsonl.gz") return compressedJsonlSink(output, gzipCodec());
  if (encoding === ".jsonl.zst") return compressedJsonlSink(output, await zstdCodec());
  const { parquetSink } = await import("./parquet/sink.ts");
  return parquetSink(output, { ...settings, compress: await zstdCodec() });
}
