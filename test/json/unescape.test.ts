/** Bodies of JSON strings to the bytes of their text: the same as through a JavaScript string. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, JsonText } from "../../src/json/text.ts";
import { unescapeInto } from "../../src/json/unescape.ts";
import { escapedUnits, jsonText, SPELLED } from "../support/texts.ts";
import { decodeValue } from "./support.ts";

const GUARD = 0xaa;
const BEFORE = 5;

/** The text's bytes; throws where more is written than they, or where they are longer than the body. */
function unescape(text: JsonText): Buffer {
  const size = text.end - text.start;
  const target = Buffer.alloc(BEFORE + size + 8, GUARD);
  const end = unescapeInto(target, BEFORE, text);
  const around = Buffer.concat([target.subarray(0, BEFORE), target.subarray(Math.min(end, BEFORE + size))]);
  if (end - BEFORE > size || around.some((byte) => byte !== GUARD)) throw new Error("written where no room is");
  return target.subarray(BEFORE, end);
}

/** The bodies, of those given, whose text is not that of a JavaScript string. */
function wrong(bodies: Iterable<string>, textOf: (body: string) => JsonText = (body) => jsonText(body)): string[] {
  return Array.from(bodies).filter((body) => {
    const expected = Buffer.from(String(JSON.parse(`"${body}"`)), "utf8");
    return !unescape(textOf(body)).equals(expected);
  });
}

test("any text in any spelling: as JSON.parse reads it, and as decodeText does", () => {
  const law = fc.property(fc.array(SPELLED, { maxLength: 40 }), (pieces) => {
    const body = pieces.join("");
    expect(wrong([body])).toEqual([]);
    expect(unescape(jsonText(body)).toString("utf8")).toBe(decodeText(jsonText(body)));
  });
  fc.assert(law, { numRuns: 1000 });
});

test("surrogates of both kinds in every sequence of five, with a character between or none", () => {
  const parts = [0xd800, 0xdbff, 0xdc00, 0xdfff].map((unit) => escapedUnits(unit));
  parts.push("x", "\\n");
  const bodies = Array.from({ length: parts.length ** 5 }, (_, index) => {
    const digits = index.toString(parts.length).padStart(5, "0");
    return Array.from(digits, (digit) => parts[Number.parseInt(digit, parts.length)] ?? "").join("");
  });
  expect(wrong(bodies)).toEqual([]);
});

test("every UTF-16 unit as an escape, in lower and upper case", () => {
  const lower = Array.from({ length: 0x10000 }, (_, unit) => escapedUnits(unit));
  expect(wrong(lower)).toEqual([]);
  const upper = lower.filter((body) => /[a-f]/u.test(body)).map((body) => body.toUpperCase().replace("U", "u"));
  expect(wrong(upper)).toEqual([]);
});

test("the pairs at all borders of the planes", () => {
  for (const code of [0x10000, 0x103ff, 0x10400, 0x1f600, 0x1ffff, 0x20000, 0xfffff, 0x100000, 0x10fc00, 0x10ffff]) {
    const character = String.fromCodePoint(code);
    const body = escapedUnits(character.charCodeAt(0), character.charCodeAt(1));
    expect(unescape(jsonText(body)).toString("utf8")).toBe(character);
  }
});

test("a slice ends where it says: a low surrogate behind its end is no partner", () => {
  const source = Buffer.from(escapedUnits(0xd83d, 0xde00));
  const flags = { escaped: true, nonAscii: false, loneSurrogate: true };
  expect(unescape(new JsonText(source, 0, 6, flags)).toString("utf8")).toBe("\uFFFD");
  expect(unescape(new JsonText(source, 6, 12, flags)).toString("utf8")).toBe("\uFFFD");
  expect(unescape(new JsonText(source, 0, 12, flags)).toString("utf8")).toBe("😀");
});

test("what looks like an escape and is none: an escaped backslash before it", () => {
  const bodies = ["\\\\u0041", "\\\\\\u0041", "\\ud83d\\\\ude00", "\\\\ud83d\\ude00", "\\ud83d\\nde00", "\\\\\\\\n"];
  expect(wrong(bodies)).toEqual([]);
});

test("without escapes, and empty, at the very end of source and target", () => {
  const source = Buffer.from("abé");
  const target = Buffer.alloc(4);
  const flags = { escaped: false, nonAscii: true, loneSurrogate: false };
  expect(unescapeInto(target, 0, new JsonText(source, 0, 4, flags))).toBe(4);
  expect(target.toString("utf8")).toBe("abé");
  expect(unescapeInto(target, 4, new JsonText(source, 4, 4, flags))).toBe(4);
  expect(unescapeInto(Buffer.alloc(0), 0, new JsonText(source, 4, 4, flags))).toBe(0);
  expect(unescapeInto(target, 4, new JsonText(source, 4, 4, { ...flags, escaped: true }))).toBe(4);
});

test("a long text, mostly escapes", () => {
  expect(wrong(['\\u00e9\\ud83d\\ude00 \\"é\\n'.repeat(50_000)])).toEqual([]);
});

/** Parts that a cut may divide. */
const PARTS = ["\\ud83d\\ude00", "\\ud83dx", "\\ude00\\ud83d", "\\n", "\\\\", "\\u00e9", "é", "😀"];

/** Texts with each part at every place around a border. */
function* around(border: number): Generator<string> {
  for (const part of PARTS) {
    for (let shift = -3; shift <= 30; shift++) yield `\\t${"x".repeat(border - shift - 2)}${part}${part}yy`;
  }
}

/** Where and how large, instead of the text itself. */
function shorten(bodies: readonly string[]): string[] {
  return bodies.map((body) => `${body.length}: ${body.slice(-30)}`);
}

test("a part at every place around where a long text is cut for the scanner", () => {
  const cut = 256 * 1024 - 64;
  expect(shorten(wrong(around(cut), (body) => jsonText(body, "", "")))).toEqual([]);
});

/** The text in the memory that it was decoded in. */
function inPlace(body: string): JsonText {
  const list = decodeValue(`["${body}"]`);
  const [text] = Array.isArray(list) ? list : [];
  if (!(text instanceof JsonText)) throw new TypeError("not a slice");
  return text;
}

test("a text that lies where it was decoded: as much of it as fits, and more", () => {
  expect(shorten(wrong(around(256 * 1024), inPlace))).toEqual([]);
});

test("the texts of one document, however often they are looked at", () => {
  const law = fc.property(fc.array(fc.array(SPELLED, { maxLength: 60 }), { maxLength: 8 }), (list) => {
    const bodies = list.map((pieces) => pieces.join(""));
    const texts = decodeValue(`[${bodies.map((body) => `"${body}"`).join(",")}]`);
    if (!Array.isArray(texts)) throw new TypeError("not a list");
    for (let round = 0; round < 2; round++) {
      for (const [index, text] of texts.entries()) {
        // Short ones are strings.
        if (!(text instanceof JsonText)) continue;
        const expected = String(JSON.parse(`"${bodies[index]}"`)).toWellFormed();
        expect(unescape(text).toString("utf8")).toBe(expected);
      }
    }
  });
  fc.assert(law, { numRuns: 150 });
});
