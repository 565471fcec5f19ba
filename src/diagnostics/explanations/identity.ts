/** Codes of what tells rollouts apart, and of their subagents. */
import { topic } from "./explanation.ts";

export const IDENTITY = topic({
  "identity-inferred": {
    meaning:
      "There is no `session_id`; what takes its place is said: the `trajectory_id`, or the path of the file from the folder given.",
    matters:
      "The `trace_id` of the row is none that the writer gave. One that is a path changes when the file is moved.",
    otherwise: "At `strict` the missing `session_id` is an error of its own: missing-field.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '"schema_version": "ATIF-v1.6",\n"agent": { "name": "an-agent", "version": "1.0" },',
      },
      flags: "-d .",
    },
    wayOut: [
      "Write a `session_id`.",
      "Keep the folder as it is, and give the same `--trace-dir`: then the ids of two runs are the same.",
    ],
  },
  "duplicate-trace-id": {
    meaning: "Another row of the run has the same `trace_id`. Both are written.",
    matters:
      "It may be one rollout that lies in two places: counted twice it weighs twice in training. Or two writers chose the same id, and both are wanted.",
    example: {
      file: { name: "second.json", lines: '"session_id": "wrong-total",' },
      flags: "-d .",
    },
    wayOut: [
      "Compare the two; the column `source_path` tells them apart.",
      "Leave the copy out: give a narrower `--trace-dir`, or list the files with `--files-from`.",
      "Give each rollout an id of its own in the writer.",
    ],
  },
  "unresolvable-ref": {
    meaning: "A reference to a subagent's trajectory has no `trajectory_id`, `trajectory_path` or `session_id`.",
    matters: "What the subagent did cannot be found: the result stands without the work behind it.",
    otherwise: "At `strict` a missing `session_id` of the reference is told as missing-field, as DataDesigner has it.",
    example: {
      file: { name: "trajectory.json", lines: '"subagent_trajectory_ref": [{ "trajectory_id": null }] }]' },
      flags: "-d .",
    },
    wayOut: [
      "Write the `trajectory_id` of the embedded trajectory, or the `trajectory_path` of its file.",
      "`--validation lenient` keeps the reference as it is.",
    ],
  },
  "subagents-left-out": {
    meaning:
      "Embedded subagent trajectories are not in the rows: all of them at `strict`, which has DataDesigner's rows; broken ones at the other levels.",
    matters: "What subagents did can be most of a rollout's work.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '"subagent_trajectories": [\n  {\n    "schema_version": "ATIF-v1.7",\n    "trajectory_id": "search",',
      },
      flags: "-d .",
    },
    wayOut: [
      "`--validation spec` gives each a row of its own, with `is_sidechain` true and its parent's `root_session_id`.",
      "At `spec` and beyond: the problems of the broken ones are told with their places.",
    ],
  },
});
