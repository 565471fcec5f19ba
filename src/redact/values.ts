/** Exact values that the user names. */
import { anchors, type Find, type Rule } from "./find.ts";

/** A rule for each value, in every spelling that JSON has for it, on any level. */
export function valueRules(values: readonly string[]): readonly Rule[] {
  return values.map((value, index) => {
    const pattern = new RegExp(Array.from(value, spellings).join(""), "gu");
    const anchor = /[A-Za-z0-9_]{4}/u.exec(value)?.[0];
    // What stands for a value is its number in the file: that tells nothing of it.
    const tag = String(index + 1);
    return {
      anchors: anchor === undefined ? null : anchors(anchor),
      verbatim: true,
      find: (text) =>
        Array.from(text.matchAll(pattern), (match): Find => {
          return { start: match.index, end: match.index + match[0].length, kind: "value", tag };
        }),
    };
  });
}

const SHORT: Readonly<Record<string, string>> = { "\t": "t", '"': '"', "/": "/", "\\": "\\\\" };

/** A pattern for a character as it stands, and as JSON escapes it, in JSON in JSON too. */
function spellings(character: string): string {
  const units = character
    .split("")
    .map((unit) => `\\\\{1,15}u${hexDigits(unit.charCodeAt(0).toString(16).padStart(4, "0"))}`)
    .join("");
  const plain = character.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
  const short = SHORT[character];
  if (character === "\\") return `(?:\\\\{1,16}|${units})`;
  return short === undefined
    ? `(?:${plain}|${units})`
    : `(?:${plain}|\\\\{1,15}${short === "/" ? "\\/" : short}|${units})`;
}

function hexDigits(hex: string): string {
  return hex.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
