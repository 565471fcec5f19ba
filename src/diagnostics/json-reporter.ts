/**
 * The report as one JSON document, written as the run goes on:
 * `{"diagnostics": [...], "files": [...], "summary": {...}, "exit": {...}}`, and `"error"` when the run failed.
 */
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry, fileEntry, passedOverEntry } from "./entries.ts";
import { printableJson } from "./printable.ts";
import type { FileEntry } from "./report-schema.ts";
import { CUT_SHORT, failed, type Exit, type Reporter, type ReportSettings } from "./reporter.ts";

/** @param write takes the text of the report */
export function jsonReporter(write: (text: string) => void, { quiet }: ReportSettings): Reporter {
  const files: FileEntry[] = [];
  let listed = 0;
  let counts: object = {};

  function list(diagnostic: Diagnostic): void {
    if (quiet && diagnostic.severity === "warning") return;
    write(`${listed++ === 0 ? '{"diagnostics":[\n' : ",\n"}${printableJson(diagnosticEntry(diagnostic))}`);
  }

  function end(exit: Exit, rest: object = {}): void {
    const head = listed === 0 ? '{"diagnostics":[' : "\n";
    const fields = Object.entries({ files, ...counts, exit, ...rest }).map(
      ([key, value]) => `${JSON.stringify(key)}:${printableJson(value)}`,
    );
    write(`${head}],${fields.join(",\n")}}\n`);
  }

  return {
    file(result) {
      for (const diagnostic of result.diagnostics) list(diagnostic);
      files.push(fileEntry(result));
    },
    diagnostic: list,
    passedOver: (file, reason) => files.push(passedOverEntry(file, reason)),
    summary(summary) {
      counts = { summary };
    },
    end: (exit) => end(exit),
    cutShort: () => end(CUT_SHORT),
    fatal: (message, hint) => end(failed(message), { error: { message, ...(hint !== undefined && { hint }) } }),
  };
}
