/** What turns rows into chunks, in the thread that converts them. */
import type { Finding } from "../diagnostics/diagnostic.ts";
import type { SeedRow } from "../row/row.ts";
import type { Chunk } from "./chunk.ts";

export interface RowEncoder {
  /** Says why the output cannot hold a row; null when it can. */
  refuse(this: void, row: SeedRow): Finding | null;
  /** Takes a row; is done with it when it returns. */
  write(this: void, row: SeedRow): void;
  /**
   * Hands on what is still held. Rows before and behind it are in different chunks, so that what a
   * task makes does not depend on which thread made the one before.
   */
  end(this: void): void;
}

/**
 * Makes an encoder.
 *
 * @param emit takes a chunk, which is good until it returns; what lies in a buffer of the supply's is
 *   then the taker's
 * @param supply gives buffers of BUFFER_BYTES, for a taker that keeps chunks
 */
export type MakeEncoder = (emit: (chunk: Chunk) => void, supply?: () => Buffer) => RowEncoder;
