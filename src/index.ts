/** The library: rollouts as an async iterable of seed rows. */
import { discover, type Selection } from "./discover/discover.ts";
import { codeText, type Code } from "./diagnostics/codes.ts";
import type { Diagnostic, Severity } from "./diagnostics/diagnostic.ts";
import { FORMAT_NAMES, findHandler } from "./formats/registry.ts";
import type { SkipReason, ValidationLevel } from "./formats/handler.ts";
import { ingestFiles } from "./ingest/run.ts";
import { toPlainRow } from "./row/plain-row.ts";
import { seedRowSchema, type PlainMessage, type PlainSeedRow } from "./row/schema.ts";
import { UsageError } from "./usage-error.ts";

export interface IngestOptions {
  /** One of `formatNames`. */
  readonly format: string;
  /** A folder to search, or one file; required for formats without a default place. */
  readonly traceDir?: string;
  /** Base names to read. */
  readonly filePattern?: string;
  /** Search subfolders too (default true). */
  readonly recursive?: boolean;
  /** What to accept (default strict). */
  readonly validation?: ValidationLevel;
  /** The column source_path (default absolute). */
  readonly sourcePath?: "absolute" | "relative";
  /** Stop after this many rows. */
  readonly numRecords?: number;
  /** Called with what became of each file, before its rows are given out. */
  readonly onFile?: (report: FileReport) => void;
}

/** What became of one file. */
export interface FileReport {
  readonly file: string;
  readonly outcome: "rows" | "rejected" | "skipped";
  readonly rows: number;
  /** Why it was skipped. */
  readonly reason: SkipReason | null;
  /** The least validation level that would accept a rejected file. */
  readonly acceptedBy: ValidationLevel | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the rollouts of a folder and gives out their rows, in the order of relative paths.
 *
 * @throws UsageError for unknown formats, missing paths and the like; never for what a file holds
 */
export async function* ingest(options: IngestOptions): AsyncGenerator<PlainSeedRow, void> {
  const handler = findHandler(options.format);
  if (handler === undefined)
    throw new UsageError(`unknown format ${JSON.stringify(options.format)}`, `formats: ${FORMAT_NAMES.join(", ")}`);
  const path = options.traceDir ?? handler.defaultFolder;
  if (path === null) throw new UsageError(`traceDir is missing: ${handler.name} has no default place`);
  const selection: Selection = {
    kind: "path",
    path,
    pattern: options.filePattern ?? handler.filePattern,
    recursive: options.recursive ?? true,
  };
  const settings = {
    handler,
    level: options.validation ?? "strict",
    sourcePath: options.sourcePath ?? "absolute",
  } as const;
  for await (const result of ingestFiles(discover(selection).files, settings, options.numRecords ?? Infinity)) {
    // Before anything is given out: the texts lie in memory that the next file takes.
    const rows = result.outcome === "rows" ? result.rows.map(toPlainRow) : [];
    options.onFile?.({
      file: result.file.displayPath,
      outcome: result.outcome,
      rows: rows.length,
      reason: result.outcome === "skipped" ? result.reason : null,
      acceptedBy: result.outcome === "rejected" ? result.acceptedBy : null,
      diagnostics: result.diagnostics,
    });
    yield* rows;
  }
}

/** The formats that `ingest` reads. */
export const formatNames: readonly string[] = FORMAT_NAMES;

export { codeText, seedRowSchema, UsageError };
export type { Code, Diagnostic, PlainMessage, PlainSeedRow, Severity, SkipReason, ValidationLevel };
