/** A value in a few words. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeValue } from "../../src/diagnostics/describe.ts";
import { decodeValue } from "../json/support.ts";

const LONG = "x".repeat(100);

test.each([
  ["null", "null"],
  ["true", "true"],
  ["12", "12"],
  ["1.0", "1.0"],
  ["-0", "-0"],
  ["12345678901234567890", "12345678901234567890"],
  ["NaN", "NaN"],
  ['""', '""'],
  ['"a\\n\\"b\\u001b"', '"a\\n\\"b\\u001b"'],
  ["[]", "an empty list"],
  ["[1]", "a list"],
  ["{}", "an object"],
])("%s is %s", (json, words) => {
  expect(describeValue(decodeValue(json))).toBe(words);
});

test.each([
  ["a number", `1${"0".repeat(80)}`, `1${"0".repeat(59)}…`],
  ["a text that just fits", `"${LONG.slice(0, 60)}"`, `"${LONG.slice(0, 60)}"`],
  ["a text", `"${LONG}"`, `"${LONG.slice(0, 60)}"…`],
  ["a text of escapes", `"${"\\u00e9".repeat(100)}"`, `"${"é".repeat(60)}"…`],
  ["a text of pairs", `"${"😀".repeat(100)}"`, `"${"😀".repeat(30)}"…`],
])("what is long is cut short: %s", (_what, json, words) => {
  expect(describeValue(decodeValue(json))).toBe(words);
});

test("what is not there is nothing", () => {
  expect(describeValue(undefined)).toBe("nothing");
});

test("it never throws, is short and is one well-formed line", () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary" }), (json) => {
      const words = describeValue(decodeValue(json));
      expect(words.length).toBeLessThan(60 * 6 + 4);
      expect(words).not.toMatch(/\n/u);
      expect(words.isWellFormed()).toBe(true);
    }),
  );
});
