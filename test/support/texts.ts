/** Texts as handlers see them, of both kinds, in every spelling that JSON allows. */
import fc from "fast-check";
import { JsonText, type Text } from "../../src/json/text.ts";

/** Escapes `\uXXXX`, one for each UTF-16 unit, in lower case. */
export function escapedUnits(...units: readonly number[]): string {
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function anyCase(escapes: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: escapes.length, maxLength: escapes.length })
    .map((upper) =>
      Array.from(escapes, (letter, index) =>
        upper[index] === true && letter !== "u" ? letter.toUpperCase() : letter,
      ).join(""),
    );
}

const LONE = fc.constantFrom(0xd800, 0xd83d, 0xdbff, 0xdc00, 0xde00, 0xdfff);
const UNIT = fc.oneof(
  fc.nat({ max: 0xffff }),
  fc.constantFrom(0, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff),
);

/** A character or an escape (or a pair of them), as it stands in the body of a JSON string. */
export const SPELLED: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Array.from("abc {}[]:,'/u0d8")) },
  { weight: 2, arbitrary: fc.constantFrom("é", "\u07ff", "€", "\uffff", "\ufeff", "\u2028", "😀", "\u{10ffff}") },
  fc.constantFrom('\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"),
  UNIT.chain((unit) => anyCase(escapedUnits(unit))),
  fc.integer({ min: 0x10000, max: 0x10ffff }).chain((code) => {
    const character = String.fromCodePoint(code);
    return anyCase(escapedUnits(character.charCodeAt(0), character.charCodeAt(1)));
  }),
  LONE.chain((unit) => anyCase(escapedUnits(unit))),
);

/** The text with the given body, somewhere in bytes that hold other things too. */
export function jsonText(body: string, before = '{"a":"', behind = '\\u0041"}'): JsonText {
  const start = Buffer.byteLength(before);
  const source = Buffer.from(before + body + behind, "utf8");
  const value: unknown = JSON.parse(`"${body}"`);
  return new JsonText(source, start, start + Buffer.byteLength(body), {
    escaped: body.includes("\\"),
    nonAscii: /[^\0-\u007f]/u.test(body),
    loneSurrogate: !String(value).isWellFormed(),
  });
}

/** Texts of both kinds: strings (with unpaired surrogates too), and slices. */
export const TEXTS: fc.Arbitrary<Text> = fc.oneof(
  fc.constantFrom("", "text", "function", "user"),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.oneof(UNIT, LONE), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
  fc.array(SPELLED, { maxLength: 30 }).map((pieces) => jsonText(pieces.join(""))),
);

/** The same, now and then long enough to take other ways. */
export const LONG_TEXTS: fc.Arbitrary<Text> = fc.oneof(
  { weight: 9, arbitrary: TEXTS },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(SPELLED, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 400 }))
      .map(([pieces, times]) => jsonText(pieces.join("").repeat(times))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 2000 }))
      .map(([piece, times]) => piece.repeat(times)),
  },
);
