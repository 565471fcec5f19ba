/** Tasks: runs of files, in their order, each converted as a whole by one thread. */
import type { InputFile } from "../discover/discover.ts";
import type { Encoding } from "../sinks/encoding.ts";
import type { Verdict } from "./recognize-file.ts";

/** A file as it lay on disk when the run began. */
export interface MeasuredFile {
  readonly file: InputFile;
  /** Bytes; 0 for what is no regular file. */
  readonly size: number;
  /** It can be read once only, and how much there is shows itself then. */
  readonly isPipe: boolean;
}

/** What files take on disk, in bytes. */
export function bytesOf(files: readonly MeasuredFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** A file, and what it is. */
export interface PlannedFile extends MeasuredFile {
  /** Null for a pipe: that is seen when its turn comes. */
  readonly verdict: Verdict | null;
}

/** A file that any thread can convert. */
export interface KnownFile extends PlannedFile {
  readonly verdict: Verdict;
}

export type Task =
  | { readonly kind: "any thread"; readonly files: readonly KnownFile[]; readonly bytes: number }
  /**
   * To be done in the main thread, which hands on what it encodes as it comes: a pipe, or a file so
   * large that its rows should not be held as a whole.
   */
  | { readonly kind: "main thread"; readonly files: readonly [PlannedFile] };

const MOST_FILES = 256;
/** Enough that handing a task over costs little, little enough that no thread waits long for the last. */
const TASK_BYTES = 4 * 1024 * 1024;
/** What rows are compressed in is whole within a task: frames of 4 MiB, and row groups of up to 128. */
const FRAMES_BYTES = 16 * 1024 * 1024;
const ROW_GROUP_BYTES = 64 * 1024 * 1024;
const LARGE_FILE = 256 * 1024 * 1024;

/**
 * Cuts the files of a run into tasks. Where they are cut decides the frames and row groups of an
 * output: it depends on the files alone, not on the threads.
 */
export function* tasksOf(files: Iterable<PlannedFile>, encoding: Encoding): Generator<Task, void> {
  const limit = taskBytes(encoding);
  let waiting: KnownFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const isForAny = isKnown(file) && file.size <= LARGE_FILE;
    if (waiting.length > 0 && (!isForAny || waiting.length === MOST_FILES || bytes + file.size > limit)) {
      yield { kind: "any thread", files: waiting, bytes };
      waiting = [];
      bytes = 0;
    }
    if (isForAny) {
      waiting.push(file);
      bytes += file.size;
    } else yield { kind: "main thread", files: [file] };
  }
  if (waiting.length > 0) yield { kind: "any thread", files: waiting, bytes };
}

function isKnown(file: PlannedFile): file is KnownFile {
  return file.verdict !== null && !file.isPipe;
}

function taskBytes(encoding: Encoding): number {
  if (encoding === ".parquet") return ROW_GROUP_BYTES;
  return encoding === ".jsonl" ? TASK_BYTES : FRAMES_BYTES;
}
