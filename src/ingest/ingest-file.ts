/** One file through the whole way. */
import type { InputFile } from "../discover/discover.ts";
import type { FormatHandler, SessionPlan } from "../formats/handler.ts";
import { MemoryExceeded } from "../json/memory-limit.ts";
import { releasePythonTexts } from "../row/python-text.ts";
import { unreadable, type FileOutcome, type IngestSettings } from "./file-result.ts";
import { ingestDocument } from "./ingest-document.ts";
import { ingestSession } from "./ingest-session.ts";

/** A run's settings, and what is known of its files together. */
export type Job =
  | { readonly kind: "documents"; readonly settings: IngestSettings<Extract<FormatHandler, { kind: "documents" }>> }
  | {
      readonly kind: "sessions";
      readonly settings: IngestSettings<Extract<FormatHandler, { kind: "sessions" }>>;
      readonly plan: SessionPlan;
    };

/**
 * Reads and converts one file. Never throws for what is in it.
 *
 * @param contents what the file holds, if it had to be read elsewhere, or the error that was met
 */
export function ingestFile(file: InputFile, job: Job, contents?: Buffer | Error): FileOutcome {
  releasePythonTexts();
  try {
    return job.kind === "documents"
      ? ingestDocument(file, job.settings, contents)
      : ingestSession(file, job.settings, job.plan, contents);
  } catch (error) {
    if (!(error instanceof MemoryExceeded)) throw error;
    return unreadable(file, { code: "file-too-large", found: error.message });
  }
}
