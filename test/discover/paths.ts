/** Made-up files of a corpus. */
import fc from "fast-check";
import type { InputFile } from "../../src/discover/discover.ts";

const NAMES: fc.Arbitrary<string> = fc.constantFrom("a", "b", "B", "10", "9", "-w", "é", "\uFF5E", "😀");

/** Different relative paths, in any order. */
export const PATHS: fc.Arbitrary<string[]> = fc.uniqueArray(
  fc.array(NAMES, { minLength: 1, maxLength: 4 }).map((names) => `${names.join("/")}.json`),
  { maxLength: 60 },
);

export function asFile(relativePath: string): InputFile {
  const path = `/corpus/${relativePath}`;
  return { root: "/corpus", path, relativePath, displayPath: path, named: false };
}
