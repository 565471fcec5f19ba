/** The files of a run, one after the other. */
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { AUTO } from "../formats/choice.ts";
import { decodeText } from "../json/text.ts";
import { systemMessage } from "../read/system-message.ts";
import { asResult, refuseRows, skipped, unreadable, type FileResult } from "./file-result.ts";
import { ingestFile } from "./ingest-file.ts";
import { Jobs, type RunSettings } from "./jobs.ts";
import { recognizeFile, type Verdict } from "./recognize-file.ts";

/** The event loop gets a turn this often (signals, the progress bar), in milliseconds. */
const TURN = 50;

/**
 * Ingests files in the order given and stops after `limit` rows.
 *
 * @param take gets each result and must be done with its rows when it returns: their texts lie in
 *   memory that the next file takes, and anything that waits lets another run read one
 * @param report gets problems of files beside those of the run
 */
export async function* ingestFiles<Taken>(
  files: readonly InputFile[],
  settings: RunSettings,
  limit: number,
  take: (result: FileResult) => Taken,
  report: (diagnostic: Diagnostic) => void = () => undefined,
): AsyncGenerator<Taken, void> {
  const traces = new Map<string, string>();
  let rows = 0;
  let lastTurn = performance.now();
  const turn = async (): Promise<void> => {
    if (performance.now() - lastTurn <= TURN) return;
    await setImmediate();
    lastTurn = performance.now();
  };
  const jobs = new Jobs(settings, turn, report);
  const verdicts = await recognizeFiles(files, settings, turn);
  await jobs.plan(files, verdicts);
  for (const [index, file] of files.entries()) {
    if (rows >= limit) return;
    const contents = isPipe(file) ? await readPipe(file) : undefined;
    const verdict = verdicts[index] ?? recognizeContents(file, contents);
    let result: FileResult;
    if (verdict.kind === "format") {
      const job = await jobs.of(verdict.handler);
      // From here on nothing may wait, until the rows are taken.
      result = asResult(refuseRows(ingestFile(file, job, contents), settings), verdict.handler.name);
    } else result = leftOut(file, verdict);
    if (result.outcome === "rows") {
      const kept = result.rows.slice(0, limit - rows);
      rows += kept.length;
      const duplicates = kept.flatMap((row) => noteTrace(decodeText(row.trace_id), file, traces));
      yield take({ ...result, rows: kept, diagnostics: [...result.diagnostics, ...duplicates] });
    } else {
      yield take(result);
    }
    await turn();
  }
}

/**
 * Which format each file is in. Null for a pipe, which can be read once only: what it is, is seen when
 * its turn comes.
 */
async function recognizeFiles(
  files: readonly InputFile[],
  { handler }: RunSettings,
  turn: () => Promise<void>,
): Promise<readonly (Verdict | null)[]> {
  if (handler !== AUTO) {
    const given: Verdict = { kind: "format", handler };
    return files.map(() => given);
  }
  const verdicts: (Verdict | null)[] = [];
  for (const file of files) {
    verdicts.push(isPipe(file) ? null : recognizeFile(file));
    await turn();
  }
  return verdicts;
}

function recognizeContents(file: InputFile, contents: Buffer | Error | undefined): Verdict {
  if (!(contents instanceof Error)) return recognizeFile(file, contents);
  return { kind: "unreadable", failure: { code: "unreadable-file", found: systemMessage(contents) } };
}

/** What becomes of a file that is in no format, or that cannot be read. */
function leftOut(file: InputFile, verdict: Exclude<Verdict, { kind: "format" }>): FileResult {
  const outcome = verdict.kind === "skip" ? skipped(file, 0, verdict.reason) : unreadable(file, verdict.failure);
  return asResult(outcome, null);
}

/** A pipe or a device that the user named (`<(zcat ...)`); in folders such things are passed over. */
function isPipe({ path, named }: InputFile): boolean {
  const status = named ? statSync(path, { throwIfNoEntry: false }) : undefined;
  return status !== undefined && !status.isFile() && !status.isDirectory();
}

/** Its bytes, or the error; waiting for them does not keep the event loop from turning. */
async function readPipe({ path }: InputFile): Promise<Buffer | Error> {
  try {
    return await readFile(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Two rows with one trace_id are legal (continuations share a session) but worth a warning. */
function noteTrace(id: string, file: InputFile, traces: Map<string, string>): Diagnostic[] {
  const first = traces.get(id);
  if (first === undefined) {
    traces.set(id, file.displayPath);
    return [];
  }
  const found = `${JSON.stringify(id)}, as in ${first}`;
  return [{ severity: "warning", code: "duplicate-trace-id", file: file.displayPath, found }];
}
