/** The `source_meta` of an ATIF row. */
import { isNonEmptyText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import type { MetaValue, SourceMeta } from "../../row/row.ts";
import { pythonText } from "../../row/python-text.ts";
import { listAt } from "../fields.ts";

/** Fields of a root that have a place of their own in the row, or in `source_meta` under their name. */
const ROOT_FIELDS: ReadonlySet<string> = new Set([
  "schema_version",
  "session_id",
  "trajectory_id",
  "agent",
  "steps",
  "notes",
  "continued_trajectory_ref",
  "final_metrics",
  "extra",
  "subagent_trajectories",
]);
const AGENT_FIELDS: ReadonlySet<string> = new Set(["name", "version", "model_name", "tool_definitions", "extra"]);
const CALL_FIELDS: ReadonlySet<string> = new Set(["tool_call_id", "function_name", "arguments"]);
const RESULT_FIELDS: ReadonlySet<string> = new Set(["source_call_id", "content", "subagent_trajectory_ref"]);

/** What the conversion of the steps gathers. */
export interface StepFacts {
  readonly stepCount: number;
  readonly copiedContext: readonly MetaValue[];
  readonly subagentRefs: readonly MetaValue[];
}

/** The part that DataDesigner has too, key by key in its order (`build_atif_source_meta`). */
export function sharedMeta(root: JsonObject, agent: JsonObject, facts: StepFacts): SourceMeta {
  const meta: SourceMeta = {
    schema_version: valueAt(root, "schema_version") ?? null,
    step_count: facts.stepCount,
    agent_name: valueAt(agent, "name") ?? null,
  };
  for (const key of ["version", "model_name"]) {
    const value = optionalText(valueAt(agent, key));
    if (isNonEmptyText(value)) meta[key] = value;
  }
  if (facts.copiedContext.length > 0) meta["copied_context_step_ids"] = facts.copiedContext;
  if (facts.subagentRefs.length > 0) meta["subagent_trajectory_refs"] = facts.subagentRefs;
  for (const key of ["notes", "continued_trajectory_ref"]) {
    const value = optionalText(valueAt(root, key));
    if (isNonEmptyText(value)) meta[key] = value;
  }
  for (const key of ["final_metrics", "extra"]) {
    const value = valueAt(root, key);
    if (isJsonObject(value) && Object.keys(value).length > 0) meta[key] = value;
  }
  return meta;
}

/** DataDesigner `coerce_optional_str`: null stays null, anything else is its text. */
export function optionalText(value: JsonValue | undefined): Text | null {
  return value === undefined || value === null ? null : pythonText(value);
}

/** What a root says beyond the shared columns, for the levels that keep it. */
export function furtherMeta(root: JsonObject, agent: JsonObject): SourceMeta {
  const meta: SourceMeta = {};
  const trajectoryId = valueAt(root, "trajectory_id") ?? null;
  if (trajectoryId !== null) meta["trajectory_id"] = trajectoryId;
  const tools = valueAt(agent, "tool_definitions") ?? null;
  if (tools !== null) meta["tool_definitions"] = tools;
  const agentExtra = valueAt(agent, "extra") ?? null;
  if (agentExtra !== null) meta["agent_extra"] = agentExtra;
  const unknown = rest(root, ROOT_FIELDS);
  // The shared part passes them over when they are no objects.
  for (const key of ["final_metrics", "extra"]) {
    const value = valueAt(root, key) ?? null;
    if (value !== null && !isJsonObject(value)) unknown[key] = value;
  }
  const unknownAgent = rest(agent, AGENT_FIELDS);
  if (Object.keys(unknownAgent).length > 0) unknown["agent"] = unknownAgent;
  if (Object.keys(unknown).length > 0) meta["unknown_fields"] = unknown;
  return meta;
}

/**
 * What a step says that its messages do not hold: timestamp, model, metrics, extra, unknown fields,
 * and the like of its tool calls and results. Null when there is nothing.
 *
 * @param kept the step's fields that the messages do hold
 * @param callIds the ids that its results were linked by
 */
export function stepMeta(
  step: JsonObject,
  stepId: MetaValue,
  kept: ReadonlySet<string>,
  callIds: readonly (Text | null)[],
): MetaValue | null {
  const meta: Record<string, MetaValue> = rest(step, kept);
  const calls = listAt(step, "tool_calls");
  if (kept.has("tool_calls")) {
    const further = calls.flatMap((call) =>
      isJsonObject(call) ? furtherFields(call, CALL_FIELDS, valueAt(call, "tool_call_id") ?? null) : [],
    );
    if (further.length > 0) meta["tool_calls"] = further;
  }
  const observation = valueAt(step, "observation");
  if (kept.has("observation") && isJsonObject(observation)) {
    const further = listAt(observation, "results").flatMap((result, index) =>
      isJsonObject(result) ? furtherFields(result, RESULT_FIELDS, callIds[index] ?? null) : [],
    );
    const observationRest = rest(observation, new Set(["results"]));
    if (Object.keys(observationRest).length > 0) meta["observation"] = observationRest;
    if (further.length > 0) meta["results"] = further;
  }
  return Object.keys(meta).length === 0 ? null : { step_id: stepId, ...meta };
}

/** What a call or a result says beyond the known fields, in a list of one or none. */
function furtherFields(object: JsonObject, known: ReadonlySet<string>, id: MetaValue): MetaValue[] {
  const further = rest(object, known);
  return Object.keys(further).length === 0 ? [] : [{ tool_call_id: id, ...further }];
}

/** True for a result that its writer marked as an error (Harbor: `extra.is_error`). */
export function isFailedResult(result: JsonObject): boolean {
  const extra = valueAt(result, "extra");
  return isJsonObject(extra) && valueAt(extra, "is_error") === true;
}

/** The fields beyond the known ones, without those that are null. */
function rest(object: JsonObject, known: ReadonlySet<string>): Record<string, MetaValue> {
  const fields: [string, MetaValue][] = Object.entries(object).filter(
    ([key, value]) => !known.has(key) && value !== null,
  );
  return Object.fromEntries(fields);
}
