/** Looking at files and converting tasks in several threads. */
import type { Look, SessionHandler } from "../../formats/handler.ts";
import type { Lookout } from "../lookout.ts";
import type { Verdict } from "../recognize-file.ts";
import type { KnownFile, MeasuredFile, Task } from "../task.ts";
import { inOrder, type Window } from "./in-order.ts";
import { fromPlainVerdict, toPlainVerdict, type ConvertAnswer } from "./messages.ts";
import { Pool, ThreadLost } from "./pool.ts";

/** Bytes of files that are under way, or done and not taken, for each thread. */
const WINDOW_BYTES = 32 * 1024 * 1024;
/** Files that a thread looks at between two answers. */
const MOST_LOOKS = 64;
const LOOK_BYTES = 4 * 1024 * 1024;

function windowOf<Item>(pool: Pool, weigh: (item: Item) => number): Window<Item> {
  return { least: pool.size + 1, weight: pool.size * WINDOW_BYTES, weigh };
}

/** Looks at several files at a time. */
export { Pool };

export function threadLookout(pool: Pool): Lookout {
  const window = windowOf<readonly MeasuredFile[]>(pool, (batch) => batch.reduce((sum, { size }) => sum + size, 0));
  const verdictsOf = (batch: readonly MeasuredFile[]): Promise<readonly Verdict[]> =>
    askForEach(batch, lostVerdict, (left) => recognize(pool, left));
  return {
    async *recognize(files) {
      for await (const [, verdicts] of inOrder(batchesOf(files), verdictsOf, window)) yield* verdicts;
    },
    async *look<Seen>(handler: SessionHandler, look: Look<Seen>, files: readonly MeasuredFile[]) {
      const work = (batch: readonly MeasuredFile[]): Promise<readonly Seen[]> =>
        askForEach(
          batch,
          () => look.unseen,
          (left) =>
            pool.look(
              handler.name,
              look,
              left.map(({ file }) => file),
            ),
        );
      for await (const [, seen] of inOrder(batchesOf(files), work, window)) yield* seen;
    },
  };
}

async function recognize(pool: Pool, files: readonly MeasuredFile[]): Promise<readonly Verdict[]> {
  const verdicts = await pool.recognize(files.map(({ file }) => file));
  return verdicts.map(fromPlainVerdict);
}

function* batchesOf(files: readonly MeasuredFile[]): Generator<readonly MeasuredFile[], void> {
  let batch: MeasuredFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length === MOST_LOOKS || (batch.length > 0 && bytes + file.size > LOOK_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}

/** Asks about files; for one over which a thread is lost `instead` answers, and the others are asked about anew. */
async function askForEach<File, Answer>(
  files: readonly File[],
  instead: (lost: ThreadLost) => Answer,
  ask: (files: readonly File[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  try {
    return await ask(files);
  } catch (error) {
    if (!(error instanceof ThreadLost)) throw error;
    const before = await askForEach(files.slice(0, error.file), instead, ask);
    const behind = files.slice(error.file + 1);
    return [...before, instead(error), ...(behind.length === 0 ? [] : await askForEach(behind, instead, ask))];
  }
}

function lostVerdict({ message }: ThreadLost): Verdict {
  return { kind: "unreadable", failure: { code: "thread-lost", found: message } };
}

/** Converts tasks that are not for the main thread, in their order; the others have no answer. */
export function convertInThreads(
  pool: Pool,
  tasks: Iterable<Task>,
  limit: () => number,
): AsyncIterable<readonly [Task, ConvertAnswer | null]> {
  const work = async (task: Task): Promise<ConvertAnswer | null> =>
    task.kind === "main thread" ? null : convert(pool, task.files, limit());
  return inOrder(
    tasks,
    work,
    windowOf<Task>(pool, (task) => (task.kind === "main thread" ? 0 : task.bytes)),
  );
}

/** A file over which a thread is lost is rejected; the others are converted all the same. */
async function convert(pool: Pool, files: readonly KnownFile[], limit: number): Promise<ConvertAnswer> {
  for (let left = files; ;) {
    try {
      const plain = left.map(({ file, size, verdict }) => ({ file, size, verdict: toPlainVerdict(verdict) }));
      return await pool.convert(plain, limit);
    } catch (error) {
      if (!(error instanceof ThreadLost)) throw error;
      const lost = left[error.file];
      if (lost === undefined) throw error;
      left = left.with(error.file, { ...lost, verdict: lostVerdict(error) });
    }
  }
}
