/** A database on disk: how it is known, and a copy of it that may be opened. */
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rollBack } from "./rollback.ts";

/** How every SQLite database begins. */
export const DATABASE_MAGIC: Buffer = Buffer.from("SQLite format 3\0", "latin1");

/** The write-ahead log, or the journal to roll back, belongs to the database. */
const LOG = "-wal";
const JOURNAL = "-journal";
/** What a log begins with; it is written anew, with other salts, when the log begins from the front. */
const LOG_HEADER_BYTES = 32;
/** A database that is written to while it is copied is copied again. */
const ATTEMPTS = 10;
/** A copy's folder says whose it is: `rollout-ingest-<process>-<random>`. */
const PREFIX = "rollout-ingest-";
/** So old is no copy that a process somewhere else, whose number means nothing here, still reads. */
const FORGOTTEN = 60 * 60 * 1000;

/** A database of which there can be no copy, and why. */
export class CopyRefused extends Error {}

/**
 * Calls back with a private copy of a database, its journals beside it, and takes it away afterwards.
 * To open a database with a log is to write to its folder, and sometimes to the database itself; the
 * originals are never touched. A log alone may hold all of the data.
 */
export function withCopy<Result>(target: string, use: (copy: string) => Result): Result {
  takeForgottenAway();
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    const copy = path.join(folder, "state.db");
    copyWhole(target, copy);
    rollBack(copy);
    return use(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyWhole(target: string, copy: string): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = stateOf(target);
    // The log last: what is moved from it into the database meanwhile is in both.
    for (const suffix of ["", JOURNAL, LOG]) {
      rmSync(copy + suffix, { force: true });
      if (suffix !== "" && !isThere(target + suffix)) continue;
      copyFileSync(target + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    if (stateOf(target) === before) return;
  }
  throw new CopyRefused("it was written to each time while it was copied");
}

/**
 * What is the same before and after a copy that is whole. With a log, this is the log's beginning: as
 * long as that stands, the log only grows, and has all that was moved into the database meanwhile.
 */
function stateOf(target: string): string {
  const header = isThere(target + LOG) ? headerOf(target + LOG) : "";
  const changing = header === "" ? ["", JOURNAL] : [JOURNAL];
  const states = changing.map((suffix) => statSync(target + suffix, { throwIfNoEntry: false, bigint: true }));
  return [header, ...states.map((state) => (state === undefined ? "-" : `${state.size} ${state.mtimeNs}`))].join("\n");
}

function headerOf(log: string): string {
  const file = openSync(log, "r");
  try {
    const header = Buffer.alloc(LOG_HEADER_BYTES);
    return header.toString("hex", 0, readSync(file, header, 0, LOG_HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** Whether a journal is there. A pipe would be waited for, and a link may lead anywhere: SQLite makes neither. */
function isThere(journal: string): boolean {
  const status = lstatSync(journal, { throwIfNoEntry: false });
  if (status !== undefined && !status.isFile()) {
    throw new CopyRefused(`${path.basename(journal)} beside it is not a regular file`);
  }
  return status !== undefined;
}

/** Takes away what a run left that was killed in the middle. */
function takeForgottenAway(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = /^rollout-ingest-(\d+)-/u.exec(name) ?? [];
    const folder = path.join(tmpdir(), name);
    if (owner === undefined || isRunning(Number(owner))) continue;
    const status = lstatSync(folder, { throwIfNoEntry: false });
    if (status?.isDirectory() !== true || status.uid !== process.getuid?.()) continue;
    if (Date.now() - status.mtimeMs > FORGOTTEN) rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
