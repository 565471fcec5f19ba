/** Where the rows of a run go that is only a check. */
import { singleFile, type Output } from "./output.ts";
import type { RowEncoder } from "./row-encoder.ts";

/** An output that is nothing. */
export function nowhere(): Output {
  return singleFile({ write: () => undefined, commit: () => undefined, abort: () => undefined });
}

/** An encoder that any row is good enough for, and that makes nothing of it. */
export function idleEncoder(): RowEncoder {
  return { refuse: () => null, write: () => undefined, end: () => undefined };
}
