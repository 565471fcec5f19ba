/** What is said of a document that is no JSON. */
import { expect, test } from "vitest";
import { problemOf } from "./support.ts";

test.each([
  ["[", "a value or ]", "the end of the file"],
  ["[1,", "a value", "the end of the file"],
  ["[1 2]", ", or ]", '"2"'],
  ['{"a":1 "b"', ", or }", '"\\""'],
  ["{1}", "a key in double quotes or }", '"1"'],
  ['{"a":1,}', "a key in double quotes", '"}"'],
  ['{"a" 1}', "a colon", '"1"'],
  ['{"a":]', "a value", '"]"'],
  ["{} x", "the end of the file, as the JSON document is complete", '"x"'],
  ["[\u0007]", "a value or ]", "the byte 0x07"],
  ["[€]", "a value or ]", '"€"'],
  ["[é]", "a value or ]", '"é"'],
  ["-x", "a digit", '"x"'],
  ['"abc', "the rest of a string and its closing quote", "the end of the file"],
  ['"a\tb"', "control characters in strings as \\u escapes", "the byte 0x09"],
])("%s", (source, expected, found) => {
  expect(problemOf(source)).toMatchObject({ expected, found });
});

test("a character beyond U+FFFF is shown whole", () => {
  expect(problemOf("[😀]").found).toBe('"😀"');
});

test("a bad escape is shown as it stands", () => {
  expect(problemOf('["\\x41"]')).toMatchObject({ code: "json-syntax", offset: 2, found: '"\\\\x41\\"]"' });
});

test("too deep: the limit is named", () => {
  expect(problemOf("[".repeat(2000))).toMatchObject({
    expected: "at most 1024 levels of arrays and objects",
    found: "one more level",
  });
});

test("not UTF-8: the byte is named", () => {
  expect(problemOf(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toMatchObject({ offset: 1, found: "the byte 0xc3" });
});
