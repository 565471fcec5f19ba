/** Rows as JSONL: one JSON object a line, every column in every row. */
import { JsonWriter, measure } from "../json/encode.ts";
import type { SeedRow } from "../row/row.ts";
import { writeRow } from "../row/write-row.ts";
import type { Unit } from "./chunk.ts";
import type { Compress } from "./compression.ts";
import type { MakeEncoder } from "./row-encoder.ts";

/** @param maxBytes the most bytes that a file shall take */
export function jsonlEncoder(maxBytes: number): MakeEncoder {
  const isSharded = maxBytes < Infinity;
  return (emit, supply) => {
    /** Rows that begin in bytes which were not handed on yet, by their place among all bytes. */
    let begun: Unit[] = [];
    let emitted = 0;
    const writer = new JsonWriter((bytes) => {
      emit({ kind: "bytes", bytes, units: begun.map((unit) => ({ ...unit, at: unit.at - emitted })) });
      emitted += bytes.length;
      begun = [];
    }, supply);
    return {
      refuse: () => null,
      write(row) {
        if (isSharded) begun.push({ at: emitted + writer.pending, length: lineLength(row), rows: 1 });
        writeLine(writer, row);
      },
      end: () => writer.flush(),
    };
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
export function compressedJsonlEncoder(compress: Compress, maxBytes: number): MakeEncoder {
  const isSharded = maxBytes < Infinity;
  // What does not compress becomes a little longer.
  const frameBytes = Math.min(FRAME_BYTES, Math.floor(maxBytes * 0.98) - 64);
  return (emit) => {
    const frame = new Frame(compress, Math.max(frameBytes, LEAST_BUFFER));
    const writer = new JsonWriter((bytes) => frame.add(bytes));
    let rows = 0;
    function handOn(): void {
      writer.flush();
      if (frame.size === 0) return;
      const pieces = frame.end();
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      for (const [index, bytes] of pieces.entries()) {
        emit({ kind: "bytes", bytes, units: index === 0 ? [{ at: 0, length, rows }] : [] });
      }
      rows = 0;
    }
    return {
      refuse: () => null,
      write(row) {
        const waiting = frame.size + writer.pending;
        // A frame of several rows must fit into a file; one of a single row need not.
        const isFull = waiting >= frameBytes || (isSharded && waiting + lineLength(row) > frameBytes);
        if (waiting > 0 && isFull) handOn();
        writeLine(writer, row);
        rows++;
      },
      end: handOn,
    };
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
