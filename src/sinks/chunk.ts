/** Encoded rows on their way from the thread that converts them to the output. */
import type { EncodedRowGroup } from "./parquet/row-group.ts";

/** Bytes of a file that is nothing but rows (or frames of them) one behind the other. */
export interface BytesChunk {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
  /** What begins in these bytes and must not be divided between two files. Not told where there is one file only. */
  readonly units: readonly Unit[];
}

/** A row, or a frame of several. */
export interface Unit {
  /** Where it begins in the bytes. */
  readonly at: number;
  /** It may go on in the next chunks. */
  readonly length: number;
  readonly rows: number;
}

/** Rows of a Parquet file. */
export interface RowGroupChunk {
  readonly kind: "row group";
  readonly group: EncodedRowGroup;
}

export type Chunk = BytesChunk | RowGroupChunk;
