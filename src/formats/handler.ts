/** The contract that every format's handler meets. */
import type { Diagnostic, Findings } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import type { Projection } from "../json/decode.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { SeedRow, SourceKind } from "../row/row.ts";
import type { Claim, Sample } from "./sample.ts";

/** How much deviation a run accepts, from least to most (docs/validation.md). */
export const VALIDATION_LEVELS = ["strict", "spec", "lenient"] as const;
export type ValidationLevel = (typeof VALIDATION_LEVELS)[number];

/** Why a file is passed over without being broken. */
export type SkipReason =
  | "not a rollout"
  | "companion file"
  | "no conversation"
  | "superseded"
  | "Git LFS pointer"
  | "seed rows"
  | "empty file"
  | "not a regular file"
  | "listed twice";

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
  | { readonly outcome: "skipped"; readonly reason: SkipReason; readonly findings?: Findings };

/** Where an agent keeps its rollouts. */
export interface DefaultPlaces {
  /** The folder that relative paths count from. */
  readonly base: string;
  /** Folders in it; those that do not exist have nothing to add. */
  readonly folders: readonly string[];
  /** Single files in it, likewise. */
  readonly files?: readonly string[];
}

interface Format {
  /** The value of --format and of the column source_kind. */
  readonly name: SourceKind;
  /** Null when there is no such place and a path is required. */
  defaultPlaces(): DefaultPlaces | null;
  /** Pattern of the base names to read when the user gives none. */
  readonly filePattern: string;
  /**
   * Whether a file is this format's, by what it begins with: the judgement behind `--format auto`.
   *
   * `certain` is for what nobody else writes, `likely` for what may be somebody else's, or is too
   * little to tell. A file of which the conversion would make rows, or which it would reject, should be
   * claimed; logs and documents of other programs should not, look-alikes least of all. Of two claims
   * the surer one wins, of two that are as sure that of the format which the registry has first. Must
   * not throw, whatever the bytes are.
   *
   * @param baseName a second sign at most: a name may say anything, and a copy has any
   */
  recognize(this: void, sample: Sample, baseName: string): Claim;
}

/** A format in which a file is one JSON document. */
export interface DocumentHandler extends Format {
  readonly kind: "documents";
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

/**
 * A format in which a file is a session log: one JSON object, a record, a line.
 *
 * What one file has to know of the others (parents and children, records that several of them hold)
 * is found in three steps, so that a run can share the work among threads: looks at single files, in
 * any thread; a plan made of them, in one; and the plan followed, in every thread that converts.
 * Seen and planned is plain data: it goes from thread to thread by structured clone.
 */
export interface SessionHandler<Plan = unknown> extends Format {
  readonly kind: "sessions";
  /** True for files that are not read whatever they hold, by their path: what tools put out, what was left half done. */
  isPassedOver(relativePath: string): boolean;
  /** True for names that other files of this format's folders are known by. One that holds a session is one. */
  isCompanion(baseName: string): boolean;
  /**
   * Names the family of a file: what may share records with it, such as subagents, forks and copies.
   * `--partition-by hash` keeps a family in one partition. The file alone decides, by its path or by
   * what it begins with: others that are added move nothing. Null where the path is none that this
   * format knows: then it is that of a session by its path (`familyOfSession`).
   */
  familyOf(this: void, file: InputFile): string | null;
  /** What of a record is decoded; the grammar of all of it is checked. */
  readonly projection: Projection;
  /** The records of a log that is one JSON document, as an early client wrote it; null for any other document. */
  unpack(document: JsonValue): readonly JsonValue[] | null;
  /** All looks that `prepare` takes. */
  readonly looks: readonly Look[];
  /**
   * Makes the plan of a run, before its first file is converted. A file that will be rejected has no
   * row, and so nothing that another one could do without.
   */
  prepare(files: readonly InputFile[], preparation: Preparation): Promise<Plan>;
  /** Takes a plan up in a thread. */
  follow(plan: Plan): Promise<SessionPlan>;
}

/** What is to be seen in one file, whatever the others are. */
export interface Look<Seen = unknown> {
  /** Its name among those of its format. */
  readonly name: string;
  /** What counts as seen in a file over which a thread came to its end. */
  readonly unseen: Seen;
  /** Never throws for what is in the file. What it gives is plain data, and small. */
  see(this: void, file: InputFile, sight: Sight): Seen | Promise<Seen>;
}

/** What a look has at hand. */
export interface Sight {
  readonly level: ValidationLevel;
  /**
   * Reads a regular file just as the run will, through a reader of the caller's. Nothing that it
   * gives to the reader outlives the call.
   */
  rehearse(this: void, file: InputFile, open: (context: SessionContext) => SessionReader): void;
}

/** What a plan is made with. */
export interface Preparation {
  readonly level: ValidationLevel;
  /** Takes problems of files beside the run's own. */
  report(this: void, diagnostic: Diagnostic): void;
  /** Looks at files, several at a time where there are threads for it; what is seen comes in their order. */
  look<Seen>(this: void, look: Look<Seen>, files: readonly InputFile[]): AsyncIterable<Seen>;
}

/** What is known of a run's files together, ready for use in one thread. */
export interface SessionPlan {
  /** Begins a file: its reader, or the reason why it is passed over unread. */
  open(context: SessionContext): SessionReader | SkipReason;
  /** How files are read that are not made of lines. */
  readonly store?: SessionStore;
}

/** A kind of file that holds sessions and is not text, such as a database. */
export interface SessionStore {
  /** The bytes that such a file begins with. */
  readonly magic: Buffer;
  /** Reads and converts a regular file as a whole. The path of a finding names a table and a row. */
  read(context: SessionContext): Conversion;
}

export interface SessionContext extends ConvertContext {
  readonly file: InputFile;
  /** Takes problems. While a record is read, `at` is a path in this record. */
  readonly findings: Findings;
}

/** Takes the records of one file, in their order, and makes rows of them. */
export interface SessionReader {
  /**
   * Takes the next record. It may be kept: its texts stay good until the next file is read.
   *
   * @returns false when the file is known to be something else, and need not be read on
   */
  read(record: JsonObject, line: number): boolean;
  finish(end: SessionEnd): Conversion;
}

/** How the reading of a session's lines went. */
export interface SessionEnd {
  /** Records, those that were left out included. */
  readonly recordCount: number;
  /** Damaged lines that were left out (at the lenient level). */
  readonly skippedRecords: number;
  /** The last line is still being written, and was left out. */
  readonly unfinished: boolean;
}

export type FormatHandler = DocumentHandler | SessionHandler;
