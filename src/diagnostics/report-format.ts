/** The forms of a report, by their names; make-reporter.ts makes them. */
export const REPORT_FORMATS = ["text", "json", "jsonl", "github", "sarif", "junit"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function isReportFormat(name: unknown): name is ReportFormat {
  return REPORT_FORMATS.some((format) => format === name);
}
