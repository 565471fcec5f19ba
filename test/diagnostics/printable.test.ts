/** Nothing that steers a terminal passes `printable`. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableJson } from "../../src/diagnostics/printable.ts";

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const STEERING = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  0x61c,
  0x200e,
  0x200f,
  0x2028,
  0x2029,
  0xfeff,
  0xd800,
  0xdfff,
  0xe0001,
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
];

test("control, line-breaking, direction-turning and unpaired code points are spelled as escapes", () => {
  for (const point of STEERING) {
    expect(printable(`a${String.fromCodePoint(point)}b`)).toBe(`a\\u{${point.toString(16)}}b`);
  }
});

test("what people read stays: letters, accents, CJK, emoji", () => {
  const text = "plain äöü \u0301 日本語 🦄 \u00a0 ~";
  expect(printable(text)).toBe(text);
});

test("what CI systems take for commands is none any more", () => {
  expect(printable("::error::x")).toBe("\\u{3a}:error::x");
  expect(printable("  ::error::x")).toBe("\\u{20}\\u{20}\\u{3a}:error::x");
  expect(printable("a ##[error]b ##vso[task.x]c")).toBe("a \\u{23}#[error]b \\u{23}#vso[task.x]c");
  expect(printable("a::b # ## [x] std::vec")).toBe("a::b # ## [x] std::vec");
  expect(JSON.parse(printableJson({ a: "##[x]" }))).toEqual({ a: "##[x]" });
  expect(printableJson("##[x]")).toBe('"\\u0023#[x]"');
});

test("no text gets out with anything unprintable in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});
