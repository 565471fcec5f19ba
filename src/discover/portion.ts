/** What of a corpus a run reads, and in which order. */
import type { Discovery, InputFile } from "./discover.ts";
import { filesOf, type Partition } from "./partition.ts";
import { shuffle } from "./shuffle.ts";

export interface Portion {
  /** Null for the whole corpus. */
  readonly partition: Partition | null;
  /** The seed of a random order; null for the order of relative paths. */
  readonly seed: number | null;
}

/**
 * Takes the files of the partition, then shuffles them. What is found and cannot be read is counted
 * once in all partitions, by the first one; problems of the search are each partition's own, as each
 * searches by itself.
 */
export function portionOf(
  discovery: Discovery,
  { partition, seed }: Portion,
  familyOf: (file: InputFile) => string,
): Discovery {
  const files = partition === null ? discovery.files : filesOf(discovery.files, partition, familyOf);
  return {
    files: seed === null ? files : shuffle(files, seed),
    skipped: partition === null || partition.index === 0 ? discovery.skipped : [],
    diagnostics: discovery.diagnostics,
  };
}
