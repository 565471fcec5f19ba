/** What the JSON reports say of a problem and of a file. docs/report.schema.json has their shape. */
import type { SkipReason } from "../formats/handler.ts";
import type { FileRecord } from "../ingest/file-result.ts";
import { codeText } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { DiagnosticEntry, FileEntry } from "./report-schema.ts";

export function diagnosticEntry({ severity, code, ...rest }: Diagnostic): DiagnosticEntry {
  const { message, hint } = codeText(code);
  return { severity, code, message, ...rest, ...(hint !== undefined && { hint }) };
}

/** One entry a file: the accounting in which every file appears. */
export function fileEntry(result: FileRecord): FileEntry {
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

/** The entry of a file that is not read. */
export function passedOverEntry(file: string, reason: SkipReason): FileEntry {
  return { file, outcome: "skipped", reason };
}
