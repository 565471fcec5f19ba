/** The text that the body of a JSON string stands for, as UTF-8, without a JavaScript string between. */
import { unescapeString } from "./scanner/scanner.ts";
import type { JsonText } from "./text.ts";

/**
 * Writes the text at an address of `target`, which must have room for it: it is never longer than
 * the body. An unpaired surrogate becomes U+FFFD.
 *
 * @returns the address behind it
 */
export function unescapeInto(target: Buffer, at: number, { source, start, end, flags }: JsonText): number {
  return flags.escaped ? unescapeString(target, at, source, start, end) : at + source.copy(target, at, start, end);
}
