/** Reading and writing where a program before us left a pipe non-blocking. */

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Calls until the system no longer says EAGAIN: nothing to read yet, no room to write yet. */
export function whenReady<Result>(call: () => Result): Result {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
