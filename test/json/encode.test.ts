/** Writing: values made by hand, and pieces of any size through a buffer of one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encode, JsonWriter, measure, type Encodable } from "../../src/json/encode.ts";
import { isText } from "../../src/json/text.ts";
import { LONG_TEXTS } from "../support/texts.ts";
import { decodeValue } from "./support.ts";

const MEBIBYTE = 1024 * 1024;

function pieces(write: (writer: JsonWriter) => void): Buffer[] {
  const list: Buffer[] = [];
  const writer = new JsonWriter((bytes) => void list.push(Buffer.from(bytes)));
  write(writer);
  writer.flush();
  return list;
}

test.each<[Encodable, string]>([
  [null, "null"],
  [true, "true"],
  [-1.5, "-1.5"],
  [1e21, "1e+21"],
  [Number.NaN, "null"],
  ["", '""'],
  ['a"\\\n\u0000\u001f\u007f', '"a\\"\\\\\\n\\u0000\\u001f\u007f"'],
  ["é😀\u2028", '"é😀\u2028"'],
  ["\ud83d", '"\ufffd"'],
  ["a\ude00\ud83d", '"a\ufffd\ufffd"'],
  [[], "[]"],
  [[[], {}, [null]], "[[],{},[null]]"],
  [{ b: 1, a: undefined, c: { "é\n": [] } }, '{"b":1,"c":{"é\\n":[]}}'],
  [{ a: undefined }, "{}"],
  [{ "\ud83d": 1 }, '{"\ufffd":1}'],
])("%j", (value, encoded) => {
  expect(encode(value).toString("utf8")).toBe(encoded);
});

test("strings of every length, plain or not, are written as JSON.stringify writes them", () => {
  for (let length = 0; length <= 140; length++) {
    for (const end of ["", '"', "é", "😀", "\u0001"]) {
      const value = "x".repeat(length) + end;
      expect(encode([value, value]).toString("utf8")).toBe(JSON.stringify([value, value]));
    }
  }
});

describe("the buffer", () => {
  test("everything comes out whole and in order, wherever the buffer ends", () => {
    // Texts short enough to go through the buffer fill it up to a little before its end.
    const filling = Array.from({ length: 5 }, () => "x".repeat(200_000));
    for (let shift = 0; shift < 800; shift += 20) {
      const rest = "x".repeat(MEBIBYTE - 5 * 200_003 - 850 + shift);
      const value = [...filling, rest, "y".repeat(600), { key: "value", é: [1, true, null, "\n"] }, -0.25];
      expect(Buffer.concat(pieces((writer) => writer.value(value))).toString("utf8")).toBe(JSON.stringify(value));
    }
  });

  test("many small values fill piece after piece of at most a mebibyte", () => {
    const value = Array.from({ length: 200_000 }, (_, index) => ({ index, text: `text ${index}` }));
    const list = pieces((writer) => writer.value(value));
    expect(list.length).toBeGreaterThan(5);
    expect(Math.max(...list.map((piece) => piece.length))).toBeLessThanOrEqual(MEBIBYTE);
    expect(Buffer.concat(list).toString("utf8")).toBe(JSON.stringify(value));
  });

  test("slices and strings larger than the buffer", () => {
    const source = JSON.stringify([
      "a",
      "é".repeat(MEBIBYTE),
      { k: "x".repeat(2 * MEBIBYTE) },
      "z".repeat(MEBIBYTE / 4 + 1),
    ]);
    expect(encode(decodeValue(source)).equals(Buffer.from(source))).toBe(true);
    const plain: Encodable = JSON.parse(source);
    expect(encode(plain).equals(Buffer.from(source))).toBe(true);
  });

  test("a number of many digits", () => {
    for (const digits of [500, 511, 512, 513, 1000, 2 * MEBIBYTE]) {
      const source = `[${"9".repeat(digits)},1]`;
      expect(encode(decodeValue(source)).toString() === source, `${digits} digits`).toBe(true);
    }
  });

  test("nothing to write, nothing flushed; values follow each other", () => {
    expect(pieces(() => {})).toEqual([]);
    const list = pieces((writer) => {
      writer.value({ a: 1 });
      writer.value("b");
    });
    expect(Buffer.concat(list).toString()).toBe('{"a":1}"b"');
  });
});

test("a slice is copied as it stands, escapes and all", () => {
  const source = `"${"\\u0041\\/\\u00E9é".repeat(10)}"`;
  const value = decodeValue(source);
  expect(isText(value)).toBe(true);
  expect(encode({ text: value }).toString("utf8")).toBe(`{"text":${source}}`);
});

describe("measure", () => {
  test("is what is written, to the byte, whatever its size", () => {
    const law = fc.property(
      fc.array(LONG_TEXTS, { maxLength: 12 }),
      fc.dictionary(fc.string(), fc.double()),
      (texts, numbers) => {
        const write = (writer: JsonWriter): void => {
          writer.raw("[");
          writer.value(texts);
          writer.value({ ...numbers, texts, nothing: undefined });
        };
        expect(measure(write)).toBe(Buffer.concat(pieces(write)).length);
      },
    );
    fc.assert(law, { numRuns: 30 });
  });

  test("of nothing is nothing, and counts do not add up from one call to the next", () => {
    expect(measure(() => {})).toBe(0);
    expect(measure((writer) => writer.value("x".repeat(3 * MEBIBYTE)))).toBe(3 * MEBIBYTE + 2);
    expect(measure((writer) => writer.value("x"))).toBe(3);
  });

  test("counts from nothing after a write that failed", () => {
    expect(() =>
      measure((writer) => {
        writer.value("left in the buffer");
        throw new RangeError("Invalid string length");
      }),
    ).toThrow(RangeError);
    expect(measure((writer) => writer.value("x"))).toBe(3);
  });
});
