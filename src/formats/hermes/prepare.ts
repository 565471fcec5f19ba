/** The look over all files of a run before the first is read. */
import type { InputFile } from "../../discover/discover.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import { beginsWith } from "../../read/byte-source.ts";
import { releasePythonTexts } from "../../row/python-text.ts";
import type { Preparation, SessionPlan } from "../handler.ts";
import { isPassedOver } from "./files.ts";
import { historyOf, type Comparison, type History } from "./histories.ts";
import { ALONE, type Plan } from "./plan.ts";
import { placesOf } from "./places.ts";
import { HermesReader } from "./reader.ts";
import { lookUp, readIndexes } from "../session-index.ts";
import { SESSIONS_JSON } from "./session-index.ts";
import { DATABASE_MAGIC } from "./sqlite/database-file.ts";
import { loadSqlite } from "./sqlite/driver.ts";
import { convertStore, sessionsIn } from "./store.ts";

const NOBODY: Plan = { placeOf: () => ALONE, indexed: () => null };

/**
 * Reads all files: one session may be in several stores, and what several sessions have in common is
 * in one row.
 */
export async function prepare(files: readonly InputFile[], preparation: Preparation): Promise<SessionPlan> {
  const sessions = files
    .filter(({ named, relativePath }) => named || !isPassedOver(relativePath))
    .toSorted((a, b) => compareCodePoints(a.relativePath, b.relativePath));
  const databases = new Set(sessions.flatMap(({ path }) => (beginsWith(path, DATABASE_MAGIC) ? path : [])));
  const sqlite = databases.size === 0 ? null : await loadSqlite();
  const lookOver = async (comparison: Comparison): Promise<History[]> => {
    const found: History[] = [];
    for (const file of sessions) {
      if (!databases.has(file.path)) found.push(...historiesOf(file, preparation, comparison));
      else if (sqlite !== null) found.push(...sessionsIn(file, sqlite, preparation.level, comparison));
      await preparation.turn();
    }
    return found;
  };
  let histories = await lookOver("as written");
  if (histories.some(isTrajectory) && !histories.every(isTrajectory)) histories = await lookOver("respelled");
  // Of what two stores have the same, a trajectory is the poorer.
  const places = placesOf(histories.toSorted((a, b) => Number(isTrajectory(a)) - Number(isTrajectory(b))));
  const indexes = readIndexes(sessions, SESSIONS_JSON, preparation.report);
  const plan: Plan = {
    placeOf(path, unit) {
      const known = places.get(path);
      // A database is read twice: a session that began in between waits for the next run.
      return known === undefined ? ALONE : (known.get(unit) ?? null);
    },
    indexed: (file, sessionId) => lookUp(indexes, file, sessionId),
  };
  return {
    open: (context) => new HermesReader(context, plan),
    store: { magic: DATABASE_MAGIC, read: (context) => convertStore(context, sqlite, plan) },
  };
}

/** What the sessions of a text file say; nothing for a file that has no row. */
function historiesOf(file: InputFile, { rehearse }: Preparation, comparison: Comparison): History[] {
  let histories: History[] = [];
  rehearse(file, (context) => {
    const reader = new HermesReader(context, NOBODY);
    return {
      read: (record, line) => reader.read(record, line),
      finish(end) {
        const conversion = reader.finish(end);
        // The texts are void when this returns.
        if (conversion.outcome === "rows" && context.findings.errors === 0) {
          histories = reader.sessions.map((session) => historyOf(session, file, comparison));
        }
        return conversion;
      },
    };
  });
  releasePythonTexts();
  return histories;
}

function isTrajectory({ format }: History): boolean {
  return format === "trajectory";
}
