/** Which partition a run is, and what is refused. */
import { afterEach, expect, test, vi } from "vitest";
import { readOptions, type Options } from "../../src/cli/options.ts";
import { UsageError } from "../../src/usage-error.ts";

const DEFAULTS = {
  traceDir: ".",
  output: "-",
  recursive: true,
  jsonColumns: "json",
  validation: "strict",
  sourcePath: "absolute",
  errorFormat: "text",
  color: "auto",
  progress: "auto",
};

const VARIABLES = ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MAX", "JOB_COMPLETION_INDEX"];

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Reads flags in an environment in which a scheduler has set no other variables. */
function read(flags: object, environment: Readonly<Record<string, string>> = {}): Options {
  for (const name of VARIABLES) vi.stubEnv(name, environment[name]);
  return readOptions({ ...DEFAULTS, ...flags }, "write");
}

const SLURM = { SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_MAX: "2" };

test.each([
  [{}, {}, null],
  [{}, SLURM, null],
  [{ partitionIndex: "1", numPartitions: "3" }, {}, { index: 1, count: 3, by: "block", indexFrom: "flag" }],
  [{ partitionIndex: "0", numPartitions: "3" }, SLURM, { index: 0, count: 3, by: "block", indexFrom: "flag" }],
  [
    { numPartitions: "3", partitionBy: "hash" },
    SLURM,
    { index: 1, count: 3, by: "hash", indexFrom: "SLURM_ARRAY_TASK_ID" },
  ],
  // An array of one task, which does a failed one again.
  [
    { numPartitions: "10" },
    { SLURM_ARRAY_TASK_ID: "7", SLURM_ARRAY_TASK_MAX: "7" },
    { index: 7, count: 10, by: "block", indexFrom: "SLURM_ARRAY_TASK_ID" },
  ],
  [
    { numPartitions: "3" },
    { JOB_COMPLETION_INDEX: "0", SLURM_ARRAY_TASK_ID: "" },
    { index: 0, count: 3, by: "block", indexFrom: "JOB_COMPLETION_INDEX" },
  ],
  [
    { numPartitions: "3" },
    { ...SLURM, JOB_COMPLETION_INDEX: "1" },
    { index: 1, count: 3, by: "block", indexFrom: "SLURM_ARRAY_TASK_ID" },
  ],
])("%j in %j: %j", (flags, environment, partition) => {
  expect(read(flags, environment).partition).toEqual(partition);
});

test.each([
  [{ partitionIndex: "0" }, {}, "--partition-index goes with --num-partitions"],
  [{ partitionBy: "hash" }, SLURM, "--partition-by goes with --num-partitions"],
  [{ numPartitions: "2" }, {}, "--num-partitions goes with --partition-index"],
  [{ partitionIndex: "2", numPartitions: "2" }, {}, "--partition-index is 2, and of 2 partitions the last one is 1"],
  [{ partitionIndex: "0", numPartitions: "0" }, {}, "--num-partitions must be an integer from 1"],
  [{ partitionIndex: "-1", numPartitions: "2" }, {}, "--partition-index must be an integer from 0"],
  [{ partitionIndex: "0", numPartitions: "100001" }, {}, "--num-partitions must be at most 100000"],
  [{ numPartitions: "2" }, SLURM, "SLURM_ARRAY_TASK_MAX is 2, and of 2 partitions the last one is 1"],
  [{ numPartitions: "1" }, SLURM, "SLURM_ARRAY_TASK_ID is 1, and of 1 partitions the last one is 0"],
  [{ numPartitions: "3" }, { ...SLURM, JOB_COMPLETION_INDEX: "2" }, "JOB_COMPLETION_INDEX is 2"],
  [{ numPartitions: "3" }, { JOB_COMPLETION_INDEX: "one" }, 'JOB_COMPLETION_INDEX is "one"'],
  [{ seed: "1" }, {}, "--seed goes with --shuffle"],
  [{ shuffle: true, seed: "4294967296" }, {}, "--seed must be an integer from 0 to 4294967295"],
  [{ shuffle: true, seed: "1e3" }, {}, "--seed must be an integer from 0 to 4294967295"],
])("%j in %j: %s", (flags, environment, message) => {
  expect(() => read(flags, environment)).toThrow(UsageError);
  expect(() => read(flags, environment)).toThrow(message);
});

test("a seed is given, or chosen anew, or of no use", () => {
  expect(read({ shuffle: true, seed: "0" }).seed).toBe(0);
  expect(read({}).seed).toBeNull();
  const chosen = new Set(Array.from({ length: 5 }, () => read({ shuffle: true }).seed));
  expect(chosen.size).toBeGreaterThan(1);
});
