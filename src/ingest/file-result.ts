/** What became of a file. */
import path from "node:path";
import type { InputFile } from "../discover/discover.ts";
import { toDiagnostic, type Diagnostic, type Finding, type Unlisted } from "../diagnostics/diagnostic.ts";
import type { Conversion, FormatHandler, SkipReason, ValidationLevel } from "../formats/handler.ts";
import { placesOf } from "../json/locate.ts";
import type { JsonProblem } from "../json/problem.ts";
import { plainName, type UnreadableCode } from "../read/compression.ts";
import type { RedactionCounts } from "../redact/counts.ts";
import type { RedactionSettings } from "../redact/settings.ts";
import type { SeedRow, SourceKind } from "../row/row.ts";
import type { InputHash } from "./hash-input.ts";

export interface IngestSettings<Handler extends FormatHandler = FormatHandler> {
  readonly handler: Handler;
  readonly level: ValidationLevel;
  readonly sourcePath: "absolute" | "relative";
  /** What is asked of the redaction of its rows, in every thread; nothing where it is missing. */
  readonly redaction?: RedactionSettings | null;
  /** Takes secrets out of the rows, or finds them. */
  redact?(this: void, outcome: FileOutcome): FileOutcome;
  /** Every file is hashed. */
  readonly hashInputs?: boolean;
  /** Says why the output cannot hold a row; null when it can. */
  refuse?(this: void, row: SeedRow): Finding | null;
}

interface Outcome {
  readonly file: InputFile;
  /** Bytes read. */
  readonly size: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Problems beyond those listed. */
  readonly unlisted: Unlisted;
  readonly redacted?: RedactionCounts;
  /** Of the whole file, where that was asked for; null when it cannot be read. */
  readonly hash?: InputHash | null;
}

/** What became of a file. Rows are good until the next file is read: their texts lie in its bytes. */
export type FileOutcome =
  | (Outcome & { readonly outcome: "rows"; readonly rows: readonly SeedRow[] })
  | (Outcome & {
      readonly outcome: "rejected";
      /** The least validation level that would accept it; null when none does. */
      readonly acceptedBy: ValidationLevel | null;
    })
  | (Outcome & { readonly outcome: "skipped"; readonly reason: SkipReason });

/** The same, and the format that the file was taken for; null for one that is in none. */
export type FileResult = FileOutcome & { readonly format: SourceKind | null };

/** What became of a file, its rows counted: plain data, which goes from thread to thread and to the reports. */
export type FileRecord =
  | (Omit<Extract<FileResult, { outcome: "rows" }>, "rows"> & { readonly rows: number })
  | Exclude<FileResult, { outcome: "rows" }>;

/** @param rows how many of its rows are written: `--num-records` may end within a file */
export function recordOf(result: FileResult, rows?: number): FileRecord {
  return result.outcome === "rows" ? { ...result, rows: rows ?? result.rows.length } : result;
}

/** Reasons of a format that knows the file for its own; by all others it is nobody's. */
const OWN_REASONS: ReadonlySet<SkipReason> = new Set(["no conversation", "superseded"]);

/** @param format the one that the file was given to */
export function asResult(outcome: FileOutcome, format: SourceKind | null): FileResult {
  const isOwn = outcome.outcome !== "skipped" || OWN_REASONS.has(outcome.reason);
  return { ...outcome, format: isOwn ? format : null };
}

const NONE: Unlisted = { errors: 0, warnings: 0 };

export function skipped(file: InputFile, size: number, reason: SkipReason): FileOutcome {
  return { file, size, diagnostics: [], unlisted: NONE, outcome: "skipped", reason };
}

function rejected(file: InputFile, size: number, diagnostics: readonly Diagnostic[]): FileOutcome {
  return { file, size, diagnostics, unlisted: NONE, outcome: "rejected", acceptedBy: null };
}

/** A file of which nothing can be read. */
export function unreadable(
  file: InputFile,
  problem: { readonly code: UnreadableCode | "thread-lost"; readonly found: string },
): FileOutcome {
  const finding: Finding = { severity: "error", code: problem.code, at: [], found: problem.found };
  return rejected(file, 0, [toDiagnostic(finding, file.displayPath, undefined)]);
}

/** A document that is not JSON, with the place of what is wrong; the document is still the scanner's input. */
export function undecodable(
  file: InputFile,
  size: number,
  { code, offset, expected, found }: JsonProblem,
  handler: FormatHandler,
): FileOutcome {
  // A result.json that is still being written, and the like: never meant to be a rollout.
  if (handler.isCompanion(plainName(path.basename(file.path)))) return skipped(file, size, "not a rollout");
  const finding: Finding = {
    severity: "error",
    code,
    at: offset,
    expected,
    found: `${found} at byte offset ${offset}`,
  };
  const [where] = placesOf(size, [offset]);
  return rejected(file, size, [toDiagnostic(finding, file.displayPath, where)]);
}

/** What a row says of its file. */
export function sourceOf(
  file: InputFile,
  { level, sourcePath }: IngestSettings,
): { level: ValidationLevel; sourcePath: string; relativePath: string } {
  return {
    level,
    sourcePath: sourcePath === "absolute" ? file.path : file.relativePath,
    relativePath: file.relativePath,
  };
}

/** A file with a row that the output cannot hold is rejected as a whole, as for any other error. */
export function refuseRows(
  given: FileOutcome,
  { redact, refuse }: Pick<IngestSettings, "redact" | "refuse">,
): FileOutcome {
  const outcome = redact === undefined ? given : redact(given);
  if (outcome.outcome !== "rows" || refuse === undefined) return outcome;
  for (const row of outcome.rows) {
    const finding = refuse(row);
    if (finding === null) continue;
    return rejected(outcome.file, outcome.size, [toDiagnostic(finding, outcome.file.displayPath, undefined)]);
  }
  return outcome;
}

const TEXT_TOO_LONG: Finding = {
  severity: "error",
  code: "file-too-large",
  at: [],
  expected: "ids, names and timestamps that fit into a JavaScript string (about 512 MB)",
};

/** A file with a text that has to be looked at and is longer than a JavaScript string can be. */
export function textTooLong(file: InputFile, size: number): FileOutcome {
  return rejected(file, size, [toDiagnostic(TEXT_TOO_LONG, file.displayPath, undefined)]);
}

/** Converts, or gives null where a text that has to be looked at is longer than a JavaScript string can be. */
export function convertSafely(convert: () => Conversion): Conversion | null {
  try {
    return convert();
  } catch (error) {
    if (isStringTooLong(error)) return null;
    throw error;
  }
}

function isStringTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message === "Invalid string length" || ("code" in error && error.code === "ERR_STRING_TOO_LONG");
}
