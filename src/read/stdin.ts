/** All of the standard input. */
import { readSync } from "node:fs";
import { whenReady } from "./when-ready.ts";

const STDIN = 0;
const CHUNK = 64 * 1024;

/** Reads to the end. */
export function readStdin(): Buffer {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = whenReady(() => readSync(STDIN, chunk));
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
  }
}
