/** The strings of JSON text, where they stand. */

/** From the opening quote to behind the closing one. */
export interface StringPlace {
  readonly start: number;
  readonly end: number;
  /** A colon follows: it is a key. */
  readonly isKey: boolean;
}

/** What may stand between strings: marks, numbers and names, those of Python's writer too. */
const BETWEEN = /^[\s[\]{},:\w.+-]*$/u;

/**
 * The strings of a text that is an object or a list; null for other texts, of which some are taken for
 * JSON: all that counts is that a change within a string changes nothing else of its structure.
 */
export function jsonStrings(text: string): readonly StringPlace[] | null {
  if (!/^\s*[[{]/u.test(text.slice(0, 1000)) || !/[\]}]\s*$/u.test(text.slice(-1000))) return null;
  const places: StringPlace[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('"', from);
    const between = text.slice(from, start < 0 ? text.length : start);
    if (!BETWEEN.test(between)) return null;
    const before = places.at(-1);
    if (before !== undefined && /^\s*:/u.test(between)) places[places.length - 1] = { ...before, isKey: true };
    if (start < 0) return places;
    const end = closingQuote(text, start);
    if (end < 0) return null;
    places.push({ start, end: end + 1, isKey: false });
    from = end + 1;
  }
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === "\\") before--;
  return (at - before) % 2 === 1;
}
