/** The files of a run, one after the other. */
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { decodeText } from "../json/text.ts";
import { refuseRows, type FileResult, type IngestSettings } from "./file-result.ts";
import { ingestFile, type Job } from "./ingest-file.ts";
import { rehearsal } from "./ingest-session.ts";

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
  settings: IngestSettings,
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
  const job = await plan(files, settings, turn, report);
  for (const file of files) {
    if (rows >= limit) return;
    const contents = isPipe(file) ? await readPipe(file) : undefined;
    const result = refuseRows(ingestFile(file, job, contents), settings);
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

/** Lets the format look over the files, where it has to. */
async function plan(
  files: readonly InputFile[],
  settings: IngestSettings,
  turn: () => Promise<void>,
  report: (diagnostic: Diagnostic) => void,
): Promise<Job> {
  const { handler } = settings;
  if (handler.kind === "documents") return { kind: "documents", settings: { ...settings, handler } };
  const session = { ...settings, handler };
  const preparation = { level: settings.level, turn, report, rehearse: rehearsal(session) };
  return { kind: "sessions", settings: session, plan: await handler.prepare(files, preparation) };
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
