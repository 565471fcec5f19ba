/** The order of keys and paths: by code point, as Python sorts and as UTF-8 bytes compare. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "../../src/json/code-points.ts";

/** Few characters, so that strings share beginnings. */
const UNIT = fc.constantFrom("a", "b", "\0", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "😀", "😁", "\u{10ffff}");
const WELL_FORMED = fc.string({ unit: UNIT, maxLength: 6 });
const ANY = fc.string({
  unit: fc.oneof(UNIT, fc.constantFrom("\ud800", "\udbff", "\udc00", "\ude00", "\udfff")),
  maxLength: 6,
});

function points(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function comparePoints(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((point, index) => point !== b[index]);
  return at < 0 ? Math.sign(a.length - b.length) : Math.sign((a[at] ?? -1) - (b[at] ?? -1));
}

test("well-formed strings compare as their UTF-8 bytes", () => {
  const law = fc.property(WELL_FORMED, WELL_FORMED, (a, b) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  });
  fc.assert(law, { numRuns: 5000 });
});

test("any strings compare as their code points", () => {
  const law = fc.property(ANY, ANY, (a, b) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(comparePoints(points(a), points(b)));
  });
  fc.assert(law, { numRuns: 5000 });
});

test("sorting differs from JavaScript's own order beyond U+FFFF", () => {
  const sorted = ["😀", "\ue000", "z", "\uffff"].toSorted(compareCodePoints);
  expect(sorted).toEqual(["z", "\ue000", "\uffff", "😀"]);
});

test("only equal strings are equal", () => {
  expect(compareCodePoints("", "")).toBe(0);
  expect(compareCodePoints("a", "a")).toBe(0);
  expect(compareCodePoints("a", "ab")).toBeLessThan(0);
  expect(compareCodePoints("\ud83d", "\ud83d\ude00")).toBeLessThan(0);
});
