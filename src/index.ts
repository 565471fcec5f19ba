/** The library: rollouts as an async iterable of seed rows. */
import * as z from "zod";
import { discover, type Selection } from "./discover/discover.ts";
import { MAX_PARTITIONS, PARTITION_BY, type PartitionBy } from "./discover/partition.ts";
import { portionOf } from "./discover/portion.ts";
import { MAX_SEED } from "./discover/shuffle.ts";
import { codeText, type Code } from "./diagnostics/codes.ts";
import type { Diagnostic, Severity } from "./diagnostics/diagnostic.ts";
import { AUTO, choiceOf, familyOf, homesOf, nameOf, patternOf, type FormatChoice } from "./formats/choice.ts";
import { FORMAT_NAMES } from "./formats/registry.ts";
import { VALIDATION_LEVELS, type SkipReason, type ValidationLevel } from "./formats/handler.ts";
import type { FileResult } from "./ingest/file-result.ts";
import { ingestFiles } from "./ingest/run.ts";
import { REDACT_MODES, type RedactionSettings } from "./redact/settings.ts";
import { LEAST_VALUE } from "./redact/values-file.ts";
import { toPlainRow } from "./row/plain-row.ts";
import { seedRowSchema, type PlainMessage, type PlainSeedRow } from "./row/schema.ts";
import { UsageError } from "./usage-error.ts";

export interface IngestOptions {
  /** One of `formatNames`, or `auto` (the default): each file's own, by what it holds. */
  readonly format?: string;
  /** A folder to search, or one file (default: where the agents keep their rollouts; required for atif). */
  readonly traceDir?: string;
  /** Base names to read. */
  readonly filePattern?: string;
  /** Search subfolders too (default true). */
  readonly recursive?: boolean;
  /** What to accept (default strict). */
  readonly validation?: ValidationLevel;
  /** The column source_path (default absolute). */
  readonly sourcePath?: "absolute" | "relative";
  /**
   * What is done about keys, tokens and passwords in the rows: `replace` puts placeholders in their
   * place, `fail` rejects the files that hold some (default: nothing).
   */
  readonly redact?: "replace" | "fail";
  /** Exact values that are secrets too, each of at least 6 characters. */
  readonly redactValues?: readonly string[];
  /** Mask home folders and user names in paths. */
  readonly anonymizePaths?: boolean;
  /** Read one part of the files, counted from 0, by blocks as DataDesigner (the default) or by hash (`--partition-by`). */
  readonly partition?: { readonly index: number; readonly count: number; readonly by?: PartitionBy };
  /** Read the files in a random order, the same everywhere: the seed is an integer from 0 to 2^32 - 1. */
  readonly shuffle?: { readonly seed: number };
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
  /** The format that it was taken for; null for a file that is in none. */
  readonly format: string | null;
  readonly outcome: "rows" | "rejected" | "skipped";
  readonly rows: number;
  /** Why it was skipped. */
  readonly reason: SkipReason | null;
  /** The least validation level that would accept a rejected file. */
  readonly acceptedBy: ValidationLevel | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Secrets in its rows by kind, replaced or refused. */
  readonly secrets: Readonly<Record<string, number>>;
}

const PASSED_OVER = {
  format: null,
  outcome: "skipped",
  rows: 0,
  acceptedBy: null,
  diagnostics: [],
  secrets: {},
} as const;

const choicesSchema = z.object({
  validation: z.enum(VALIDATION_LEVELS).default("strict"),
  sourcePath: z.enum(["absolute", "relative"]).default("absolute"),
  redact: z.enum(REDACT_MODES).optional(),
  redactValues: z.array(z.string().min(LEAST_VALUE)).default([]),
  anonymizePaths: z.boolean().default(false),
  partition: z
    .object({
      index: z.int().nonnegative(),
      count: z.int().positive().max(MAX_PARTITIONS),
      by: z.enum(PARTITION_BY).default("block"),
    })
    .refine(({ index, count }) => index < count, "the index must be less than the count")
    .optional(),
  shuffle: z.object({ seed: z.int().nonnegative().max(MAX_SEED) }).optional(),
  numRecords: z.int().positive().optional(),
});

/**
 * Reads the rollouts of a folder and gives out their rows, in the order of relative paths. Of these files
 * a partition is taken first, which is then shuffled, and `numRecords` counts what is left.
 *
 * @throws UsageError for unknown formats, missing paths and the like; never for what a file holds
 */
export async function* ingest(options: IngestOptions = {}): AsyncGenerator<PlainSeedRow, void> {
  const handler = choiceOf(options.format ?? AUTO);
  const choices = choicesSchema.safeParse(options);
  if (!choices.success) {
    const [issue] = choices.error.issues;
    throw new UsageError(`${issue?.path.join(".") ?? "options"}: ${issue?.message ?? "not valid"}`);
  }
  const { validation: level, sourcePath, partition = null, shuffle, numRecords } = choices.data;
  const { files, skipped, diagnostics } = portionOf(
    discover(selectionOf(options, handler)),
    { partition, seed: shuffle?.seed ?? null },
    (file) => familyOf(handler, file),
  );
  for (const diagnostic of diagnostics) options.onDiagnostic?.(diagnostic);
  for (const { displayPath, reason } of skipped) {
    options.onFile?.({ ...PASSED_OVER, file: displayPath, reason });
  }
  const settings = { handler, level, sourcePath, redaction: redactionOf(choices.data) };
  const results = ingestFiles(files, settings, numRecords ?? Infinity, toPlainResult, options.onDiagnostic);
  for await (const { report, rows } of results) {
    options.onFile?.(report);
    yield* rows;
  }
}

function redactionOf({
  redact,
  redactValues,
  anonymizePaths,
}: z.infer<typeof choicesSchema>): RedactionSettings | null {
  if (redactValues.length > 0 && redact === undefined) throw new UsageError("redactValues goes with redact");
  if (redact === undefined && !anonymizePaths) return null;
  return { mode: redact ?? null, values: redactValues, anonymizePaths };
}

function selectionOf({ traceDir, filePattern, recursive = true }: IngestOptions, handler: FormatChoice): Selection {
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
export type { Code, Diagnostic, PartitionBy, PlainMessage, PlainSeedRow, Severity, SkipReason, ValidationLevel };
