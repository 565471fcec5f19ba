/** What a document holds that its reader should know: how often, and where first. */
import { expect, test } from "vitest";
import { decode, type JsonNotes } from "../../src/json/decode.ts";

function notesOf(source: string): JsonNotes {
  const result = decode(Buffer.from(source, "utf8"));
  if (!result.ok) throw new Error(result.problem.expected);
  return result.notes;
}

const NONE: JsonNotes = { loneSurrogates: null, nonFinite: null, duplicateKeys: null, byteOrderMark: false };

test("a plain document has no notes, also after one that had", () => {
  notesOf('\ufeff{"a":NaN,"a":"\\ud800"}');
  expect(notesOf('{"a":["x",1,{"a":null}],"b":"\\ud83d\\ude00"}')).toEqual(NONE);
});

test("unpaired surrogates: strings are counted, not surrogates; the place is the string's first byte", () => {
  expect(notesOf('["é","\\ud800 \\ud800","ok","\\udc00"]')).toEqual({
    ...NONE,
    loneSurrogates: { count: 2, offset: 6 },
  });
});

test("unpaired surrogates in keys count", () => {
  expect(notesOf('{"a":1,"\\udc00":"\\ud800"}').loneSurrogates).toEqual({ count: 2, offset: 7 });
});

test("numbers that are not finite", () => {
  expect(notesOf('[0, NaN,"NaN",Infinity,-Infinity]').nonFinite).toEqual({ count: 3, offset: 4 });
});

test("a key that an object has twice", () => {
  expect(notesOf('{"a":1,"b":{"a":2},"a":3,"a":4}').duplicateKeys).toEqual({ count: 2, offset: 19 });
});

test("a key that another object has is no duplicate", () => {
  expect(notesOf('[{"a":1},{"a":2,"b":{"a":3}}]')).toEqual(NONE);
});

test("duplicates of null, of __proto__ and of escaped spellings", () => {
  expect(notesOf('{"a":null,"a":null}').duplicateKeys?.count).toBe(1);
  expect(notesOf('{"__proto__":1,"__proto__":1}').duplicateKeys?.count).toBe(1);
  expect(notesOf('{"a":1,"\\u0061":2}').duplicateKeys?.count).toBe(1);
  expect(notesOf('{"1":1,"1":2}').duplicateKeys?.count).toBe(1);
});

test("a byte order mark, which counts in the offsets", () => {
  expect(notesOf("\ufeff[NaN]")).toEqual({ ...NONE, byteOrderMark: true, nonFinite: { count: 1, offset: 4 } });
});
