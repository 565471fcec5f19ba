/** Writing to a file descriptor, whole and in order. */
import { writeSync } from "node:fs";
import { whenReady } from "../read/when-ready.ts";
import { ClosedPipe } from "./output.ts";

/** Writes all bytes. Waits where a pipe is full, also one that Node made non-blocking. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  try {
    while (at < bytes.length) at += whenReady(() => writeSync(descriptor, bytes, at, bytes.length - at));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EPIPE") throw new ClosedPipe();
    throw error;
  }
}
