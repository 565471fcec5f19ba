/** Which partition a run is: by its flags, or by what a scheduler calls its task. */
import type { Partition } from "../discover/partition.ts";
import { MAX_PARTITIONS, type PartitionBy } from "../discover/partition.ts";
import { UsageError } from "../usage-error.ts";

/** Where the index of a partition was taken from. */
export type IndexSource = "flag" | "SLURM_ARRAY_TASK_ID" | "JOB_COMPLETION_INDEX";

export interface TakenPartition extends Partition {
  readonly indexFrom: IndexSource;
}

export interface PartitionFlags {
  readonly partitionIndex?: number | undefined;
  readonly numPartitions?: number | undefined;
  readonly partitionBy?: PartitionBy | undefined;
}

/**
 * Reads the flags. Without `--num-partitions` a run reads the whole corpus, also as the task of a job
 * array: the array may be there for another reason. How many partitions there are is never taken from
 * the environment, because an array of one task, which does a failed one again, would then read all.
 *
 * @throws UsageError for a partition that there is none of, or when nothing says which it is
 */
export function readPartition(flags: PartitionFlags, environment: NodeJS.ProcessEnv): TakenPartition | null {
  const { partitionIndex, numPartitions: count, partitionBy } = flags;
  if (count === undefined) {
    if (partitionIndex !== undefined) throw new UsageError("--partition-index goes with --num-partitions");
    if (partitionBy !== undefined) throw new UsageError("--partition-by goes with --num-partitions");
    return null;
  }
  if (count > MAX_PARTITIONS) throw new UsageError(`--num-partitions must be at most ${MAX_PARTITIONS}`);
  const { index, indexFrom } =
    partitionIndex === undefined ? taskIndex(environment) : { index: partitionIndex, indexFrom: "flag" as const };
  refuseBeyond(index, count, indexFrom === "flag" ? "--partition-index" : indexFrom);
  if (indexFrom === "SLURM_ARRAY_TASK_ID") refuseLongArray(environment, count);
  return { index, count, by: partitionBy ?? "block", indexFrom };
}

/** The number of this task, as Slurm tells those of an array, and Kubernetes those of an indexed job. */
function taskIndex(environment: NodeJS.ProcessEnv): { readonly index: number; readonly indexFrom: IndexSource } {
  const slurm = numberIn(environment, "SLURM_ARRAY_TASK_ID");
  const kubernetes = numberIn(environment, "JOB_COMPLETION_INDEX");
  if (slurm !== null && kubernetes !== null && slurm !== kubernetes) {
    throw new UsageError(
      `SLURM_ARRAY_TASK_ID is ${slurm} and JOB_COMPLETION_INDEX is ${kubernetes}`,
      "say which partition it is with --partition-index",
    );
  }
  if (slurm !== null) return { index: slurm, indexFrom: "SLURM_ARRAY_TASK_ID" };
  if (kubernetes !== null) return { index: kubernetes, indexFrom: "JOB_COMPLETION_INDEX" };
  throw new UsageError(
    "--num-partitions goes with --partition-index",
    "only tasks of a Slurm array or of an indexed Kubernetes job can do without it",
  );
}

/** Tasks may be numbered from 1 by habit: all of them fail, rather than the last one alone with the first partition missing. */
function refuseLongArray(environment: NodeJS.ProcessEnv, count: number): void {
  const last = numberIn(environment, "SLURM_ARRAY_TASK_MAX");
  if (last !== null) refuseBeyond(last, count, "SLURM_ARRAY_TASK_MAX");
}

function refuseBeyond(index: number, count: number, name: string): void {
  if (index < count) return;
  throw new UsageError(
    `${name} is ${index}, and of ${count} partitions the last one is ${count - 1}`,
    "partitions are counted from 0",
  );
}

function numberIn(environment: NodeJS.ProcessEnv, name: string): number | null {
  const text = environment[name] ?? "";
  if (text === "") return null;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new UsageError(`${name} is ${JSON.stringify(text)}: expected an integer from 0`, "or give --partition-index");
}
