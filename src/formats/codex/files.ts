/** What the paths of a rollout's files say. */
import path from "node:path";
import { plainName } from "../../read/compression.ts";

/** Files that lie in Codex's folders and are not sessions. */
export function isCompanion(baseName: string): boolean {
  return baseName === "history.jsonl" || baseName === "session_index.jsonl";
}

/** `*.tmp` is left behind by a compression that was interrupted: part of a file that is there too. */
export function isPassedOver(relativePath: string): boolean {
  return relativePath.endsWith(".tmp");
}

const ENDING = /\.jsonl?$/u;

/** The base name without what says that it is a rollout's file. */
export function stemOf(relativePath: string): string {
  return plainName(path.posix.basename(relativePath)).replace(ENDING, "");
}

/**
 * The rollout's own id in the name of a file that a revert wrote
 * (`rollout-<time>-<thread>_<rollout>.jsonl`); null for any other.
 */
export function rolloutIdOf(relativePath: string, threadId: string): string | null {
  const stem = stemOf(relativePath);
  const at = stem.indexOf(`${threadId}_`);
  const id = at < 0 ? "" : stem.slice(at + threadId.length + 1);
  return id === "" ? null : id;
}

/** True for a compressed file. */
export function isCompressed(relativePath: string): boolean {
  return plainName(relativePath) !== relativePath;
}

/**
 * Tells of a compressed file whether what it was made of is one of some plain files: that lies beside it,
 * or one of the two was moved to the archive (`archived_sessions/`) since.
 */
export function originsAmong(plain: readonly string[]): (compressed: string) => boolean {
  const paths = new Set(plain);
  const places = new Set(plain.map((path) => placeOf(path, isArchived(path))));
  return (compressed) => {
    const name = plainName(compressed);
    return paths.has(name) || places.has(placeOf(name, !isArchived(name)));
  };
}

function placeOf(relativePath: string, isInArchive: boolean): string {
  return `${isInArchive ? "archived" : "active"} ${path.posix.basename(relativePath)}`;
}

function isArchived(relativePath: string): boolean {
  return relativePath.split("/").includes("archived_sessions");
}
