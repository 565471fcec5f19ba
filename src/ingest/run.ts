/** The files of a run, one after the other. */
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { decodeText } from "../json/text.ts";
import { ingestFile, type FileResult, type IngestSettings } from "./ingest-file.ts";

/** The event loop gets a turn this often (signals, the progress bar), in milliseconds. */
const TURN = 50;

/**
 * Ingests files in the order given and stops after `limit` rows. The rows of a result are good
 * until the next result is asked for.
 */
export async function* ingestFiles(
  files: readonly InputFile[],
  settings: IngestSettings,
  limit: number,
): AsyncGenerator<FileResult, void> {
  const traces = new Map<string, string>();
  let rows = 0;
  let lastTurn = performance.now();
  for (const file of files) {
    if (rows >= limit) return;
    const result = ingestFile(file, settings);
    if (result.outcome === "rows") {
      const kept = result.rows.slice(0, limit - rows);
      rows += kept.length;
      const duplicates = kept.flatMap((row) => noteTrace(decodeText(row.trace_id), file, traces));
      yield { ...result, rows: kept, diagnostics: [...result.diagnostics, ...duplicates] };
    } else {
      yield result;
    }
    if (performance.now() - lastTurn > TURN) {
      await setImmediate();
      lastTurn = performance.now();
    }
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
