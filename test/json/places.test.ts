/** From byte offsets to lines and columns. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { findPlaces, placesOf } from "../../src/json/locate.ts";
import { reserveInput } from "../../src/json/scanner/scanner.ts";
import { decodeValue } from "./support.ts";

function load(text: string): number {
  const bytes = Buffer.from(text, "utf8");
  reserveInput(bytes.length).set(bytes);
  return bytes.length;
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const size = load(text);
  const [place] = placesOf(size, [offset]);
  if (place === undefined) throw new Error("no place");
  return { line: place.line, column: place.column };
}

test("any offsets of any text, in any order", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "é", "€", "😀", "\n\n"), maxLength: 60 });
  const law = fc.property(text, fc.array(fc.nat(), { maxLength: 20 }), (source, picks) => {
    // Offsets of characters, and of the end.
    const starts = [0];
    for (const character of source) starts.push((starts.at(-1) ?? 0) + Buffer.byteLength(character));
    const offsets = picks.map((pick) => starts[pick % starts.length] ?? 0);
    const expected = offsets.map((offset) => {
      const lines = Buffer.from(source).toString("utf8", 0, offset).split("\n");
      return { offset, line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
    });
    expect(placesOf(load(source), offsets)).toEqual(expected);
  });
  fc.assert(law, { numRuns: 1000 });
});

test("lines end with LF or CRLF; a newline belongs to the line it ends", () => {
  expect(lineAndColumn("a\r\nb\nc", 3)).toEqual({ line: 2, column: 1 });
  expect(lineAndColumn("a\r\nb\nc", 4)).toEqual({ line: 2, column: 2 });
  expect(lineAndColumn("a\r\nb\nc", 5)).toEqual({ line: 3, column: 1 });
});

test("columns count code points", () => {
  expect(lineAndColumn('["é€😀",1]', 13)).toEqual({ line: 1, column: 8 });
});

test("the end of the file has a place", () => {
  expect(lineAndColumn("[\n", 2)).toEqual({ line: 2, column: 1 });
  expect(lineAndColumn("", 0)).toEqual({ line: 1, column: 1 });
});

test("bytes of an earlier, longer document are not counted", () => {
  load("\n".repeat(100));
  expect(lineAndColumn("ab", 2)).toEqual({ line: 1, column: 3 });
});

test("a byte order mark is no column", () => {
  const source = '\ufeff{"a":1}';
  decodeValue(source);
  const places = findPlaces(Buffer.byteLength(source), [[], ["a"]]);
  expect(places.map(({ place: { line, column } }) => [line, column])).toEqual([
    [1, 1],
    [1, 6],
  ]);
});

test("thousands of places on one long line", () => {
  const size = load("x".repeat(2_500_000));
  const offsets = Array.from({ length: 2500 }, (_, index) => index * 1000);
  const places = placesOf(size, offsets);
  expect(places.at(-1)).toEqual({ offset: 2_499_000, line: 1, column: 2_499_001 });
});
