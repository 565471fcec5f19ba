/** Compressed files: what they become, and what they may not. */
import { randomBytes } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { compressionOf, decompress, limitOf, plainName, SAFE_BYTES, startOf } from "../../src/read/compression.ts";
import { zstdCodec } from "../../src/sinks/compression.ts";
import { makeFolder } from "../support/folder.ts";

const zstd = await zstdCodec();
const CODECS = [
  { kind: "gzip", compress: (bytes: Buffer): Buffer => gzipSync(bytes) },
  { kind: "zstd", compress: (bytes: Buffer): Buffer => Buffer.from(zstd(bytes)) },
] as const;

/** Gives bytes in small pieces, as a disk may. */
function drip(bytes: Buffer): (into: Buffer) => number {
  let at = 0;
  return (into) => {
    const length = bytes.copy(into, 0, at, at + Math.min(into.length, 1000));
    at += length;
    return length;
  };
}

describe.each(CODECS)("$kind", ({ kind, compress }) => {
  test.each([0, 1, 1000, 100_000, 3_000_000])("%i bytes come back, as a whole and as a beginning", (size) => {
    const content = Buffer.alloc(size, "some content, ");
    const bytes = compress(content);
    expect(compressionOf(bytes)).toBe(kind);
    const whole = decompress(bytes, kind);
    expect(whole.ok && whole.bytes.equals(content)).toBe(true);
    if (size === 0) return;
    const start = startOf(kind, drip(bytes), 500);
    expect(start.bytes.equals(content.subarray(0, 500))).toBe(true);
    expect(start.isWhole).toBe(size <= 500);
    expect(startOf(kind, drip(bytes), size + 1)).toMatchObject({ isWhole: true });
  });

  test("several, one behind the other, are one content", () => {
    const bytes = Buffer.concat([compress(Buffer.from("one\n")), compress(Buffer.from("two\n"))]);
    expect(decompress(bytes, kind)).toEqual({ ok: true, bytes: Buffer.from("one\ntwo\n") });
    expect(startOf(kind, drip(bytes), 100).bytes.toString()).toBe("one\ntwo\n");
  });

  test("what is cut off is refused, and its beginning known", () => {
    const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${index * 7919}\n`).join(""));
    const bytes = compress(content);
    for (const cut of [1, 4, 1000, 40_000]) {
      const half = bytes.subarray(0, bytes.length - cut);
      expect(decompress(half, kind)).toMatchObject({ ok: false, code: "unreadable-file" });
      expect(startOf(kind, drip(half), 3000).bytes.equals(content.subarray(0, 3000))).toBe(true);
    }
    expect(() => startOf(kind, drip(bytes.subarray(0, 8)), 100)).toThrow(/unexpected|EOF/u);
  });

  test("what comes behind it and is no further one is refused", () => {
    const bytes = Buffer.concat([compress(Buffer.from("one\n")), Buffer.from("garbage")]);
    expect(decompress(bytes, kind)).toMatchObject({ ok: false, code: "unreadable-file" });
  });

  test("damage is refused, wherever it is", () => {
    const bytes = compress(Buffer.from("some content that is long enough to hold a few bytes"));
    let refused = 0;
    for (let at = 4; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      const result = decompress(damaged, kind);
      if (!result.ok) refused++;
    }
    // gzip's header has a time and the like; zstd's checksum is the writer's choice.
    expect(refused).toBeGreaterThan(kind === "gzip" ? bytes.length - 12 : 0);
  });

  test("a bomb is refused, and its beginning known", () => {
    const bytes = compress(Buffer.alloc(SAFE_BYTES + 1, "a"));
    expect(bytes.length * 250).toBeLessThan(SAFE_BYTES);
    expect(decompress(bytes, kind)).toEqual({
      ok: false,
      code: "decompression-bomb",
      found: `${bytes.length} bytes of ${kind} that become more than ${SAFE_BYTES}`,
    });
    expect(startOf(kind, drip(bytes), 100)).toEqual({ bytes: Buffer.alloc(100, "a"), isWhole: false });
    const safe = decompress(compress(Buffer.alloc(SAFE_BYTES, "a")), kind);
    expect(safe.ok && safe.bytes.length).toBe(SAFE_BYTES);
  });
});

test("the beginning of gzip data, however much is asked for, and however much the next bytes become", () => {
  const random = randomBytes(5_000_000);
  const start = startOf("gzip", drip(gzipSync(random)), 6_000_000);
  expect(start.isWhole && start.bytes.equals(random)).toBe(true);
  // A few bytes more than are needed become forty million.
  const jump = Buffer.concat([random.subarray(0, 30_000), Buffer.alloc(40_000_000)]);
  for (const limit of [29_000, 30_000, 32_000, 20_000_000]) {
    const { bytes, isWhole } = startOf("gzip", drip(gzipSync(jump)), limit);
    expect(isWhole).toBe(false);
    expect(bytes.equals(jump.subarray(0, limit))).toBe(true);
  }
});

test("a frame that claims to be larger than it is, or to need a huge window", () => {
  const raw = [...Buffer.from("abc")];
  const block = [(raw.length << 3) | 1, 0, 0, ...raw];
  const magic = [0x28, 0xb5, 0x2f, 0xfd];
  // A content size of eight bytes; a window of 1.9 TB.
  const claims = [
    [0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0],
    [0x00, 0xff],
    [0xc0, 0x38, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0],
  ];
  for (const claim of claims) {
    const result = decompress(Buffer.from([...magic, ...claim, ...block]), "zstd");
    expect(result.ok ? result.bytes.toString() : result.code).toMatch(/^(?:abc|unreadable-file|decompression-bomb)$/u);
  }
});

test("limits grow with the file, from one that is safe to one that memory holds", () => {
  expect(limitOf(0)).toBe(64 * 2 ** 20);
  expect(limitOf(2 ** 20)).toBe(250 * 2 ** 20);
  expect(limitOf(1e12)).toBe(2 ** 31 - 1);
});

test("what is no compressed data", () => {
  for (const bytes of [[], [0x1f], [0x1f, 0x8b], [0x1f, 0x8b, 7], [...Buffer.from("{}")]]) {
    expect(compressionOf(Buffer.from(bytes))).toBe(null);
  }
});

test("names before compression", () => {
  expect(["a/b.jsonl.gz", "b.json.zst", "b.jsonl", "gz", ".gz"].map(plainName)).toEqual([
    "a/b.jsonl",
    "b.json",
    "b.jsonl",
    "gz",
    "",
  ]);
});

test("what is decompressed counts as what a file takes (--max-memory)", async () => {
  const bytes = gzipSync(Buffer.alloc(3_000_000, "a"));
  // Modules of its own: a limit stays for the thread.
  vi.resetModules();
  const { setMemoryLimit } = await import("../../src/json/memory-limit.ts");
  const limited = await import("../../src/read/compression.ts");
  setMemoryLimit(2_000_000);
  const found = "more than 2000000 bytes when decompressed";
  expect(limited.decompress(bytes, "gzip")).toEqual({ ok: false, code: "file-too-large", found });
  expect(limited.decompress(Buffer.alloc(2_000_001), "gzip")).toMatchObject({ ok: false, code: "file-too-large" });
  // A file that is refused is not read.
  const { openSource } = await import("../../src/read/byte-source.ts");
  const file = `${makeFolder()}/large.gz`;
  writeFileSync(file, bytes);
  truncateSync(file, 2 ** 33);
  expect(openSource(file)).toEqual({
    ok: false,
    code: "file-too-large",
    found: `${2 ** 33} bytes; 2000000 is the most`,
  });
  vi.resetModules();
});
