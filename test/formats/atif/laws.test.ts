/** Laws that hold for the conversion of every document, however strange. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { VALIDATION_LEVELS } from "../../../src/formats/handler.ts";
import { seedRowSchema, type PlainSeedRow } from "../../../src/row/schema.ts";
import { convertAt, type Converted } from "./conversion.ts";
import { ANYTHING, MUTANTS, TRAJECTORIES } from "./documents.ts";

const DATADESIGNER_META = [
  "schema_version",
  "step_count",
  "agent_name",
  "version",
  "model_name",
  "copied_context_step_ids",
  "subagent_trajectory_refs",
  "notes",
  "continued_trajectory_ref",
  "final_metrics",
  "extra",
];

const SOURCES: readonly (readonly [name: string, sources: fc.Arbitrary<string>, runs: number])[] = [
  ["arbitrary JSON", ANYTHING, 400],
  ["nearly valid trajectories", TRAJECTORIES, 1200],
  ["mutants of the fixtures", MUTANTS, 1200],
];

/** Checks a law on all kinds of documents. */
function law(name: string, check: (source: string, strict: Converted, spec: Converted, lenient: Converted) => void): void {
  test.each(SOURCES)(`${name}: %s`, (_name, sources, numRuns) => {
    fc.assert(
      fc.property(sources, (source) => {
        check(source, convertAt("strict", source), convertAt("spec", source), convertAt("lenient", source));
      }),
      { numRuns },
    );
  });
}

function all(...conversions: readonly Converted[]): readonly PlainSeedRow[] {
  return conversions.flatMap((conversion) => conversion.plain);
}

law("ends as rows without an error, as rejected with one, or as skipped", (_source, ...levels) => {
  for (const { outcome, errors, written } of levels) {
    if (outcome === "rows") expect([errors, written.length > 0]).toEqual([0, true]);
    if (outcome === "rejected") expect(errors).toBeGreaterThan(0);
  }
});

law("each level accepts what the one before accepts", (_source, strict, spec, lenient) => {
  if (strict.outcome === "rows") expect(spec.outcome).toBe("rows");
  if (spec.outcome === "rows") expect(lenient.outcome).toBe("rows");
  expect(spec.outcome === "skipped").toBe(strict.outcome === "skipped");
  expect(lenient.outcome === "skipped").toBe(strict.outcome === "skipped");
});

law("what strict accepts says the same at every level", (_source, strict, spec, lenient) => {
  if (strict.outcome !== "rows") return;
  for (const { plain } of [spec, lenient]) {
    expect(plain[0]?.messages).toEqual(strict.plain[0]?.messages);
    expect(plain[0]?.trace_id).toBe(strict.plain[0]?.trace_id);
    expect(plain[0]?.final_assistant_message).toBe(strict.plain[0]?.final_assistant_message);
  }
});

law("what spec accepts says the same at the lenient level", (_source, _strict, spec, lenient) => {
  if (spec.outcome === "rows") expect(lenient.plain[0]?.messages).toEqual(spec.plain[0]?.messages);
});

law("every tool message answers a call of an earlier assistant message", (_source, ...levels) => {
  for (const { messages } of all(...levels)) {
    const declared = new Set<string>();
    for (const { role, tool_calls: calls, tool_call_id: id } of messages) {
      expect(role === "tool").toBe(id !== undefined);
      if (id !== undefined) expect(declared).toContain(id);
      if (calls !== undefined) expect(role).toBe("assistant");
      for (const call of calls ?? []) declared.add(call.id);
    }
  }
});

law("no two rows of a file have one trace_id, none is empty", (_source, ...levels) => {
  for (const { plain } of levels) {
    const ids = plain.map((row) => row.trace_id);
    expect(ids).not.toContain("");
    expect(new Set(ids).size).toBe(ids.length);
  }
});

law("a strict row is one, and its source_meta has DataDesigner's keys in their order", (_source, strict) => {
  expect(strict.plain.length).toBeLessThanOrEqual(1);
  for (const row of strict.plain) {
    const keys = Object.keys(row.source_meta);
    expect(keys).toEqual(DATADESIGNER_META.filter((key) => keys.includes(key)));
  }
});

law("a row as it is written reads as the library gives it, and the schema takes it", (_source, ...levels) => {
  for (const { written, plain } of levels) {
    for (const [index, json] of written.entries()) {
      const row: unknown = JSON.parse(json);
      expect(row).toEqual(plain[index]);
      expect(seedRowSchema.parse(row)).toEqual(plain[index]);
      expect(json.isWellFormed()).toBe(true);
      expect(json).not.toMatch(/\\u[dD][89a-fA-F]|\n/u);
    }
  }
});

law("the derived columns follow from the messages", (_source, ...levels) => {
  for (const row of all(...levels)) {
    expect(row.message_count).toBe(row.messages.length);
    expect(row.tool_call_count).toBe(row.messages.flatMap((message) => message.tool_calls ?? []).length);
    expect(row.is_sidechain).toBe(row.agent_id !== null);
  }
});

law("no key of a document reaches the prototype of objects", (source, ...levels) => {
  expect(Object.keys(Object.getOwnPropertyDescriptors(Object.prototype))).toHaveLength(12);
  expect("polluted" in {}).toBe(false);
  for (const row of all(...levels)) expect(Object.getPrototypeOf(row.source_meta)).toBe(Object.prototype);
  expect(levels).toHaveLength(3);
  expect(source).not.toBe("");
});

law("converting again gives the same", (source, ...levels) => {
  for (const [index, level] of VALIDATION_LEVELS.entries()) {
    expect(convertAt(level, source).written).toEqual(levels[index]?.written);
  }
});
