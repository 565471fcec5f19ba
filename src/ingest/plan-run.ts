/** What is known of the files of a run before the first is converted. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { AUTO, type FormatChoice } from "../formats/choice.ts";
import type { Preparation, SessionHandler, ValidationLevel } from "../formats/handler.ts";
import { append } from "../maps.ts";
import { statusOf } from "../read/status.ts";
import type { Plans } from "./jobs.ts";
import type { Lookout } from "./lookout.ts";
import type { MeasuredFile, PlannedFile } from "./task.ts";

export interface PlanSettings {
  readonly handler: FormatChoice;
  readonly level: ValidationLevel;
}

export interface RunPlan {
  readonly files: readonly PlannedFile[];
  readonly plans: Plans;
}

/** The same files with their sizes. */
export function measureFiles(files: readonly InputFile[]): MeasuredFile[] {
  return files.map((file) => {
    const status = statusOf(file.path);
    // A pipe or a device that the user named (`<(zcat ...)`); in folders such things are passed over.
    const isPipe = file.named && status !== null && !status.isFile() && !status.isDirectory();
    return { file, size: status?.isFile() === true ? status.size : 0, isPipe };
  });
}

/**
 * Finds out what each file is, and lets each format plan for its own.
 *
 * @param report gets problems of files beside those of the run
 */
export async function planRun(
  measured: readonly MeasuredFile[],
  { handler: choice, level }: PlanSettings,
  lookout: Lookout,
  report: (diagnostic: Diagnostic) => void,
): Promise<RunPlan> {
  const files = await recognizeFiles(measured, choice, lookout);
  const plans = new Map<SessionHandler, unknown>();
  for (const [handler, own] of sessionsOf(files)) {
    const preparation = { level, report, look: lookAt(handler, own, lookout) };
    const wanted = own.map(({ file }) => file);
    plans.set(handler, await handler.prepare(wanted, preparation));
  }
  return { files, plans };
}

async function recognizeFiles(
  files: readonly MeasuredFile[],
  choice: FormatChoice,
  lookout: Lookout,
): Promise<readonly PlannedFile[]> {
  if (choice !== AUTO) return files.map((file) => ({ ...file, verdict: { kind: "format", handler: choice } }));
  const verdicts = lookout.recognize(files.filter(({ isPipe }) => !isPipe))[Symbol.asyncIterator]();
  const planned: PlannedFile[] = [];
  for (const file of files) {
    const next = file.isPipe ? null : await verdicts.next();
    planned.push({ ...file, verdict: next === null || next.done === true ? null : next.value });
  }
  return planned;
}

/** The files of each format of sessions. */
function sessionsOf(files: readonly PlannedFile[]): ReadonlyMap<SessionHandler, readonly PlannedFile[]> {
  const sessions = new Map<SessionHandler, PlannedFile[]>();
  for (const file of files) {
    if (file.verdict?.kind !== "format" || file.verdict.handler.kind !== "sessions") continue;
    append(sessions, file.verdict.handler, file);
  }
  return sessions;
}

function lookAt(handler: SessionHandler, files: readonly PlannedFile[], lookout: Lookout): Preparation["look"] {
  // What comes back from another thread is a copy.
  const planned = new Map(files.map((file) => [file.file.path, file]));
  const find = ({ path }: InputFile): PlannedFile => {
    const found = planned.get(path);
    if (found === undefined) throw new TypeError(`${path} is not one of the files of ${handler.name}`);
    return found;
  };
  return (look, wanted) => lookout.look(handler, look, wanted.map(find));
}
