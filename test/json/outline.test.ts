/** Outlines: what a document begins with, as decoding all of it would have it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { outlineOf } from "../../src/json/outline.ts";
import { inputRange, reserveInput, scannerMemory } from "../../src/json/scanner/scanner.ts";
import { decodeText, isText } from "../../src/json/text.ts";
import { JsonNumber } from "../../src/json/number.ts";

interface Plain {
  readonly value: unknown;
  readonly end: "complete" | "cut" | "damaged";
  readonly behind: number;
}

function outline(text: string): Plain {
  const bytes = Buffer.from(text);
  reserveInput(bytes.length).set(bytes);
  const range = inputRange(bytes.length);
  const { value, end, address } = outlineOf(range);
  return { value: plain(value), end, behind: address - range.start };
}

function plain(value: unknown): unknown {
  if (isText(value)) return decodeText(value);
  if (value instanceof JsonNumber) return Number(value.spelling);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** As an outline has it: empty below the fourth level. */
function cutAt(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return levels < 0 ? [] : value.map((inner) => cutAt(inner, levels - 1));
  const entries = Object.entries(value).filter(([key]) => key !== "__proto__");
  return Object.fromEntries(levels < 0 ? [] : entries.map(([key, inner]) => [key, cutAt(inner, levels - 1)]));
}

test("a whole document: the same, four levels deep", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const { behind, ...rest } = outline(`${text}\n`);
      expect(rest).toEqual({ value: cutAt(JSON.parse(text), 3), end: "complete" });
      expect(behind).toBe(Buffer.byteLength(text));
    }),
  );
});

test("the beginning of one: what it has is what the whole has", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, cut) => {
      const text = JSON.stringify(object);
      const { value, end } = outline(text.slice(0, 1 + (cut % text.length)));
      expect(end).not.toBe("damaged");
      expect(Object.keys(object)).toEqual(expect.arrayContaining(Object.keys(value ?? {})));
    }),
  );
});

test.each([
  ['{"a":1,"b":{"c":"cut', { a: 1, b: { c: "" } }, "cut"],
  ['{"a":1,"b', { a: 1 }, "cut"],
  ['{"a":1,"b":', { a: 1 }, "cut"],
  ['["a","b', ["a", ""], "cut"],
  ['{"a":1} {"b":2}', { a: 1 }, "complete"],
  ['{"a":1,}', { a: 1 }, "damaged"],
  ['{"a":1,"a":2}', { a: 2 }, "complete"],
  ["nothing", undefined, "damaged"],
  ["", undefined, "cut"],
  ["   ", undefined, "cut"],
])("%s", (text, value, end) => {
  expect(outline(text)).toMatchObject({ value, end });
});

test("long texts, keys and numbers are told by their beginning, or not at all", () => {
  const long = "é\\n".repeat(5000);
  const { value, end } = outline(`{"${"k".repeat(1000)}":1,"text":"${long}","number":${"9".repeat(1000)},"type":"x"}`);
  expect(end).toBe("complete");
  expect(value).toEqual({ text: "é\n".repeat(128), number: expect.any(Number), type: "x" });
});

test("the byte behind stays as it is", () => {
  reserveInput(8).set(Buffer.from("[1]\n[2]\n"));
  const { start } = inputRange(8);
  outlineOf({ start, stop: start + 3 });
  expect(scannerMemory().toString("utf8", start, start + 8)).toBe("[1]\n[2]\n");
});
