/** Looking at files and converting tasks in several threads, of which this is one. */
import type { InputFile } from "../../discover/discover.ts";
import type { Look, SessionHandler } from "../../formats/handler.ts";
import type { Lookout } from "../lookout.ts";
import type { Verdict } from "../recognize-file.ts";
import { bytesOf, type KnownFile, type MeasuredFile, type Task } from "../task.ts";
import { inOrder } from "./in-order.ts";
import { fromPlainVerdict, toPlainVerdict, type ConvertAnswer } from "./messages.ts";
import { Pool, ThreadLost } from "./pool.ts";

export { Pool };

/** Bytes of files that are under way, or done and not taken, for each thread. */
const WINDOW_BYTES = 32 * 1024 * 1024;
/** Files that a thread looks at between two answers. */
const MOST_LOOKS = 64;
const LOOK_BYTES = 2 * 1024 * 1024;
/** This thread leaves larger files to the others: it must go on whatever is in a file. */
const SAFE_FILE = 16 * 1024 * 1024;

function windowOf(pool: Pool): number {
  return (pool.size + 1) * WINDOW_BYTES;
}

/**
 * Looks at several files at a time.
 *
 * @param solo looks in this thread
 * @param lose gets files over which a thread was lost in a look, and what they are by that: nobody knows
 *   what they have in common with others
 */
export function threadLookout(pool: Pool, solo: Lookout, lose: (file: InputFile, verdict: Verdict) => void): Lookout {
  type Batch = readonly MeasuredFile[];
  async function* shared<Answer>(
    files: Batch,
    there: (batch: Batch) => Promise<readonly Answer[]>,
    here: (batch: Batch) => AsyncIterable<Answer>,
  ): AsyncGenerator<Answer, void> {
    const crew = {
      hasTime: pool.hasTime,
      there,
      here: (batch: Batch) => (areSafe(batch) ? gathered(here(batch)) : null),
    };
    const window = { weight: windowOf(pool), weigh: bytesOf };
    for await (const [, answers] of inOrder(batchesOf(files), crew, window)) yield* answers;
  }
  return {
    recognize: (files) =>
      shared(files, (batch) => askForEach(batch, lostVerdict, (left) => recognize(pool, left)), solo.recognize),
    look<Seen>(handler: SessionHandler, look: Look<Seen>, files: readonly MeasuredFile[]) {
      const ask = (left: Batch): Promise<readonly Seen[]> =>
        pool.look(
          handler.name,
          look,
          left.map(({ file }) => file),
        );
      const unseen = (lost: ThreadLost, { file }: MeasuredFile): Seen => {
        lose(file, lostVerdict(lost));
        return look.unseen;
      };
      return shared(
        files,
        (batch) => askForEach(batch, unseen, ask),
        (batch) => solo.look(handler, look, batch),
      );
    },
  };
}

async function gathered<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function areSafe(files: readonly MeasuredFile[]): boolean {
  return files.every(({ size }) => size <= SAFE_FILE);
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
  instead: (lost: ThreadLost, file: File) => Answer,
  ask: (files: readonly File[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  if (files.length === 0) return [];
  try {
    return await ask(files);
  } catch (error) {
    const file = error instanceof ThreadLost ? files[error.file] : undefined;
    if (!(error instanceof ThreadLost) || file === undefined) throw error;
    const before = await askForEach(files.slice(0, error.file), instead, ask);
    const behind = await askForEach(files.slice(error.file + 1), instead, ask);
    return [...before, instead(error, file), ...behind];
  }
}

function lostVerdict({ message }: ThreadLost): Verdict {
  return { kind: "unreadable", failure: { code: "thread-lost", found: message } };
}

/**
 * Converts tasks, in their order; null for those that are for the main thread in their turn.
 *
 * @param limit the most rows that may be wanted yet
 * @param here converts in this thread
 */
export function convertInThreads(
  pool: Pool,
  tasks: Iterable<Task>,
  limit: () => number,
  here: (task: Task) => Promise<ConvertAnswer>,
): AsyncIterable<readonly [Task, ConvertAnswer | null]> {
  return inOrder<Task, ConvertAnswer | null>(
    tasks,
    {
      hasTime: pool.hasTime,
      there: async (task) => (task.kind === "main thread" ? null : convert(pool, task.files, limit())),
      here: (task) => (task.kind === "any thread" && areSafe(task.files) ? here(task) : null),
    },
    { weight: windowOf(pool), weigh: (task) => (task.kind === "main thread" ? 0 : task.bytes) },
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
      left = withLost(left, error);
    }
  }
}

/** Behind the last file rows of several are encoded: the last one that may have some is taken for the cause. */
function withLost(files: readonly KnownFile[], lost: ThreadLost): readonly KnownFile[] {
  const at = files.findLastIndex(({ verdict }, index) => index <= lost.file && verdict.kind === "format");
  const file = files[at];
  if (file === undefined) throw lost;
  return files.with(at, { ...file, verdict: lostVerdict(lost) });
}
