/** A state.db: the only store of newer clients, and one file for all sessions. */
import { tmpdir } from "node:os";
import type { Code } from "../../diagnostics/codes.ts";
import { Findings } from "../../diagnostics/diagnostic.ts";
import type { InputFile } from "../../discover/discover.ts";
import { isSystemError, systemMessage } from "../../read/system-message.ts";
import { releasePythonTexts } from "../../row/python-text.ts";
import type { Conversion, SessionContext, ValidationLevel } from "../handler.ts";
import { historyOf, type Comparison, type History } from "./histories.ts";
import type { Plan } from "./plan.ts";
import { convert } from "./rows.ts";
import type { Session } from "./session.ts";
import { CopyRefused, withCopy } from "./sqlite/database-file.ts";
import { SQLITE_PACKAGE, type Sqlite } from "./sqlite/driver.ts";
import { DamagedTable, readSessions } from "./store-sessions.ts";

/** The rows of a database. Its sessions are read one by one, but a file's rows are given together: all of them are held. */
export function convertStore(context: SessionContext, sqlite: Sqlite | null, plan: Plan): Conversion {
  const { findings } = context;
  if (sqlite === null) {
    findings.add({ severity: "error", code: "no-database-reader", at: [], expected: `the package ${SQLITE_PACKAGE}` });
    return { outcome: "rejected", findings };
  }
  const end = { recordCount: 0, skippedRecords: 0, unfinished: false };
  const conversion = readStore(context, sqlite, (sessions) => convert(sessions, { end, others: 0 }, context, plan));
  if (findings.errors > 0) return { outcome: "rejected", findings };
  return conversion ?? { outcome: "skipped", reason: "not a rollout" };
}

/** What the sessions of a database say; nothing for one that has no rows. */
export function historiesInStore(
  file: InputFile,
  sqlite: Sqlite,
  level: ValidationLevel,
  comparison: Comparison,
): History[] {
  const findings = new Findings();
  const context = { file, level, findings, sourcePath: file.path, relativePath: file.relativePath };
  const histories = readStore(context, sqlite, (sessions) => {
    const found: History[] = [];
    for (const session of sessions) {
      found.push(historyOf(session, file, comparison));
      releasePythonTexts();
    }
    return found;
  });
  return histories === null || findings.errors > 0 ? [] : histories;
}

/** Null for a database that is not Hermes', and for one that cannot be read: then there is an error. */
function readStore<Result>(
  context: SessionContext,
  sqlite: Sqlite,
  take: (sessions: Iterable<Session>) => Result,
): Result | null {
  try {
    return withCopy(context.file.path, (copy) =>
      sqlite.withDatabase(copy, (database) => {
        const sessions = readSessions(database, context);
        return sessions === null ? null : take(sessions);
      }),
    );
  } catch (error) {
    context.findings.add({ severity: "error", at: [], ...problemOf(error, sqlite) });
    return null;
  }
}

/** What kept a database from being read; what is our own fault is thrown on. */
function problemOf(error: unknown, sqlite: Sqlite): { code: Code; found: string } {
  if (error instanceof CopyRefused) return { code: "unreadable-file", found: error.message };
  if (isSystemError(error)) {
    const isOfCopy = "dest" in error || error.syscall === "mkdtemp" || error.syscall === "scandir";
    const found = systemMessage(error);
    return { code: "unreadable-file", found: isOfCopy ? `${found} (for a private copy in ${tmpdir()})` : found };
  }
  if (error instanceof RangeError || isTooLongForText(error)) return { code: "file-too-large", found: String(error) };
  if (error instanceof DamagedTable) return { code: "damaged-database", found: error.message };
  if (!sqlite.isSqlError(error)) throw error;
  const isTooLarge = /out of memory|too big/u.test(error.message);
  return { code: isTooLarge ? "file-too-large" : "damaged-database", found: error.message };
}

function isTooLongForText(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STRING_TOO_LONG";
}
