/** Documents larger than a JavaScript string can be, in bounded memory. */
import { afterAll, describe, expect, test } from "vitest";
import { decodeInput } from "../../src/json/decode.ts";
import { JsonWriter, type Encodable } from "../../src/json/encode.ts";
import { findPlaces } from "../../src/json/locate.ts";
import { inputAddress, reserveInput, scannerMemory } from "../../src/json/scanner/scanner.ts";
import { decodeText, excerpt, isText, startsWith, textLength, type Text } from "../../src/json/text.ts";
import { isJsonObject, valueAt, type JsonValue } from "../../src/json/value.ts";
import { decodeValue, plain } from "../json/support.ts";

const MEGABYTE = 1_000_000;
const MEBIBYTE = 1024 * 1024;
const TIMEOUT = 120_000;

function decodeLoaded(size: number): JsonValue {
  const result = decodeInput(size);
  if (!result.ok) throw new Error(`${result.problem.code} at ${result.problem.offset}`);
  return result.value;
}

/** Writes a value and compares every piece with the input, where it must stand just so. */
function expectWrittenAsRead(value: Encodable, input: Buffer): { largest: number } {
  let at = 0;
  let largest = 0;
  const writer = new JsonWriter((piece) => {
    if (!input.subarray(at, at + piece.length).equals(piece)) throw new Error(`another text from byte ${at} on`);
    at += piece.length;
    largest = Math.max(largest, piece.length);
  });
  writer.value(value);
  writer.flush();
  expect(at).toBe(input.length);
  return { largest };
}

/** Gives the memory back. */
afterAll(() => void reserveInput(0));

describe("a document of 600 MB", () => {
  const RECORDS = 9500;
  const FIRST_ID = 100_000_000;
  const record = Buffer.from(`{"id":${FIRST_ID},"ratio":1.50,"text":"${"é\\n and some text; ".repeat(3300)}"},`);
  const size = 1 + RECORDS * record.length;

  /** An array of records, built where it is to be decoded. */
  function load(): Buffer {
    const input = reserveInput(size);
    input[0] = 0x5b;
    for (let index = 0; index < RECORDS; index++) {
      const at = 1 + index * record.length;
      record.copy(input, at);
      input.write(String(FIRST_ID + index), at + 6, "latin1");
    }
    input[size - 1] = 0x5d;
    return input;
  }

  test("is decoded, and written byte for byte in pieces of at most a mebibyte", { timeout: TIMEOUT }, () => {
    const input = load();
    expect(size).toBeGreaterThan(600 * MEGABYTE);
    const value = decodeLoaded(size);
    if (!Array.isArray(value)) throw new Error("not an array");
    expect(value.length).toBe(RECORDS);
    const before = process.memoryUsage().rss;
    const { largest } = expectWrittenAsRead(value, input);
    expect(largest).toBeLessThanOrEqual(MEBIBYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEBIBYTE);
    const last = value.at(-1);
    if (!isJsonObject(last)) throw new Error("not an object");
    expect(valueAt(last, "id")).toBe(FIRST_ID + RECORDS - 1);
    expect(plain(valueAt(last, "text") ?? null)).toBe("é\n and some text; ".repeat(3300));
  });

  test("has places up to its end", { timeout: TIMEOUT }, () => {
    load();
    const [located] = findPlaces(size, [[RECORDS - 1, "ratio"]]);
    const offset = 1 + (RECORDS - 1) * record.length + record.indexOf("1.50");
    expect(located?.place).toMatchObject({ offset, line: 1 });
  });

  test("that is damaged at its end is refused there", { timeout: TIMEOUT }, () => {
    const input = load();
    input[size - 1] = 0x7d;
    expect(decodeInput(size)).toMatchObject({ ok: false, problem: { code: "json-syntax", offset: size - 1 } });
    expect(decodeInput(size - 1)).toMatchObject({ ok: false, problem: { code: "json-truncated", offset: size - 1 } });
    input[size - 1] = 0xff;
    expect(decodeInput(size)).toMatchObject({ ok: false, problem: { code: "json-utf8", offset: size - 1 } });
  });
});

test(
  "memory is given back when the next document is small, and keys are still known rightly",
  { timeout: TIMEOUT },
  () => {
    expect(plain(decodeValue('{"first":1,"second":2}'))).toEqual({ first: 1, second: 2 });
    reserveInput(600 * MEGABYTE);
    expect(scannerMemory().length).toBeGreaterThan(600 * MEGABYTE);
    expect(plain(decodeValue('{"second":1,"third":2,"first":3}'))).toEqual({ second: 1, third: 2, first: 3 });
    expect(scannerMemory().length).toBeLessThan(100 * MEGABYTE);
  },
);

test("ten million open arrays are refused at once", { timeout: TIMEOUT }, () => {
  const size = 10_000_000;
  reserveInput(size).fill("[");
  expect(decodeInput(size)).toMatchObject({ ok: false, problem: { code: "json-too-deep", offset: 1024 } });
});

test("ten million empty arrays beside each other are not deep", { timeout: TIMEOUT }, () => {
  const size = 30_000_001;
  const input = reserveInput(size);
  input.fill("[],", 1);
  input[0] = 0x5b;
  input[size - 1] = 0x5d;
  const value = decodeLoaded(size);
  expect(Array.isArray(value) && value.length).toBe(10_000_000);
  expectWrittenAsRead(value, input);
});

describe("a string of 200 MB", () => {
  const size = 200 * MEGABYTE;

  function load(filling: string): { input: Buffer; text: Text } {
    const input = reserveInput(size + 2);
    input.fill(filling);
    input[0] = 0x22;
    input[size + 1] = 0x22;
    const text = decodeLoaded(size + 2);
    if (!isText(text)) throw new Error("not a text");
    return { input, text };
  }

  test("is one slice, whose beginning is read without the rest", { timeout: TIMEOUT }, () => {
    const { input, text } = load("0123456789");
    expect(textLength(text)).toBe(size);
    expect(excerpt(text, 5)).toBe("12345");
    expect(startsWith(text, "1234567890")).toBe(true);
    expect(decodeText(text).length).toBe(size);
    const before = process.memoryUsage().rss;
    expectWrittenAsRead(text, input);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEBIBYTE);
  });

  test("an unescaped newline near its end is found", { timeout: TIMEOUT }, () => {
    const { input } = load("x");
    input[size - 3] = 0x0a;
    expect(decodeInput(size + 2)).toMatchObject({ ok: false, problem: { code: "json-syntax", offset: size - 3 } });
  });

  test("lies where the scanner keeps its input", { timeout: TIMEOUT }, () => {
    const { text } = load("x");
    expect(text).toMatchObject({ start: inputAddress() + 1, end: inputAddress() + 1 + size });
  });
});
