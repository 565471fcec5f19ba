/** The codecs: whoever begins them, and however often. */
import { expect, test, vi } from "vitest";
import { isZstd } from "../../src/read/zstd.ts";
import { unzstd } from "../support/parquet.ts";

const TEXT = Buffer.from("the same again and again, ".repeat(50));

test("a codec that another copy of this module began is taken as it is", async () => {
  const first = await import("../../src/sinks/compression.ts");
  const before = await first.zstdCodec();
  vi.resetModules();
  const second = await import("../../src/sinks/compression.ts");
  expect(second.zstdCodec).not.toBe(first.zstdCodec);
  const after = await second.zstdCodec();
  for (const compress of [before, after]) {
    const frame = compress(TEXT);
    expect(isZstd(frame)).toBe(true);
    expect(frame.length).toBeLessThan(TEXT.length / 10);
    expect(unzstd(frame).equals(TEXT)).toBe(true);
  }
});

test("asked for twice at once, it is begun once", async () => {
  vi.resetModules();
  const { zstdCodec } = await import("../../src/sinks/compression.ts");
  const codecs = await Promise.all([zstdCodec(), zstdCodec()]);
  for (const compress of codecs) expect(unzstd(compress(TEXT)).equals(TEXT)).toBe(true);
});
