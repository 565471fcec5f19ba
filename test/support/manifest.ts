/** The account of a run, checked against itself. */
import { readFileSync } from "node:fs";
import { manifestSchema, type Manifest } from "../../src/manifest/manifest-schema.ts";

export function readManifest(file: string): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What does not add up; nothing when all is well. */
export function manifestDiscrepancies({ command, inputs, outputs, other_diagnostics, summary }: Manifest): string[] {
  const { found, converted, rejected, skipped, not_read } = summary.files;
  const by = (outcome: string): number => inputs.filter((input) => input.outcome === outcome).length;
  const sum = (field: "rows" | "errors" | "warnings"): number => total(inputs.map((input) => input[field]));
  const reasons = Object.entries(summary.skipped_by_reason);
  const levels = Object.entries(summary.accepted_by);
  const pairs: readonly (readonly [string, number, number])[] = [
    ["found", found, converted + rejected + skipped + not_read],
    ["inputs", inputs.length, found - not_read],
    ["converted", converted, by("rows")],
    ["rejected", rejected, by("rejected")],
    ["skipped", skipped, by("skipped")],
    ["rows", summary.rows, sum("rows")],
    ["rows written", total(outputs.map(({ rows }) => rows)), command === "validate" ? 0 : summary.rows],
    ["errors", summary.errors, sum("errors") + other_diagnostics.errors],
    ["warnings", summary.warnings, sum("warnings") + other_diagnostics.warnings],
    ["reasons", skipped, total(reasons.map(([, count]) => count))],
    ...reasons.map(([name, count]) => [name, count, inputs.filter(({ reason }) => reason === name).length] as const),
    ...levels.map(
      ([level, count]) => [level, count, inputs.filter(({ accepted_by }) => accepted_by === level).length] as const,
    ),
    ...Object.entries(summary.files_by_format).flatMap(([name, counts]) => {
      const own = inputs.filter(({ format }) => format === name);
      return [
        [`${name} converted`, counts.converted, own.filter(({ outcome }) => outcome === "rows").length] as const,
        [`${name} rejected`, counts.rejected, own.filter(({ outcome }) => outcome === "rejected").length] as const,
        [`${name} skipped`, counts.skipped, own.filter(({ outcome }) => outcome === "skipped").length] as const,
      ];
    }),
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([name, a, b]) => `${name}: ${a} and ${b}`);
}
