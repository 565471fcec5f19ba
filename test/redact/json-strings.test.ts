/** Where the strings of JSON text stand. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonStrings } from "../../src/redact/json-strings.ts";

/** Its strings in the order in which they are written. */
function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap((entry) => stringsOf(entry));
}

test("they are the strings that JSON.parse reads", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.object({ maxDepth: 3 }), fc.array(fc.jsonValue())),
      fc.constantFrom(undefined, 2),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const again: unknown = JSON.parse(text);
        const found = jsonStrings(text)?.map(({ start, end }): unknown => JSON.parse(text.slice(start, end)));
        expect(found).toEqual(stringsOf(again));
      },
    ),
  );
});

test("keys are told from values", () => {
  const text = '{"a" : "b", "c":["d", {"e":NaN}]}';
  const found = jsonStrings(text)?.map(({ start, end, isKey }) => [text.slice(start + 1, end - 1), isKey]);
  expect(found).toEqual([
    ["a", true],
    ["b", false],
    ["c", true],
    ["d", false],
    ["e", true],
  ]);
});

test.each([
  '"text"',
  "[section]\nkey = 'it''s'; \"",
  '{"a": "unfinished}',
  '{"a"; "b"}',
  "plain",
  "",
  '{ if (x) { return "y" } }',
])("is no JSON: %s", (text) => {
  expect(jsonStrings(text)).toBeNull();
});
