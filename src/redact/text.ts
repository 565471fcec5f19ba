/** The secrets of one text found and replaced. */
import { asciiJson } from "../json/escapes.ts";
import type { Find, Rule } from "./find.ts";
import { jsonStrings, type StringPlace } from "./json-strings.ts";
import { PLACEHOLDER, placeholder } from "./placeholder.ts";
import { isAssignedSecret } from "./plausible.ts";
import type { Prefilter } from "./prefilter.ts";
import { isSecretName } from "./rules.ts";

/** Gets every secret that was replaced. */
export type OnFind = (kind: string) => void;

/** The rules of a run, and what tells which of them have to read a text. */
export interface Scanner {
  readonly rules: readonly Rule[];
  readonly prefilter: Prefilter;
}

/** JSON in JSON, so far down; what lies deeper is read as plain text. */
const MAX_LEVELS = 8;
/** What comes to light when a neighbour was replaced is replaced too, in so many rounds. */
const MAX_ROUNDS = 8;

/**
 * The text without its secrets; the same string where it has none. JSON text stays JSON text: the
 * rules get its strings without their escapes, and nothing else of it changes.
 *
 * @param name the key that the text stands under
 */
export function redactText(text: string, name: string | null, scanner: Scanner, onFind: OnFind, level = 0): string {
  const strings = level < MAX_LEVELS ? jsonStrings(text) : null;
  if (strings !== null && strings.length > 0) return redactStrings(text, strings, scanner, onFind, level);
  const redacted = redactPlain(text, scanner, onFind);
  if (redacted !== text || name === null || !isSecretName(name) || !isAssignedSecret(text)) return redacted;
  onFind("assigned-secret");
  return placeholder("assigned-secret", null);
}

/** The same of text that is no JSON, or is not taken for it. */
export function redactPlain(text: string, scanner: Scanner, onFind: OnFind): string {
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = replaceFinds(current, findsIn(current, scanner), onFind);
    if (next === current) return current;
    current = next;
  }
  return current;
}

function redactStrings(
  text: string,
  strings: readonly StringPlace[],
  scanner: Scanner,
  onFind: OnFind,
  level: number,
): string {
  let result = "";
  let from = 0;
  let name: string | null = null;
  for (const { start, end, isKey } of strings) {
    const value = unescape(text.slice(start, end));
    if (value === null) continue;
    const redacted = redactText(value, isKey ? null : name, scanner, onFind, level + 1);
    if (isKey) name = value;
    if (redacted === value) continue;
    // As `arguments` are spelled.
    result += text.slice(from, start) + asciiJson(redacted);
    from = end;
  }
  return result + text.slice(from);
}

function unescape(literal: string): string | null {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

/** Colours of a terminal, and escapes that a listing or a string in code shows as they are written. */
const MARKS = /(?:\p{Cc}|\\(?:u001b|x1b|033|e))\[[\d;]*m|\\[nrt]/giu;

/** The text with blanks for what is no part of its words, though its last letter seems to be one. */
export function readable(text: string): string {
  return text.replace(MARKS, (mark) => " ".repeat(mark.length));
}

/** In the order of the text; none touches another, or what was replaced before. */
export function findsIn(text: string, { rules, prefilter }: Scanner): readonly Find[] {
  const suspects = prefilter.string(text);
  if (suspects === null) return [];
  // What reads verbatim knows every spelling, and its anchors may be spelled out.
  const isSpelledOut = suspects[prefilter.spelledOut] === 1;
  const asked = rules.filter((rule, index) => suspects[index] === 1 || (isSpelledOut && rule.verbatim === true));
  const clear = readable(text);
  const finds = merged(asked.flatMap((rule) => rule.find(rule.verbatim === true ? text : clear)));
  if (finds.length === 0 || !text.includes("[REDACTED:")) return finds;
  const standing = Array.from(text.matchAll(PLACEHOLDER), rangeOf);
  let next = 0;
  return finds.filter(({ start, end }) => {
    while ((standing[next]?.end ?? Infinity) <= start) next++;
    return end <= (standing[next]?.start ?? Infinity);
  });
}

function replaceFinds(text: string, finds: readonly Find[], onFind: OnFind): string {
  let result = "";
  let from = 0;
  for (const { start, end, kind, tag } of finds) {
    result += text.slice(from, start) + placeholder(kind, tag);
    from = end;
    onFind(kind);
  }
  return result + text.slice(from);
}

function rangeOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  return { start: match.index, end: match.index + match[0].length };
}

/** In the order of the text, those that overlap as one: it is called what the first rule calls it. */
function merged(finds: readonly Find[]): readonly Find[] {
  const ranked = finds
    .map((find, rank) => ({ ...find, rank }))
    .toSorted((a, b) => a.start - b.start || a.rank - b.rank);
  const result: (Find & { rank: number })[] = [];
  for (const find of ranked) {
    const last = result.at(-1);
    if (last === undefined || find.start >= last.end) result.push(find);
    else {
      const named = find.rank < last.rank ? find : last;
      result[result.length - 1] = { ...named, start: last.start, end: Math.max(last.end, find.end) };
    }
  }
  return result;
}
