/** What stays the same of a problem from run to run, by which a report's reader knows it again. */
import { hash } from "node:crypto";
import type { Diagnostic } from "./diagnostic.ts";

/** Of 64 hexadecimal digits; so many are enough. */
const LENGTH = 32;

/**
 * Gives the problems of one file their fingerprints: of the code, the file's path, the JSON Pointer and
 * the place among those of which all these are equal. Lines and columns, which an edit further up
 * moves, are not in it, nor is the folder that the files lie in.
 *
 * @param path the file's, the same on every machine
 */
export function makeFingerprints(path: string): (diagnostic: Diagnostic) => string {
  const seen = new Map<string, number>();
  return ({ code, pointer = "" }) => {
    const equal = `${code}\0${path}\0${pointer}`;
    const index = seen.get(equal) ?? 0;
    seen.set(equal, index + 1);
    return hash("sha256", `${equal}\0${index}`, "hex").slice(0, LENGTH);
  };
}
