/** What takes the rows of a run, in their order. */
import type { Finding } from "../diagnostics/diagnostic.ts";
import type { SeedRow } from "../row/row.ts";

export interface RowSink {
  /** Says why the output cannot hold a row; null when it can. */
  refuse(this: void, row: SeedRow): Finding | null;
  /** Takes a row; is done with it when it returns. */
  write(row: SeedRow): void;
  /** Hands on what is still in a buffer and publishes the whole. */
  commit(): void;
  /** Gives up: nothing of the output stays. */
  abort(): void;
}
