/** What lies where rollouts are looked for, and is told by its first bytes to be none, whatever the format. */

/** Pointers that Git LFS leaves in the place of files that were not fetched. */
const LFS_POINTER = Buffer.from("version https://git-lfs.github.com/spec/");

/** How the first two columns stand at the beginning of a seed row, whoever spelled the JSON. */
const SEED_ROW = /^\{\s*"trace_id"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"source_kind"\s*:/u;
/** Trace ids are short. */
const LONGEST_BEGINNING = 4096;

/**
 * The output of an earlier run, or of DataDesigner, would be the same sessions once more, in other words.
 *
 * @param bytes from the first that is not blank
 */
export function natureOf(bytes: Buffer): "Git LFS pointer" | "seed rows" | null {
  if (LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length))) return "Git LFS pointer";
  return SEED_ROW.test(bytes.toString("latin1", 0, LONGEST_BEGINNING)) ? "seed rows" : null;
}
