/** The first bytes of files, compressed ones too. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { inputRange, scannerMemory } from "../../src/json/scanner/scanner.ts";
import { readHead } from "../../src/read/head.ts";
import { makeFolder } from "../support/folder.ts";

const COMPRESSED =
  "fixtures/codex/compressed/sessions/rollout-2026-03-01T10-00-52-01997000-0000-7000-8000-000000000052.jsonl.zst";

/** The bytes, and whether they are all; null with the failure's code where there are none. */
function head(file: string, limit: number, contents?: Buffer): readonly [text: string, isWhole: boolean | null] {
  const result = readHead(file, limit, contents);
  if (!result.ok) return [result.code, null];
  const { start, stop } = inputRange(result.size);
  return [scannerMemory().toString("utf8", start, stop), result.isWhole];
}

test("a file, up to a limit", () => {
  const file = path.join(makeFolder({ a: "some bytes" }), "a");
  expect(head(file, 4)).toEqual(["some", false]);
  expect(head(file, 10)).toEqual(["some bytes", true]);
  expect(head(file, 100)).toEqual(["some bytes", true]);
  expect(head("/none", 4, Buffer.from("some bytes"))).toEqual(["some", false]);
});

test("a compressed one is decompressed as far as that takes", () => {
  const [whole, isWhole] = head(COMPRESSED, 1_000_000);
  expect(isWhole).toBe(true);
  expect(whole).toMatch(/^\{"timestamp":.*\n$/su);
  expect(head(COMPRESSED, 20)).toEqual([whole.slice(0, 20), false]);
  expect(head("/none", 20, readFileSync(COMPRESSED))).toEqual([whole.slice(0, 20), false]);
});

test("one that is cut off has what comes before; one of which nothing is left is unreadable", () => {
  const bytes = readFileSync(COMPRESSED);
  expect(head("/none", 100, bytes.subarray(0, 7))).toEqual(["unreadable-file", null]);
  expect(head("/none", 100, bytes)).toEqual([expect.any(String), false]);
});

test("a bomb is not set off", () => {
  // Blocks that each stand for 128 KiB of one byte.
  const block = [0x02, 0x00, 0x10, 0x61];
  const blocks = Array.from({ length: 100_000 }, () => block).flat();
  const bomb = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, ...blocks]);
  const started = process.cpuUsage();
  expect(head("/none", 1000, bomb)).toEqual(["a".repeat(1000), false]);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
});

test("what is no regular file, or not there", () => {
  expect(head(makeFolder(), 10)).toEqual(["not-regular", null]);
  expect(head("/none", 10)).toEqual(["unreadable-file", null]);
});
