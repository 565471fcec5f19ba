/** Rows without secrets, and without the names of those who wrote them. */
import type { JsonPath } from "../json/locate.ts";
import { decodeText, excerpt, textLength, type Text } from "../json/text.ts";
import type { SeedRow } from "../row/row.ts";
import { LONG, LONGEST, redactLong } from "./long-text.ts";
import { landmarks, PathMask } from "./paths.ts";
import { Prefilter } from "./prefilter.ts";
import { isSecretName, ownRules } from "./rules.ts";
import { secretlintRules } from "./secretlint.ts";
import type { RedactionSettings } from "./settings.ts";
import { redactPlain, redactText, type Scanner } from "./text.ts";
import { valueRules } from "./values.ts";
import { mapTexts } from "./walk-row.ts";

/** A text of a row that holds secrets. */
export interface SecretPlace {
  readonly path: JsonPath;
  readonly kind: string;
  readonly count: number;
}

export interface RedactedRow {
  /** The row that was given where nothing was found. */
  readonly row: SeedRow;
  readonly secrets: readonly SecretPlace[];
  /** Names masked in paths. */
  readonly names: number;
}

/** Its results follow from what it gets and the settings alone: the same in every thread and every run. */
export interface Redactor {
  row(this: void, row: SeedRow): RedactedRow;
  /** What a message says of a file, without its secrets. */
  words(this: void, words: string): string;
}

/** A text that a message shows the beginning of: where it is cut, a secret may be cut. */
const SHOWN_BEGINNING = /"(?:[^"\\]|\\.)*"…/gsu;

export function makeRedactor({ mode, values, anonymizePaths }: RedactionSettings): Redactor {
  const scanner = mode === null ? null : makeScanner(values);
  const known = anonymizePaths ? landmarks() : null;
  const redactRow = (row: SeedRow): RedactedRow => {
    const places: SecretPlace[] = [];
    const mask = known === null ? null : new PathMask(known);
    const redacted = mapTexts(row, (text, name, path) => {
      const safe = scanner === null ? text : redactOne(text, name, scanner, (kind) => addTo(places, path, kind));
      return mask === null ? safe : mask.text(safe);
    });
    return { row: redacted, secrets: places, names: mask?.count ?? 0 };
  };
  const words = (text: string): string =>
    scanner === null ? text : redactPlain(text.replaceAll(SHOWN_BEGINNING, "a long text"), scanner, () => undefined);
  return { row: redactRow, words };
}

/** Rules for exact values come first: what the user names is called so. */
function makeScanner(values: readonly string[]): Scanner {
  const rules = [...valueRules(values), ...secretlintRules(), ...ownRules];
  return { rules, prefilter: new Prefilter(rules) };
}

function redactOne(text: Text, name: string | null, scanner: Scanner, onFind: (kind: string) => void): Text {
  const isNamed = name !== null && isSecretName(name);
  if (typeof text === "string") return redactText(text, name, scanner, onFind);
  const { source, start, end } = text;
  if (!isNamed && scanner.prefilter.bytes(source, start, end) === null) return text;
  if (isReadInPieces(text)) return redactLong(text, scanner, onFind);
  const plain = decodeText(text);
  const redacted = redactText(plain, name, scanner, onFind);
  return redacted === plain ? text : redacted;
}

/** JSON text is read as one as long as it can be: its structure is to stay whole. */
function isReadInPieces(text: Text): boolean {
  const length = textLength(text);
  return length > LONGEST || (length > LONG && !/^\s*[[{]/u.test(excerpt(text, 100)));
}

function addTo(places: SecretPlace[], path: JsonPath, kind: string): void {
  // Those of one text come one behind the other.
  for (let at = places.length - 1; places[at]?.path === path; at--) {
    const known = places[at];
    if (known?.kind !== kind) continue;
    places[at] = { ...known, count: known.count + 1 };
    return;
  }
  places.push({ path, kind, count: 1 });
}
