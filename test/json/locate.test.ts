/** From paths to byte offsets. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPlaces, fromPointer, toPointer, type JsonPath, type Place } from "../../src/json/locate.ts";
import { DOCUMENTS, render } from "./documents.ts";
import { decodeValue } from "./support.ts";

function placesIn(source: string, paths: readonly JsonPath[]): Place[] {
  decodeValue(source);
  return findPlaces(Buffer.byteLength(source), paths).map(({ place }) => place);
}

function offsetsIn(source: string, paths: readonly JsonPath[]): number[] {
  return placesIn(source, paths).map(({ offset }) => offset);
}

describe("toPointer", () => {
  test.each<[JsonPath, string]>([
    [[], ""],
    [["steps", 3, "message"], "/steps/3/message"],
    [[""], "/"],
    [["a/b", "m~n", "~1"], "/a~1b/m~0n/~01"],
    [["é", "0", " "], "/é/0/ "],
  ])("%j is %s", (path, pointer) => {
    expect(toPointer(path)).toBe(pointer);
    expect(fromPointer(pointer)).toEqual(path.map(String));
  });
});

test("every value of any document is found, hundreds at once", () => {
  const law = fc.property(DOCUMENTS, (document) => {
    const found = new Map<string, { path: JsonPath; offset: number }>();
    const source = render(document, "", [], (path, before) => {
      const key = JSON.stringify(path);
      // A key for the second time: its value replaces the first one, with all that is in it.
      for (const known of found.keys())
        if (known === key || known.startsWith(`${key.slice(0, -1)},`)) found.delete(known);
      found.set(key, { path, offset: Buffer.byteLength(before) });
    });
    const wanted = [...found.values()];
    expect(
      offsetsIn(
        source,
        wanted.map(({ path }) => path),
      ),
    ).toEqual(wanted.map(({ offset }) => offset));
  });
  fc.assert(law, { numRuns: 500 });
});

test("a string's place is its opening quote, a container's its bracket", () => {
  const source = ' { "a" : "x" , "b" : [ 1 , { } ] } ';
  expect(offsetsIn(source, [[], ["a"], ["b"], ["b", 0], ["b", 1]])).toEqual([1, 9, 21, 23, 27]);
});

test("a path that leads nowhere is placed at what it leads through", () => {
  const source = '{"a":{"b":[1,2]},"s":"text"}';
  const paths = [["x"], ["a", "x"], ["a", "b", 2], ["a", "b", 0, "x", 3], ["s", 0], ["a", "b", "0"]];
  expect(offsetsIn(source, paths)).toEqual([0, 5, 10, 11, 21, 10]);
});

test("of a key's values the last one counts", () => {
  expect(offsetsIn('{"a":1,"b":2,"a":3}', [["a"]])).toEqual([17]);
  expect(offsetsIn('{"a":{"x":1},"a":{"x":2}}', [["a", "x"]])).toEqual([22]);
});

test("what only an earlier value of a key holds is not there", () => {
  const source = '{"a":{"x":1},"a":{"y":2}}';
  expect(
    offsetsIn(source, [
      ["a", "x"],
      ["a", "y"],
    ]),
  ).toEqual([17, 22]);
});

test("keys are compared as they read, not as they are spelled", () => {
  const source = '{"\\u0061\\/~":{"é":1},"10":[0],"":{"":2}}';
  expect(
    offsetsIn(source, [
      ["a/~", "é"],
      ["10", 0],
      ["", ""],
    ]),
  ).toEqual([19, 28, 38]);
});

test("a key that reads like an index is no index", () => {
  expect(offsetsIn('[{"0":[5]}]', [[0, "0", 0]])).toEqual([7]);
});

test("the same path twice, and a path and its parents, in any order", () => {
  const source = '{"a":[[7]]}';
  expect(offsetsIn(source, [["a", 0, 0], [], ["a", 0, 0], ["a", 0], ["a"]])).toEqual([7, 0, 7, 6, 5]);
  expect(offsetsIn(source, [])).toEqual([]);
});

test("behind a byte order mark offsets count from the first byte of the file", () => {
  expect(offsetsIn('\ufeff{"a":1}', [[], ["a"]])).toEqual([3, 8]);
});

test("five hundred paths in a document of many lines", () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `  {"é": ${index}}`);
  const paths = Array.from({ length: 500 }, (_, index): JsonPath => [(index * 7) % 1000, "é"]);
  const places = placesIn(`[\n${lines.join(",\n")}\n]`, paths);
  expect(places.map(({ line, column }) => [line, column])).toEqual(paths.map(([index]) => [Number(index) + 2, 9]));
});

test("a path that leads out of the document is cut to what exists", () => {
  const source = '{"a":[{"b":1}],"c":"text"}';
  decodeValue(source);
  const located = findPlaces(source.length, [
    ["a", 0, "b"],
    ["a", 0, "x"],
    ["a", 5],
    ["c", "d"],
    ["z", 1],
  ]);
  expect(located.map(({ path }) => path)).toEqual([["a", 0, "b"], ["a", 0], ["a"], ["c"], []]);
});
