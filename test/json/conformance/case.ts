/** The shape of a conformance case. */
import type { JsonProblemCode } from "../../../src/json/problem.ts";

/** A document, and the bytes that come out when it is decoded and encoded. */
export type AcceptedCase = readonly [name: string, source: string | Buffer, encoded: string];

/** A document, what is wrong with it, and the byte offset of the first byte that cannot go on. */
export type RejectedCase = readonly [name: string, source: string | Buffer, code: JsonProblemCode, offset: number];

/** Bytes from texts (as UTF-8) and single bytes. */
export function bytes(...parts: readonly (string | number)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part, "utf8"))));
}
