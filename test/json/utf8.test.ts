/** Broken UTF-8 is found, and where. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { invalidUtf8Offset } from "../../src/json/utf8.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isValid(bytes: Buffer): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The longest well-formed beginning. */
function reference(bytes: Buffer): number {
  if (isValid(bytes)) return -1;
  for (let length = bytes.length - 1; length > 0; length--) if (isValid(bytes.subarray(0, length))) return length;
  return 0;
}

test("all sequences of lead and second byte, and of edge bytes behind them", () => {
  const wrong: string[] = [];
  const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (let lead = 0x80; lead <= 0xff; lead++) {
    for (const second of edges) {
      for (const third of edges) {
        const bytes = Buffer.from([0x61, lead, second, third, 0x80]);
        for (let length = 2; length <= 5; length++) {
          const part = bytes.subarray(0, length);
          if (invalidUtf8Offset(part) !== reference(part)) wrong.push(part.toString("hex"));
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("text with damaged bytes", () => {
  const text = fc.string({ unit: "binary", maxLength: 20 }).map((value) => Buffer.from(value, "utf8"));
  const law = fc.property(
    text,
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
    (bytes, damages) => {
      for (const [at, byte] of damages) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      expect(invalidUtf8Offset(bytes)).toBe(reference(bytes));
    },
  );
  fc.assert(law, { numRuns: 1000 });
});
