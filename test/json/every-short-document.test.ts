/** All documents there are, up to some length, over small alphabets: accepted exactly as by JSON.parse. */
import { expect, test } from "vitest";
import { decode } from "../../src/json/decode.ts";
import { encode } from "../../src/json/encode.ts";
import { wellFormed } from "./support.ts";

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: wellFormed(JSON.parse(text)) };
  } catch {
    return null;
  }
}

/** Calls back with every sequence of up to `length` of the pieces. */
function forEverySequence(pieces: readonly string[], length: number, take: (text: string) => void, text = ""): void {
  take(text);
  if (length === 0) return;
  for (const piece of pieces) forEverySequence(pieces, length - 1, take, text + piece);
}

/** Counts the accepted ones, so that a test cannot pass by refusing everything. */
function compareAll(pieces: readonly string[], length: number, wrap: (text: string) => string): number {
  let accepted = 0;
  forEverySequence(pieces, length, (text) => {
    const source = wrap(text);
    const expected = parsed(source);
    const result = decode(Buffer.from(source));
    if (result.ok !== (expected !== null)) throw new Error(`accepted: ${result.ok}, for ${source}`);
    if (!result.ok || expected === null) return;
    accepted++;
    const encoded: unknown = JSON.parse(encode(result.value).toString("utf8"));
    if (JSON.stringify(encoded) !== JSON.stringify(expected.value)) throw new Error(`another value for ${source}`);
  });
  return accepted;
}

test("structure", () => {
  expect(compareAll(["[", "]", "{", "}", '"a"', ":", ",", "1"], 5, (text) => text)).toBeGreaterThan(20);
});

test("numbers", () => {
  expect(compareAll(["-", "+", ".", "0", "1", "e"], 6, (text) => text)).toBeGreaterThan(500);
});

test("escapes", () => {
  expect(compareAll(["\\", "u", "00", "d83d", "de00", '"', "n", "x"], 5, (text) => `["${text}"]`)).toBeGreaterThan(500);
});

test("every byte in every state", () => {
  const states = [
    "",
    "[",
    "[1",
    "[1,",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '"',
    '"\\',
    '"\\u0',
    "-",
    "1.",
    "1e",
    "[]",
    "t",
    "nul",
  ];
  const accepted = states.flatMap((state) =>
    Array.from({ length: 128 }, (_, code) => state + String.fromCharCode(code)).filter((source) => {
      const { ok } = decode(Buffer.from(source, "latin1"));
      expect(ok, JSON.stringify(source)).toBe(parsed(source) !== null);
      return ok;
    }),
  );
  // Digits in four places, white space behind [], the ends of two arrays, two objects and a string, and null.
  expect(accepted.length).toBe(4 * 10 + 4 + 5 + 1);
});
