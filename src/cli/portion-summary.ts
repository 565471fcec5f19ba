/** What the summary says of the files that a run reads. */
import type { Discovery } from "../discover/discover.ts";
import type { PortionSummary } from "../ingest/accounting.ts";
import type { Options } from "./options.ts";

/** Files that were found, those that are not read included. */
export function foundIn({ files, skipped }: Discovery): number {
  return files.length + skipped.length;
}

/** @param corpus all that was found, of which the run reads a portion */
export function portionSummary(
  { partition, seed }: Pick<Options, "partition" | "seed">,
  corpus: Discovery,
): PortionSummary {
  return {
    ...(partition !== null && {
      partition: {
        index: partition.index,
        num_partitions: partition.count,
        by: partition.by,
        index_from: partition.indexFrom,
        files_in_all: foundIn(corpus),
      },
    }),
    ...(seed !== null && { shuffle_seed: seed }),
  };
}
