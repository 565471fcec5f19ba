/** A run over many files: the rows in order, the report, the accounting. */
import { setImmediate } from "node:timers/promises";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Discovery, InputFile } from "../discover/discover.ts";
import { decodeText } from "../json/text.ts";
import type { SeedRow } from "../row/row.ts";
import { ingestFile, type FileResult, type IngestSettings } from "./ingest-file.ts";
import { Accounting, type Summary } from "./accounting.ts";

export interface RunEvents {
  /** A row, good until the call returns. */
  row(row: SeedRow): void;
  /** A file is done with. */
  file(result: FileResult): void;
  /** A problem of the run rather than of a file's content. */
  diagnostic(diagnostic: Diagnostic): void;
  /** A file that was found and is not read. */
  passedOver(displayPath: string, reason: Discovery["skipped"][number]["reason"]): void;
}

/** The event loop gets a turn this often (signals, the progress bar), in milliseconds. */
const TURN = 50;

/**
 * Takes the files of a discovery one after the other.
 *
 * @param limit stop after this many rows
 */
export async function run(discovery: Discovery, settings: IngestSettings, limit: number, events: RunEvents): Promise<Summary> {
  const accounting = new Accounting(discovery.files.length + discovery.skipped.length);
  for (const diagnostic of discovery.diagnostics) {
    accounting.diagnostic(diagnostic);
    events.diagnostic(diagnostic);
  }
  for (const { displayPath, reason } of discovery.skipped) {
    accounting.passedOver(reason);
    events.passedOver(displayPath, reason);
  }
  const traces = new Map<string, string>();
  let lastTurn = performance.now();
  for (const file of discovery.files) {
    if (accounting.rows >= limit) break;
    const result = limitRows(ingestFile(file, settings), limit - accounting.rows);
    accounting.file(result);
    events.file(result);
    if (result.outcome === "rows") {
      for (const row of result.rows) {
        const duplicate = noteTrace(row, file, traces);
        if (duplicate !== null) {
          accounting.diagnostic(duplicate);
          events.diagnostic(duplicate);
        }
        events.row(row);
      }
    }
    if (performance.now() - lastTurn > TURN) {
      await setImmediate();
      lastTurn = performance.now();
    }
  }
  return accounting.summary();
}

function limitRows(result: FileResult, most: number): FileResult {
  return result.outcome === "rows" && result.rows.length > most ? { ...result, rows: result.rows.slice(0, most) } : result;
}

/** Two rows with one trace_id are legal (continuations share a session) but worth a warning. */
function noteTrace(row: SeedRow, file: InputFile, traces: Map<string, string>): Diagnostic | null {
  const id = decodeText(row.trace_id);
  const first = traces.get(id);
  if (first === undefined) {
    traces.set(id, file.displayPath);
    return null;
  }
  const found = `${JSON.stringify(id)}, as in ${first}`;
  return { severity: "warning", code: "duplicate-trace-id", file: file.displayPath, found };
}
