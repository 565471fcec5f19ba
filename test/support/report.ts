/** The report of `--error-format json`, checked. */
import { reportSchema, type Report } from "../../src/diagnostics/report-schema.ts";

export type { Report };

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
