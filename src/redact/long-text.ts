/** Texts too long to be read in one piece. */
import { BACKSLASH, escapedUnit, isLowSurrogate } from "../json/escapes.ts";
import { decodeText, JsonText } from "../json/text.ts";
import { findsIn, redactPlain, type OnFind, type Scanner } from "./text.ts";

/** Longer texts, in bytes, are read piece by piece. */
export const LONG = 8 * 1024 * 1024;
/** JSON text is read as one up to here; beyond as plain text. */
export const LONGEST = 256 * 1024 * 1024;
/** No secret is longer. */
const TAIL = 64 * 1024;

/** The text without its secrets; the same text where it has none. */
export function redactLong(text: JsonText, scanner: Scanner, onFind: OnFind, pieceBytes: number = LONG): JsonText {
  const redacted: Buffer[] = [];
  let isChanged = false;
  let waiting = "";
  const emit = (plain: string): void => {
    const result = redactPlain(plain, scanner, onFind);
    if (result !== plain) isChanged = true;
    redacted.push(Buffer.from(JSON.stringify(result).slice(1, -1)));
  };
  for (const piece of pieces(text, pieceBytes)) {
    const held = waiting + piece;
    const cut = cutBetweenFinds(held, scanner);
    emit(held.slice(0, cut));
    waiting = held.slice(cut);
  }
  emit(waiting);
  if (!isChanged) return text;
  const bytes = Buffer.concat(redacted);
  return new JsonText(bytes, 0, bytes.length, { escaped: true, nonAscii: true, loneSurrogate: false });
}

/** Behind a line, where there is one, and within no secret; what comes behind it waits for more. */
function cutBetweenFinds(held: string, scanner: Scanner): number {
  const limit = Math.max(0, held.length - TAIL);
  const line = held.lastIndexOf("\n", limit);
  const cut = line > limit - TAIL ? line + 1 : limit;
  return findsIn(held, scanner).find(({ start, end }) => start < cut && cut < end)?.start ?? Math.max(0, cut);
}

/** The text decoded, in pieces of about a size. */
function* pieces(text: JsonText, size: number): Generator<string, void> {
  const { source, start, end, flags } = text;
  let from = start;
  while (from < end) {
    const behind = from + size >= end ? end : boundaryBefore(source, from, from + size);
    yield decodeText(new JsonText(source, from, behind, flags)).toWellFormed();
    from = behind;
  }
}

/** The last address, up to a given one, that is within no character, escape or pair of escapes. */
function boundaryBefore(source: Buffer, from: number, limit: number): number {
  let at = limit;
  while (at > from && !isBoundary(source, from, at)) at--;
  return at > from ? at : limit;
}

function isBoundary(source: Buffer, from: number, at: number): boolean {
  if (((source[at] ?? 0) & 0xc0) === 0x80 || isLowSurrogate(escapedUnit(source, at))) return false;
  for (let before = at - 1; before >= Math.max(from, at - 5); before--) {
    if (source[before] !== BACKSLASH) continue;
    let run = before;
    while (run > from && source[run - 1] === BACKSLASH) run--;
    if ((before - run) % 2 === 1) continue;
    return at - before >= (source[before + 1] === 0x75 ? 6 : 2);
  }
  return true;
}
