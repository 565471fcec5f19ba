/** Texts that are looked into without being decoded. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextArena } from "../../src/json/arena.ts";
import { decodeRecord, WHOLE } from "../../src/json/decode.ts";
import { inputAddress, reserveInput } from "../../src/json/scanner/scanner.ts";
import {
  decodeText,
  excerpt,
  isBlankText,
  isText,
  splitText,
  startsWith,
  textLength,
  type Text,
} from "../../src/json/text.ts";
import { cutSequenceOffset, invalidUtf8Offset } from "../../src/json/utf8.ts";

/** A text as the decoder gives it, from its JSON. */
function textFrom(json: string): Text {
  const bytes = Buffer.from(json);
  reserveInput(bytes.length).set(bytes);
  const start = inputAddress();
  const result = decodeRecord({ start, stop: start + bytes.length }, WHOLE, new TextArena());
  if (!result.ok || !isText(result.value)) throw new Error("no text");
  return result.value;
}

function textOf(content: string): Text {
  return textFrom(JSON.stringify(content));
}

const PAD = "x".repeat(40);
const character = fc.constantFrom("a", "<", ">", "/", "\\", '"', "\n", "\t", "ä", "😀", "u", "n", "0", " ", "\u0001");
const content = fc.array(character, { maxLength: 60 }).map((list) => list.join(""));
const marker = fc.constantFrom("<a>", "</a>", "\n", '"', "a", "😀", "ä<", "\\n", "<", "u0", '\\"a', "saved to: ");

describe("splitText", () => {
  test("parts a text as a string is parted", () => {
    fc.assert(
      fc.property(
        content,
        marker,
        fc.constantFrom("", PAD),
        fc.constantFrom("keep" as const, "drop" as const),
        (body, sought, pad, fate) => {
          const whole = pad + body;
          const parts = splitText(textOf(whole), sought, fate);
          const at = whole.indexOf(sought);
          if (at < 0) {
            expect(parts).toBeNull();
            return;
          }
          expect(parts && decodeText(parts.before)).toBe(whole.slice(0, fate === "keep" ? at + sought.length : at));
          expect(parts && decodeText(parts.behind)).toBe(whole.slice(at + sought.length));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a marker at either end leaves an empty text", () => {
    for (const [whole, before, behind] of [
      [`|${PAD}`, "", PAD],
      [`${PAD}|`, PAD, ""],
    ] as const) {
      const parts = splitText(textOf(whole), "|");
      expect(parts && [decodeText(parts.before), decodeText(parts.behind)]).toEqual([before, behind]);
    }
  });

  test("the letters of an escape are no marker", () => {
    expect(splitText(textOf(`${PAD}\n${PAD}`), "n")).toBeNull();
    expect(splitText(textFrom(`"${PAD}\\u0061${PAD}"`), "u00")).toBeNull();
    expect(splitText(textOf(`${PAD}\\n${PAD}`), "n")).not.toBeNull();
  });
});

describe("what a text begins with", () => {
  test("is what its string begins with", () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 30 }), (whole, limit) => {
        const expected = whole.slice(0, limit);
        const last = expected.charCodeAt(limit - 1);
        const sound = last >= 0xd800 && last <= 0xdbff ? expected.slice(0, -1) : expected;
        expect(excerpt(textOf(whole), limit)).toBe(sound);
        expect(excerpt(textOf(sound + PAD), sound.length)).toBe(sound);
      }),
      { numRuns: 500 },
    );
  });

  test("is found behind escapes", () => {
    const text = textFrom(`"\\u003ccommand-name>${PAD}"`);
    expect(startsWith(text, "<command-name>")).toBe(true);
  });
});

describe("isBlankText", () => {
  test("is true of white space only", () => {
    for (const blank of ["", " ", "\n\t\r ", " ".repeat(100), "\n".repeat(200)])
      expect(isBlankText(textOf(blank))).toBe(true);
    for (const full of ["a", "\n.", `${" ".repeat(100)}a`, "\u0000".repeat(40), `${"\n".repeat(100)}a`]) {
      expect(isBlankText(textOf(full))).toBe(false);
    }
  });

  test("counts bytes, escapes included, for the length", () => {
    expect(textLength(textOf("a"))).toBe(1);
    expect(textLength(textOf(`${PAD}ä\n`))).toBe(44);
  });
});

describe("cutSequenceOffset", () => {
  test("finds the cut in any sound text, and none in a whole one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(), (text, at) => {
        const bytes = Buffer.from(text);
        const cut = bytes.subarray(0, at % (bytes.length + 1));
        expect(cutSequenceOffset(cut)).toBe(invalidUtf8Offset(cut));
      }),
      { numRuns: 500 },
    );
  });

  test("is right for every lead byte and every second byte", () => {
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (let second = -1; second <= 0xff; second++) {
        const cut = Buffer.from(second < 0 ? [lead] : [lead, second]);
        expect(cutSequenceOffset(cut), cut.toString("hex")).toBe(expectedCut(cut));
      }
    }
  });
});

/** By trying all that could come behind: the least values that make a sequence whole. */
function expectedCut(cut: Buffer): number {
  if (invalidUtf8Offset(cut) < 0) return -1;
  for (let at = 0; at < cut.length; at++) {
    const tail = cut.subarray(at);
    const ends = [
      [0x80],
      [0x90],
      [0xa0],
      [0x80, 0x80],
      [0x90, 0x80],
      [0xa0, 0x80],
      [0x90, 0x80, 0x80],
      [0x80, 0x80, 0x80],
    ];
    const isCut = ends.some((end) => isOneCharacter(Buffer.concat([tail, Buffer.from(end)])));
    if (isCut && (cut[at] ?? 0) >= 0xc2) return at;
  }
  return -1;
}

function isOneCharacter(bytes: Buffer): boolean {
  return invalidUtf8Offset(bytes) < 0 && [...bytes.toString("utf8")].length === 1;
}
