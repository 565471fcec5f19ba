/** Laws that hold for the conversion of every document, however strange. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { VALIDATION_LEVELS } from "../../../src/formats/handler.ts";
import { seedRowSchema, type PlainSeedRow } from "../../../src/row/schema.ts";
import { convertAt, type Converted } from "./conversion.ts";
import { ANYTHING, MUTANTS, TRAJECTORIES } from "./documents.ts";
import { runs } from "../../support/runs.ts";

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

type Law = (source: string, strict: Converted, spec: Converted, lenient: Converted) => void;

function all(...conversions: readonly Converted[]): readonly PlainSeedRow[] {
  return conversions.flatMap((conversion) => conversion.plain);
}

const LAWS: Readonly<Record<string, Law>> = {
  "ends as rows without an error, as rejected with one, or as skipped"(_source, ...levels) {
    for (const { outcome, errors, written } of levels) {
      if (outcome === "rows") expect([errors, written.length > 0]).toEqual([0, true]);
      if (outcome === "rejected") expect(errors).toBeGreaterThan(0);
    }
  },

  "each level accepts what the one before accepts"(_source, strict, spec, lenient) {
    if (strict.outcome === "rows") expect(spec.outcome).toBe("rows");
    if (spec.outcome === "rows") expect(lenient.outcome).toBe("rows");
    expect(spec.outcome === "skipped").toBe(strict.outcome === "skipped");
    expect(lenient.outcome === "skipped").toBe(strict.outcome === "skipped");
  },

  "what strict accepts says the same at every level"(_source, strict, spec, lenient) {
    if (strict.outcome !== "rows") return;
    for (const { plain } of [spec, lenient]) {
      expect(plain[0]?.messages).toEqual(strict.plain[0]?.messages);
      expect(plain[0]?.trace_id).toBe(strict.plain[0]?.trace_id);
      expect(plain[0]?.final_assistant_message).toBe(strict.plain[0]?.final_assistant_message);
    }
  },

  "what spec accepts says the same at the lenient level"(_source, _strict, spec, lenient) {
    if (spec.outcome === "rows") expect(lenient.plain[0]?.messages).toEqual(spec.plain[0]?.messages);
  },

  "every tool message answers a call of an earlier assistant message"(_source, ...levels) {
    for (const { messages } of all(...levels)) {
      const declared = new Set<string>();
      for (const { role, tool_calls: calls, tool_call_id: id } of messages) {
        expect(role === "tool").toBe(id !== undefined);
        if (id !== undefined) expect(declared).toContain(id);
        if (calls !== undefined) expect(role).toBe("assistant");
        for (const call of calls ?? []) declared.add(call.id);
      }
    }
  },

  "no two rows of a file have one trace_id, none is empty"(_source, ...levels) {
    for (const { plain } of levels) {
      const ids = plain.map((row) => row.trace_id);
      expect(ids).not.toContain("");
      expect(new Set(ids).size).toBe(ids.length);
    }
  },

  "a strict row is one, and its source_meta has DataDesigner's keys in their order"(_source, strict) {
    expect(strict.plain.length).toBeLessThanOrEqual(1);
    for (const row of strict.plain) {
      const keys = Object.keys(row.source_meta);
      expect(keys).toEqual(DATADESIGNER_META.filter((key) => keys.includes(key)));
    }
  },

  "a row as it is written reads as the library gives it, and the schema takes it"(_source, ...levels) {
    for (const { written, plain } of levels) {
      for (const [index, json] of written.entries()) {
        const row: unknown = JSON.parse(json);
        expect(row).toEqual(plain[index]);
        // What it gives back lacks keys such as "__proto__".
        expect(seedRowSchema.safeParse(row).success).toBe(true);
        expect(json.isWellFormed()).toBe(true);
        expect(json).not.toContain("\n");
        // JSON.stringify escapes unpaired surrogates only; in arguments the escape itself is escaped.
        expect(JSON.stringify(row)).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/u);
      }
    }
  },

  "the derived columns follow from the messages"(_source, ...levels) {
    for (const row of all(...levels)) {
      expect(row.message_count).toBe(row.messages.length);
      expect(row.tool_call_count).toBe(row.messages.flatMap((message) => message.tool_calls ?? []).length);
      expect(row.is_sidechain).toBe(row.agent_id !== null);
    }
  },

  "no key of a document reaches the prototype of objects"(source, ...levels) {
    expect(Object.keys(Object.getOwnPropertyDescriptors(Object.prototype))).toHaveLength(12);
    expect("polluted" in {}).toBe(false);
    for (const row of all(...levels)) expect(Object.getPrototypeOf(row.source_meta)).toBe(Object.prototype);
    expect(levels).toHaveLength(3);
    expect(source).not.toBe("");
  },

  "converting again gives the same"(source, ...levels) {
    for (const [index, level] of VALIDATION_LEVELS.entries()) {
      expect(convertAt(level, source).written).toEqual(levels[index]?.written);
    }
  },
};

/** The laws are checked together: what they need is made once a document. */
// oxlint-disable-next-line vitest/expect-expect -- the laws expect
test.each([
  ["arbitrary JSON", ANYTHING, 50],
  ["nearly valid trajectories", TRAJECTORIES, 75],
  ["mutants of the fixtures", MUTANTS, 75],
])("all laws hold for %s", (_name, sources, count) => {
  fc.assert(
    fc.property(sources, (source) => {
      const levels = [convertAt("strict", source), convertAt("spec", source), convertAt("lenient", source)] as const;
      for (const [name, check] of Object.entries(LAWS)) {
        try {
          check(source, ...levels);
        } catch (cause) {
          throw new Error(`broken law: ${name}`, { cause });
        }
      }
    }),
    runs(count),
  );
});

test("there are laws", () => {
  expect(Object.keys(LAWS)).toHaveLength(11);
});
