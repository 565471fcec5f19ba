/** The first bytes of a file, in the scanner's input. */
import { maxDocumentBytes, reserveInput } from "../json/scanner/scanner.ts";
import { failureOf, fill, fromBytes, openFile, type ByteSource, type ReadFailure } from "./byte-source.ts";
import { compressionOf, limitOf, startOf } from "./compression.ts";

export type HeadResult = Head | ReadFailure;

export interface Head {
  readonly ok: true;
  /** How many bytes lie at the start of the input. */
  readonly size: number;
  /** They are all of the file. */
  readonly isWhole: boolean;
}

const NOTHING = Buffer.alloc(0);

/**
 * Reads at most `limit` bytes from the beginning of a regular file; what is compressed is decompressed
 * as far as that takes.
 *
 * @param contents what the file holds, where it had to be read elsewhere
 */
export function readHead(path: string, limit: number, contents?: Buffer): HeadResult {
  const opened = contents === undefined ? openFile(path) : null;
  if (opened?.ok === false) return opened;
  const source = opened?.source ?? fromBytes(contents ?? NOTHING, contents?.length ?? 0);
  try {
    return headOf(source, Math.min(limit, maxDocumentBytes()));
  } catch (error) {
    return failureOf(error);
  } finally {
    source.close();
  }
}

function headOf(source: ByteSource, limit: number): Head {
  const input = reserveInput(Math.min(source.size, limit));
  const size = fill(source, input);
  const kind = compressionOf(input.subarray(0, size));
  if (kind === null) return { ok: true, size, isWhole: source.size <= limit };
  const compressed = Buffer.from(input.subarray(0, size));
  let taken = 0;
  const read = (into: Buffer): number => {
    if (taken === size) return source.read(into);
    const length = compressed.copy(into, 0, taken);
    taken += length;
    return length;
  };
  const start = startOf(kind, read, Math.min(limit, limitOf(source.size)));
  start.bytes.copy(reserveInput(start.bytes.length));
  return { ok: true, size: start.bytes.length, isWhole: start.isWhole };
}
