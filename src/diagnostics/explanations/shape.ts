/** Codes of values that are not what their field takes. */
import { topic } from "./explanation.ts";

export const SHAPE = topic({
  "missing-field": {
    meaning: "A key that must be there is not. The place is that of the object.",
    matters:
      "What cannot be known is not guessed: whose words a message is, for one, decides what a model learns to say.",
    otherwise:
      "Where something can take its place (a missing `message` of a step, an agent's name) it is a warning at `lenient`; in a session log the damaged record or block is left out there.",
    example: {
      file: { name: "trajectory.json", lines: '{ "step_id": 2, "message": "Prices are floats: count in cents." }' },
      flags: "-d .",
    },
    wayOut: [
      "Write the key. What an ATIF step must have is `step_id`, `source` and `message`.",
      "Try `--validation lenient`; the rejection says when it would help.",
    ],
  },
  "wrong-type": {
    meaning: "A value of another kind than the field takes. What belongs there and what was found is told.",
    matters: "A value read as something it is not would be a value that we made up.",
    otherwise:
      "What can be read in one way only (one object where a list belongs, a number as an id) is a warning at `lenient`, as are damaged records of a session log.",
    example: {
      file: { name: "trajectory.json", lines: '"tool_calls": "grep total"' },
      flags: "-d .",
    },
    wayOut: [
      "Write the value as the format asks: the message names what it expects.",
      "Try `--validation lenient`; the rejection says when it would help.",
    ],
  },
  "empty-text": {
    meaning: "A text that must not be empty, such as a `session_id`, is.",
    matters: "Rows with an empty identity cannot be told apart or found again.",
    example: {
      file: { name: "trajectory.json", lines: '"session_id": "",' },
      flags: "-d .",
    },
    wayOut: [
      "Give each rollout an id of its own, such as a UUID.",
      "For a trajectory without one: `--validation spec` takes its `trajectory_id`, or the path of the file.",
    ],
  },
  "unknown-value": {
    meaning: "A field has a value that the format does not know, such as the `source` of a step.",
    matters: "Whose words a message is decides what a model learns to say; that is not guessed.",
    otherwise:
      "Names that other tools give to the sources (`assistant`, `model`, `human`, `developer`) are understood at `lenient`.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 2, "source": "assistant", "message": "Prices are floats: count in cents." }',
      },
      flags: "-d .",
    },
    wayOut: [
      "Write the value that the format has for it: `agent`, not `assistant`.",
      "`--validation lenient` reads the names of other tools.",
    ],
  },
  "no-steps": {
    meaning: "The trajectory's list of steps is empty.",
    matters: "There is no conversation, so there is no row. Most often the agent failed before its first step.",
    example: {
      file: { name: "trajectory.json", lines: '"steps": []' },
      flags: "-d .",
    },
    wayOut: [
      "Look into the job's own log for why the agent never began.",
      "Leave such runs out: list the others with `--files-from`.",
    ],
  },
  "several-trajectories": {
    meaning: "The file is a list of trajectories, or holds them by name, where one trajectory belongs.",
    matters:
      "A file is one rollout to every other reader of ATIF; which of several would be the row is not for us to say.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '[\n  {\n    "schema_version": "ATIF-v1.6",\n    "session_id": "wrong-total",',
      },
      flags: "-d .",
    },
    wayOut: [
      "`--validation lenient` reads each of them, one row each.",
      "Or split the file: `jq -c '.[]' all.json | split -l 1 - run- --additional-suffix=.json`.",
    ],
  },
  "text-from-json": {
    meaning: "An object or a list stands where text belongs. The row holds its JSON text.",
    matters: "A model would learn to answer in JSON where it did not.",
    example: {
      file: { name: "trajectory.json", lines: '"message": { "answer": "Prices are floats." } }' },
      flags: "-d .",
    },
    wayOut: [
      'Write the text, or a list of content parts: `[{"type": "text", "text": "..."}]`.',
      "Filter such rows out: `source_meta.warnings` counts them.",
    ],
  },
  "not-in-spec": {
    meaning:
      "The value can be read, and DataDesigner takes it, but the ATIF specification (RFC 0001, as Harbor validates it) does not allow it. A run at `spec` without this warning is one that Harbor's validator accepts, unknown fields aside.",
    matters: "The row is right. Harbor, and programs built on its models, refuse the file.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 1, "source": "user", "model_name": "a-model", "message": "Why is the total wrong?" },',
      },
      flags: "-d .",
    },
    wayOut: [
      "Correct the writer as the message says, if others shall read the file too.",
      "Nothing has to be done for the rows.",
    ],
  },
});
