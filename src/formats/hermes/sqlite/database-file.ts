/** A database on disk: how it is known, and a copy of it that may be opened. */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rollBack } from "./rollback.ts";

/** How every SQLite database begins. */
export const DATABASE_MAGIC: Buffer = Buffer.from("SQLite format 3\0", "latin1");

/** The write-ahead log, or the journal to roll back, belongs to the database. */
const JOURNALS = ["-wal", "-journal"];
/** A database that is written to while it is copied is copied again. */
const ATTEMPTS = 5;

/**
 * Calls back with a private copy of a database, its journals beside it, and takes it away afterwards.
 * To open a database with a log is to write to its folder, and sometimes to the database itself; the
 * originals are never touched. A log alone may hold all of the data.
 */
export function withCopy<Result>(target: string, use: (copy: string) => Result): Result {
  const folder = mkdtempSync(path.join(tmpdir(), "rollout-ingest-"));
  try {
    const copy = path.join(folder, "state.db");
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const before = stateOf(target);
      // The log last: what is moved from it into the database meanwhile is in both.
      for (const suffix of ["", ...JOURNALS]) {
        rmSync(copy + suffix, { force: true });
        if (existsSync(target + suffix)) copyFileSync(target + suffix, copy + suffix, constants.COPYFILE_FICLONE);
      }
      if (stateOf(target) === before) break;
    }
    rollBack(copy);
    return use(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function stateOf(target: string): string {
  const states = ["", ...JOURNALS].map((suffix) => statSync(target + suffix, { throwIfNoEntry: false, bigint: true }));
  return states.map((state) => (state === undefined ? "-" : `${state.size} ${state.mtimeNs}`)).join("\n");
}
