/** What a rule is, and what it finds. */

/** A secret in a text; the places are UTF-16 units. */
export interface Find {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** Tells secrets of one kind apart in what takes their place; null where it would tell of the secret. */
  readonly tag: string | null;
}

/**
 * A rule and where it has to be asked. Most texts hold nothing that a rule could find, and reading
 * them all would take longer than converting them: a text is read for a rule only if its bytes hold
 * one of the rule's anchors.
 */
export interface Rule {
  /** One of them stands in everything that the rule finds. Null: the rule is asked of every text. */
  readonly anchors: readonly Anchor[] | null;
  /** Reads texts as they stand, not with `readable` marks. */
  readonly verbatim?: true;
  find(this: void, text: string): readonly Find[];
}

export interface Anchor {
  /** Four ASCII characters; the rarer the last two are in common text, the faster the search. */
  readonly bytes: string;
  /** Must hold of the Latin-1 characters around it, escapes as they stand: for anchors that are common words. */
  readonly near?: RegExp;
}

/** Anchors without a further condition. */
export function anchors(...bytes: readonly string[]): readonly Anchor[] {
  return bytes.map((four) => ({ bytes: four }));
}

/** Stands for the beginning of a text in an anchor. */
const BEGINNING = "\0";

/** Anchors for what is shorter than four characters, by what may stand before it: the beginning too. */
export function anchorsAfter(before: string, tail: string, near?: RegExp): readonly Anchor[] {
  return Array.from(BEGINNING + before, (first) => ({ bytes: first + tail, ...(near !== undefined && { near }) }));
}

/**
 * What may stand before a token, as bytes: no letter, except one that ends an escape (`\\n`, `\\t`,
 * `\\r`, `\\x1b[0m`). Bytes over 0x7f end a character that is no ASCII letter.
 */
export const NOT_LETTER: string =
  " !\"#$%&'()*+,-./0123456789:;<=>?@[]^_`{|}~\\nrtm" + characters(1, 0x1f) + characters(0x7f, 0xbf);

function characters(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index)).join("");
}
