/** What the library is asked for, and what it tells of files. */
import * as z from "zod";
import { MAX_PARTITIONS, PARTITION_BY, type PartitionBy } from "./discover/partition.ts";
import { MAX_SEED } from "./discover/shuffle.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { AUTO } from "./formats/choice.ts";
import { VALIDATION_LEVELS, type SkipReason, type ValidationLevel } from "./formats/handler.ts";
import { nearMatches } from "./near-matches.ts";
import { REDACT_MODES } from "./redact/settings.ts";
import { LEAST_VALUE } from "./redact/values-file.ts";
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

/** Strict: an option that is misspelled would be passed over, and other files read than those that were meant. */
const optionsSchema = z.strictObject({
  format: z.string().default(AUTO),
  traceDir: z.string().optional(),
  filePattern: z.string().optional(),
  recursive: z.boolean().default(true),
  validation: z.enum(VALIDATION_LEVELS).default("strict"),
  sourcePath: z.enum(["absolute", "relative"]).default("absolute"),
  redact: z.enum(REDACT_MODES).optional(),
  redactValues: z.array(z.string().min(LEAST_VALUE)).default([]),
  anonymizePaths: z.boolean().default(false),
  partition: z
    .strictObject({
      index: z.int().nonnegative(),
      count: z.int().positive().max(MAX_PARTITIONS),
      by: z.enum(PARTITION_BY).default("block"),
    })
    .refine(({ index, count }) => index < count, "the index must be less than the count")
    .optional(),
  shuffle: z.strictObject({ seed: z.int().nonnegative().max(MAX_SEED) }).optional(),
  numRecords: z.int().positive().optional(),
  onFile: listener<FileReport>(),
  onDiagnostic: listener<Diagnostic>(),
});

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function listener<Told>() {
  return z.custom<(told: Told) => void>(isFunction, "expected a function").optional();
}

export type IngestSettings = z.infer<typeof optionsSchema>;

/** @throws UsageError for an option that there is none of, and for a value that it cannot have */
export function readIngestOptions(options: IngestOptions): IngestSettings {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // What is misspelled comes first: it may be why something else is missing.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const place = issue?.path.join(".") ?? "";
  if (issue?.code === "unrecognized_keys") throw unknownOption(place, issue.keys[0] ?? "");
  throw new UsageError(`${place === "" ? "options" : place}: ${issue?.message ?? "not valid"}`);
}

function unknownOption(within: string, key: string): UsageError {
  const names = namesWithin(within);
  const near = nearMatches(
    inWords(key),
    names.map((name) => inWords(name)),
  ).flatMap((words) => names.find((name) => inWords(name) === words) ?? []);
  const full = within === "" ? key : `${within}.${key}`;
  const hint = near.length === 0 ? `there are ${names.join(", ")}` : `did you mean ${near.join(", ")}?`;
  // In the message, because that is all that is seen of an error which nobody catches.
  return new UsageError(`unknown option ${JSON.stringify(full)}: ${hint}`);
}

function namesWithin(option: string): readonly string[] {
  const { shape } = optionsSchema;
  if (option === "partition") return Object.keys(shape.partition.unwrap().shape);
  return Object.keys(option === "shuffle" ? shape.shuffle.unwrap().shape : shape);
}

/** `traceDir`, `trace_dir` and `trace-dir` are the same words. */
function inWords(name: string): string {
  return name
    .replaceAll(/(?<=[a-z])[A-Z]/gu, (letter) => `-${letter}`)
    .replaceAll("_", "-")
    .toLowerCase();
}
