/** The steps of one trajectory to messages, and to what `source_meta` says of them. */
import type * as z from "zod";
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { JsonPath } from "../../json/locate.ts";
import { isInteger, isJsonNumber, spellingOf } from "../../json/number.ts";
import { decodeText, isNonEmptyText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/value.ts";
import { buildMessage, contentBlocks } from "../../row/messages.ts";
import { pythonJson, pythonText } from "../../row/python-text.ts";
import type { Message, MetaValue, ToolCall } from "../../row/row.ts";
import { coercedBlockReporter, reportCoercedText } from "../coerced-text.ts";
import type { ValidationLevel } from "../handler.ts";
import { checkShape, lookUp } from "../schema-findings.ts";
import { checkStep } from "./conformance.ts";
import { laxBoolean, laxInteger } from "./lax.ts";
import { linkResults, madeUpCallId } from "./observation.ts";
import { recoverStep } from "./recover.ts";
import { readReferences } from "./references.ts";
import { OPEN, STRICT, type Observation, type Step, type ToolCallRecord } from "./schema.ts";
import { isFailedResult, optionalText, stepMeta } from "./source-meta.ts";

type TrajectoryStep = Step & JsonObject;

/** What the messages hold of every step. */
const ALWAYS_KEPT: readonly string[] = ["step_id", "source", "message"];
/** DataDesigner's agent-only fields (`validate_atif_step_fields`); RFC: not the observation. */
const AGENT_FIELDS = ["reasoning_content", "tool_calls", "observation"] as const;

/** Reads the steps in file order, one call of `read` each, and gathers what the row needs. */
export class StepReader {
  readonly messages: Message[] = [];
  readonly timestamps: Text[] = [];
  readonly copiedContext: MetaValue[] = [];
  readonly subagentRefs: MetaValue[] = [];
  /** What the steps say beyond their messages (not at the strict level). */
  readonly further: MetaValue[] = [];
  /** The results that their writer marked as errors (not at the strict level). */
  readonly failed: MetaValue[] = [];

  readonly #level: ValidationLevel;
  readonly #at: JsonPath;
  readonly #findings: Findings;
  readonly #declaredIds: Set<string> = new Set();
  #lastId = 0;

  constructor(level: ValidationLevel, at: JsonPath, findings: Findings) {
    this.#level = level;
    this.#at = at;
    this.#findings = findings;
  }

  read(value: JsonValue, index: number): void {
    const at = [...this.#at, index];
    const step = this.#level === "lenient" ? recoverStep(value, index, at, this.#findings) : value;
    if (step === null && this.#level === "lenient") return;
    if (this.#isStep(step, at)) {
      if (this.#level !== "strict") checkStep(step, at, this.#findings);
      this.#readWellFormed(step, index, at);
      return;
    }
    // The rows are void now, but what else is wrong with the step is still to be told.
    const rest = isJsonObject(step) ? this.#withoutMisfits(step, index) : null;
    if (rest !== null && this.#fits(rest)) this.#readWellFormed(rest, index, at);
    else this.#lastId = index + 1;
  }

  #readWellFormed(step: TrajectoryStep, index: number, at: JsonPath): void {
    this.#checkOrder(step, at);
    this.#checkAgentFields(step, at);
    this.#convert(step, index, at);
  }

  get #schema(): z.ZodType {
    return (this.#level === "strict" ? STRICT : OPEN).step;
  }

  #isStep(value: JsonValue, at: JsonPath): value is TrajectoryStep {
    return checkShape(this.#schema, value, at, this.#findings);
  }

  #fits(value: JsonValue): value is TrajectoryStep {
    return this.#schema.safeParse(value).success;
  }

  /** A copy of a step in which the fields that the schema refuses do no harm. */
  #withoutMisfits(step: JsonObject, index: number): JsonObject {
    const result = this.#schema.safeParse(step);
    const misfits = new Set(result.success ? [] : result.error.issues.map(({ path }) => path[0]));
    const copy: JsonObject = { ...step };
    if (misfits.has("step_id")) copy["step_id"] = index + 1;
    if (misfits.has("source")) copy["source"] = "agent";
    if (misfits.has("message")) copy["message"] = null;
    if (misfits.has("tool_calls")) copy["tool_calls"] = null;
    // Without its calls it cannot be told which results are linked.
    if (misfits.has("tool_calls") || misfits.has("observation")) copy["observation"] = null;
    return copy;
  }

  /** DD and RFC: numbered from 1 in file order. A gap is reported once, where it is. */
  #checkOrder(step: TrajectoryStep, at: JsonPath): void {
    const id = laxInteger(step.step_id) ?? 0;
    const expected = this.#lastId + 1;
    this.#lastId = id;
    if (id === expected) return;
    this.#findings.add({
      severity: this.#level === "lenient" ? "warning" : "error",
      code: "step-id-order",
      at: [...at, "step_id"],
      expected: String(expected),
      found: describeValue(step.step_id),
      ...(this.#level === "lenient" && { action: "kept in the order of the file" }),
    });
  }

  #checkAgentFields(step: TrajectoryStep, at: JsonPath): void {
    if (step.source === "agent") return;
    for (const field of AGENT_FIELDS) {
      if ((step[field] ?? null) === null || (field === "observation" && this.#level !== "strict")) continue;
      const lenient = this.#level === "lenient";
      this.#findings.add({
        severity: lenient ? "warning" : "error",
        code: "agent-only-field",
        at: [...at, field],
        expected: `no ${field}: the step's source is ${step.source}`,
        found: describeValue(lookUp(step, [field])),
        ...(lenient && { action: "kept in source_meta only" }),
      });
    }
  }

  #convert(step: TrajectoryStep, index: number, at: JsonPath): void {
    const stepId: MetaValue = isInteger(step.step_id) ? step.step_id : index + 1;
    this.#noteTimestamp(step);
    const isCopy =
      this.#level === "strict" ? step.is_copied_context === true : laxBoolean(step.is_copied_context) === true;
    if (isCopy) this.copiedContext.push(stepId);

    const byAgent = step.source === "agent";
    const calls = byAgent ? this.#convertCalls(step.tool_calls ?? [], index, at) : [];
    this.messages.push(
      buildMessage({
        role: step.source === "agent" ? "assistant" : step.source,
        content: contentBlocks(step.message, coercedBlockReporter(step.message, [...at, "message"], this.#findings)),
        reasoning: byAgent ? this.#reasoning(step, at) : null,
        toolCalls: calls,
      }),
    );
    // At the strict level an observation of another source is an error, and reported as such.
    const observation = byAgent || this.#level !== "strict" ? (step.observation ?? null) : null;
    const callIds = observation === null ? [] : this.#convertObservation(step, observation, calls, stepId, at);
    if (this.#level === "strict") return;
    for (const call of calls) this.#declaredIds.add(decodeText(call.id));
    const kept = new Set([
      ...ALWAYS_KEPT,
      "observation",
      ...(byAgent ? AGENT_FIELDS : []),
      ...(isCopy ? ["is_copied_context"] : []),
    ]);
    const further = stepMeta(step, stepId, kept, callIds);
    if (further !== null) this.further.push(further);
  }

  /** DD `coerce_optional_str`: a number may read as a timestamp too (20250101); nothing else can. */
  #noteTimestamp(step: TrajectoryStep): void {
    const { timestamp } = step;
    if (isText(timestamp)) this.timestamps.push(timestamp);
    else if (isJsonNumber(timestamp) && spellingOf(timestamp).length < 32) this.timestamps.push(pythonText(timestamp));
  }

  #reasoning(step: TrajectoryStep, at: JsonPath): Text | null {
    const reasoning = step.reasoning_content ?? null;
    if (isJsonObject(reasoning) || Array.isArray(reasoning)) {
      reportCoercedText(reasoning, [...at, "reasoning_content"], this.#findings);
    }
    return optionalText(reasoning);
  }

  #convertCalls(records: readonly ToolCallRecord[], index: number, at: JsonPath): ToolCall[] {
    const calls = records.map((record): ToolCall => ({
      id: record.tool_call_id,
      type: "function",
      function: { name: record.function_name, arguments: argumentsText(record.arguments) },
    }));
    if (this.#level !== "strict") {
      this.#reportDuplicateIds(records, at);
      this.#nameUnnamed(calls, index, at);
    }
    return calls;
  }

  /** Gives ids to the calls that have none. */
  #nameUnnamed(calls: readonly ToolCall[], index: number, at: JsonPath): void {
    const ids = new Set(calls.map(({ id }) => decodeText(id)));
    for (const [position, call] of calls.entries()) {
      if (isNonEmptyText(call.id)) continue;
      const id = madeUpCallId(index + 1, position, ids);
      ids.add(id);
      this.#findings.add({
        severity: "warning",
        code: "empty-call-id",
        at: [...at, "tool_calls", position],
        expected: "an id that the result can name",
        found: describeValue(call.id),
        action: `given the id ${describeValue(id)}`,
      });
      call.id = id;
    }
  }

  #reportDuplicateIds(records: readonly ToolCallRecord[], at: JsonPath): void {
    const seen = new Set<string>();
    for (const [position, record] of records.entries()) {
      const id = decodeText(record.tool_call_id);
      if (id !== "" && seen.has(id)) {
        const found = describeValue(record.tool_call_id);
        const place = [...at, "tool_calls", position, "tool_call_id"];
        this.#findings.add({
          severity: "warning",
          code: "duplicate-call-id",
          at: place,
          expected: "an id of its own",
          found,
        });
      }
      seen.add(id);
    }
  }

  #convertObservation(
    step: TrajectoryStep,
    observation: Observation,
    calls: readonly ToolCall[],
    stepId: MetaValue,
    at: JsonPath,
  ): (Text | null)[] {
    const where = [...at, "observation", "results"];
    const { results } = observation;
    const { messages, callIds } = linkResults(results, calls, {
      level: this.#level,
      at: where,
      findings: this.#findings,
      earlierIds: this.#declaredIds,
      hasUnnamedCall: (step.tool_calls ?? []).some((call) => !isNonEmptyText(call.tool_call_id)),
    });
    for (const message of messages) this.messages.push(message);
    for (const [index, result] of results.entries()) {
      const references = result.subagent_trajectory_ref ?? [];
      if (references.length > 0) {
        const place = [...where, index, "subagent_trajectory_ref"];
        this.subagentRefs.push({
          step_id: stepId,
          refs: readReferences(references, this.#level, place, this.#findings),
        });
      }
      if (this.#level !== "strict" && isJsonObject(result) && isFailedResult(result)) {
        this.failed.push({ step_id: stepId, tool_call_id: callIds[index] ?? null });
      }
    }
    return callIds;
  }
}

/** DD `stringify_json_value`: text as it stands, nothing as `{}`, all else as Python's sorted JSON. */
function argumentsText(value: JsonValue | undefined): Text {
  if (value === undefined || value === null) return "{}";
  return isText(value) ? value : pythonJson(value);
}
