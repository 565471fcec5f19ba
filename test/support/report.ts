/** The report of `--error-format json`, checked. */
import * as z from "zod";

const reportSchema = z.strictObject({
  diagnostics: z.array(
    z.strictObject({
      severity: z.enum(["error", "warning"]),
      code: z.string(),
      message: z.string(),
      file: z.string(),
      line: z.int().min(1).optional(),
      column: z.int().min(1).optional(),
      pointer: z.string().optional(),
      expected: z.string().optional(),
      found: z.string().optional(),
      action: z.string().optional(),
      hint: z.string().optional(),
    }),
  ),
  files: z.array(
    z.strictObject({
      file: z.string(),
      outcome: z.enum(["rows", "rejected", "skipped"]),
      format: z.string().optional(),
      rows: z.int().nonnegative().optional(),
      reason: z.string().optional(),
      accepted_by: z.enum(["strict", "spec", "lenient"]).nullable().optional(),
      unlisted_diagnostics: z.int().positive().optional(),
    }),
  ),
  summary: z
    .strictObject({
      partition: z
        .strictObject({
          index: z.int().nonnegative(),
          num_partitions: z.int().positive(),
          by: z.enum(["block", "hash"]),
          index_from: z.enum(["flag", "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"]),
          files_in_all: z.int().positive(),
        })
        .optional(),
      shuffle_seed: z.int().nonnegative().optional(),
      rows: z.int(),
      files: z.strictObject({
        found: z.int(),
        converted: z.int(),
        rejected: z.int(),
        skipped: z.int(),
        not_read: z.int(),
      }),
      files_by_format: z.record(
        z.string(),
        z.strictObject({ converted: z.int(), rejected: z.int(), skipped: z.int() }),
      ),
      rejected_by_code: z.record(z.string(), z.int().positive()),
      accepted_by: z.record(z.string(), z.int().positive()),
      skipped_by_reason: z.record(z.string(), z.int().positive()),
      secrets_by_kind: z.record(z.string(), z.int().positive()),
      names_masked: z.int().nonnegative(),
      errors: z.int(),
      warnings: z.int(),
      bytes: z.int(),
      milliseconds: z.int(),
    })
    .optional(),
  error: z.strictObject({ message: z.string(), hint: z.string().optional() }).optional(),
});

export type Report = z.infer<typeof reportSchema>;

export function reportOf(stderr: string): Report {
  return reportSchema.parse(JSON.parse(stderr));
}

export function summaryOf(report: Report): NonNullable<Report["summary"]> {
  if (report.summary === undefined) throw new Error("the report has no summary");
  return report.summary;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}

/** What does not add up in a report; nothing when all is well. */
export function discrepancies(report: Report): string[] {
  const summary = summaryOf(report);
  const { found, converted, rejected, skipped, not_read } = summary.files;
  const by = (outcome: string): number => report.files.filter((file) => file.outcome === outcome).length;
  const severity = (name: string): number => report.diagnostics.filter((one) => one.severity === name).length;
  const unlisted = report.files.reduce((count, file) => count + (file.unlisted_diagnostics ?? 0), 0);
  const byFormat = Object.values(summary.files_by_format).reduce((count, counts) => count + sum(counts), 0);
  const pairs: readonly (readonly [string, number, number])[] = [
    ["found", found, converted + rejected + skipped + not_read],
    ["files listed", report.files.length, found - not_read],
    ["converted", converted, by("rows")],
    ["rejected", rejected, by("rejected")],
    ["skipped", skipped, by("skipped")],
    ["rows", summary.rows, report.files.reduce((count, file) => count + (file.rows ?? 0), 0)],
    ["files of a format", byFormat, report.files.filter(({ format }) => format !== undefined).length],
    ["rejected by code", rejected, sum(summary.rejected_by_code)],
    ["skipped by reason", skipped, sum(summary.skipped_by_reason)],
    ["problems", summary.errors + summary.warnings, severity("error") + severity("warning") + unlisted],
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([name, a, b]) => `${name}: ${a} and ${b}`);
}
