/** Escapes in the body of a JSON string, looked at one by one. */
import { expect, test } from "vitest";
import { escapedUnit, isHighSurrogate, isLowSurrogate, partnerAt } from "../../src/json/escapes.ts";
import { escapedUnits } from "../support/texts.ts";

function bytes(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

test.each([
  ["\\u0000", 0],
  ["\\u0041", 0x41],
  ["\\uabcd", 0xabcd],
  ["\\uABCD", 0xabcd],
  ["\\uaBcD", 0xabcd],
  ["\\uffff", 0xffff],
  ["\\u90af", 0x90af],
  ["\\n", -1],
  ["\\\\u0041", -1],
  ['\\"', -1],
  ["\\U0041", -1],
])("the unit of %s", (escape, unit) => {
  expect(escapedUnit(bytes(`xx${escape}yy`), 2)).toBe(unit);
});

test("surrogates are what lies from D800 to DFFF, the first half high and the second low", () => {
  const borders = [0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0, -1];
  expect(borders.map(isHighSurrogate)).toEqual([false, true, true, false, false, false, false, false]);
  expect(borders.map(isLowSurrogate)).toEqual([false, false, false, true, true, false, false, false]);
});

test("a partner is a low surrogate that comes at once and whole", () => {
  const pair = escapedUnits(0xd83d, 0xde00);
  expect(partnerAt(bytes(pair), 6, 12)).toBe(0xde00);
  expect(partnerAt(bytes(pair.toUpperCase().replaceAll("U", "u")), 6, 12)).toBe(0xde00);
  for (const behind of ["", "x", "\\n", "\\\\ude00", "ude00", "\\u0041", escapedUnits(0xd83d), "\\", "\\u", "\\ude0"]) {
    const text = escapedUnits(0xd83d) + behind;
    expect(partnerAt(bytes(text), 6, text.length), text).toBe(0);
  }
  // The text ends before, or within, what would be the partner.
  for (let end = 6; end < 12; end++) expect(partnerAt(bytes(pair), 6, end), `${end}`).toBe(0);
});
