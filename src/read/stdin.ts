/** All of the standard input. */
import { readSync } from "node:fs";

const STDIN = 0;
const CHUNK = 64 * 1024;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Reads to the end. Waits where a program before us left the pipe non-blocking: reading then says EAGAIN. */
export function readStdin(): Buffer {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = readSome(chunk);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
  }
}

function readSome(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(STDIN, chunk);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
