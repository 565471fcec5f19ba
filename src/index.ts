/** The library: rollouts as an async iterable of seed rows. */
import { discover, type Selection } from "./discover/discover.ts";
import type { PartitionBy } from "./discover/partition.ts";
import { portionOf } from "./discover/portion.ts";
import { codeText, type Code } from "./diagnostics/codes.ts";
import type { Diagnostic, Severity } from "./diagnostics/diagnostic.ts";
import { choiceOf, familyOf, homesOf, nameOf, patternOf, type FormatChoice } from "./formats/choice.ts";
import { FORMAT_NAMES } from "./formats/registry.ts";
import type { SkipReason, ValidationLevel } from "./formats/handler.ts";
import type { FileResult } from "./ingest/file-result.ts";
import { readIngestOptions, type FileReport, type IngestOptions, type IngestSettings } from "./ingest-options.ts";
import { ingestFiles } from "./ingest/run.ts";
import type { RedactionSettings } from "./redact/settings.ts";
import { toPlainRow } from "./row/plain-row.ts";
import { seedRowSchema, type PlainMessage, type PlainSeedRow } from "./row/schema.ts";
import { UsageError } from "./usage-error.ts";

const PASSED_OVER = {
  format: null,
  outcome: "skipped",
  rows: 0,
  acceptedBy: null,
  diagnostics: [],
  secrets: {},
} as const;

/**
 * Reads the rollouts of a folder and gives out their rows, in the order of relative paths. Of these files
 * a partition is taken first, which is then shuffled, and `numRecords` counts what is left.
 *
 * @throws UsageError for unknown formats, missing paths and the like; never for what a file holds
 */
export async function* ingest(options: IngestOptions = {}): AsyncGenerator<PlainSeedRow, void> {
  const settings = readIngestOptions(options);
  const { format, partition = null, shuffle, numRecords, onFile, onDiagnostic } = settings;
  const handler = choiceOf(format);
  const { files, skipped, diagnostics } = portionOf(
    discover(selectionOf(settings, handler)),
    { partition, seed: shuffle?.seed ?? null },
    (file) => familyOf(handler, file),
  );
  for (const diagnostic of diagnostics) onDiagnostic?.(diagnostic);
  for (const { displayPath, reason } of skipped) {
    onFile?.({ ...PASSED_OVER, file: displayPath, reason });
  }
  const { validation: level, sourcePath } = settings;
  const conversion = { handler, level, sourcePath, redaction: redactionOf(settings) };
  const results = ingestFiles(files, conversion, numRecords ?? Infinity, toPlainResult, onDiagnostic);
  for await (const { report, rows } of results) {
    onFile?.(report);
    yield* rows;
  }
}

function redactionOf({ redact, redactValues, anonymizePaths }: IngestSettings): RedactionSettings | null {
  if (redactValues.length > 0 && redact === undefined) throw new UsageError("redactValues goes with redact");
  if (redact === undefined && !anonymizePaths) return null;
  return { mode: redact ?? null, values: redactValues, anonymizePaths };
}

function selectionOf({ traceDir, filePattern, recursive }: IngestSettings, handler: FormatChoice): Selection {
  if (traceDir !== undefined) {
    return { kind: "path", path: traceDir, pattern: filePattern ?? patternOf(handler), recursive };
  }
  const homes = homesOf(handler, filePattern);
  if (homes.length === 0) throw new UsageError(`traceDir is missing: ${nameOf(handler)} has no default place`);
  return { kind: "default", homes, recursive };
}

function toPlainResult(result: FileResult): { report: FileReport; rows: readonly PlainSeedRow[] } {
  const rows = result.outcome === "rows" ? result.rows.map(toPlainRow) : [];
  const report = {
    file: result.file.displayPath,
    format: result.format,
    outcome: result.outcome,
    rows: rows.length,
    reason: result.outcome === "skipped" ? result.reason : null,
    acceptedBy: result.outcome === "rejected" ? result.acceptedBy : null,
    diagnostics: result.diagnostics,
    secrets: result.redacted?.secrets ?? {},
  };
  return { report, rows };
}

/** The formats that `ingest` reads, in the order in which `auto` asks them. */
export const formatNames: readonly string[] = FORMAT_NAMES;

export { codeText, seedRowSchema, UsageError };
export type {
  Code,
  Diagnostic,
  FileReport,
  IngestOptions,
  PartitionBy,
  PlainMessage,
  PlainSeedRow,
  Severity,
  SkipReason,
  ValidationLevel,
};
