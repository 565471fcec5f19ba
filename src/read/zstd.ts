/** zstd, as Codex compresses old rollouts: Node's own where it has it (from 22.15), else in JavaScript. */
import * as zlib from "node:zlib";
import { Decompress } from "fzstd";
import { isSystemError } from "./system-message.ts";

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Compressed bytes a step: what a step can grow to is checked before the next. */
const STEP = 64 * 1024;

/** What a codec made of compressed bytes. */
export type CodecResult =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly tooLarge: boolean; readonly message: string };

/** True when the bytes begin as a zstd frame does. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/** Decompresses data of one or more frames. @param limit the most bytes to make of it */
export function decompressZstd(compressed: Buffer, limit: number): CodecResult {
  try {
    const bytes = isOneFrame(compressed)
      ? (zlib.zstdDecompressSync?.(compressed, { maxOutputLength: limit }) ?? portable(compressed, limit))
      : portable(compressed, limit);
    return { ok: true, bytes };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return { ok: false, tooLarge, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Node's own stops behind the first frame without a word. Walks the frame's blocks (RFC 8878, 3.1.1). */
function isOneFrame(compressed: Buffer): boolean {
  const descriptor = compressed[MAGIC.length] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryId = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let at = MAGIC.length + 1 + (isSingleSegment ? 0 : 1) + dictionaryId + contentSize;
  for (;;) {
    if (at + 3 > compressed.length) return true;
    const header = compressed.readUIntLE(at, 3);
    const isRunLength = ((header >> 1) & 3) === 1;
    at += 3 + (isRunLength ? 1 : header >> 3);
    if ((header & 1) !== 0) break;
  }
  const checksum = (descriptor & 4) === 0 ? 0 : 4;
  return at + checksum >= compressed.length;
}

function portable(compressed: Buffer, limit: number): Buffer {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((piece) => {
    size += piece.length;
    if (size > limit) throw new RangeError(`more than ${limit} bytes`);
    pieces.push(piece);
  });
  for (let at = 0; at < compressed.length; at += STEP) {
    stream.push(compressed.subarray(at, at + STEP), at + STEP >= compressed.length);
  }
  return Buffer.concat(pieces, size);
}

/** The first bytes of what compressed data stands for. */
export interface CompressedStart {
  readonly bytes: Buffer;
  /** The bytes are all that it stands for. */
  readonly isWhole: boolean;
}

class Enough extends Error {}

/**
 * Decompresses no more than it takes to know the first bytes.
 *
 * @param read fills a buffer with the next compressed bytes; returns how many there were
 * @throws Error for data that is damaged before there was a byte
 */
export function startOfZstd(read: (into: Buffer) => number, limit: number): CompressedStart {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((piece) => {
    pieces.push(piece);
    size += piece.length;
    if (size >= limit) throw new Enough();
  });
  let isWhole = true;
  try {
    for (;;) {
      const step = Buffer.allocUnsafe(STEP);
      const length = read(step);
      stream.push(step.subarray(0, length), length === 0);
      if (length === 0) break;
    }
  } catch (error) {
    if (!(error instanceof Enough) && (size === 0 || isSystemError(error))) throw error;
    isWhole = !(error instanceof Enough);
  }
  return { bytes: Buffer.concat(pieces, size).subarray(0, limit), isWhole: isWhole && size <= limit };
}
