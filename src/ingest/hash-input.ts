/** The hash of an input, for the account of a run. */
import { statSync } from "node:fs";
import { hashBytes, hashFile, type ContentHash } from "../read/hash.ts";
import type { FileResult } from "./file-result.ts";

export interface InputHash extends ContentHash {
  /** The file was written to while it was converted and hashed: the rows may be those of other bytes. */
  readonly wasModified: boolean;
}

/**
 * Hashes a file when it is converted, in the same thread: its bytes still lie in the system's memory
 * then. They are read once more rather than looked at as they pass, because many a file is converted
 * from its beginning alone, in pieces, or twice. What a log has got since it was opened is left out.
 *
 * @param contents what the file holds, where it can be read once only
 */
export function withHash(path: string, contents: Buffer | Error | undefined, convert: () => FileResult): FileResult {
  if (contents !== undefined) {
    const hash = contents instanceof Error ? null : { ...hashBytes(contents), wasModified: false };
    return { ...convert(), hash };
  }
  const before = stateOf(path);
  const result = convert();
  const hash = hashFile(path, result.size > 0 ? result.size : Infinity);
  return { ...result, hash: hash === null ? null : { ...hash, wasModified: stateOf(path) !== before } };
}

function stateOf(path: string): string {
  try {
    const { dev, ino, mtimeNs, size } = statSync(path, { bigint: true });
    return [dev, ino, mtimeNs, size].join(" ");
  } catch {
    return "";
  }
}
