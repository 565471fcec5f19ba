/** Shards by size: none is larger than asked for, unless one row is; put together they are all rows. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeedRow } from "../../src/row/row.ts";
import { ENCODINGS, type Encoding } from "../../src/sinks/encoding.ts";
import { parquetFooter, parquetRows } from "../support/parquet.ts";
import { rowOf } from "../support/random-rows.ts";
import { emptyRow } from "../support/results.ts";
import { filesOf, textOf } from "../support/sinks.ts";

/** Ids of the rows in a file. */
async function idsOf(encoding: Encoding, file: Buffer): Promise<string[]> {
  if (encoding === ".parquet") return (await parquetRows(file)).map(({ trace_id }) => trace_id);
  return textOf(encoding, file)
    .split("\n")
    .slice(0, -1)
    .map((line) => /^\{"trace_id":"([^"]*)"/u.exec(line)?.[1] ?? line);
}

/** Files that are too large, as `size: ids`. */
async function tooLarge(encoding: Encoding, files: readonly Buffer[], maxBytes: number): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    if (file.length <= maxBytes) continue;
    const ids = await idsOf(encoding, file);
    if (ids.length > 1) found.push(`${file.length} > ${maxBytes}: ${ids.join(", ")}`);
  }
  return found;
}

function rowsOf(sizes: readonly number[]): SeedRow[] {
  return sizes.map((size, index) => rowOf(`row-${index}`, size));
}

describe.each(ENCODINGS)("%s", (encoding) => {
  const isParquet = encoding === ".parquet";
  const MAX = isParquet ? 100_000 : 10_000;
  const SIZE = fc.oneof(fc.nat({ max: MAX / 50 }), fc.nat({ max: MAX / 4 }), fc.nat({ max: MAX * 2 }));

  test("no file is larger than asked for, unless it holds one row", async () => {
    const law = fc.asyncProperty(
      fc.array(SIZE, { maxLength: 12 }),
      fc.integer({ min: 1, max: MAX * 3 }),
      async (sizes, max) => {
        const files = filesOf(encoding, rowsOf(sizes), max);
        expect(await tooLarge(encoding, files, max)).toEqual([]);
      },
    );
    await fc.assert(law, { numRuns: isParquet ? 12 : 40, endOnFailure: isParquet });
  });

  test.each([
    ["a small row and one that is larger than a file", [MAX / 100, MAX * 3]],
    ["rows of three quarters of a file", [MAX * 0.75, MAX * 0.75, MAX * 0.75, MAX * 0.75]],
    ["a row larger than a file between small ones", [10, 10, MAX * 3, 10, 10]],
    ["rows of nearly a file", [MAX * 0.97, 10, MAX * 0.97, 10]],
  ])("%s", async (_name, sizes) => {
    const files = filesOf(encoding, rowsOf(sizes), MAX);
    expect(await tooLarge(encoding, files, MAX)).toEqual([]);
  });

  test("put together the files are all rows, in order, whatever the size; none is without rows", async () => {
    const rows = rowsOf([0, 3000, 10, 700, 12_000, 1, 1, 1, 5000, 0]);
    const ids = rows.map(({ trace_id }) => trace_id);
    const [whole = Buffer.alloc(0)] = filesOf(encoding, rows);
    for (const max of [1, 2, 100, 500, 1000, 3000, 5000, 9000, 20_000, 60_000, 1e6, 1e12]) {
      const files = filesOf(encoding, rows, max);
      const found = [];
      for (const file of files) {
        const inFile = await idsOf(encoding, file);
        expect(inFile.length, `${max}`).toBeGreaterThan(0);
        found.push(...inFile);
      }
      expect(found, `${max}`).toEqual(ids);
      if (!isParquet) {
        const texts = files.map((file) => textOf(encoding, file)).join("");
        expect(texts === textOf(encoding, whole), `${max}`).toBe(true);
      }
    }
  });

  test("where all fits there is one file", () => {
    expect(filesOf(encoding, rowsOf([100, 200, 300]), 1e9)).toHaveLength(1);
  });

  test("without rows there is one file, and a valid one", async () => {
    for (const max of [1, 1000, undefined]) {
      const files = filesOf(encoding, [], max);
      expect(files).toHaveLength(1);
      for (const file of files) expect(await idsOf(encoding, file)).toEqual([]);
    }
  });

  test("the same rows make the same bytes", () => {
    const rows = rowsOf([100, 2000, 30]);
    expect(filesOf(encoding, rows, 2500)).toEqual(filesOf(encoding, rows, 2500));
  });
});

test("JSONL: a file takes all rows that fit, to the last byte", () => {
  const rows = rowsOf([10, 500, 30, 900, 10, 10, 10]);
  const [whole = Buffer.alloc(0)] = filesOf(".jsonl", rows);
  const sizes = whole
    .toString()
    .split(/(?<=\n)/u)
    .map((line) => Buffer.byteLength(line));
  const law = fc.property(fc.integer({ min: 1, max: whole.length + 10 }), (max) => {
    const expected: number[] = [];
    for (const size of sizes) {
      const last = expected.at(-1);
      if (last !== undefined && last + size <= max) expected[expected.length - 1] = last + size;
      else expected.push(size);
    }
    expect(filesOf(".jsonl", rows, max).map((file) => file.length)).toEqual(expected);
  });
  const [first = 0, second = 0] = sizes;
  fc.assert(law, {
    numRuns: 200,
    examples: [[first + second - 1], [first + second], [first + second + 1], [whole.length - 1], [whole.length]],
  });
});

test("Parquet: a file takes several groups, and not far from as much as it may", async () => {
  const max = 400_000;
  const files = filesOf(".parquet", rowsOf(Array.from({ length: 60 }, () => 30_000)), max);
  expect(files.length).toBeGreaterThan(2);
  for (const file of files.slice(0, -1)) {
    expect((await parquetFooter(file)).num_rows).toBeGreaterThan(1n);
    expect(file.length).toBeGreaterThan(max / 3);
  }
});

test("compressed JSONL: frames of a few megabytes, and shards by what they take when compressed", () => {
  const messages = [{ role: "user" as const, content: [{ type: "text", text: "x".repeat(1_500_000) }] }];
  const rows = Array.from({ length: 12 }, (_, index) => ({ ...emptyRow(`row ${index}`), messages }));
  for (const encoding of [".jsonl.gz", ".jsonl.zst"] as const) {
    const [whole = Buffer.alloc(0)] = filesOf(encoding, rows);
    const [plain = Buffer.alloc(0)] = filesOf(".jsonl", rows);
    expect(textOf(encoding, whole) === plain.toString()).toBe(true);
    // 18 MB of text, that compress to far less than a shard.
    expect(filesOf(encoding, rows, 5_000_000)).toHaveLength(1);
  }
});
