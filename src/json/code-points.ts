/** Order by Unicode code point: the order of Python's `sorted`, of UTF-8 bytes, and of our rows. */

import { isHighSurrogate, isLowSurrogate } from "./escapes.ts";

/**
 * Compares two strings by code point; an unpaired surrogate counts as the point it is written as.
 * JavaScript's own order is by UTF-16 unit, which puts characters beyond U+FFFF before U+E000.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) {
      const start = isDividedPair(a, b, index) ? index - 1 : index;
      return (a.codePointAt(start) ?? 0) - (b.codePointAt(start) ?? 0);
    }
  }
  return a.length - b.length;
}

/** True when the units at the index are the second half of a pair in one of the strings. */
function isDividedPair(a: string, b: string, index: number): boolean {
  const before = index > 0 ? a.charCodeAt(index - 1) : 0;
  return isHighSurrogate(before) && (isLowSurrogate(a.charCodeAt(index)) || isLowSurrogate(b.charCodeAt(index)));
}
