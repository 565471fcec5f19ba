/** From the name of a form to what reports in it. */
import { githubReporter } from "./github-reporter.ts";
import { jsonReporter } from "./json-reporter.ts";
import { jsonlReporter } from "./jsonl-reporter.ts";
import { junitReporter } from "./junit-reporter.ts";
import type { Reporter, ReportSettings } from "./reporter.ts";
import type { ReportFormat } from "./report-format.ts";
import { sarifReporter } from "./sarif-reporter.ts";
import { textReporter } from "./text-reporter.ts";

/** What any of the reporters may need to know. */
export interface ReporterSettings extends ReportSettings {
  /** The program's version. */
  readonly version: string;
  /** The folder that the paths of reports for machines count from. */
  readonly base: string;
  readonly color: boolean;
}

type Make = (write: (text: string) => void, settings: ReporterSettings) => Reporter;

const MAKERS: Readonly<Record<ReportFormat, Make>> = {
  text: (write, settings) => textReporter(write, settings, settings.color),
  json: jsonReporter,
  jsonl: jsonlReporter,
  github: (write, settings) => githubReporter(write, settings, settings.base),
  sarif: sarifReporter,
  junit: junitReporter,
};

/** @param write takes the text of the report, in pieces */
export function makeReporter(
  format: ReportFormat,
  write: (text: string) => void,
  settings: ReporterSettings,
): Reporter {
  return MAKERS[format](write, settings);
}
