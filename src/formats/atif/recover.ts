/**
 * The lenient level's repairs: what is damaged but recoverable is put into a shape that the `open`
 * schema takes, in place, and each repair is a warning. What cannot be repaired is left for the
 * schema to refuse. Dialects seen in the wild are named where they are met.
 */
import type { Code } from "../../diagnostics/codes.ts";
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import { isJsonNumber } from "../../json/number.ts";
import { isNonEmptyText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { laxInteger } from "./lax.ts";
import { pythonText } from "../../row/python-text.ts";
import type { JsonPath } from "../../json/locate.ts";

/** Names that other tools give to the three sources. */
const SOURCE_ALIASES: Readonly<Record<string, string>> = {
  assistant: "agent",
  model: "agent",
  human: "user",
  developer: "system",
};

/** Repairs a trajectory's root, but not its steps. */
export function recoverRoot(root: JsonObject, at: JsonPath, findings: Findings): void {
  const repair = repairer(root, at, findings);
  if (!isNonEmptyText(valueAt(root, "schema_version")) && Object.hasOwn(root, "schema_version")) {
    repair.remove("schema_version", "text", "taken as missing");
  }
  const session = valueAt(root, "session_id") ?? null;
  if (isJsonNumber(session)) repair.set("session_id", pythonText(session), "text", "read as text");
  else if (session !== null && !isText(session)) repair.remove("session_id", "text", "taken as missing");
  if (!isJsonObject(valueAt(root, "agent"))) {
    const agent = valueAt(root, "agent");
    // A bare name where the object belongs.
    repair.set(
      "agent",
      isText(agent) ? { name: agent } : { name: "" },
      "an object",
      isText(agent) ? "taken as its name" : "taken as an unnamed agent",
    );
  }
  const agent = valueAt(root, "agent");
  if (isJsonObject(agent) && !isText(valueAt(agent, "name"))) {
    repairer(agent, [...at, "agent"], findings).set("name", "", "text", "taken as an unnamed agent");
  }
}

/**
 * Repairs one step; null when it is none at all.
 *
 * @param index its place in the list: the number of a step that has none that can be read
 */
export function recoverStep(step: JsonValue, index: number, at: JsonPath, findings: Findings): JsonObject | null {
  if (!isJsonObject(step)) {
    findings.add({
      severity: "warning",
      code: "wrong-type",
      at,
      expected: "an object",
      found: describeValue(step),
      action: "left out",
    });
    return null;
  }
  const repair = repairer(step, at, findings);
  // serf and NeMo Relay leave the message out of steps that only call tools.
  if (valueAt(step, "message") === undefined)
    repair.set("message", "", 'the key "message"', "taken as an empty message");
  const id = valueAt(step, "step_id");
  if (laxInteger(id) === null) {
    repair.set("step_id", index + 1, "an integer", "numbered by its place");
    // VibeLens numbers steps by UUID; source_meta keeps it.
    if (id !== undefined) step["source_step_id"] = id;
  }
  const source = valueAt(step, "source");
  const alias = typeof source === "string" ? SOURCE_ALIASES[source] : undefined;
  if (alias !== undefined && typeof source === "string" && Object.hasOwn(SOURCE_ALIASES, source)) {
    repair.set("source", alias, "system, user or agent", `read as ${alias}`);
  }
  recoverToolCalls(step, at, findings);
  recoverObservation(step, at, findings);
  return step;
}

function recoverToolCalls(step: JsonObject, at: JsonPath, findings: Findings): void {
  const repair = repairer(step, at, findings);
  let calls = valueAt(step, "tool_calls") ?? null;
  if (isJsonObject(calls)) {
    calls = [calls];
    repair.set("tool_calls", calls, "a list of tool calls", "taken as a list of one");
  }
  if (calls === null) return;
  if (!Array.isArray(calls)) {
    repair.remove("tool_calls", "a list of tool calls", "left out");
    return;
  }
  for (const [index, call] of calls.entries()) {
    if (!isJsonObject(call)) continue;
    const callRepair = repairer(call, [...at, "tool_calls", index], findings);
    const id = valueAt(call, "tool_call_id") ?? null;
    if (isJsonNumber(id)) callRepair.set("tool_call_id", pythonText(id), "text", "read as text");
    else if (!isText(id)) callRepair.set("tool_call_id", "", "text", "taken as a call without an id");
    if (!isText(valueAt(call, "function_name"))) {
      callRepair.set("function_name", "", "text", "taken as a call without a name");
    }
  }
}

function recoverObservation(step: JsonObject, at: JsonPath, findings: Findings): void {
  const repair = repairer(step, at, findings);
  let observation = valueAt(step, "observation") ?? null;
  if (observation === null) return;
  if (Array.isArray(observation) || isText(observation)) {
    observation = { results: Array.isArray(observation) ? observation : [{ content: observation }] };
    repair.set("observation", observation, "an object with results", "taken as its results");
  }
  if (!isJsonObject(observation)) {
    repair.remove("observation", "an object with results", "left out");
    return;
  }
  const where = [...at, "observation"];
  const observed = repairer(observation, where, findings);
  const results = valueAt(observation, "results");
  if (isJsonObject(results)) observed.set("results", [results], "a list of results", "taken as a list of one");
  else if (results === undefined && valueAt(observation, "content") !== undefined) {
    observed.set("results", [{ ...observation }], "a list of results", "taken as one result");
  } else if (!Array.isArray(results)) observed.set("results", [], "a list of results", "taken as an empty list");
  const repaired = valueAt(observation, "results");
  if (Array.isArray(repaired)) recoverResults(repaired, [...where, "results"], findings);
}

function recoverResults(results: JsonValue[], at: JsonPath, findings: Findings): void {
  for (const [index, result] of results.entries()) {
    if (!isJsonObject(result)) {
      results[index] = { content: result };
      note(findings, "wrong-type", [...at, index], "an object", result, "taken as the result's content");
      continue;
    }
    const references = valueAt(result, "subagent_trajectory_ref") ?? null;
    const repair = repairer(result, [...at, index], findings);
    if (isJsonObject(references)) {
      repair.set("subagent_trajectory_ref", [references], "a list of references", "taken as a list of one");
    } else if (references !== null && !(Array.isArray(references) && references.every(isJsonObject))) {
      repair.remove("subagent_trajectory_ref", "a list of references", "left out");
    }
  }
}

interface Repairer {
  set(key: string, value: JsonValue, expected: string, action: string): void;
  remove(key: string, expected: string, action: string): void;
}

/** Changes keys of an object and reports each change. */
function repairer(object: JsonObject, at: JsonPath, findings: Findings): Repairer {
  function report(key: string, expected: string, action: string): void {
    const found = valueAt(object, key);
    const code = found === undefined ? "missing-field" : "wrong-type";
    note(findings, code, found === undefined ? at : [...at, key], expected, found, action);
  }
  return {
    set(key, value, expected, action) {
      report(key, expected, action);
      object[key] = value;
    },
    remove(key, expected, action) {
      report(key, expected, action);
      delete object[key];
    },
  };
}

function note(
  findings: Findings,
  code: Code,
  at: JsonPath,
  expected: string,
  found: JsonValue | undefined,
  action: string,
): void {
  findings.add({ severity: "warning", code, at, expected, found: describeValue(found), action });
}
