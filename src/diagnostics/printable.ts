/** Text from files, made safe for a terminal. */

/** Control characters, line breaks, and characters that turn the direction of text or hide it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** The text with everything that could steer a terminal or feign another line spelled as an escape. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
