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

/** Makes an encoder. A chunk is good until `emit` returns. */
export type MakeEncoder = (emit: (chunk: Chunk) => void) => RowEncoder;
