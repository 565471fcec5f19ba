/** Copies of texts that outlive the bytes they came in. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { TextArena } from "../../src/json/arena.ts";
import { decodeText } from "../../src/json/text.ts";

const PLAIN = { escaped: false, nonAscii: true, loneSurrogate: false };

test("copies stay good when the source is overwritten, whatever their sizes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 300_000 })), { maxLength: 30 }),
      (sizes) => {
        const arena = new TextArena();
        for (let round = 0; round < 2; round++) {
          const texts = sizes.map((size, index) => {
            const source = Buffer.alloc(size + 2, 97 + ((index + round) % 26));
            const text = arena.keep(source, 1, size + 1, PLAIN);
            source.fill(0);
            return text;
          });
          for (const [index, text] of texts.entries()) {
            expect(decodeText(text)).toBe(String.fromCharCode(97 + ((index + round) % 26)).repeat(sizes[index] ?? 0));
          }
          arena.release();
        }
      },
    ),
    { numRuns: 30 },
  );
});

test.each([0, 1, 95, 96, 97, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1024 * 1024, 5 * 1024 * 1024])(
  "a text of %i bytes, and its neighbours",
  (size) => {
    const arena = new TextArena();
    const sizes = [size, 3, size, 0, size, 50, size];
    const texts = sizes.map((length, index) => arena.keep(Buffer.alloc(length, 65 + index), 0, length, PLAIN));
    for (const [index, text] of texts.entries()) {
      expect(decodeText(text) === String.fromCharCode(65 + index).repeat(sizes[index] ?? 0)).toBe(true);
    }
  },
);

test("more than is kept for the next file, many times over", () => {
  const arena = new TextArena();
  const source = Buffer.alloc(200_000, "x");
  for (let round = 0; round < 3; round++) {
    const texts = Array.from({ length: 500 }, () => arena.keep(source, 0, source.length, PLAIN));
    expect(texts.every(({ end, start }) => end - start === source.length)).toBe(true);
    expect(new Set(texts.map((text) => text.source)).size).toBeGreaterThanOrEqual(100);
    arena.release();
  }
});
