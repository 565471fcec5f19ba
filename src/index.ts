/** The library: rollouts as an async iterable of seed rows. */
import * as z from "zod";
import { discover, type Selection } from "./discover/discover.ts";
import { codeText, type Code } from "./diagnostics/codes.ts";
import type { Diagnostic, Severity } from "./diagnostics/diagnostic.ts";
import { FORMAT_NAMES, findHandler } from "./formats/registry.ts";
import { VALIDATION_LEVELS, type FormatHandler, type SkipReason, type ValidationLevel } from "./formats/handler.ts";
import type { FileResult } from "./ingest/file-result.ts";
import { ingestFiles } from "./ingest/run.ts";
import { toPlainRow } from "./row/plain-row.ts";
import { seedRowSchema, type PlainMessage, type PlainSeedRow } from "./row/schema.ts";
import { UsageError } from "./usage-error.ts";

export interface IngestOptions {
  /** One of `formatNames`. */
  readonly format: string;
  /** A folder to search, or one file (default: where the agent keeps its rollouts; required for atif). */
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
  /** Called with problems of what is no rollout: folders that cannot be read, links that are not followed, indexes. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
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

const choicesSchema = z.object({
  validation: z.enum(VALIDATION_LEVELS).default("strict"),
  sourcePath: z.enum(["absolute", "relative"]).default("absolute"),
  numRecords: z.int().positive().optional(),
});

/**
 * Reads the rollouts of a folder and gives out their rows, in the order of relative paths.
 *
 * @throws UsageError for unknown formats, missing paths and the like; never for what a file holds
 */
export async function* ingest(options: IngestOptions): AsyncGenerator<PlainSeedRow, void> {
  const handler = findHandler(options.format);
  if (handler === undefined) {
    throw new UsageError(`unknown format ${JSON.stringify(options.format)}`, `formats: ${FORMAT_NAMES.join(", ")}`);
  }
  const choices = choicesSchema.safeParse(options);
  if (!choices.success) {
    const [issue] = choices.error.issues;
    throw new UsageError(`${issue?.path.join(".") ?? "options"}: ${issue?.message ?? "not valid"}`);
  }
  const { validation: level, sourcePath, numRecords } = choices.data;
  const { files, skipped, diagnostics } = discover(selectionOf(options, handler));
  for (const diagnostic of diagnostics) options.onDiagnostic?.(diagnostic);
  for (const { displayPath, reason } of skipped) {
    options.onFile?.({ file: displayPath, outcome: "skipped", rows: 0, reason, acceptedBy: null, diagnostics: [] });
  }
  const settings = { handler, level, sourcePath };
  const results = ingestFiles(files, settings, numRecords ?? Infinity, toPlainResult, options.onDiagnostic);
  for await (const { report, rows } of results) {
    options.onFile?.(report);
    yield* rows;
  }
}

function selectionOf({ traceDir, filePattern, recursive = true }: IngestOptions, handler: FormatHandler): Selection {
  const pattern = filePattern ?? handler.filePattern;
  if (traceDir !== undefined) return { kind: "path", path: traceDir, pattern, recursive };
  const places = handler.defaultPlaces();
  if (places === null) throw new UsageError(`traceDir is missing: ${handler.name} has no default place`);
  return { kind: "default", places, pattern, recursive };
}

function toPlainResult(result: FileResult): { report: FileReport; rows: readonly PlainSeedRow[] } {
  const rows = result.outcome === "rows" ? result.rows.map(toPlainRow) : [];
  const report = {
    file: result.file.displayPath,
    outcome: result.outcome,
    rows: rows.length,
    reason: result.outcome === "skipped" ? result.reason : null,
    acceptedBy: result.outcome === "rejected" ? result.acceptedBy : null,
    diagnostics: result.diagnostics,
  };
  return { report, rows };
}

/** The formats that `ingest` reads. */
export const formatNames: readonly string[] = FORMAT_NAMES;

export { codeText, seedRowSchema, UsageError };
export type { Code, Diagnostic, PlainMessage, PlainSeedRow, Severity, SkipReason, ValidationLevel };
