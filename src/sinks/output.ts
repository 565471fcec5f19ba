/** Where the bytes of a run go. */
export interface Output {
  /** Takes bytes; is done with them when it returns. @throws ClosedPipe when nobody reads on */
  write(bytes: Uint8Array): void;
  /** All is written: publishes it. */
  commit(): void;
  /** Leaves nothing behind. */
  abort(): void;
}

/** The reader of our output has gone, as `head` does when it has enough: no error. */
export class ClosedPipe extends Error {}
