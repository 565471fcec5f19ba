import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOf, trimmed } from "../../../src/formats/hermes/text-hash.ts";
import { decodeText, isText, type Text } from "../../../src/json/text.ts";
import { decodeValue } from "../../json/support.ts";

const STRINGS = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(" ", "\n", "\t", "a", "\\", '"', "\u00A0", "\u3000", "\uD83D\uDE00", "\0"),
    maxLength: 60,
  }),
);

/** A string as a slice of a document, its characters escaped or not. */
function sliced(text: string, isEscaped: boolean): Text {
  const json = JSON.stringify(text);
  const units = [...json].flatMap((character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)),
  );
  const spelled = units.map((unit) =>
    unit > 0x7f || unit === 0x20 ? `\\u${unit.toString(16).padStart(4, "0")}` : String.fromCharCode(unit),
  );
  const value = decodeValue(isEscaped ? spelled.join("") : json);
  if (!isText(value)) throw new Error("not a text");
  return value;
}

// oxlint-disable-next-line vitest/expect-expect -- the property expects
test("a text has one hash, however it is escaped", () => {
  fc.assert(
    fc.property(STRINGS, STRINGS, fc.boolean(), (text, other, isEscaped) => {
      const expected = hashOf([text, other]);
      expect(hashOf([sliced(text, isEscaped), other])).toBe(expected);
      expect(hashOf([text, sliced(other, isEscaped)])).toBe(expected);
      expect(hashOf([text + other]) === expected).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test("parts are told apart, whatever is in them", () => {
  const lists = [["a", "b"], ["ab"], ["a", "", "b"], ["a\0b"], ["a\n1 2", "b"], ["", "ab"], []];
  expect(new Set(lists.map(hashOf)).size).toBe(lists.length);
  expect(hashOf(["x".repeat(3e6)])).toBe(hashOf([sliced("x".repeat(3e6), false)]));
});

// oxlint-disable-next-line vitest/expect-expect -- the property expects
test("white space around a text is JavaScript's", () => {
  fc.assert(
    fc.property(STRINGS, fc.boolean(), (text, isEscaped) => {
      expect(decodeText(trimmed(sliced(text, isEscaped)))).toBe(text.trim());
    }),
    { numRuns: 1000 },
  );
});
