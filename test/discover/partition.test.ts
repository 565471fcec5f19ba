/** Partitions are disjoint and complete, and the same on every machine. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "../../src/json/code-points.ts";
import type { InputFile } from "../../src/discover/discover.ts";
import { filesOf, partitionOfFamily, PARTITION_BY, type PartitionBy } from "../../src/discover/partition.ts";
import { asFile, PATHS } from "./paths.ts";

/** A family is a folder. */
function familyOf({ relativePath }: InputFile): string {
  return relativePath.split("/").slice(0, -1).join("/");
}

function corpusOf(paths: readonly string[]): readonly InputFile[] {
  return paths.toSorted(compareCodePoints).map(asFile);
}

function parts(paths: readonly string[], count: number, by: PartitionBy): (readonly string[])[] {
  const corpus = corpusOf(paths);
  return Array.from({ length: count }, (_, index) =>
    filesOf(corpus, { index, count, by }, familyOf).map(({ relativePath }) => relativePath),
  );
}

const COUNTS: fc.Arbitrary<number> = fc.integer({ min: 1, max: 40 });

test.each(PARTITION_BY)("by %s: each file is in one partition, and its order stays", (by) => {
  fc.assert(
    fc.property(PATHS, COUNTS, (paths, count) => {
      const all = parts(paths, count, by);
      expect(all.flat().toSorted(compareCodePoints)).toEqual(paths.toSorted(compareCodePoints));
      for (const part of all) expect(part).toEqual(part.toSorted(compareCodePoints));
    }),
  );
});

test("by block: equal parts one behind the other, the last one takes the rest", () => {
  fc.assert(
    fc.property(PATHS, COUNTS, (paths, count) => {
      const all = parts(paths, count, "block");
      expect(all.flat()).toEqual(paths.toSorted(compareCodePoints));
      const least = Math.floor(paths.length / count);
      expect(all.slice(0, -1).map(({ length }) => length)).toEqual(Array.from({ length: count - 1 }, () => least));
    }),
  );
});

test("by hash: families stay together, and in their partition when files are added", () => {
  fc.assert(
    fc.property(PATHS, PATHS, COUNTS, (paths, added, count) => {
      const before = parts(paths, count, "hash");
      const after = parts([...new Set([...paths, ...added])], count, "hash");
      const homes = new Map<string, number>();
      for (const [index, part] of after.entries()) {
        expect(part).toEqual(expect.arrayContaining([...(before[index] ?? [])]));
        for (const path of part) {
          const family = familyOf(asFile(path));
          expect(homes.get(family) ?? index).toBe(index);
          homes.set(family, index);
        }
      }
    }),
  );
});

// `printf %s <family> | sha256sum`, its first 12 digits modulo the count.
test.each([
  ["projects/-work-shop", 10, 1],
  ["projects/-work-shop", 7, 0],
  ["projects/-work-shop/other", 10, 9],
  ["projects/-work-shop/other", 7, 1],
  ["a/b", 10, 4],
  ["a/b", 7, 2],
])("the family %s of %i partitions is in %i", (family, count, index) => {
  expect(partitionOfFamily(family, count)).toBe(index);
});

test("families are spread evenly", () => {
  const sizes = Array.from({ length: 16 }, () => 0);
  for (let session = 0; session < 16_000; session++) {
    const index = partitionOfFamily(`sessions/${session}`, 16);
    sizes[index] = (sizes[index] ?? 0) + 1;
  }
  // Chance alone: 1000 each, with a standard deviation of 31.
  for (const size of sizes) expect(Math.abs(size - 1000)).toBeLessThan(5 * 31);
});
