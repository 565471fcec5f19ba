/** Slices of the source and plain strings behave alike. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import {
  decodeText,
  excerpt,
  isNonEmptyText,
  isText,
  joinTexts,
  JsonText,
  startsWith,
  textLength,
  type Text,
} from "../../src/json/text.ts";
import { decodeValue } from "./support.ts";

/** Texts of both kinds, with every way to spell a character; unpaired surrogates where asked for. */
function texts(lone: boolean): fc.Arbitrary<readonly [value: string, source: string]> {
  const characters = fc.constantFrom<readonly [string, string]>(
    ...Array.from("abc <>/'", (value) => [value, value] as const),
    ["é", "é"],
    ["€", "€"],
    ["\ufffd", "\ufffd"],
    ["😀", "😀"],
    ["\n", "\\n"],
    ['"', '\\"'],
    ["\\", "\\\\"],
    ["/", "\\/"],
    ["é", "\\u00e9"],
    ["\0", "\\u0000"],
    ["😀", "\\ud83d\\uDE00"],
    ...(lone ? [["\ufffd ", "\\ud83d "] as const, ["\ufffdx", "\\ude00x"] as const] : []),
  );
  const list = fc.oneof(fc.array(characters, { maxLength: 6 }), fc.array(characters, { minLength: 8, maxLength: 80 }));
  return list.map((parts) => [parts.map(([value]) => value).join(""), parts.map(([, source]) => source).join("")]);
}

/** Decodes texts together, because a slice is good only until the next document. */
function decodeTexts(...sources: readonly string[]): Text[] {
  const value = decodeValue(`[${sources.map((source) => `"${source}"`).join(",")}]`);
  if (!Array.isArray(value) || !value.every(isText)) throw new Error("not texts");
  return value;
}

function decodeOne(source: string): Text {
  const [text] = decodeTexts(source);
  if (text === undefined) throw new Error("no text");
  return text;
}

test("decodeText reads what was spelled", () => {
  const law = fc.property(texts(true), ([value, source]) => {
    expect(decodeText(decodeOne(source))).toBe(value);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("excerpt gives the first characters", () => {
  const law = fc.property(texts(false), fc.nat({ max: 90 }), ([value, source], limit) => {
    const shown = excerpt(decodeOne(source), limit);
    // A pair that the limit divides may be left out or replaced, the characters before it not.
    const whole = value.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
    expect(shown.startsWith(whole)).toBe(true);
    expect(shown.length).toBeLessThanOrEqual(limit);
    expect(shown.length).toBeGreaterThanOrEqual(whole.length);
  });
  fc.assert(law, { numRuns: 3000 });
});

test("excerpt of a slice cut within any character or escape", () => {
  for (const special of ["é", "€", "😀", "\\n", "\\\\", "\\u00e9", "\\ud83d\\ude00"]) {
    for (let before = 0; before <= 26; before++) {
      const source = "x".repeat(before) + special.repeat(40);
      const value: unknown = JSON.parse(`"${source}"`);
      for (let limit = 0; limit <= 4; limit++) {
        expect(excerpt(decodeOne(source), limit).startsWith("x".repeat(Math.min(before, limit)))).toBe(true);
        const whole = String(value)
          .slice(0, limit)
          .replace(/[\ud800-\udbff]$/, "");
        expect(excerpt(decodeOne(source), limit).slice(0, whole.length), source).toBe(whole);
      }
    }
  }
});

test("excerpt is well-formed when the limit divides a pair", () => {
  expect(excerpt("a😀b", 2).isWellFormed()).toBe(true);
  expect(excerpt(decodeOne(`a😀${"b".repeat(40)}`), 2).isWellFormed()).toBe(true);
});

test("startsWith", () => {
  const law = fc.property(
    texts(true),
    fc.constantFrom("a", "<a", "ab", "/", "", "abc <"),
    ([value, source], prefix) => {
      expect(startsWith(decodeOne(source), prefix)).toBe(value.startsWith(prefix));
      expect(startsWith(decodeOne(prefix + source), prefix)).toBe(true);
    },
  );
  fc.assert(law, { numRuns: 1000 });
});

describe("joinTexts", () => {
  const SEPARATORS = fc.constantFrom("", "\n\n", ", ", '"\\', "é😀");

  test("reads as the joined strings, and is encoded as such", () => {
    const law = fc.property(fc.array(texts(true), { maxLength: 5 }), SEPARATORS, (list, separator) => {
      const joined = joinTexts(decodeTexts(...list.map(([, source]) => source)), separator);
      const expected = list.map(([value]) => value).join(separator);
      expect(decodeText(joined)).toBe(expected);
      expect(JSON.parse(encode(joined).toString("utf8"))).toBe(expected);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  test("of joined texts", () => {
    const [long = ""] = decodeTexts("é\\n".repeat(20));
    const twice = joinTexts([joinTexts([long, "a\tb"], "-"), long], '"');
    expect(decodeText(twice)).toBe(`${"é\n".repeat(20)}-a\tb"${"é\n".repeat(20)}`);
  });

  test("of slices outlives the document they came from", () => {
    const joined = joinTexts(decodeTexts("a".repeat(40), "b".repeat(40)), " ");
    decodeTexts("c".repeat(200));
    expect(decodeText(joined)).toBe(`${"a".repeat(40)} ${"b".repeat(40)}`);
  });
});

test("isNonEmptyText and textLength", () => {
  const [empty = "x", short = "", long = ""] = decodeTexts("", "abc", `${"x".repeat(40)}\\n`);
  expect([empty, short, long].map(isNonEmptyText)).toEqual([false, true, true]);
  expect([empty, short, long].map(textLength)).toEqual([0, 3, 42]);
  expect([null, 1, [], {}].some(isNonEmptyText)).toBe(false);
  expect(long).toBeInstanceOf(JsonText);
});

test("textLength counts bytes in both kinds of text", () => {
  const [short = "", long = ""] = decodeTexts("é", "é".repeat(40));
  expect([short, long].map(textLength)).toEqual([2, 80]);
});
