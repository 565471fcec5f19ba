/** Strings of every length around the scanner's 16-byte blocks and the limit of short texts (32 bytes). */
import { expect, test } from "vitest";
import { encode } from "../../src/json/encode.ts";
import { decodeText, isText, JsonText } from "../../src/json/text.ts";
import { isJsonObject, keysOf } from "../../src/json/value.ts";
import { decodeValue, problemOf } from "./support.ts";

const SHORT_TEXT = 32;
const SPECIALS: readonly string[] = [
  "é",
  "€",
  "😀",
  "\\n",
  "\\\\",
  '\\"',
  "\\u00e9",
  "\\ud83d\\ude00",
  "\\ud83d",
  "\u007f",
];

/** All bodies of `x` up to 66 bytes long with a special at each position. */
function* bodies(): Generator<{ body: string; lone: boolean }> {
  for (let length = 0; length <= 66; length++) yield { body: "x".repeat(length), lone: false };
  for (const special of SPECIALS) {
    for (let before = 0; before <= 34; before++) {
      for (const behind of [0, 1, 7, 15, 16, 17, 31]) {
        yield { body: "x".repeat(before) + special + "x".repeat(behind), lone: special === "\\ud83d" };
      }
    }
  }
}

test("every string reads as JSON.parse reads it, and what follows is read too", () => {
  let position = 0;
  for (const { body } of bodies()) {
    // The padding moves the string through all places of a block.
    const value = decodeValue(`${" ".repeat(position++ % 16)}["${body}","y",7]`);
    if (!Array.isArray(value) || !isText(value[0])) throw new Error("not an array with a text");
    const expected: unknown = JSON.parse(`"${body}"`);
    expect([decodeText(value[0]), ...value.slice(1)]).toEqual([String(expected).toWellFormed(), "y", 7]);
  }
});

test("strings of up to 32 bytes are strings, longer ones and those with unpaired surrogates slices", () => {
  for (const { body, lone } of bodies()) {
    const value = decodeValue(`"${body}"`);
    const long = Buffer.byteLength(body, "utf8") > SHORT_TEXT || lone;
    expect(value instanceof JsonText, body).toBe(long);
    if (!(value instanceof JsonText)) continue;
    expect(value.flags, body).toEqual({
      escaped: body.includes("\\"),
      nonAscii: /[^\0-\x7f]/u.test(body),
      loneSurrogate: lone,
    });
  }
});

test("every string is encoded to what reads the same", () => {
  for (const { body } of bodies()) {
    const encoded = encode(decodeValue(`["${body}"]`)).toString("utf8");
    const [text]: unknown[] = JSON.parse(`["${body}"]`);
    expect(JSON.parse(encoded), body).toEqual([String(text).toWellFormed()]);
  }
});

test("every string works as a key", () => {
  for (const { body } of bodies()) {
    const value = decodeValue(`{"${body}":1,"z":2}`);
    if (!isJsonObject(value)) throw new Error("not an object");
    expect(keysOf(value), body).toEqual([JSON.parse(`"${body}"`), "z"]);
  }
});

test("an unescaped control character is found at every place of a string of every length", () => {
  for (let length = 1; length <= 50; length++) {
    for (let at = 0; at < length; at++) {
      const source = `"${"x".repeat(at)}\n${"x".repeat(length - at - 1)}"`;
      expect(problemOf(source)).toMatchObject({ code: "json-syntax", offset: 1 + at, found: "the byte 0x0a" });
    }
  }
});

test("white space of every length is passed over", () => {
  for (let length = 0; length <= 70; length++) {
    const space = " \n\t\r".repeat(length).slice(0, length);
    expect(decodeValue(`${space}[${space}1${space},${space}{${space}}${space}]${space}`)).toEqual([1, {}]);
    expect(problemOf(`[${space}\f`)).toMatchObject({ code: "json-syntax", offset: 1 + length });
    expect(problemOf(`[${space}`)).toMatchObject({ code: "json-truncated", offset: 1 + length });
  }
});
