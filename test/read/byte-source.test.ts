/** Where the bytes of a log come from. */
import { spawnSync } from "node:child_process";
import { appendFileSync, truncateSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openSource, takeSource, type ByteSource, type SourceResult } from "../../src/read/byte-source.ts";
import { makeFolder } from "../support/folder.ts";

function sourceOf(result: SourceResult): ByteSource {
  if (!result.ok) throw new Error(result.code);
  return result.source;
}

function rest(source: ByteSource, step = 5): string {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(step);
    const read = source.read(piece);
    if (read === 0) return Buffer.concat(pieces).toString();
    pieces.push(piece.subarray(0, read));
  }
}

/** A zstd frame with one raw block. */
function compressed(content: string): Buffer {
  const header = (content.length << 3) | 1;
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff]),
    Buffer.from(content),
  ]);
}

test.each(["", "a", "abc", "abcd", "some bytes\nand more"])("a file of %j", (content) => {
  const folder = makeFolder({ a: content });
  const source = sourceOf(openSource(path.join(folder, "a")));
  expect(source.size).toBe(content.length);
  expect(rest(source)).toBe(content);
  expect(source.read(Buffer.alloc(8))).toBe(0);
  source.close();
  expect(rest(sourceOf(takeSource(Buffer.from(content))))).toBe(content);
});

test("what is appended after the opening belongs to the next run", () => {
  const file = path.join(makeFolder({ a: "before" }), "a");
  const source = sourceOf(openSource(file));
  appendFileSync(file, " and after");
  expect(rest(source)).toBe("before");
  source.close();
});

test("a file that becomes shorter ends where it ends", () => {
  const file = path.join(makeFolder({ a: "before and after" }), "a");
  const source = sourceOf(openSource(file));
  truncateSync(file, 6);
  expect(rest(source)).toBe("before");
  source.close();
});

test("a compressed file is decompressed, and its size is that on disk", () => {
  const bytes = compressed("some bytes\nand more");
  const folder = makeFolder({ a: bytes });
  for (const result of [openSource(path.join(folder, "a")), takeSource(bytes)]) {
    const source = sourceOf(result);
    expect(source.size).toBe(bytes.length);
    expect(rest(source)).toBe("some bytes\nand more");
    source.close();
  }
});

test("a compressed file that is broken cannot be read", () => {
  const folder = makeFolder({ a: compressed("some bytes").subarray(0, 12) });
  expect(openSource(path.join(folder, "a"))).toMatchObject({ ok: false, code: "unreadable-file" });
});

test("folders, pipes and devices are no files, and what is missing cannot be read", () => {
  const folder = makeFolder({ "a/b": "" });
  const pipe = path.join(folder, "pipe");
  spawnSync("mkfifo", [pipe]);
  expect(openSource(path.join(folder, "a"))).toEqual({ ok: false, code: "not-regular" });
  expect(openSource(pipe)).toEqual({ ok: false, code: "not-regular" });
  expect(openSource("/dev/null")).toEqual({ ok: false, code: "not-regular" });
  expect(openSource(path.join(folder, "none"))).toMatchObject({ ok: false, code: "unreadable-file" });
  expect(takeSource(new Error("EIO: i/o error, read"))).toMatchObject({ ok: false, found: "EIO: i/o error" });
});
