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
}

export interface Reporter {
  /** A file is done with. */
  file(result: FileRecord): void;
  /** A problem that belongs to no file's content. */
  diagnostic(diagnostic: Diagnostic): void;
  /** A file that was found and is not read. */
  passedOver(displayPath: string, reason: SkipReason): void;
  /** The run came to its end. */
  summary(summary: Summary): void;
  /** The reader of the rows went away before the run came to its end, which is no error. The last call. */
  cutShort(): void;
  /** The run cannot go on, or found nothing. The last call. */
  fatal(message: string, hint: string | undefined): void;
}
