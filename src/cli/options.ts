/** The flags of a run, checked. */
import { randomInt } from "node:crypto";
import * as z from "zod";
import { REPORT_FORMATS, type ReportFormat } from "../diagnostics/report-format.ts";
import type { Selection } from "../discover/discover.ts";
import { PARTITION_BY } from "../discover/partition.ts";
import { MAX_SEED } from "../discover/shuffle.ts";
import { AUTO, choiceOf, homesOf, nameOf, patternOf, type FormatChoice } from "../formats/choice.ts";
import { VALIDATION_LEVELS, type ValidationLevel } from "../formats/handler.ts";
import { JSON_COLUMNS, type JsonColumns } from "../sinks/parquet/schema.ts";
import { OUTPUT_FORMATS } from "../sinks/encoding.ts";
import { REDACT_MODES, type RedactionSettings } from "../redact/settings.ts";
import { readValues } from "../redact/values-file.ts";
import { NOWHERE, targetOf, type Target } from "../sinks/target.ts";
import { UsageError } from "../usage-error.ts";
import { refuseRepeated } from "./given-once.ts";
import { readPartition, type TakenPartition } from "./partition-flags.ts";
import { FAIL_ON, readRate, type Policy } from "./policy.ts";
import type { Flags } from "./program.ts";
import { readReport, type ReportRequest } from "./report-files.ts";

const when = z.enum(["auto", "always", "never"]);

const BYTES = /^(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]?)(i?)b?$/iu;
const UNITS = ["", "k", "m", "g", "t"];

/** Reads a size as `datasets` does: MB is 10^6 bytes, MiB is 2^20. */
function readBytes(size: string): number {
  const [, number = "", unit = "", binary = ""] = BYTES.exec(size) ?? [];
  const base = binary === "" ? 1000 : 1024;
  return Math.floor(Number(number) * base ** UNITS.indexOf(unit.toLowerCase()));
}

function sizeOf(flag: string) {
  return z.string().regex(BYTES, `${flag} must be a size such as 512MB or 2GiB`).transform(readBytes);
}

/** Below this no line of a log could be read. */
const LEAST_MEMORY = 1_000_000;

const flagsSchema = z.object({
  format: z.string().default(AUTO),
  traceDir: z.string().min(1, "--trace-dir must not be empty").optional(),
  filePattern: z
    .string()
    .min(1, "--file-pattern must not be empty")
    .refine((pattern) => !/[/\\]/u.test(pattern), "--file-pattern matches base names: it cannot hold a / or \\")
    .optional(),
  recursive: z.boolean(),
  filesFrom: z.string().min(1, "--files-from must not be empty").optional(),
  null: z.boolean().default(false),
  output: z.string().min(1, "--output must not be empty").default("-"),
  outputFormat: z.enum(OUTPUT_FORMATS).optional(),
  maxShardSize: sizeOf("--max-shard-size")
    .refine((bytes) => bytes >= 1, "--max-shard-size must be at least a byte")
    .optional(),
  jsonColumns: z.enum(JSON_COLUMNS).default("json"),
  numRecords: z
    .string()
    .regex(/^[1-9]\d{0,14}$/u, "--num-records must be an integer from 1")
    .transform(Number)
    .optional(),
  shuffle: z.boolean().default(false),
  seed: z
    .string()
    .regex(/^\d{1,10}$/u, `--seed must be an integer from 0 to ${MAX_SEED}`)
    .transform(Number)
    .refine((seed) => seed <= MAX_SEED, `--seed must be an integer from 0 to ${MAX_SEED}`)
    .optional(),
  partitionIndex: z
    .string()
    .regex(/^\d{1,9}$/u, "--partition-index must be an integer from 0")
    .transform(Number)
    .optional(),
  numPartitions: z
    .string()
    .regex(/^[1-9]\d{0,8}$/u, "--num-partitions must be an integer from 1")
    .transform(Number)
    .optional(),
  partitionBy: z.enum(PARTITION_BY).optional(),
  jobs: z
    .string()
    .regex(/^[1-9]\d{0,2}$/u, "--jobs must be an integer from 1 to 999")
    .transform(Number)
    .optional(),
  maxMemory: sizeOf("--max-memory")
    .refine((bytes) => bytes >= LEAST_MEMORY, "--max-memory must be at least 1MB")
    .optional(),
  validation: z.enum(VALIDATION_LEVELS),
  redact: z.enum(REDACT_MODES).optional(),
  redactValues: z.string().min(1, "--redact-values must not be empty").optional(),
  anonymizePaths: z.boolean().default(false),
  sourcePath: z.enum(["absolute", "relative"]).default("absolute"),
  errorFormat: z.enum(REPORT_FORMATS),
  report: z.array(z.string()).default([]),
  manifest: z.string().min(1, "--manifest must not be empty").optional(),
  failOn: z.enum(FAIL_ON).default("error"),
  maxErrors: z
    .string()
    .regex(/^\d{1,15}$/u, "--max-errors must be an integer from 0")
    .transform(Number)
    .optional(),
  maxRejectRate: z
    .string()
    .transform(readRate)
    .refine((rate) => rate !== null, "--max-reject-rate must be a percentage from 0% to 100%, such as 5% or 0.25%")
    .optional(),
  allowEmpty: z.boolean().default(false),
  color: when,
  progress: when,
  quiet: z.boolean().default(false),
});

export type When = z.infer<typeof when>;

export interface Options {
  readonly handler: FormatChoice;
  readonly selection: Selection;
  readonly partition: TakenPartition | null;
  /** Of a random order of the files; null for the order of their paths. */
  readonly seed: number | null;
  readonly target: Target;
  readonly jsonColumns: JsonColumns;
  /** Infinity when all rows are wanted. */
  readonly limit: number;
  /** The most threads that convert files; null where nothing is said. */
  readonly jobs: number | null;
  /** What a file may take in memory, in bytes; Infinity where nothing is said. */
  readonly maxMemory: number;
  readonly level: ValidationLevel;
  readonly sourcePath: "absolute" | "relative";
  /** Null when rows are written as they are. */
  readonly redaction: RedactionSettings | null;
  /** The file of values that are secrets; null where there is none. */
  readonly redactValues: string | null;
  readonly errorFormat: ReportFormat;
  /** Those in files, beside what is told on stderr. */
  readonly reports: readonly ReportRequest[];
  /** Where the account of the run goes; null for nowhere. */
  readonly manifest: string | null;
  readonly policy: Policy;
  readonly color: When;
  readonly progress: When;
  readonly quiet: boolean;
}

/** What is made of the rows: they are written, or only counted. */
export type Purpose = "write" | "validate";

/** @throws UsageError for what cannot be run, before anything is read */
export function readOptions(given: Flags, purpose: Purpose): Options {
  refuseRepeated(given);
  const parsed = flagsSchema.safeParse(given);
  if (!parsed.success) throw new UsageError(parsed.error.issues[0]?.message ?? "wrong flags");
  const flags = parsed.data;
  const handler = choiceOf(flags.format);
  const partition = readPartition(flags, process.env);
  return {
    handler,
    selection: selectionOf(flags, handler),
    partition,
    seed: seedOf(flags),
    target:
      purpose === "validate"
        ? NOWHERE
        : targetOf(flags.output, flags.outputFormat, flags.maxShardSize ?? null, partition),
    jsonColumns: flags.jsonColumns,
    limit: flags.numRecords ?? Infinity,
    jobs: flags.jobs ?? null,
    maxMemory: flags.maxMemory ?? Infinity,
    level: flags.validation,
    sourcePath: flags.sourcePath,
    redaction: redactionOf(flags),
    redactValues: flags.redactValues ?? null,
    errorFormat: flags.errorFormat,
    reports: flags.report.map(readReport),
    manifest: flags.manifest ?? null,
    policy: policyOf(flags),
    color: flags.color,
    progress: flags.progress,
    quiet: flags.quiet,
  };
}

function policyOf({ failOn, maxErrors, maxRejectRate, allowEmpty }: z.infer<typeof flagsSchema>): Policy {
  if (failOn === "never" && (maxErrors !== undefined || maxRejectRate !== undefined)) {
    throw new UsageError("--fail-on never fails for nothing: --max-errors and --max-reject-rate do not go with it");
  }
  return { failOn, maxErrors: maxErrors ?? null, maxRejectRate: maxRejectRate ?? null, allowEmpty };
}

function redactionOf(flags: z.infer<typeof flagsSchema>): RedactionSettings | null {
  if (flags.redactValues !== undefined && flags.redact === undefined) {
    throw new UsageError("--redact-values goes with --redact");
  }
  if (flags.redact === undefined && !flags.anonymizePaths) return null;
  return {
    mode: flags.redact ?? null,
    values: flags.redactValues === undefined ? [] : readValues(flags.redactValues),
    anonymizePaths: flags.anonymizePaths,
  };
}

function seedOf({ shuffle, seed }: z.infer<typeof flagsSchema>): number | null {
  if (shuffle) return seed ?? randomInt(MAX_SEED + 1);
  if (seed !== undefined) throw new UsageError("--seed goes with --shuffle");
  return null;
}

function selectionOf(flags: z.infer<typeof flagsSchema>, handler: FormatChoice): Selection {
  if (flags.filesFrom !== undefined) {
    if (flags.traceDir !== undefined)
      throw new UsageError("--files-from takes the place of --trace-dir: give one of them");
    if (flags.filePattern !== undefined || !flags.recursive) {
      throw new UsageError("--file-pattern and --no-recursive search a folder: they do not go with --files-from");
    }
    return { kind: "list", list: flags.filesFrom, nulSeparated: flags.null };
  }
  if (flags.null) throw new UsageError("--null goes with --files-from");
  const { filePattern, recursive } = flags;
  if (flags.traceDir !== undefined) {
    return { kind: "path", path: flags.traceDir, pattern: filePattern ?? patternOf(handler), recursive };
  }
  const homes = homesOf(handler, filePattern);
  if (homes.length === 0) {
    const name = nameOf(handler);
    throw new UsageError(
      `--trace-dir is missing: ${name} has no default place`,
      `rollout-ingest --format ${name} --trace-dir <folder or file>`,
    );
  }
  return { kind: "default", homes, recursive };
}
