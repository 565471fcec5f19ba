import fc from "fast-check";
import { expect, test } from "vitest";
import { decodedText, spelled } from "../../../src/formats/hermes/decoded-text.ts";
import { decodeText } from "../../../src/json/text.ts";
import { pythonJson } from "../../../src/row/python-text.ts";

test.each([
  ['{"b": 1.0, "a": 12345678901234567890}', '{"a": 12345678901234567890, "b": 1.0}'],
  ["[-0, 1e3, 1E-7, NaN, -Infinity]", "[0, 1000.0, 1e-07, NaN, -Infinity]"],
  [String.raw`{"a \"1.0\" \\": "NaN 2.50"}`, String.raw`{"a \"1.0\" \\": "NaN 2.50"}`],
  ['{"__proto__": {"é": true}}', String.raw`{"__proto__": {"\u00e9": true}}`],
  ['{"2": 1, "1": [null, "\\ud800"]}', String.raw`{"1": [null, "\ufffd"], "2": 1}`],
])("%s is read as exactly as the scanner reads it", (text, expected) => {
  expect(decodeText(pythonJson(decodedText(text)))).toBe(expected);
});

test.each(["", "{", "oops", "{1.0: 2}", '"a', "1.", "0x1", "'a'", "007", "0000000000000000007"])(
  "%s is no JSON",
  (text) => {
    expect(decodedText(text)).toBeNull();
  },
);

// oxlint-disable-next-line vitest/expect-expect -- the property expects
test("what JSON.parse reads is read", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const parsed: unknown = JSON.parse(text);
      const written = decodeText(pythonJson(decodedText(text)));
      expect(JSON.parse(written.replaceAll("\\ud", "\\ud"))).toEqual(JSON.parse(JSON.stringify(parsed)));
    }),
  );
});

test.each([
  '{"b": 1.0, "a": [12345678901234567890, -0, 1E-7, NaN, -Infinity]}',
  '{"__proto__": ["\\ud800 \\"", {}], "2": null}',
])("%s is spelled as it is read", (text) => {
  expect(decodedText(spelled(decodedText(text)))).toStrictEqual(decodedText(text));
});
