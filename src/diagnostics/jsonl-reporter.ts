/** The report as JSON Lines: each problem, file and count as soon as it is known, and the exit status last. */
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticEntry, fileEntry, passedOverEntry } from "./entries.ts";
import { printableJson } from "./printable.ts";
import { CUT_SHORT, failed, type Reporter, type ReportSettings } from "./reporter.ts";

/** @param write takes the text of the report */
export function jsonlReporter(write: (text: string) => void, { quiet }: ReportSettings): Reporter {
  const line = (type: string, entry: object): void => write(`${printableJson({ type, ...entry })}\n`);

  function list(diagnostic: Diagnostic): void {
    if (quiet && diagnostic.severity === "warning") return;
    line("diagnostic", diagnosticEntry(diagnostic));
  }

  return {
    file(result) {
      for (const diagnostic of result.diagnostics) list(diagnostic);
      line("file", fileEntry(result));
    },
    diagnostic: list,
    passedOver: (file, reason) => line("file", passedOverEntry(file, reason)),
    summary: (summary) => line("summary", summary),
    end: (exit) => line("exit", exit),
    cutShort: () => line("exit", CUT_SHORT),
    fatal(message, hint) {
      line("error", { message, ...(hint !== undefined && { hint }) });
      line("exit", failed(message));
    },
  };
}
