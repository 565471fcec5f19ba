/** How much of one file's items another one repeats. */
import { isSame, type Fingerprint } from "./fingerprints.ts";

/** How many items two files begin with alike. */
export function commonBeginning(a: readonly Fingerprint[], b: readonly Fingerprint[]): number {
  let length = 0;
  for (;;) {
    const one = a[length];
    const other = b[length];
    if (one === undefined || other === undefined || !isSame(one, other)) return length;
    length++;
  }
}

/** A copy may begin anywhere in the parent; this many places are tried. */
const MAX_STARTS = 64;

/**
 * How many items at the beginning of `copy` were copied from `parent`: a run of the parent's items in
 * their order, without some of those that are not essential.
 */
export function copiedBeginning(copy: readonly Fingerprint[], parent: readonly Fingerprint[]): number {
  const [first] = copy;
  if (first === undefined) return 0;
  let longest = 0;
  let starts = 0;
  for (const [index, item] of parent.entries()) {
    if (!isSame(first, item)) continue;
    longest = Math.max(longest, runFrom(copy, parent, index));
    if (++starts === MAX_STARTS || longest === copy.length) break;
  }
  return longest;
}

function runFrom(copy: readonly Fingerprint[], parent: readonly Fingerprint[], start: number): number {
  let at = start;
  for (const [length, item] of copy.entries()) {
    for (;;) {
      const original = parent[at];
      if (original === undefined) return length;
      at++;
      if (isSame(item, original)) break;
      if (original.isEssential) return length;
    }
  }
  return copy.length;
}
