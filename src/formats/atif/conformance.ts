/**
 * What the ATIF specification refuses though it can be read: RFC 0001, v1.0 to v1.8, as Harbor 0.25's
 * models (harbor.models.trajectories) validate it, without their ban on unknown fields. At the spec
 * and lenient levels each deviation is a warning. What DataDesigner refuses too is checked elsewhere.
 */
import * as z from "zod";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import { describeValue } from "../../diagnostics/describe.ts";
import type { JsonPath } from "../../json/locate.ts";
import { decodeText, isText, textLength } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { parseInstant } from "../../row/timestamps.ts";
import { checkShape, jsonObject } from "../schema-findings.ts";
import { laxBoolean, laxFloat, laxInteger } from "./lax.ts";
import { compiledOnce, type Root, type Step } from "./schema.ts";

const VERSIONS: ReadonlySet<unknown> = new Set(Array.from({ length: 9 }, (_, minor) => `ATIF-v1.${minor}`));

const IMAGE_TYPES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
/** The registered names, and the aliases that Harbor turns into them. */
const AUDIO_TYPES: ReadonlySet<string> = new Set(
  ["wav", "mpeg", "mp4", "aac", "ogg", "flac", "webm", "aiff", "mp3", "mpga", "x-mpeg", "x-wav", "wave", "vnd.wave"]
    .concat(["x-m4a", "m4a", "x-aac", "x-flac", "x-aiff"])
    .map((name) => `audio/${name}`),
);

function check(test: (value: JsonValue) => boolean, expected: string) {
  return z.custom<JsonValue>((value) => isJson(value) && test(value), { error: expected });
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

const text = check(isText, "text");
const integer = check((value) => laxInteger(value) !== null, "an integer");
const count = check((value) => (laxInteger(value) ?? -1) >= 0, "an integer from 0");
const float = check(isFloat, "a number");
const boolean = check((value) => laxBoolean(value) !== null, "true or false");
const record = check(isJsonObject, "an object");
const records = check((value) => Array.isArray(value) && value.every(isJsonObject), "a list of objects");
const integers = check(
  (value) => Array.isArray(value) && value.every((item) => laxInteger(item) !== null),
  "a list of integers",
);
const floats = check((value) => Array.isArray(value) && value.every(isFloat), "a list of numbers");
const effort = check((value) => isText(value) || isFloat(value), "text or a number");
const content = check((value) => isText(value) || isContentParts(value), "text or a list of content parts");
const timestamp = check(
  (value) => isText(value) && textLength(value) < 1000 && parseInstant(decodeText(value)) !== null,
  "an ISO 8601 timestamp",
);

const metrics = jsonObject({
  prompt_tokens: integer.nullish(),
  completion_tokens: integer.nullish(),
  cached_tokens: integer.nullish(),
  cost_usd: float.nullish(),
  prompt_token_ids: integers.nullish(), // v1.4
  completion_token_ids: integers.nullish(), // v1.3
  logprobs: floats.nullish(),
  extra: record.nullish(),
});

const conformingStep = compiledOnce(
  jsonObject({
    timestamp: timestamp.nullish(),
    model_name: text.nullish(),
    reasoning_effort: effort.nullish(),
    message: content, // a list of content parts from v1.6 on
    reasoning_content: text.nullish(),
    tool_calls: z.array(jsonObject({ arguments: record, extra: record.nullish() })).nullish(),
    observation: jsonObject({
      results: z.array(
        jsonObject({
          source_call_id: text.nullish(),
          content: content.nullish(),
          extra: record.nullish(),
          subagent_trajectory_ref: z
            .array(
              jsonObject({
                trajectory_id: text.nullish(), // v1.7
                session_id: text.nullish(),
                trajectory_path: text.nullish(),
                extra: record.nullish(),
              }),
            )
            .nullish(),
        }),
      ),
    }).nullish(),
    metrics: metrics.nullish(),
    is_copied_context: boolean.nullish(), // v1.5
    llm_call_count: count.nullish(), // v1.7
    extra: record.nullish(),
  }),
);

const conformingRoot = compiledOnce(
  jsonObject({
    schema_version: check((value) => VERSIONS.has(value), "ATIF-v1.0 to ATIF-v1.8").optional(),
    trajectory_id: text.nullish(), // v1.7
    notes: text.nullish(),
    continued_trajectory_ref: text.nullish(),
    extra: record.nullish(), // v1.1
    agent: jsonObject({
      version: text,
      model_name: text.nullish(),
      tool_definitions: records.nullish(), // v1.5
      extra: record.nullish(),
    }),
    final_metrics: jsonObject({
      total_prompt_tokens: integer.nullish(),
      total_completion_tokens: integer.nullish(),
      total_cached_tokens: integer.nullish(),
      total_cost_usd: float.nullish(),
      total_steps: count.nullish(),
      extra: record.nullish(),
    }).nullish(),
    subagent_trajectories: z
      .array(
        check(() => true, "any value"),
        { error: "a list of trajectories" },
      )
      .nullish(), // v1.7
  }),
);

/** Reports what the specification refuses in a trajectory's root. */
export function checkRoot(root: Root & JsonObject, at: JsonPath, findings: Findings): void {
  checkShape(conformingRoot(), root, at, findings, "warning", "not-in-spec");
}

/** Reports what the specification refuses in a step. */
export function checkStep(step: Step & JsonObject, at: JsonPath, findings: Findings): void {
  checkShape(conformingStep(), step, at, findings, "warning", "not-in-spec");
  if (step.source === "agent") {
    if (laxInteger(step["llm_call_count"]) === 0)
      forbid(["metrics", "reasoning_content"], "no model was called (llm_call_count 0)");
  } else {
    forbid(["model_name", "reasoning_effort", "metrics"], `the step's source is ${step.source}`);
  }

  function forbid(fields: readonly string[], reason: string): void {
    for (const field of fields) {
      const value = valueAt(step, field) ?? null;
      if (value === null) continue;
      const found = describeValue(value);
      findings.add({
        severity: "warning",
        code: "not-in-spec",
        at: [...at, field],
        expected: `no such field: ${reason}`,
        found,
      });
    }
  }
}

/** A list of RFC 0001 content parts: text, image (v1.6) or audio (v1.8). */
function isContentParts(value: JsonValue): boolean {
  return Array.isArray(value) && value.every(isContentPart);
}

function isContentPart(part: JsonValue): boolean {
  if (!isJsonObject(part)) return false;
  const source = valueAt(part, "source") ?? null;
  const partText = valueAt(part, "text") ?? null;
  switch (valueAt(part, "type")) {
    case "text":
      return isText(partText) && source === null;
    case "image":
      return partText === null && isSource(source, (type) => IMAGE_TYPES.has(type));
    case "audio":
      return partText === null && isSource(source, (type) => AUDIO_TYPES.has(type.trim().toLowerCase()), true);
    default:
      return false;
  }
}

function isSource(source: JsonValue, accepts: (mediaType: string) => boolean, audio = false): boolean {
  if (!isJsonObject(source)) return false;
  const mediaType = valueAt(source, "media_type");
  if (typeof mediaType !== "string" || !accepts(mediaType) || !isText(valueAt(source, "path"))) return false;
  const duration = valueAt(source, "duration_sec") ?? null;
  return !audio || duration === null || (laxFloat(duration) ?? -1) >= 0;
}

function isFloat(value: JsonValue): boolean {
  return laxFloat(value) !== null;
}
