/** An output that keeps its files in memory. */
import type { Output } from "../../src/sinks/output.ts";

export interface MemoryOutput extends Output {
  /** The files so far, each with the bytes written to it. */
  readonly files: () => Buffer[];
  readonly state: () => "open" | "committed" | "aborted";
}

/** @param maxBytes the most bytes that a file shall take; without it there is one file */
export function memoryOutput(maxBytes = Infinity): MemoryOutput {
  const files: Buffer[][] = [[]];
  let state: ReturnType<MemoryOutput["state"]> = "open";
  return {
    maxBytes,
    write: (bytes) => {
      if (state !== "open") throw new Error(`written when ${state}`);
      // A copy: the bytes are void when this returns.
      files.at(-1)?.push(Buffer.from(bytes));
    },
    nextFile: () => {
      if (maxBytes === Infinity) throw new Error("one file has no next one");
      files.push([]);
    },
    commit: () => (state = "committed"),
    abort: () => (state = "aborted"),
    files: () => files.map((pieces) => Buffer.concat(pieces)),
    state: () => state,
  };
}
