/** The SHA-256 of what a file holds. */
import { createHash } from "node:crypto";
import { openFile } from "./byte-source.ts";

export interface ContentHash {
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** So many bytes went into it. */
  readonly bytes: number;
}

const CHUNK = Buffer.allocUnsafeSlow(1024 * 1024);

/**
 * Hashes a regular file as it lies on disk, compressed or not.
 *
 * @param most leaves out what lies behind so many bytes
 * @returns null for what is no regular file or cannot be read
 */
export function hashFile(path: string, most: number = Infinity): ContentHash | null {
  const opened = openFile(path);
  if (!opened.ok) return null;
  const { source } = opened;
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for (;;) {
      const length = source.read(CHUNK.subarray(0, Math.min(CHUNK.length, most - bytes)));
      if (length === 0) return { sha256: hash.digest("hex"), bytes };
      hash.update(CHUNK.subarray(0, length));
      bytes += length;
    }
  } catch {
    return null;
  } finally {
    source.close();
  }
}

export function hashBytes(bytes: Uint8Array): ContentHash {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
}
