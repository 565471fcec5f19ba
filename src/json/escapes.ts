/** Escapes in the body of a JSON string. */

export const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The value of a hexadecimal digit. */
const HEX: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x41 ? (code & 0x0f) + 9 : 0;
});

/** The UTF-16 unit of the escape `\uXXXX` whose backslash is at an address; -1 for any other escape. */
export function escapedUnit(source: Uint8Array, at: number): number {
  if (source[at + 1] !== LETTER_U) return -1;
  return (
    (digitAt(source, at + 2) << 12) |
    (digitAt(source, at + 3) << 8) |
    (digitAt(source, at + 4) << 4) |
    digitAt(source, at + 5)
  );
}

function digitAt(source: Uint8Array, at: number): number {
  return HEX[source[at] ?? 0] ?? 0;
}

/** Each UTF-16 unit of some characters as an escape. */
export function escapedUnits(characters: string): string {
  let escaped = "";
  for (let index = 0; index < characters.length; index++) {
    escaped += `\\u${characters.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

/** A string as Python's `json.dumps` writes it: JSON in ASCII. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\u{10ffff}]/gu, escapedUnits);
}

/** True for the half of a surrogate pair that comes first. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** True for the half of a surrogate pair that comes behind. */
export function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * The unit that makes a pair with the high surrogate before it, where the next escape is one; else 0.
 *
 * @param at address behind the first escape
 */
export function partnerAt(source: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || source[at] !== BACKSLASH) return 0;
  const unit = escapedUnit(source, at);
  return isLowSurrogate(unit) ? unit : 0;
}
