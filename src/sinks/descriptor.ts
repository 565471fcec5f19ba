/** Writing to a file descriptor, whole and in order. */
import { writeSync } from "node:fs";
import { ClosedPipe } from "./output.ts";

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes all bytes. Waits where a pipe is full; a pipe that Node made non-blocking says EAGAIN. */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at, bytes.length - at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") throw new ClosedPipe();
      if (code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
