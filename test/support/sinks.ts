/** Rows through each of the encodings, into memory. */
import { gunzipSync } from "node:zlib";
import { bytesAssembler, type Assembler } from "../../src/sinks/assembler.ts";
import { gzipCodec, zstdCodec } from "../../src/sinks/compression.ts";
import type { Encoding } from "../../src/sinks/encoding.ts";
import { compressedJsonlEncoder, jsonlEncoder } from "../../src/sinks/jsonl.ts";
import type { Output } from "../../src/sinks/output.ts";
import { parquetAssembler } from "../../src/sinks/parquet/assembler.ts";
import { parquetEncoder } from "../../src/sinks/parquet/encoder.ts";
import type { JsonColumns } from "../../src/sinks/parquet/schema.ts";
import type { MakeEncoder, RowEncoder } from "../../src/sinks/row-encoder.ts";
import type { SeedRow } from "../../src/row/row.ts";
import { memoryOutput } from "./memory-output.ts";
import { unzstd } from "./parquet.ts";

const zstd = await zstdCodec();

/** An encoder and the assembler of its chunks. */
export interface Sink extends Omit<RowEncoder, "end"> {
  /** Ends a task: rows that come behind it are in other chunks. */
  endTask(): void;
  commit(): void;
  abort(): void;
}

export function makeSink(encoding: Encoding, output: Output): Sink {
  if (encoding === ".parquet") return makeParquetSink(output);
  if (encoding === ".jsonl") return joined(jsonlEncoder(output.maxBytes), bytesAssembler(output, new Uint8Array()));
  const compress = encoding === ".jsonl.gz" ? gzipCodec() : zstd;
  const empty = compress(new Uint8Array());
  return joined(compressedJsonlEncoder(compress, output.maxBytes), bytesAssembler(output, empty));
}

export function makeParquetSink(output: Output, jsonColumns: JsonColumns = "json"): Sink {
  return joined(parquetEncoder(zstd, output.maxBytes), parquetAssembler(output, { jsonColumns, version: "1.2.3" }));
}

function joined(makeEncoder: MakeEncoder, assembler: Assembler): Sink {
  const { refuse, write, end } = makeEncoder((chunk) => assembler.take(chunk));
  return {
    refuse,
    write,
    endTask: end,
    commit() {
      end();
      assembler.commit();
    },
    abort: () => assembler.abort(),
  };
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
