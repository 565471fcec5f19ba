/**
 * The report as one JSON document, written as the run goes on:
 * `{"diagnostics": [...], "files": [...], "summary": {...}}`, and `"error"` when the run failed.
 */
import { isFruitless } from "../ingest/accounting.ts";
import type { FileRecord } from "../ingest/file-result.ts";
import { codeText } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { printableJson } from "./printable.ts";
import type { Reporter, ReportSettings } from "./reporter.ts";

/** One entry a file: the accounting in which every file appears. */
interface FileEntry {
  readonly file: string;
  readonly outcome: FileRecord["outcome"];
  readonly format?: string;
  readonly rows?: number;
  readonly reason?: string;
  readonly accepted_by?: string | null;
  readonly unlisted_diagnostics?: number;
}

/** @param write takes text for stderr */
export function jsonReporter(write: (text: string) => void, { quiet }: ReportSettings): Reporter {
  const files: FileEntry[] = [];
  let listed = 0;

  function list(diagnostic: Diagnostic): void {
    if (quiet && diagnostic.severity === "warning") return;
    write(`${listed++ === 0 ? '{"diagnostics":[\n' : ",\n"}${printableJson(withWords(diagnostic))}`);
  }
  function end(rest: Readonly<Record<string, unknown>>): void {
    const head = listed === 0 ? '{"diagnostics":[' : "\n";
    const fields = Object.entries({ files, ...rest }).map(
      ([key, value]) => `${JSON.stringify(key)}:${printableJson(value)}`,
    );
    write(`${head}],${fields.join(",\n")}}\n`);
  }
  let ended: Readonly<Record<string, unknown>> | null = null;

  return {
    file(result) {
      for (const diagnostic of result.diagnostics) list(diagnostic);
      files.push(fileEntry(result));
    },
    diagnostic: list,
    passedOver(file, reason) {
      files.push({ file, outcome: "skipped", reason });
    },
    summary(summary) {
      ended = { summary };
      if (!isFruitless(summary)) end(ended);
    },
    cutShort: () => end({}),
    fatal(message, hint) {
      end({ ...ended, error: { message, ...(hint !== undefined && { hint }) } });
    },
  };
}

function withWords({ severity, code, ...rest }: Diagnostic): object {
  const { message, hint } = codeText(code);
  return { severity, code, message, ...rest, ...(hint !== undefined && { hint }) };
}

function fileEntry(result: FileRecord): FileEntry {
  const unlisted = result.unlisted.errors + result.unlisted.warnings;
  return {
    file: result.file.displayPath,
    outcome: result.outcome,
    ...(result.format !== null && { format: result.format }),
    ...(result.outcome === "rows" && { rows: result.rows }),
    ...(result.outcome === "skipped" && { reason: result.reason }),
    ...(result.outcome === "rejected" && { accepted_by: result.acceptedBy }),
    ...(unlisted > 0 && { unlisted_diagnostics: unlisted }),
  };
}
