/** zstd: frames made by hand, in Node's own decoder and in JavaScript. */
import type * as Zstd from "../../src/read/zstd.ts";
import { afterEach, describe, expect, test, vi } from "vitest";

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** More than any of them becomes. */
const LIMIT = 1e9;
/** Largest content of one raw block. */
const BLOCK = 128 * 1024;

/** A frame of raw blocks: no content size, a window of 128 KiB. */
function frame(content: Buffer): Buffer {
  const pieces: Buffer[] = [Buffer.from([...MAGIC, 0x00, 0x38])];
  const count = Math.max(1, Math.ceil(content.length / BLOCK));
  for (let index = 0; index < count; index++) {
    const block = content.subarray(index * BLOCK, (index + 1) * BLOCK);
    const header = (block.length << 3) | (index === count - 1 ? 1 : 0);
    pieces.push(Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff]), block);
  }
  return Buffer.concat(pieces);
}

/** A frame of blocks that each stand for 128 KiB of one byte. */
function bomb(blocks: number): Buffer {
  const header = (BLOCK << 3) | (1 << 1);
  const block = (isLast: boolean): number[] => [
    (header | (isLast ? 1 : 0)) & 0xff,
    (header >> 8) & 0xff,
    (header >> 16) & 0xff,
    0x61,
  ];
  return Buffer.from([
    ...MAGIC,
    0x00,
    0x38,
    ...Array.from({ length: blocks }, (_, index) => block(index === blocks - 1)).flat(),
  ]);
}

/** A frame that a reader has to pass over. */
const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

afterEach(() => {
  vi.doUnmock("node:zlib");
  vi.resetModules();
});

/** The module as it is in this Node, and as it is in one without zstd. */
async function load(kind: "own" | "portable"): Promise<typeof Zstd> {
  vi.resetModules();
  if (kind === "portable") vi.doMock("node:zlib", () => ({ zstdDecompressSync: undefined }));
  return import("../../src/read/zstd.ts");
}

describe.each(["own", "portable"] as const)("%s", (kind) => {
  test.each([0, 1, 5, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7, 40 * BLOCK])(
    "%i bytes come back",
    async (size) => {
      const { decompressZstd, isZstd } = await load(kind);
      const content = Buffer.alloc(size, "some content, ");
      const compressed = frame(content);
      expect(isZstd(compressed)).toBe(true);
      const result = decompressZstd(compressed, LIMIT);
      expect(result.ok && content.equals(result.bytes)).toBe(true);
    },
  );

  test("several frames, one behind the other, are one content", async () => {
    const { decompressZstd } = await load(kind);
    const result = decompressZstd(Buffer.concat([frame(Buffer.from("one\n")), frame(Buffer.from("two\n"))]), LIMIT);
    expect(result.ok && result.bytes.toString()).toBe("one\ntwo\n");
  });

  test("frames to be passed over are", async () => {
    const { decompressZstd } = await load(kind);
    const result = decompressZstd(
      Buffer.concat([frame(Buffer.from("one\n")), SKIPPABLE, frame(Buffer.from("two\n"))]),
      LIMIT,
    );
    expect(result.ok && result.bytes.toString()).toBe("one\ntwo\n");
  });

  test("what is cut off is an error, wherever it is cut", async () => {
    const { decompressZstd } = await load(kind);
    const whole = frame(Buffer.from("a content of some length"));
    for (let cut = 4; cut < whole.length; cut++) {
      expect(decompressZstd(whole.subarray(0, cut), LIMIT), `cut at ${cut}`).toMatchObject({
        ok: false,
        tooLarge: false,
      });
    }
  });

  test("garbage is an error", async () => {
    const { decompressZstd } = await load(kind);
    for (const bytes of [
      Buffer.from([...MAGIC]),
      Buffer.from([...MAGIC, ...Buffer.alloc(50, 0xff)]),
      Buffer.alloc(20, 7),
    ]) {
      const result = decompressZstd(bytes, LIMIT);
      expect(result.ok).toBe(false);
      expect(result.ok || result.message).not.toBe("");
    }
  });

  test("garbage behind a frame is an error", async () => {
    const { decompressZstd } = await load(kind);
    expect(decompressZstd(Buffer.concat([frame(Buffer.from("x")), Buffer.from("garbage")]), LIMIT).ok).toBe(false);
  });

  test("more than the limit is too large, and no more than the limit is not", async () => {
    const { decompressZstd } = await load(kind);
    expect(decompressZstd(bomb(64), 64 * BLOCK)).toMatchObject({ ok: true });
    expect(decompressZstd(bomb(64), 64 * BLOCK - 1)).toMatchObject({ ok: false, tooLarge: true });
  });

  test("a small file that stands for gigabytes is refused without making them", async () => {
    const { decompressZstd } = await load(kind);
    const before = process.memoryUsage().rss;
    expect(decompressZstd(bomb(200_000), 1024 * 1024)).toMatchObject({ ok: false, tooLarge: true });
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
  });
});

test("other bytes are not zstd", async () => {
  const { isZstd } = await load("own");
  for (const bytes of [Buffer.alloc(0), Buffer.from([0x28, 0xb5, 0x2f]), Buffer.from('{"type":"user"}')]) {
    expect(isZstd(bytes)).toBe(false);
  }
});
