/** The account of a run, as a program reads it: what docs/manifest.schema.json holds. */
import * as z from "zod";
import { exitSchema, summarySchema } from "../diagnostics/report-schema.ts";
import { VALIDATION_LEVELS } from "../formats/handler.ts";
import { SOURCE_KINDS } from "../row/row.ts";
import { MANIFEST_VERSION } from "./manifest-version.ts";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);

const inputSchema = z
  .strictObject({
    path: z.string().describe("as messages show it"),
    relative_path: z.string().nullable().describe("from the folder given; null for a file that is not read"),
    bytes: count.nullable().describe("those that were hashed; null where nothing can be read"),
    sha256: sha256.nullable().describe("of the file as it lies on disk"),
    was_modified: z.boolean().describe("the file was written to meanwhile: its rows may be those of other bytes"),
    format: z.enum(SOURCE_KINDS).nullable().describe("what the file was taken for"),
    outcome: z.enum(["rows", "rejected", "skipped"]),
    rows: count,
    errors: count,
    warnings: count,
    reason: z.string().nullable().describe("why it was skipped"),
    accepted_by: z.enum(VALIDATION_LEVELS).nullable().describe("the least level that accepts a rejected file"),
  })
  .meta({ id: "input" });

const outputSchema = z
  .strictObject({ path: z.string().describe("- for stdout"), bytes: count, sha256, rows: count })
  .meta({ id: "output" });

export const manifestSchema = z
  .strictObject({
    schema_version: z.literal(MANIFEST_VERSION),
    tool: z.strictObject({ name: z.literal("rollout-ingest"), version: z.string(), node: z.string() }),
    command: z.enum(["write", "validate"]).describe("validate writes no rows"),
    settings: z
      .record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]))
      .describe("the flags that bear on rows and exit status, by their names, defaults included"),
    started_at: z.iso.datetime(),
    inputs: z.array(inputSchema).describe("every file found, in the order of the rows; those not read are counted"),
    outputs: z.array(outputSchema),
    other_diagnostics: z
      .strictObject({ errors: count, warnings: count })
      .describe("of what is no input: folders, links"),
    summary: summarySchema,
    exit: exitSchema,
    ended_at: z.iso.datetime(),
  })
  .meta({ title: "Manifest", description: "The account of a run of rollout-ingest" });

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestInput = z.infer<typeof inputSchema>;
