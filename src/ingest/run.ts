/** The files of a run one after the other in this thread, for callers that take rows as values. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import type { FormatChoice } from "../formats/choice.ts";
import { decodeText } from "../json/text.ts";
import { readyFile } from "./convert-file.ts";
import { keptRows } from "./convert-task.ts";
import type { FileResult } from "./file-result.ts";
import { Jobs, type ThreadSettings } from "./jobs.ts";
import { soloLookout } from "./lookout.ts";
import { measureFiles, planRun } from "./plan-run.ts";
import { TraceIds } from "./trace-ids.ts";
import { turns } from "./turns.ts";

/** As IngestSettings; the format may be each file's own. */
export interface RunSettings extends ThreadSettings {
  readonly handler: FormatChoice;
}

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
  const plan = await planRun(measureFiles(files), settings, soloLookout(settings), report);
  const jobs = new Jobs(settings, plan.plans);
  const traces = new TraceIds();
  const turn = turns();
  let rows = 0;
  for (const planned of plan.files) {
    if (rows >= limit) return;
    const convert = await readyFile(planned, jobs);
    // From here on nothing may wait, until the rows are taken.
    const result = convert();
    if (result.outcome === "rows") {
      const kept = keptRows(result, limit - rows);
      rows += kept.length;
      const ids = kept.map((row) => decodeText(row.trace_id));
      yield take({ ...result, rows: kept, diagnostics: [...result.diagnostics, ...traces.note(planned.file, ids)] });
    } else {
      yield take(result);
    }
    await turn();
  }
}
