/** The JSON report, as a program reads it: what docs/report.schema.json holds. */
import * as z from "zod";
import { PARTITION_BY } from "../discover/partition.ts";
import { SOURCE_KINDS } from "../row/row.ts";
import { VALIDATION_LEVELS } from "../formats/handler.ts";

const count = z.int().nonnegative();
const counts = z.record(z.string(), z.int().positive());

export const diagnosticSchema = z
  .strictObject({
    severity: z.enum(["error", "warning"]),
    code: z.string().describe("stable; docs/diagnostics.md explains each"),
    message: z.string(),
    file: z.string(),
    line: z.int().min(1).optional(),
    column: z.int().min(1).optional().describe("in code points"),
    pointer: z.string().optional().describe("JSON Pointer (RFC 6901), in a session log within the record of the line"),
    expected: z.string().optional(),
    found: z.string().optional(),
    action: z.string().optional().describe("what was done about it"),
    hint: z.string().optional(),
  })
  .meta({ id: "diagnostic" });

export const fileSchema = z
  .strictObject({
    file: z.string(),
    outcome: z.enum(["rows", "rejected", "skipped"]),
    format: z.enum(SOURCE_KINDS).optional().describe("what the file was taken for"),
    rows: count.optional(),
    reason: z.string().optional().describe("why it was skipped"),
    accepted_by: z
      .enum(VALIDATION_LEVELS)
      .nullable()
      .optional()
      .describe("the least validation level that takes a rejected file"),
    unlisted_diagnostics: z.int().positive().optional().describe("problems beyond those listed"),
  })
  .meta({ id: "file" });

export const summarySchema = z
  .strictObject({
    partition: z
      .strictObject({
        index: count,
        num_partitions: z.int().positive(),
        by: z.enum(PARTITION_BY),
        index_from: z.enum(["flag", "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"]),
        files_in_all: z.int().positive(),
      })
      .optional()
      .describe("the part of the files that was read"),
    shuffle_seed: count.optional(),
    rows: count,
    files: z
      .strictObject({ found: count, converted: count, rejected: count, skipped: count, not_read: count })
      .describe("found = converted + rejected + skipped + not_read"),
    files_by_format: z.partialRecord(
      z.enum(SOURCE_KINDS),
      z.strictObject({ converted: count, rejected: count, skipped: count }),
    ),
    rejected_by_code: counts.describe("rejected files by the code of their first error"),
    accepted_by: z
      .partialRecord(z.enum(VALIDATION_LEVELS), z.int().positive())
      .describe("rejected files by the least level that accepts them"),
    skipped_by_reason: counts,
    secrets_by_kind: counts.describe("secrets in the rows, replaced or refused (--redact)"),
    names_masked: count.describe("names in paths (--anonymize-paths)"),
    errors: count,
    warnings: count,
    bytes: count,
    milliseconds: count,
  })
  .meta({ id: "summary" });

export const exitSchema = z
  .strictObject({ status: z.int().min(0).max(2), reason: z.string() })
  .describe("the exit status, and why it is that")
  .meta({ id: "exit" });

const failureSchema = z
  .strictObject({ message: z.string(), hint: z.string().optional() })
  .describe("why the run failed")
  .meta({ id: "error" });

export const reportSchema = z
  .strictObject({
    diagnostics: z.array(diagnosticSchema),
    files: z.array(fileSchema),
    summary: summarySchema.optional(),
    exit: exitSchema,
    error: failureSchema.optional(),
  })
  .meta({ title: "Report", description: "The JSON report of a run of rollout-ingest" });

/** One line of the JSON Lines report. */
export const reportLineSchema = z.discriminatedUnion("type", [
  diagnosticSchema.extend({ type: z.literal("diagnostic") }).meta({ id: "diagnostic_line" }),
  fileSchema.extend({ type: z.literal("file") }).meta({ id: "file_line" }),
  summarySchema.extend({ type: z.literal("summary") }).meta({ id: "summary_line" }),
  failureSchema.extend({ type: z.literal("error") }).meta({ id: "error_line" }),
  exitSchema.extend({ type: z.literal("exit") }).meta({ id: "exit_line" }),
]);

export type DiagnosticEntry = z.infer<typeof diagnosticSchema>;
export type FileEntry = z.infer<typeof fileSchema>;
export type Report = z.infer<typeof reportSchema>;
