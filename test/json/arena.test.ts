/** Copies of texts that outlive the bytes they came in. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteArena, TextArena } from "../../src/json/arena.ts";
import { decodeText } from "../../src/json/text.ts";

const MEBIBYTE = 1024 * 1024;
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

/** Reserves, fills, gives part of it back; the pieces that are still there, with what they must hold. */
function fill(arena: ByteArena, sizes: readonly (readonly [reserved: number, back: number])[]): (() => boolean)[] {
  return sizes.map(([reserved, back], index) => {
    const at = arena.reserve(reserved);
    const kept = reserved - Math.min(back, reserved);
    const piece = arena.block.subarray(at, at + reserved);
    expect(piece).toHaveLength(reserved);
    // All of it may be written to before the end is given back.
    piece.fill(255);
    arena.giveBack(reserved - kept);
    const used = piece.subarray(0, kept).fill(index % 251);
    return () => used.every((byte) => byte === index % 251);
  });
}

describe("room for bytes", () => {
  const BLOCK = MEBIBYTE;

  const SIZES = fc.oneof(
    { weight: 5, arbitrary: fc.nat({ max: 500 }) },
    { weight: 3, arbitrary: fc.nat({ max: BLOCK / 4 }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(0, 1, BLOCK / 4 - 1, BLOCK / 4, BLOCK / 4 + 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK),
    },
  );

  test("no piece lies on another, whatever is given back; the room is taken again after release", () => {
    const law = fc.property(
      fc.array(fc.tuple(SIZES, fc.oneof(fc.constant(0), SIZES)), { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      (sizes, rounds) => {
        const arena = new ByteArena();
        for (let round = 0; round < rounds; round++) {
          const whole = fill(arena, sizes);
          expect(whole.every((check) => check())).toBe(true);
          arena.release();
        }
      },
    );
    fc.assert(law, { numRuns: 20 });
  });

  test("what is given back is given out next, also behind a piece with a block of its own", () => {
    const arena = new ByteArena();
    const first = arena.reserve(1000);
    arena.giveBack(400);
    const second = arena.reserve(10);
    expect(second - first).toBe(600);
    const { block } = arena;
    expect(arena.reserve(BLOCK)).toBe(0);
    expect(arena.block === block).toBe(false);
    arena.giveBack(BLOCK - 1);
    expect(arena.reserve(5)).toBe(second + 10);
    expect(arena.block === block).toBe(true);
  });

  test("a block is used to its last byte", () => {
    const arena = new ByteArena();
    const quarters = Array.from({ length: 4 }, () => arena.reserve(BLOCK / 4));
    const { block } = arena;
    expect(quarters).toEqual([0, BLOCK / 4, BLOCK / 2, (3 * BLOCK) / 4]);
    expect(arena.reserve(0)).toBe(BLOCK);
    expect(arena.block === block).toBe(true);
    expect(arena.reserve(1)).toBe(0);
    expect(arena.block === block).toBe(false);
  });

  test("nothing to reserve, nothing to give back, before anything else and after a release", () => {
    const arena = new ByteArena();
    for (let round = 0; round < 2; round++) {
      expect(arena.reserve(0)).toBe(0);
      arena.giveBack(0);
      expect(arena.reserve(3)).toBe(0);
      arena.release();
      arena.release();
    }
  });
});
