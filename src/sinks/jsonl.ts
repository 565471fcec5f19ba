/** Rows as JSONL: one JSON object a line, every column in every row. */
import { JsonWriter, measure } from "../json/encode.ts";
import type { SeedRow } from "../row/row.ts";
import { writeRow } from "../row/write-row.ts";
import type { Compress } from "./compression.ts";
import type { Output } from "./output.ts";
import type { RowSink } from "./row-sink.ts";

export function jsonlSink(output: Output): RowSink {
  const writer = new JsonWriter((bytes) => output.write(bytes));
  const isSharded = output.maxBytes < Infinity;
  let size = 0;
  return {
    refuse: () => null,
    write(row) {
      const added = isSharded ? lineLength(row) : 0;
      if (size > 0 && size + added > output.maxBytes) {
        writer.flush();
        output.nextFile();
        size = 0;
      }
      size += added;
      writeLine(writer, row);
    },
    commit() {
      writer.flush();
      output.commit();
    },
    abort() {
      output.abort();
    },
  };
}

/** Bytes of text in a frame or member: enough to compress well, and any reader can hold it. */
const FRAME_BYTES = 4 * 1024 * 1024;
/** A row that is larger than a frame is compressed in pieces, which need not be tiny. */
const LEAST_BUFFER = 64 * 1024;

/**
 * Compressed JSONL: frames (zstd) or members (gzip) one behind the other, which readers take as one
 * stream. A row ends with its frame, so that shards are cut between rows by their true size.
 */
export function compressedJsonlSink(output: Output, compress: Compress): RowSink {
  const isSharded = output.maxBytes < Infinity;
  // What does not compress becomes a little longer.
  const frameBytes = Math.min(FRAME_BYTES, Math.floor(output.maxBytes * 0.98) - 64);
  const frame = new Frame(compress, Math.max(frameBytes, LEAST_BUFFER));
  const writer = new JsonWriter((bytes) => frame.add(bytes));
  let size = 0;
  function handOn(): void {
    const compressed = frame.end();
    const added = compressed.reduce((sum, { length }) => sum + length, 0);
    if (size > 0 && size + added > output.maxBytes) {
      output.nextFile();
      size = 0;
    }
    for (const bytes of compressed) output.write(bytes);
    size += added;
  }
  return {
    refuse: () => null,
    write(row) {
      const waiting = frame.size + writer.pending;
      // A frame of several rows must fit into a file; one of a single row need not.
      const isFull = waiting >= frameBytes || (isSharded && waiting + lineLength(row) > frameBytes);
      if (waiting > 0 && isFull) {
        writer.flush();
        handOn();
      }
      writeLine(writer, row);
    },
    commit() {
      writer.flush();
      // Without rows a frame all the same: an empty file is not what its name says.
      if (frame.size > 0 || size === 0) handOn();
      output.commit();
    },
    abort() {
      output.abort();
    },
  };
}

/** Gathers bytes and compresses them piece by piece. */
class Frame {
  /** Bytes taken since the last end. */
  size = 0;
  readonly #compress: Compress;
  readonly #buffer: Buffer;
  #used = 0;
  #done: Uint8Array[] = [];

  constructor(compress: Compress, bytes: number) {
    this.#compress = compress;
    this.#buffer = Buffer.allocUnsafeSlow(bytes);
  }

  add(bytes: Uint8Array): void {
    this.size += bytes.length;
    for (let at = 0; at < bytes.length;) {
      if (this.#used === this.#buffer.length) this.#compressBuffer();
      const piece = bytes.subarray(at, at + this.#buffer.length - this.#used);
      this.#buffer.set(piece, this.#used);
      this.#used += piece.length;
      at += piece.length;
    }
  }

  /** What came since the last end, compressed. */
  end(): readonly Uint8Array[] {
    this.#compressBuffer();
    const done = this.#done;
    this.#done = [];
    this.size = 0;
    return done;
  }

  #compressBuffer(): void {
    this.#done.push(this.#compress(this.#buffer.subarray(0, this.#used)));
    this.#used = 0;
  }
}

function writeLine(writer: JsonWriter, row: SeedRow): void {
  writeRow(writer, row);
  writer.raw("\n");
}

function lineLength(row: SeedRow): number {
  return measure((writer) => writeLine(writer, row));
}
