/** A task in the thread that does it. */
import { decodeText } from "../json/text.ts";
import type { SeedRow } from "../row/row.ts";
import type { RowEncoder } from "../sinks/row-encoder.ts";
import { readyFile } from "./convert-file.ts";
import { recordOf, type FileRecord, type FileResult } from "./file-result.ts";
import type { Jobs } from "./jobs.ts";
import type { PlannedFile } from "./task.ts";

/** What became of a file, in any thread: plain data. */
export interface ConvertedFile {
  readonly record: FileRecord;
  /** Of its rows, in their order. */
  readonly traceIds: readonly string[];
}

export interface Conversions {
  readonly jobs: Jobs;
  readonly encoder: RowEncoder;
  /** The most rows. Files behind the last of them are not read. */
  readonly limit: number;
  /** Gets each file before its rows are encoded. */
  take(this: void, file: ConvertedFile): void;
  /** Is awaited between files. */
  turn(this: void): Promise<void>;
}

/** Converts files and encodes their rows. @returns the number of rows */
export async function convertTask(
  files: readonly PlannedFile[],
  { jobs, encoder, limit, take, turn }: Conversions,
): Promise<number> {
  let rows = 0;
  for (const planned of files) {
    if (rows >= limit) break;
    const convert = await readyFile(planned, jobs);
    // From here on nothing may wait, until the rows are encoded.
    const result = convert();
    const kept = keptRows(result, limit - rows);
    rows += kept.length;
    take({ record: recordOf(result, kept.length), traceIds: kept.map((row) => decodeText(row.trace_id)) });
    for (const row of kept) encoder.write(row);
    await turn();
  }
  encoder.end();
  return rows;
}

/** The rows of a file, at most so many. */
export function keptRows(result: FileResult, limit: number): readonly SeedRow[] {
  if (result.outcome !== "rows") return [];
  return result.rows.length <= limit ? result.rows : result.rows.slice(0, limit);
}
