/** One planned file to what became of it. */
import { createReadStream } from "node:fs";
import type { InputFile } from "../discover/discover.ts";
import { maxDocumentBytes } from "../json/scanner/scanner.ts";
import { failureOf } from "../read/byte-source.ts";
import { asResult, refuseRows, skipped, unreadable, type FileResult } from "./file-result.ts";
import { withHash } from "./hash-input.ts";
import { ingestFile } from "./ingest-file.ts";
import type { Jobs } from "./jobs.ts";
import { recognizeFile, type Verdict } from "./recognize-file.ts";
import type { PlannedFile } from "./task.ts";

/** Read at a time of a pipe. */
const PIPE_BYTES = 1024 * 1024;

/**
 * Makes ready to convert a file, and gives what converts it. That never throws for what is in the
 * file. Rows are good until the next file is read, by whomever in this thread: nothing may wait until
 * they are taken.
 */
export async function readyFile(
  { file, verdict: planned, isPipe }: PlannedFile,
  jobs: Jobs,
): Promise<() => FileResult> {
  const contents = isPipe ? await readPipe(file) : undefined;
  const verdict = planned ?? recognizeContents(file, contents);
  const convert = await converter(file, verdict, contents, jobs);
  return jobs.hashInputs ? () => withHash(file.path, contents, convert) : convert;
}

async function converter(
  file: InputFile,
  verdict: Verdict,
  contents: Buffer | Error | undefined,
  jobs: Jobs,
): Promise<() => FileResult> {
  if (verdict.kind !== "format") return () => leftOut(file, verdict);
  const job = await jobs.of(verdict.handler);
  return () => asResult(refuseRows(ingestFile(file, job, contents), job.settings), verdict.handler.name);
}

function recognizeContents(file: InputFile, contents: Buffer | Error | undefined): Verdict {
  if (!(contents instanceof Error)) return recognizeFile(file, contents);
  return { kind: "unreadable", failure: failureOf(contents) };
}

/** What becomes of a file that is in no format, or that cannot be read. */
function leftOut(file: InputFile, verdict: Exclude<Verdict, { kind: "format" }>): FileResult {
  const outcome = verdict.kind === "skip" ? skipped(file, 0, verdict.reason) : unreadable(file, verdict.failure);
  return asResult(outcome, null);
}

/**
 * Its bytes, or the error; waiting for them does not keep the event loop from turning. It is held as a
 * whole, and may have no end: beyond what a document may take it is a RangeError.
 */
async function readPipe({ path }: InputFile): Promise<Buffer | Error> {
  const most = maxDocumentBytes();
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIPE_BYTES })) {
      if (!Buffer.isBuffer(piece)) continue;
      size += piece.length;
      if (size > most) return new RangeError(`more than ${most} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces, size);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
