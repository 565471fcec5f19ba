/** Where the bytes of a run go: one file, or several one behind the other. */
export interface Output {
  /** The most bytes that a file shall take; Infinity where there is one file only. */
  readonly maxBytes: number;
  /** Takes bytes; is done with them when it returns. @throws ClosedPipe when nobody reads on */
  write(bytes: Uint8Array): void;
  /**
   * Ends the file; what is written next begins another. Not where `maxBytes` is Infinity.
   *
   * @param rows how many the file has
   */
  nextFile(rows: number): void;
  /** All is written: publishes it. */
  commit(): void;
  /** Leaves nothing behind. */
  abort(): void;
}

/** An output that is one file. */
export function singleFile(file: Pick<Output, "write" | "commit" | "abort">): Output {
  return {
    ...file,
    maxBytes: Infinity,
    nextFile: () => {
      throw new TypeError("one file has no next one");
    },
  };
}

/** The reader of our output has gone, as `head` does when it has enough: no error. */
export class ClosedPipe extends Error {}
