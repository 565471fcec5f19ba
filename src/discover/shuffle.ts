/** A random order of files that is the same on every machine. */
import { hash } from "node:crypto";
import { compareCodePoints } from "../json/code-points.ts";
import type { InputFile } from "./discover.ts";

/** Seeds are unsigned integers of 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;

/**
 * Orders files by SHA-256 of `<seed>:<relative path>` in UTF-8. No state goes from one file to the
 * next: two files keep their order whatever is added to the corpus or left out of it, so that the first
 * n are a random sample which changes by as little as the corpus does.
 */
export function shuffle(files: readonly InputFile[], seed: number): readonly InputFile[] {
  return files
    .map((file) => ({ file, rank: hash("sha256", `${seed}:${file.relativePath}`, "hex") }))
    .toSorted((a, b) => compareCodePoints(a.rank, b.rank))
    .map(({ file }) => file);
}
