/** Text from files, made safe for a terminal, and for the log of a CI job, which is read for commands. */

import { escapedUnits } from "../json/escapes.ts";

/** Control characters, line breaks, and characters that turn the direction of text or hide it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * What CI systems take for commands: `::name` where a line begins (GitHub), and `##[name]`, `##vso[` and
 * `##teamcity[` anywhere (GitHub, Azure, TeamCity). To escape one character is to disarm it.
 */
const COMMAND = /^\s*:(?=:)|#(?=#\w*\[)/gu;

function escaped(characters: string): string {
  return Array.from(characters, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join("");
}

/** The text with everything that could steer a terminal or a CI job, or feign another line, spelled as an escape. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped).replaceAll(COMMAND, escaped);
}

/** The same for text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** A value as JSON in which the same characters are escaped: it reads the same, and steers no terminal. */
export function printableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return [UNPRINTABLE, COMMAND].reduce((text, characters) => text.replaceAll(characters, escapedUnits), json);
}
