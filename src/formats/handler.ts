/** The contract that every format's handler meets. */
import type { Findings } from "../diagnostics/diagnostic.ts";
import type { Projection } from "../json/decode.ts";
import type { JsonValue } from "../json/value.ts";
import type { SeedRow, SourceKind } from "../row/row.ts";

/** How much deviation a run accepts, from least to most (design section 4). */
export const VALIDATION_LEVELS = ["strict", "spec", "lenient"] as const;
export type ValidationLevel = (typeof VALIDATION_LEVELS)[number];

/** Why a file is passed over without being broken. */
export type SkipReason = "not a rollout" | "empty file" | "not a regular file" | "listed twice";

export interface ConvertContext {
  readonly level: ValidationLevel;
  /** What the column source_path says. */
  readonly sourcePath: string;
  /** Path from the folder given, with `/`: the same on every machine. */
  readonly relativePath: string;
}

/** What becomes of a file. The findings tell why, and what the rows do not hold. */
export type Conversion =
  | { readonly outcome: "rows"; readonly rows: readonly SeedRow[]; readonly findings: Findings }
  | { readonly outcome: "rejected"; readonly findings: Findings }
  | { readonly outcome: "skipped"; readonly reason: SkipReason };

export interface FormatHandler {
  /** The value of --format and of the column source_kind. */
  readonly name: SourceKind;
  /** Where this agent keeps its rollouts; null when there is no such place and a path is required. */
  readonly defaultFolder: string | null;
  /** Pattern of the base names to read when the user gives none. */
  readonly filePattern: string;
  /**
   * True for names that other files of this format's folders are known by. Such a file that turns
   * out not to be JSON is no broken rollout.
   */
  isCompanion(baseName: string): boolean;
  /** What of a document the conversion at a level has no use for: it need not be decoded. */
  unused(level: ValidationLevel): Projection;
  /**
   * Turns one decoded document into rows, or says why not: a pure function of its arguments, except
   * that at the lenient level it may repair the document in place.
   */
  convert(document: JsonValue, context: ConvertContext): Conversion;
}
