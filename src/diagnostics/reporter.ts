/** What every way of reporting does. */
import type { Summary } from "../ingest/accounting.ts";
import type { FileRecord } from "../ingest/file-result.ts";
import type { SkipReason, ValidationLevel } from "../formats/handler.ts";
import type { Diagnostic } from "./diagnostic.ts";

export interface ReportSettings {
  readonly level: ValidationLevel;
  /** Errors only. */
  readonly quiet: boolean;
  /** The format of each file was found out: it is told. */
  readonly tellFormats?: boolean;
  /** The rows are counted and not written: `validate`. */
  readonly countsOnly?: boolean;
  /** The user said what makes a run fail: whether it did is told in words. */
  readonly tellExit?: boolean;
}

/** The exit status of a run, and why it is that. */
export interface Exit {
  readonly status: number;
  readonly reason: string;
}

/** A run whose reader went away before its end, as `head` does. */
export const CUT_SHORT: Exit = { status: 0, reason: "the reader of the rows has enough of them" };

/** A run that could not go on. */
export function failed(reason: string): Exit {
  return { status: 2, reason };
}

/** The calls end with one of `end`, `cutShort` and `fatal`; after `fatal` none of the rows is there. */
export interface Reporter {
  /** A file is done with. */
  file(result: FileRecord): void;
  /** A problem that belongs to no file's content. */
  diagnostic(diagnostic: Diagnostic): void;
  /** A file that was found and is not read. */
  passedOver(displayPath: string, reason: SkipReason): void;
  /** All files are done with. */
  summary(summary: Summary): void;
  /** The run came to its end. */
  end(exit: Exit): void;
  /** The reader of the rows went away before the run came to its end, which is no error. */
  cutShort(): void;
  /** The run cannot go on, or found nothing. */
  fatal(message: string, hint: string | undefined): void;
}

/** Several reports of one run, side by side. */
export function tee(reporters: readonly Reporter[]): Reporter {
  const [only] = reporters;
  if (only !== undefined && reporters.length === 1) return only;
  const each = (tell: (reporter: Reporter) => void): void => {
    for (const reporter of reporters) tell(reporter);
  };
  return {
    file: (result) => each((reporter) => reporter.file(result)),
    diagnostic: (diagnostic) => each((reporter) => reporter.diagnostic(diagnostic)),
    passedOver: (displayPath, reason) => each((reporter) => reporter.passedOver(displayPath, reason)),
    summary: (summary) => each((reporter) => reporter.summary(summary)),
    end: (exit) => each((reporter) => reporter.end(exit)),
    cutShort: () => each((reporter) => reporter.cutShort()),
    fatal: (message, hint) => each((reporter) => reporter.fatal(message, hint)),
  };
}
