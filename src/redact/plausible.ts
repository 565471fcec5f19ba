/** Tells what may be a secret from what only stands where one would. */
import { countUp } from "../maps.ts";

const WORDS =
  /x{6}|\*{3}|\.{3}|(?<![A-Za-z])(?:your|my|this[-_]is|fake|dummy|sample|example|placeholder|change|replace|insert|redacted|masked|hidden)[-_]|[-_](?:here|example|placeholder)(?![A-Za-z])|EXAMPLE|changeme|redacted|1234567890|abcdefghij|ABCDEFGHIJ/iu;

/** True for stand-ins: `sk-xxxx`, `your-api-key-here`, the keys of AWS's own examples. */
export function isPlaceholder(text: string): boolean {
  return WORDS.test(text) || isRepetitive(text);
}

/** Few different characters for the length: `aaaaaaaa`, `0000-0000`. */
function isRepetitive(text: string): boolean {
  return text.length >= 8 && new Set(text).size <= Math.min(5, text.length / 4);
}

/** Variables of a template: `${PASSWORD}`, `{{ token }}`, `<password>`, `%PASS%`, `$PASS`. */
export function isVariable(text: string): boolean {
  return /^\$|\$[{(A-Za-z_]|\{[^}]*\}|^[<[(%]|%[A-Z_]+%/u.test(text);
}

/** Bits of information a character, by how often each occurs (Shannon). */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) countUp(counts, character);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** True for what a generator of keys writes: letters and digits in no order, and no stand-in. */
export function isRandom(text: string): boolean {
  const digits = text.replaceAll(/\D/gu, "").length;
  const letters = text.replaceAll(/[^A-Za-z]/gu, "").length;
  if (digits < 2 || letters < 2 || isPlaceholder(text)) return false;
  // Hexadecimal digits have four bits at the most, and seldom all of them.
  const enough = /^[\da-f-]+$/iu.test(text) ? 2.8 : 3.5;
  return entropy(text) >= Math.min(enough, Math.log2(text.length) * 0.75);
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu;

/** True for a value that a name such as `api_key` calls secret and that looks like one. */
export function isAssignedSecret(text: string): boolean {
  if (text.length < 16 || !isRandom(text) || UUID.test(text) || isVariable(text)) return false;
  // Calls, members, paths and words: code, not a value. Digests of lock files name their algorithm.
  return !/^(?:sha\d+-|https?:|\.{0,2}\/|[A-Z]:\\)|\w\(|^[\w-]+(?:\.[A-Za-z_]\w*)+$|^[A-Za-z]+(?:[-_/ ][A-Za-z]+)+\d*$/u.test(
    text,
  );
}
