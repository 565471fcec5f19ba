/** The text that the body of a JSON string stands for, as UTF-8, without a JavaScript string between. */
import { BACKSLASH, escapedUnit, isHighSurrogate, isLowSurrogate, partnerAt } from "./escapes.ts";
import type { JsonText } from "./text.ts";

const REPLACEMENT = 0xfffd;
/** What a letter behind a backslash stands for. */
const ESCAPED: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => code);
for (const [letter, character] of ["b\b", "f\f", "n\n", "r\r", "t\t"]) {
  ESCAPED[letter?.charCodeAt(0) ?? 0] = character?.charCodeAt(0) ?? 0;
}

/**
 * Writes the text at an address of `target`, which must have room for it: it is never longer than
 * the body. An unpaired surrogate becomes U+FFFD.
 *
 * @returns the address behind it
 */
export function unescapeInto(target: Uint8Array, at: number, { source, start, end, flags }: JsonText): number {
  if (!flags.escaped) return at + source.copy(target, at, start, end);
  let to = at;
  let from = start;
  while (from < end) {
    const byte = source[from] ?? 0;
    if (byte !== BACKSLASH) {
      target[to++] = byte;
      from++;
      continue;
    }
    const unit = escapedUnit(source, from);
    if (unit < 0) {
      target[to++] = ESCAPED[source[from + 1] ?? 0] ?? 0;
      from += 2;
      continue;
    }
    from += 6;
    const partner = isHighSurrogate(unit) ? partnerAt(source, from, end) : 0;
    if (partner > 0) from += 6;
    to = writeCodePoint(target, to, codePointOf(unit, partner));
  }
  return to;
}

function codePointOf(unit: number, partner: number): number {
  if (partner > 0) return 0x10000 + ((unit - 0xd800) << 10) + (partner - 0xdc00);
  return isHighSurrogate(unit) || isLowSurrogate(unit) ? REPLACEMENT : unit;
}

function writeCodePoint(target: Uint8Array, at: number, code: number): number {
  let to = at;
  if (code < 0x80) {
    target[to++] = code;
    return to;
  }
  if (code < 0x800) {
    target[to++] = 0xc0 | (code >> 6);
  } else {
    if (code < 0x10000) {
      target[to++] = 0xe0 | (code >> 12);
    } else {
      target[to++] = 0xf0 | (code >> 18);
      target[to++] = 0x80 | ((code >> 12) & 0x3f);
    }
    target[to++] = 0x80 | ((code >> 6) & 0x3f);
  }
  target[to++] = 0x80 | (code & 0x3f);
  return to;
}
