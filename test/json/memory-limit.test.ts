import { afterEach, expect, test } from "vitest";
import { decode } from "../../src/json/decode.ts";
import { beginFile, countKept, MemoryExceeded, mostInputBytes, setMemoryLimit } from "../../src/json/memory-limit.ts";
import { reserveInput } from "../../src/json/scanner/scanner.ts";

afterEach(() => {
  setMemoryLimit(Infinity);
  beginFile();
});

function list(items: number): Buffer {
  return Buffer.from(`[${"0,".repeat(items - 1)}0]`);
}

test("a document of more values than the limit has room for is refused, one of less is not", () => {
  setMemoryLimit(100_000_000);
  beginFile();
  expect(decode(list(900_000)).ok).toBe(true);
  beginFile();
  expect(() => decode(list(1_100_000))).toThrow(MemoryExceeded);
});

test("values add up over the records of a file", () => {
  setMemoryLimit(100_000_000);
  beginFile();
  decode(list(600_000));
  expect(() => decode(list(600_000))).toThrow("more than 1000000 values");
});

test("text that is kept adds up too", () => {
  setMemoryLimit(1000);
  beginFile();
  countKept(600);
  expect(() => countKept(600)).toThrow(MemoryExceeded);
  beginFile();
  countKept(600);
});

test("a document of more bytes is refused before they are read", () => {
  setMemoryLimit(1000);
  expect(mostInputBytes()).toBe(1000);
  expect(() => reserveInput(1001)).toThrow(RangeError);
});
