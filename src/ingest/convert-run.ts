/** The files of a run to chunks of an output, in this thread or in several. */
import { availableParallelism } from "node:os";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { setMemoryLimit } from "../json/memory-limit.ts";
import type { Chunk } from "../sinks/chunk.ts";
import { prepareEncoder, type EncoderSettings } from "../sinks/open.ts";
import { convertTask, type ConvertedFile } from "./convert-task.ts";
import type { FileRecord } from "./file-result.ts";
import { Jobs, type ThreadSettings } from "./jobs.ts";
import { soloLookout } from "./lookout.ts";
import { measureFiles, planRun, type PlanSettings, type RunPlan } from "./plan-run.ts";
import type { Verdict } from "./recognize-file.ts";
import { bytesOf, tasksOf, type MeasuredFile, type PlannedFile, type Task } from "./task.ts";
import { ChunkList } from "./threads/chunk-list.ts";
import type { ConvertAnswer } from "./threads/messages.ts";
import { TraceIds } from "./trace-ids.ts";
import { turns } from "./turns.ts";

export interface ConvertSettings extends PlanSettings {
  readonly sourcePath: ThreadSettings["sourcePath"];
  readonly redaction?: ThreadSettings["redaction"];
  readonly hashInputs: boolean;
  readonly encoder: EncoderSettings;
  /** The most threads that convert; null for the cores of the machine, where there is enough for them to do. */
  readonly jobs: number | null;
  /** What a file may take in memory, in bytes: Infinity for all that a thread has. */
  readonly maxMemory: number;
  /** The most rows. */
  readonly limit: number;
}

/** Takes what becomes of a run's files, in their order, whatever the number of threads. */
export interface Receiver {
  /** A file, before the last of its rows is handed over. */
  file(this: void, record: FileRecord): void;
  /** Encoded rows, good until this returns. */
  chunk(this: void, chunk: Chunk): void;
  /** A problem of a file beside those of the run. */
  report(this: void, diagnostic: Diagnostic): void;
}

/** Less is done before another thread has begun. */
const LEAST_FOR_THREADS = 24 * 1024 * 1024;
/**
 * Less takes one thread two thirds of a second, and two threads, each of which has to load and warm up
 * the program, no less (measured on two cores).
 */
const WORTH_THREADS = 256 * 1024 * 1024;

/** Converts all files. What the receiver throws ends the run. */
export async function convertRun(
  files: readonly InputFile[],
  settings: ConvertSettings,
  receiver: Receiver,
): Promise<void> {
  setMemoryLimit(settings.maxMemory);
  const traces = new TraceIds();
  const take = ({ record, traceIds }: ConvertedFile): void => {
    const duplicates = traces.note(record.file, traceIds);
    receiver.file({ ...record, diagnostics: [...record.diagnostics, ...duplicates] });
  };
  const run = { settings, receiver: { ...receiver, take } };
  const measured = measureFiles(files);
  const jobs = threadsFor(measured, settings);
  if (jobs > 1) await convertBeside(measured, jobs, run);
  else await convertAlone(measured, run);
}

interface Run {
  readonly settings: ConvertSettings;
  readonly receiver: Receiver & { take(this: void, file: ConvertedFile): void };
}

function threadsFor(files: readonly MeasuredFile[], { jobs }: ConvertSettings): number {
  const least = jobs === null ? WORTH_THREADS : LEAST_FOR_THREADS;
  return files.length > 1 && bytesOf(files) > least ? (jobs ?? availableParallelism()) : 1;
}

function threadSettings({ level, sourcePath, hashInputs, redaction = null }: ConvertSettings): ThreadSettings {
  return { level, sourcePath, hashInputs, redaction };
}

async function convertAlone(measured: readonly MeasuredFile[], { settings, receiver }: Run): Promise<void> {
  const { encoder, limit } = settings;
  const plan = await planRun(measured, settings, soloLookout(threadSettings(settings)), receiver.report);
  const convert = await mainThread(plan, settings);
  let rows = 0;
  for (const task of tasksOf(plan.files, encoder.encoding)) {
    if (rows >= limit) return;
    rows += await convert.now(task, limit - rows, receiver);
  }
}

async function convertBeside(
  measured: readonly MeasuredFile[],
  jobs: number,
  { settings, receiver }: Run,
): Promise<void> {
  const { convertInThreads, Pool, threadLookout } = await import("./threads/crew.ts");
  const { encoder, limit, maxMemory } = settings;
  const pool = new Pool(jobs - 1, { settings: threadSettings(settings), encoder, maxMemory });
  try {
    const lost = new Map<string, Verdict>();
    const lose = ({ path }: InputFile, verdict: Verdict): void => void lost.set(path, verdict);
    const lookout = threadLookout(pool, soloLookout(threadSettings(settings)), lose);
    const plan = await planRun(measured, settings, lookout, receiver.report);
    const planned = lost.size === 0 ? plan.files : plan.files.map((file) => withVerdict(file, lost));
    pool.setPlans([...plan.plans].map(([handler, own]) => [handler.name, own]));
    const convert = await mainThread(plan, settings);
    pool.spare = convert.spare;
    let rows = 0;
    const results = convertInThreads(
      pool,
      tasksOf(planned, encoder.encoding),
      () => limit - rows,
      (task) => convert.keep(task, limit - rows),
    );
    for await (const [task, answer] of results) {
      // Who made the answer could not know how many rows come before it, nor that none are wanted behind its last.
      if (answer === null || rows + answer.rows >= limit) rows += await convert.now(task, limit - rows, receiver);
      else {
        for (const file of answer.files) receiver.take(file);
        for (const chunk of answer.chunks) receiver.chunk(chunk);
        convert.reuse(answer.buffers);
        rows += answer.rows;
      }
      if (rows >= limit) return;
    }
  } finally {
    await pool.close();
  }
}

function withVerdict(file: PlannedFile, verdicts: ReadonlyMap<string, Verdict>): PlannedFile {
  const verdict = verdicts.get(file.file.path);
  return verdict === undefined ? file : { ...file, verdict };
}

/** What the main thread converts itself. */
interface MainThread {
  /** Hands over what comes of a task as it comes. @returns the number of rows */
  now(this: void, task: Task, limit: number, receiver: Run["receiver"]): Promise<number>;
  /** Keeps it until the turn of the task. */
  keep(this: void, task: Task, limit: number): Promise<ConvertAnswer>;
  /** Takes back what the chunks of an answer lay in. */
  reuse(this: void, buffers: readonly ArrayBuffer[]): void;
  readonly spare: ArrayBuffer[];
}

async function mainThread({ plans }: RunPlan, settings: ConvertSettings): Promise<MainThread> {
  const chunks = new ChunkList();
  let take: ((chunk: Chunk) => void) | null = null;
  const encoder = (await prepareEncoder(settings.encoder))((chunk) => take?.(chunk), chunks.supply);
  const jobs = new Jobs({ ...threadSettings(settings), refuse: encoder.refuse }, plans);
  const turn = turns();
  return {
    now(task, limit, receiver) {
      take = (chunk) => {
        receiver.chunk(chunk);
        chunks.drop(chunk);
      };
      return convertTask(task.files, { jobs, encoder, limit, take: receiver.take, turn });
    },
    spare: chunks.spare,
    reuse: (buffers) => chunks.reuse(buffers),
    async keep(task, limit) {
      take = (chunk) => chunks.add(chunk);
      const files: ConvertedFile[] = [];
      const rows = await convertTask(task.files, { jobs, encoder, limit, take: (file) => files.push(file), turn });
      return { rows, files, chunks: chunks.take(), buffers: chunks.transferred() };
    },
  };
}
