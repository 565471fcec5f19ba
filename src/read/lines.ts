/** The lines of a session log, as places in the scanner's memory. */
import { isUtf8 } from "node:buffer";
import {
  inputAddress,
  maxDocumentBytes,
  reserveInput,
  scannerMemory,
  type ByteRange,
} from "../json/scanner/scanner.ts";
import { byteOrderMarkLength } from "../json/utf8.ts";
import { isBlankByte } from "./blank.ts";
import type { ByteSource } from "./byte-source.ts";

/** A line without its end. Good until the next one is asked for. */
export interface Line extends ByteRange {
  /** From 1. */
  readonly number: number;
  /** Bytes before it in the file. */
  readonly offset: number;
  /** False for a last line without a newline: it may still be being written. */
  readonly terminated: boolean;
  /** True where it is known to be UTF-8; false where nobody looked. */
  readonly isUtf8: boolean;
}

/** Bytes read at a time, few enough to stay in the cache; a longer line takes as much as it needs. */
export const CHUNK_BYTES: number = 256 * 1024;
/** Bytes read at first: of many files no more than the beginning is wanted. */
const FIRST_BYTES = 32 * 1024;
const NEWLINE = 0x0a;
/** In Node 20 the search of a Buffer goes wrong beyond this, and that of an array, which is slower, does not. */
const SEARCHABLE_BYTES = 2 ** 31 - 1;

/**
 * Reads a source line by line. The memory taken is that of the longest line, and at least a chunk.
 *
 * @throws RangeError for a line that is longer than the scanner's memory can be; what the source throws
 */
export function* readLines(source: ByteSource): Generator<Line, void> {
  let input = reserveInput(CHUNK_BYTES);
  let most = FIRST_BYTES;
  let filled = 0;
  let offset = 0;
  let number = 1;
  for (;;) {
    const read = source.read(input.subarray(filled, filled + most));
    if (read === 0) break;
    most = maxDocumentBytes();
    const searched = filled;
    filled += read;
    const bytes = searchable(input.subarray(0, filled));
    const address = inputAddress();
    let lineStart = 0;
    let newline = bytes.indexOf(NEWLINE, searched);
    // One look at all lines of the chunk costs a fraction of a look at each.
    const areUtf8 = newline >= 0 && isUtf8(bytes.subarray(0, bytes.lastIndexOf(NEWLINE)));
    while (newline >= 0) {
      const start = address + lineStart;
      yield { start, stop: address + newline, number, offset: offset + lineStart, terminated: true, isUtf8: areUtf8 };
      number++;
      lineStart = newline + 1;
      newline = bytes.indexOf(NEWLINE, lineStart);
    }
    bytes.copyWithin(0, lineStart);
    filled -= lineStart;
    offset += lineStart;
    if (filled === input.length) {
      if (filled === maxDocumentBytes()) throw new RangeError(`line ${number} is longer than ${filled} bytes`);
      input = reserveInput(Math.min(filled * 2, maxDocumentBytes()));
    }
  }
  if (filled > 0) {
    const start = inputAddress();
    yield { start, stop: start + filled, number, offset, terminated: false, isUtf8: false };
  }
}

/** What a line holds: without white space around it, and a byte order mark before the first one. */
export interface LineContent extends ByteRange {
  readonly hasByteOrderMark: boolean;
}

/** The content of a line; empty for one that is blank. */
export function contentOf({ number, start: from, stop: to }: Line): LineContent {
  const memory = scannerMemory();
  const markLength = number === 1 ? byteOrderMarkLength(memory.subarray(from, to)) : 0;
  let start = from + markLength;
  let stop = to;
  while (start < stop && isBlankByte(memory[start] ?? 0)) start++;
  while (start < stop && isBlankByte(memory[stop - 1] ?? 0)) stop--;
  return { start, stop, hasByteOrderMark: markLength > 0 };
}

/** The bytes as they can be searched, however many they are. */
export function searchable(bytes: Buffer): Uint8Array {
  return bytes.length <= SEARCHABLE_BYTES ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
