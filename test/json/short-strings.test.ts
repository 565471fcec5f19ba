/** Short strings are told by slots, which what only looks for places must leave alone. */
import { expect, test } from "vitest";
import { findPlaces } from "../../src/json/locate.ts";
import { outlineOf } from "../../src/json/outline.ts";
import { inputRange, reserveInput } from "../../src/json/scanner/scanner.ts";
import { decodeValue, plain } from "./support.ts";

/** So many that each slot holds one of them. */
const MANY = Array.from({ length: 40_000 }, (_, index) => `text ${index}`);
const EMPTY = '["",{"a":""}]';

const LOOKS: readonly (readonly [name: string, look: (size: number) => void])[] = [
  ["places", (size) => void findPlaces(size, [[1, "a"]])],
  ["an outline", (size) => void outlineOf(inputRange(size))],
];

test.each(LOOKS)("an empty string is empty after a look for %s", (_, look) => {
  expect(plain(decodeValue(JSON.stringify(MANY)))).toEqual(MANY);
  reserveInput(EMPTY.length).write(EMPTY);
  look(EMPTY.length);
  expect(plain(decodeValue(EMPTY))).toEqual(["", { a: "" }]);
  expect(plain(decodeValue(JSON.stringify(MANY)))).toEqual(MANY);
});
