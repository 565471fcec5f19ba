/** The report as SARIF 2.1.0 (OASIS), for code scanning and the viewers that read it. */
import type { FileRecord } from "../ingest/file-result.ts";
import type { Summary } from "../ingest/accounting.ts";
import { MAX_FINDINGS, type Diagnostic, type Severity } from "./diagnostic.ts";
import { makeFingerprints } from "./fingerprint.ts";
import { printableJson } from "./printable.ts";
import { folderUri, reportPath } from "./report-path.ts";
import { CUT_SHORT, failed, type Exit, type Reporter, type ReportSettings } from "./reporter.ts";
import { BASE_ID, sarifResult, sarifRules } from "./sarif.ts";
import { counted } from "./words.ts";

/** GitHub refuses a run of more. */
export const MOST_RESULTS = 25_000;

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
/** The version of what `makeFingerprints` makes. */
const FINGERPRINT = "rolloutIngest/v1";

export interface SarifSettings extends ReportSettings {
  /** The program's. */
  readonly version: string;
  /** The folder that paths count from. */
  readonly base: string;
}

/**
 * Results are written as they come, errors first: warnings wait for the end, and take the room that the
 * errors leave. So many fit in memory.
 *
 * @param write takes the text of the report
 */
export function sarifReporter(
  write: (text: string) => void,
  { quiet, version, base }: SarifSettings,
  most: number = MOST_RESULTS,
): Reporter {
  const waiting: string[] = [];
  const written: Record<Severity, number> = { error: 0, warning: 0 };
  const leftOut: Record<Severity, number> = { error: 0, warning: 0 };
  /** Of what is no file of the run; one of those may have several problems, told one by one. */
  const others = new Map<string, (diagnostic: Diagnostic) => string>();
  let counts: Summary | null = null;

  function put(result: string, severity: Severity): void {
    const isFirst = written.error + written.warning === 0;
    written[severity]++;
    write(`${isFirst ? head(version, base) : ","}\n${result}`);
  }

  function add(diagnostic: Diagnostic, fingerprint: () => string, acceptedBy?: string | null): void {
    const { severity } = diagnostic;
    if (quiet && severity === "warning") return;
    if (written.error + (severity === "warning" ? waiting.length : 0) >= most) {
      leftOut[severity]++;
      return;
    }
    const result = printableJson({
      ...sarifResult(diagnostic, reportPath(diagnostic.file, base), acceptedBy),
      partialFingerprints: { [FINGERPRINT]: fingerprint() },
    });
    if (severity === "error") put(result, severity);
    else waiting.push(result);
  }

  function addFile(result: FileRecord): void {
    const { isInside, path } = reportPath(result.file.displayPath, base);
    const fingerprintOf = makeFingerprints(isInside ? path : result.file.relativePath);
    const acceptedBy = result.outcome === "rejected" ? result.acceptedBy : undefined;
    for (const diagnostic of result.diagnostics) add(diagnostic, () => fingerprintOf(diagnostic), acceptedBy);
    leftOut.error += result.unlisted.errors;
    if (!quiet) leftOut.warning += result.unlisted.warnings;
  }

  function end({ status, reason }: Exit, failure?: string): void {
    const room = most - written.error;
    for (const result of waiting.slice(0, room)) put(result, "warning");
    leftOut.warning += Math.max(0, waiting.length - room);
    const isEmpty = written.error + written.warning === 0;
    const notifications = [
      ...(failure === undefined ? [] : [notification("error", failure)]),
      ...(leftOut.error + leftOut.warning === 0 ? [] : [notification("warning", leftOutWords(leftOut, most))]),
    ];
    const invocation = {
      executionSuccessful: failure === undefined,
      exitCode: status,
      exitCodeDescription: reason,
      ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
    };
    const rest = { invocations: [invocation], ...(counts !== null && { properties: { summary: counts } }) };
    // The rest of the run's object, without the brace that would open it.
    write(`${isEmpty ? head(version, base) : "\n"}],${printableJson(rest).slice(1)}]}\n`);
  }

  return {
    file: addFile,
    diagnostic(diagnostic) {
      const { file } = diagnostic;
      const fingerprintOf = others.get(file) ?? makeFingerprints(reportPath(file, base).path);
      others.set(file, fingerprintOf);
      add(diagnostic, () => fingerprintOf(diagnostic));
    },
    passedOver: () => undefined,
    summary(summary) {
      counts = summary;
    },
    end: (exit) => end(exit),
    cutShort: () => end(CUT_SHORT),
    fatal: (message, hint) => end(failed(message), hint === undefined ? message : `${message}; ${hint}`),
  };
}

/** All that stands before the results. */
function head(version: string, base: string): string {
  const run = {
    tool: { driver: { name: "rollout-ingest", version, semanticVersion: version, rules: sarifRules() } },
    columnKind: "unicodeCodePoints",
    originalUriBaseIds: { [BASE_ID]: { uri: folderUri(base) } },
  };
  const log = `{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[`;
  return `${log}${printableJson(run).slice(0, -1)},"results":[`;
}

function notification(level: "error" | "warning", text: string): object {
  return { level, message: { text } };
}

function leftOutWords({ error, warning }: Readonly<Record<Severity, number>>, most: number): string {
  return `${counted(error, "error")} and ${counted(warning, "warning")} are not in this file: it takes ${most} results, errors first, and ${MAX_FINDINGS} of each severity a file`;
}
