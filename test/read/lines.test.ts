/** Lines, wherever the pieces end in which a source gives its bytes. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../../src/json/decode.ts";
import { CHUNK_BYTES, readLines } from "../../src/read/lines.ts";
import { drip, linesOf } from "./sources.ts";

const CHUNK = CHUNK_BYTES;

/** The lines as a split of the whole text has them; an empty last one is none. */
function expectedLines(bytes: Buffer): { text: string; offset: number; terminated: boolean }[] {
  const lines = [];
  let offset = 0;
  while (offset < bytes.length) {
    const newline = bytes.indexOf(0x0a, offset);
    const stop = newline < 0 ? bytes.length : newline;
    lines.push({ text: bytes.toString("latin1", offset, stop), offset, terminated: newline >= 0 });
    offset = stop + 1;
  }
  return lines;
}

/** What is read is what a split gives. */
function isRight(bytes: Buffer, step: number): boolean {
  const lines = linesOf(drip(bytes, step)).map(({ bytes: line, number, offset, terminated }) => ({
    line: `${number}: ${line.toString("latin1")}`,
    offset,
    terminated,
  }));
  const expected = expectedLines(bytes).map(({ text, offset, terminated }, index) => ({
    line: `${index + 1}: ${text}`,
    offset,
    terminated,
  }));
  return isDeepStrictEqual(lines, expected);
}

describe("lines", () => {
  test.each([
    ["nothing", ""],
    ["one newline", "\n"],
    ["newlines only", "\n\n\n"],
    ["a line without an end", "abc"],
    ["a line", "abc\n"],
    ["a last line without an end", "abc\ndef"],
    ["blank lines between", "\na\n\nb\n\n"],
    ["line ends of Windows", "a\r\nb\r\n"],
  ])("%s", (_, text) => {
    for (const step of [1, 2, 3, 7, CHUNK]) expect(isRight(Buffer.from(text), step)).toBe(true);
  });

  test("any bytes in pieces of any size", () => {
    const byte = fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (bytes, step) => {
        expect(isRight(Buffer.from(bytes), step)).toBe(true);
      }),
    );
  });

  test.each([-2, -1, 0, 1, 2])("a newline %i bytes from the end of a chunk", (distance) => {
    const first = "x".repeat(CHUNK + distance - 1);
    expect(isRight(Buffer.from(`${first}\nsecond\nthird`), CHUNK)).toBe(true);
    expect(isRight(Buffer.from(`short\n${first.slice(6)}\nsecond\n`), CHUNK)).toBe(true);
    expect(isRight(Buffer.from(`${first}\n`), Infinity)).toBe(true);
    expect(isRight(Buffer.from(first), Infinity)).toBe(true);
  });

  test("lines longer than a chunk, several times as long, and short ones between", () => {
    const long = Buffer.alloc(5 * CHUNK + 17, "long ").toString("latin1");
    expect(isRight(Buffer.from(`a\n${long}\nb\n${long.slice(7)}\n\nc`), Infinity)).toBe(true);
    expect(isRight(Buffer.from(long), 1_000_003)).toBe(true);
  });

  test("are good while one of them is decoded elsewhere in the meantime", () => {
    // Nothing may move what was read: the line is looked at after other work on the scanner's memory has ended.
    const bytes = Buffer.from("one\ntwo\nthree\n");
    const numbers: number[] = [];
    for (const { number } of readLines(drip(bytes, 4))) numbers.push(number);
    expect(decode(Buffer.from("[1]")).ok).toBe(true);
    expect(numbers).toEqual([1, 2, 3]);
  });
});

describe("isUtf8", () => {
  test("is never said of bytes that are not", () => {
    const piece = fc.constantFrom("a", "ä", "😀", "\n", "\xff", "\xe4", "\xf0\x9f", "\x98\x80");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (pieces, step) => {
        const bytes = Buffer.concat(
          pieces.map((text) =>
            /^[\x80-\xff]+$/u.test(text) && text !== "ä" ? Buffer.from(text, "latin1") : Buffer.from(text),
          ),
        );
        for (const { bytes: line, isUtf8 } of linesOf(drip(bytes, step))) {
          if (isUtf8) expect(Buffer.from(line.toString("utf8"))).toEqual(line);
        }
      }),
    );
  });

  test("is said of sound lines", () => {
    const lines = linesOf(drip(Buffer.from("a\nä\n😀\n"), CHUNK));
    expect(lines.map(({ isUtf8 }) => isUtf8)).toEqual([true, true, true]);
  });
});
