/**
 * What a trajectory's records must look like. Sources of the rules:
 * DD   - DataDesigner 0.9.6, engine/resources/agent_rollout/atif.py
 * RFC  - ATIF, RFC 0001, v1.0 to v1.8, as Harbor 0.25's models validate it
 *
 * `strict` is what DD takes; `open` what DD or the RFC takes, and what is left to check after
 * recovery at the lenient level. Fields that a schema does not name may hold anything.
 * Root and steps are apart, so that a document with many bad steps is checked step by step.
 */
import * as z from "zod";
import { isInteger } from "../../json/number.ts";
import { isNonEmptyText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/value.ts";
import { jsonObject } from "../schema-findings.ts";
import { laxInteger } from "./lax.ts";

/** Any value, but the key must be there. */
const present: z.ZodType<JsonValue> = z.custom<JsonValue>((value) => value !== undefined, { error: "any value" });
/** Any value or none. */
const anything: z.ZodType<JsonValue | undefined> = z.custom<JsonValue | undefined>(() => true).optional();
const text: z.ZodType<Text> = z.custom<Text>(isText, { error: "text" });
const nonEmptyText: z.ZodType<Text> = z.custom<Text>(isNonEmptyText, { error: "text that is not empty" });
const record: z.ZodType<JsonObject> = z.custom<JsonObject>(isJsonObject);
/** DD and RFC: who speaks in a step. */
const source: z.ZodType<"system" | "user" | "agent"> = z.enum(["system", "user", "agent"], {
  error: "system, user or agent",
});
/** DD: `isinstance(steps, list) and steps`; RFC: min_length 1. */
const steps: z.ZodType<JsonValue[]> = z
  .array(present, { error: "a list of steps" })
  .min(1, { error: "at least one step" });

/** DD `coerce_optional_str` takes any source_call_id and compares it as text. */
function resultOf<Ref extends z.ZodType>(reference: Ref) {
  return jsonObject({
    source_call_id: anything,
    content: anything,
    subagent_trajectory_ref: z.array(reference, { error: "a list of references" }).nullish(),
  });
}

function observationOf<Ref extends z.ZodType>(reference: Ref) {
  return jsonObject({ results: z.array(resultOf(reference), { error: "a list of results" }) });
}

function stepOf<Id extends z.ZodType, Call extends z.ZodType, Ref extends z.ZodType>(
  id: Id,
  call: Call,
  reference: Ref,
) {
  return jsonObject({
    step_id: id,
    source,
    /** DD: `"message" in raw_step`, of any type; RFC: required, may be empty. */
    message: present,
    timestamp: anything,
    reasoning_content: anything,
    tool_calls: z.array(call, { error: "a list of tool calls" }).nullish(),
    observation: observationOf(reference).nullish(),
    is_copied_context: anything,
  });
}

/** DD: ids and names by `require_string`, arguments of any type or none. */
const strictCall = jsonObject({
  tool_call_id: nonEmptyText,
  function_name: nonEmptyText,
  arguments: anything,
});

/** RFC: the texts may be empty. */
const openCall = jsonObject({ tool_call_id: text, function_name: text, arguments: anything });

/** DD: a reference needs a session_id; RFC: a trajectory_id or a trajectory_path (checked in references.ts). */
const strictReference = jsonObject({ session_id: nonEmptyText });

/** DD: an int, and True is one to Python; here it is not. */
const strictStepId: z.ZodType<JsonValue> = z.custom<JsonValue>(isInteger, { error: "an integer" });
/** RFC, as pydantic reads it: "1", 1.0 and true are integers. */
const openStepId: z.ZodType<JsonValue> = z.custom<JsonValue>((value) => laxInteger(value) !== null, {
  error: "an integer",
});

const strictRoot = jsonObject({
  schema_version: nonEmptyText,
  session_id: nonEmptyText,
  agent: jsonObject({ name: nonEmptyText }),
  steps,
});

/** RFC: all but agent and steps may be missing; what is there must be text. */
const openRoot = jsonObject({
  schema_version: nonEmptyText.optional(),
  session_id: text.nullish(),
  agent: jsonObject({ name: text }),
  steps,
});

const strictStep = stepOf(strictStepId, strictCall, strictReference);
const openStep = stepOf(openStepId, openCall, record);

export type Root = z.infer<typeof openRoot>;
export type Step = z.infer<typeof openStep>;
export type ToolCallRecord = z.infer<typeof openCall>;
export type Observation = NonNullable<Step["observation"]>;
export type Result = Observation["results"][number];

/** A schema that is compiled when it is asked for first. */
export function compiledOnce(schema: z.ZodType): () => z.ZodType {
  let compiled: z.ZodType | null = null;
  return () => (compiled ??= z.compile(schema));
}

/** The schemas of a level; compiled, which makes them several times faster. */
export interface LevelSchema {
  readonly root: z.ZodType;
  readonly step: z.ZodType;
}

export const STRICT: LevelSchema = levelSchema(strictRoot, strictStep);
export const OPEN: LevelSchema = levelSchema(openRoot, openStep);

/** Compiled when they are asked for: a run over other formats has no use for them. */
function levelSchema(root: z.ZodType, step: z.ZodType): LevelSchema {
  const compiledRoot = compiledOnce(root);
  const compiledStep = compiledOnce(step);
  return {
    get root() {
      return compiledRoot();
    },
    get step() {
      return compiledStep();
    },
  };
}
