/** One of the parts that a corpus is read in: which files are its own. Parts are disjoint, and complete. */
import { hash } from "node:crypto";
import type { InputFile } from "./discover.ts";

export const PARTITION_BY = ["block", "hash"] as const;
export type PartitionBy = (typeof PARTITION_BY)[number];

/** Names of shards have five digits for the index: with more they would not sort. */
export const MAX_PARTITIONS = 100_000;

export interface Partition {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly by: PartitionBy;
}

/**
 * The files of a partition, in the order given.
 *
 * @param files all files of the corpus, ordered by relative path
 * @param familyOf what keeps files together, for partitions by hash
 */
export function filesOf(
  files: readonly InputFile[],
  { index, count, by }: Partition,
  familyOf: (file: InputFile) => string,
): readonly InputFile[] {
  if (by === "hash") return files.filter((file) => partitionOfFamily(familyOf(file), count) === index);
  const { start, end } = blockOf(files.length, index, count);
  return files.slice(start, end);
}

/**
 * The range of a block: DataDesigner's rule (`PartitionBlock.to_index_range`). All blocks have
 * `size // count` files, the last one what is left over too.
 */
export function blockOf(size: number, index: number, count: number): { start: number; end: number } {
  const length = Math.floor(size / count);
  const start = index * length;
  return { start, end: index === count - 1 ? size : start + length };
}

/** The first 48 bits of SHA-256 of the family's name in UTF-8, as a big-endian integer, modulo the number of partitions. */
export function partitionOfFamily(family: string, count: number): number {
  return Number.parseInt(hash("sha256", family, "hex").slice(0, 12), 16) % count;
}
