/** Every conformance case: what comes out, or what is wrong and at which byte. */
import { describe, expect, test } from "vitest";
import { decode, type JsonNotes } from "../../src/json/decode.ts";
import { encode } from "../../src/json/encode.ts";
import {
  ACCEPTED,
  ACCEPTED_BEYOND_JSON,
  BYTE_ORDER_MARKS,
  LONE_SURROGATES,
  NON_FINITE,
  REJECTED,
  REJECTED_BY_CHOICE,
} from "./conformance.ts";
import { wellFormed } from "./support.ts";

function decoded(source: string | Buffer): { encoded: string; notes: JsonNotes } {
  const result = decode(Buffer.from(source));
  if (!result.ok)
    throw new Error(`${result.problem.code} at ${result.problem.offset}: expected ${result.problem.expected}`);
  return { encoded: encode(result.value).toString("utf8"), notes: result.notes };
}

describe("accepted", () => {
  test.each([...ACCEPTED, ...ACCEPTED_BEYOND_JSON])("%s", (_name, source, encoded) => {
    expect(decoded(source).encoded).toBe(encoded);
  });

  test("with the values that JSON.parse reads", () => {
    for (const [name, source, encoded] of ACCEPTED) {
      expect(JSON.parse(encoded), name).toEqual(wellFormed(JSON.parse(Buffer.from(source).toString("utf8"))));
    }
  });

  test("what is encoded is the same when it is decoded and encoded again", () => {
    for (const [name, , encoded] of [...ACCEPTED, ...ACCEPTED_BEYOND_JSON]) {
      expect(decoded(encoded).encoded, name).toBe(encoded);
    }
  });
});

describe("noted", () => {
  test("unpaired surrogates, and nothing else", () => {
    for (const [name, source] of ACCEPTED) {
      const isLone = LONE_SURROGATES.some(([lone]) => lone === name);
      expect(decoded(source).notes.loneSurrogates !== null, name).toBe(isLone);
      expect(decoded(source).notes.nonFinite, name).toBeNull();
    }
  });

  test.each(NON_FINITE)("%s", (_name, source) => {
    expect(decoded(source).notes.nonFinite).not.toBeNull();
  });

  test.each(BYTE_ORDER_MARKS)("%s", (_name, source) => {
    expect(decoded(source).notes.byteOrderMark).toBe(true);
  });
});

describe("rejected", () => {
  test.each([...REJECTED, ...REJECTED_BY_CHOICE])("%s", (_name, source, code, offset) => {
    const result = decode(Buffer.from(source));
    expect(result).toMatchObject({ ok: false, problem: { code, offset } });
  });

  test("by JSON.parse too", () => {
    for (const [name, source] of REJECTED) {
      const text = new TextDecoder("utf-8", { ignoreBOM: false }).decode(Buffer.from(source));
      expect(() => void JSON.parse(text), name).toThrow(SyntaxError);
    }
  });

  test("with words for what was expected and found", () => {
    for (const [name, source] of [...REJECTED, ...REJECTED_BY_CHOICE]) {
      const result = decode(Buffer.from(source));
      if (result.ok) throw new Error(name);
      expect(result.problem.expected, name).not.toBe("");
      expect(result.problem.found, name).not.toMatch(/^(?:""|)$/u);
    }
  });
});

test("every case has a name of its own", () => {
  const names = [...ACCEPTED, ...ACCEPTED_BEYOND_JSON, ...REJECTED, ...REJECTED_BY_CHOICE].map(([name]) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
