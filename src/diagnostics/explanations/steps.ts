/** Codes of steps, tool calls and their results. */
import { topic } from "./explanation.ts";

const CALL =
  '"tool_calls": [{ "tool_call_id": "call_1", "function_name": "grep", "arguments": { "pattern": "total" } }],';

export const STEPS = topic({
  "step-id-order": {
    meaning:
      "`step_id` does not follow the one before it, or is not 1 in the first step. Steps are numbered 1, 2, 3 in the order of the file.",
    matters:
      "A gap is the trace of a step that is missing, a number that comes twice or too late that of a wrong order. A model that learns from it learns answers to what it cannot see.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '{ "step_id": 3, "source": "agent", "message": "Prices are floats: count in cents." }',
      },
      flags: "-d .",
    },
    wayOut: [
      "Find out what became of the missing step, and number the steps where they are written, not where they are filtered.",
      "If you know that the order of the file is right and nothing is missing: `--validation lenient` takes it so.",
    ],
  },
  "agent-only-field": {
    meaning:
      "`reasoning_content` or `tool_calls`, and at `strict` an `observation`, on a step that is not the agent's.",
    matters: "Only the agent reasons and calls tools. Such a step is most likely the agent's, under a wrong `source`.",
    otherwise: "An `observation` of a system or user step is taken at `spec` without a word.",
    example: {
      file: {
        name: "trajectory.json",
        lines:
          '{ "step_id": 1, "source": "user", "message": "Why is the total wrong?", "reasoning_content": "It must be a float." },',
      },
      flags: "-d .",
    },
    wayOut: [
      "Correct the `source` of the step, or leave the field out.",
      "`--validation spec` takes observations of other steps; `--validation lenient` keeps the other fields in `source_meta` only.",
    ],
  },
  "result-without-call-id": {
    meaning:
      "A result has content and no `source_call_id`, the id of the call that it answers. The specification allows that; DataDesigner does not.",
    matters:
      "A result behind the wrong call teaches a model that its tools lie. Beyond `strict` results are linked by position only where a step has as many of them as calls; otherwise they become a user message, never a tool message without an id.",
    example: {
      file: {
        name: "trajectory.json",
        lines: `${CALL}\n"observation": { "results": [{ "content": "cart.ts:7: total = a + b" }] }`,
      },
      flags: "-d .",
    },
    wayOut: [
      "Write the `source_call_id` of each result.",
      "`--validation spec` accepts the file; each warning says how the result was linked.",
    ],
  },
  "unknown-call-id": {
    meaning: "A result names a call that its step does not make.",
    matters: "The result answers something that is not there: a call is missing, or the id is wrong.",
    otherwise: "A call of an earlier step is found at `lenient`.",
    example: {
      file: {
        name: "trajectory.json",
        lines: `${CALL}\n"observation": { "results": [{ "source_call_id": "call_9", "content": "cart.ts:7: total = a + b" }] }`,
      },
      flags: "-d .",
    },
    wayOut: [
      "Put the result into the step that makes the call, under the call's `tool_call_id`.",
      "`--validation lenient` links it to an earlier step's call, or makes a user message of it.",
    ],
  },
  "duplicate-call-id": {
    meaning: "Two calls of a step have one id: which of them a result answers cannot be told.",
    matters: "Chat templates and servers refuse such a conversation, or give one result to both calls.",
    example: {
      file: {
        name: "trajectory.json",
        lines:
          '{ "tool_call_id": "call_1", "function_name": "grep", "arguments": { "pattern": "total" } },\n{ "tool_call_id": "call_1", "function_name": "read", "arguments": { "path": "cart.ts" } }',
      },
      flags: "-d .",
    },
    wayOut: [
      "Give each call an id of its own.",
      "Filter such rows out: `source_meta.warnings` counts them at `spec` and `lenient`.",
    ],
  },
  "empty-call-id": {
    meaning: "A call has an empty id. One is made from its place, such as `call_2_1`: step 2, call 1.",
    matters: "A result cannot name the call that it answers: results are linked to such calls by their position.",
    otherwise: "At `strict` the empty id is an error of its own: empty-text.",
    example: {
      file: {
        name: "trajectory.json",
        lines: '"tool_calls": [{ "tool_call_id": "", "function_name": "grep", "arguments": { "pattern": "total" } }]',
      },
      flags: "-d .",
    },
    wayOut: ["Write an id for each call.", "Use `--validation spec`, whose rows have one."],
  },
});
