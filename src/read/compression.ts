/** Compressed files, known by their first bytes: gzip and zstd. */
import * as zlib from "node:zlib";
import { mostInputBytes } from "../json/memory-limit.ts";
import { decompressZstd, isZstd, startOfZstd, type CompressedStart, type CodecResult } from "./zstd.ts";

export type Compression = "gzip" | "zstd";

/** Data beyond this is refused: it is held in memory as a whole. */
const MAX_DECOMPRESSED = 2 * 1024 * 1024 * 1024 - 1;
/** So much may come of any file, however small it is. */
export const SAFE_BYTES: number = 64 * 1024 * 1024;
/** Beyond that a byte may stand for so many: session logs come to 50 at best, what is made to do harm to thousands. */
const MAX_RATIO = 250;

/** As many bytes as tell what a file is. */
export const MAGIC_BYTES = 4;
const ENDING = /\.(?:gz|zst)$/u;

/** The compression that bytes begin with; null for none. */
export function compressionOf(bytes: Uint8Array): Compression | null {
  if (isZstd(bytes)) return "zstd";
  // The only method that there is, 8, is a part of it: so few bytes are soon there by chance.
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 ? "gzip" : null;
}

/** A path without the ending that says that the file is compressed: what the file was called before. */
export function plainName(name: string): string {
  return name.replace(ENDING, "");
}

/** The codes of files of which nothing can be read. */
export type UnreadableCode = "unreadable-file" | "file-too-large" | "decompression-bomb";

export type Decompressed =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly code: UnreadableCode; readonly found: string };

/** The most that so many compressed bytes may become. */
export function limitOf(size: number): number {
  return Math.min(MAX_DECOMPRESSED, Math.max(SAFE_BYTES, size * MAX_RATIO));
}

/** Why so many compressed bytes are not read; null where they may be. They are held beside what becomes of them. */
export function refuseCompressed(size: number): Extract<Decompressed, { ok: false }> | null {
  const most = mostInputBytes();
  if (size <= most) return null;
  return { ok: false, code: "file-too-large", found: `${size} bytes; ${most} is the most` };
}

/** Decompresses a file as a whole, up to the limits. Members and frames, one behind the other, are one content. */
export function decompress(compressed: Buffer, kind: Compression): Decompressed {
  const refusal = refuseCompressed(compressed.length);
  if (refusal !== null) return refusal;
  const limit = limitOf(compressed.length);
  const allowed = mostInputBytes();
  const result =
    kind === "zstd"
      ? decompressZstd(compressed, Math.min(limit, allowed))
      : gunzip(compressed, Math.min(limit, allowed));
  if (result.ok) return result;
  if (result.tooLarge && allowed < limit) {
    return { ok: false, code: "file-too-large", found: `more than ${allowed} bytes when decompressed` };
  }
  if (result.tooLarge) {
    return {
      ok: false,
      code: "decompression-bomb",
      found: `${compressed.length} bytes of ${kind} that become more than ${limit}`,
    };
  }
  return { ok: false, code: "unreadable-file", found: `${kind} data that cannot be decompressed: ${result.message}` };
}

function gunzip(compressed: Buffer, limit: number): CodecResult {
  try {
    return { ok: true, bytes: zlib.gunzipSync(compressed, { maxOutputLength: limit }) };
  } catch (error) {
    return { ok: false, tooLarge: isTooLong(error), message: error instanceof Error ? error.message : String(error) };
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof RangeError || isOverLimit(error);
}

/** `maxOutputLength` was reached. */
function isOverLimit(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

/** Compressed bytes to begin with where only the first bytes are asked for. */
const FIRST_STEP = 16 * 1024;
/** The most that deflate makes of a byte. */
const MAX_DEFLATE_RATIO = 1032;

/**
 * Decompresses no more than it takes to know the first bytes; what is cut off has what comes before.
 *
 * @param read fills a buffer with the next compressed bytes; returns how many there were
 * @throws Error for data that is damaged
 */
export function startOf(kind: Compression, read: (into: Buffer) => number, limit: number): CompressedStart {
  return kind === "zstd" ? startOfZstd(read, limit) : startOfGzip(read, limit);
}

function startOfGzip(read: (into: Buffer) => number, limit: number): CompressedStart {
  let compressed = Buffer.alloc(0);
  // Node cannot go on where it stopped: each time it begins anew, with twice as much.
  for (let step = FIRST_STEP; ; step *= 2) {
    const more = Buffer.allocUnsafe(step);
    let length = 0;
    for (let got = -1; got !== 0 && length < step; length += got) got = read(more.subarray(length));
    const before = compressed.length;
    compressed = Buffer.concat([compressed, more.subarray(0, length)]);
    const bytes = gunzipStart(compressed, before, limit);
    const isAll = length < step;
    // Of nothing it cannot be told whether it is all that there was.
    if (isAll && bytes.length === 0) zlib.gunzipSync(compressed);
    if (isAll || bytes.length > limit) {
      return { bytes: bytes.subarray(0, limit), isWhole: isAll && bytes.length <= limit };
    }
  }
}

/**
 * What compressed bytes become; where that is far more than the limit, what so many of them become that
 * it is more.
 *
 * @param known so many of them become no more than the limit
 */
function gunzipStart(compressed: Buffer, known: number, limit: number): Buffer {
  // So much of a step as this is never refused: halving the rest comes to an end.
  const maxOutputLength = limit + FIRST_STEP * MAX_DEFLATE_RATIO;
  let [low, high] = [known, compressed.length];
  for (let length = high; ; length = Math.floor((low + high) / 2)) {
    try {
      const some = compressed.subarray(0, length);
      const bytes = zlib.gunzipSync(some, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength });
      if (length === compressed.length || bytes.length > limit) return bytes;
      low = length;
    } catch (error) {
      if (!isOverLimit(error)) throw error;
      high = length;
    }
  }
}
