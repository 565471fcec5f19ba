/** From what `--output` names to what encodes rows for it, and what writes there. */
import type { Assembler } from "./assembler.ts";
import { bytesAssembler } from "./assembler.ts";
import { gzipCodec, zstdCodec, type Compress } from "./compression.ts";
import { CARD_NAME } from "./dataset-card.ts";
import type { Encoding } from "./encoding.ts";
import { fileOutput, standardOutput } from "./file-output.ts";
import { idleEncoder, nowhere } from "./nowhere.ts";
import { compressedJsonlEncoder, jsonlEncoder } from "./jsonl.ts";
import type { Output } from "./output.ts";
import type { JsonColumns } from "./parquet/schema.ts";
import type { MakeEncoder } from "./row-encoder.ts";
import { shardedOutput } from "./shards.ts";
import type { Target } from "./target.ts";

/** How rows are encoded: plain data, for every thread of a run. */
export interface EncoderSettings {
  readonly encoding: Encoding;
  /** The most bytes that a file shall take; Infinity where there is one file only. */
  readonly maxBytes: number;
  /** The rows go nowhere, and are not encoded. */
  readonly isIdle: boolean;
}

/** The encoder that a target asks for. */
export function encoderSettings(target: Target): EncoderSettings {
  const maxBytes = "maxBytes" in target ? target.maxBytes : Infinity;
  return { encoding: target.encoding, maxBytes, isIdle: target.kind === "nothing" };
}

/**
 * Opens the output.
 *
 * @param card the README.md of a data set, asked for when all rows are written
 * @param onTemporary called before anything is made that has to be taken away again
 * @throws UsageError when it cannot be made
 */
export function openOutput(target: Target, card: () => string, onTemporary: () => void): Output {
  if (target.kind === "nothing") return nowhere();
  if (target.kind === "stdout") return standardOutput();
  if (target.kind === "file") return fileOutput(target.path, onTemporary);
  const describe = target.kind === "dataset" ? () => new Map([[CARD_NAME, card()]]) : () => new Map();
  return shardedOutput(target.place, target.maxBytes, describe, onTemporary);
}

/** Prepares to encode rows in a thread: loads what that needs, and only that. */
export async function prepareEncoder({ encoding, maxBytes, isIdle }: EncoderSettings): Promise<MakeEncoder> {
  if (isIdle) return idleEncoder;
  if (encoding === ".jsonl") return jsonlEncoder(maxBytes);
  const compress = await codecOf(encoding);
  if (encoding !== ".parquet") return compressedJsonlEncoder(compress, maxBytes);
  const { parquetEncoder } = await import("./parquet/encoder.ts");
  return parquetEncoder(compress, maxBytes);
}

/**
 * Prepares to put files together, before an output is opened.
 *
 * @returns what makes the assembler of an output
 */
export async function prepareAssembler(
  encoding: Encoding,
  settings: { readonly jsonColumns: JsonColumns; readonly version: string },
): Promise<(output: Output) => Assembler> {
  if (encoding === ".parquet") {
    const { parquetAssembler } = await import("./parquet/assembler.ts");
    return (output) => parquetAssembler(output, settings);
  }
  const nothing = new Uint8Array();
  const empty = encoding === ".jsonl" ? nothing : (await codecOf(encoding))(nothing);
  return (output) => bytesAssembler(output, empty);
}

async function codecOf(encoding: Exclude<Encoding, ".jsonl">): Promise<Compress> {
  return encoding === ".jsonl.gz" ? gzipCodec() : await zstdCodec();
}
