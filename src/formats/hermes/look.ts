/** What the sessions of one file say, whatever the other files hold. */
import type { InputFile } from "../../discover/discover.ts";
import { beginsWith } from "../../read/byte-source.ts";
import { releasePythonTexts } from "../../row/python-text.ts";
import type { Sight } from "../handler.ts";
import { historyOf, type Comparison, type History } from "./histories.ts";
import { NOTHING_KNOWN } from "./plan.ts";
import { HermesReader } from "./reader.ts";
import { DATABASE_MAGIC } from "./sqlite/database-file.ts";
import { loadSqlite } from "./sqlite/driver.ts";
import { historiesInStore } from "./store.ts";

export interface Seen {
  readonly isDatabase: boolean;
  /** Of none where the file has no row. */
  readonly histories: readonly History[];
}

/** Reads a file as the run will. */
export async function sessionsIn(file: InputFile, sight: Sight, comparison: Comparison): Promise<Seen> {
  if (!beginsWith(file.path, DATABASE_MAGIC)) {
    return { isDatabase: false, histories: historiesInText(file, sight, comparison) };
  }
  const sqlite = await loadSqlite();
  const histories = sqlite === null ? [] : historiesInStore(file, sqlite, sight.level, comparison);
  return { isDatabase: true, histories };
}

function historiesInText(file: InputFile, { rehearse }: Sight, comparison: Comparison): History[] {
  let histories: History[] = [];
  rehearse(file, (context) => {
    const reader = new HermesReader(context, NOTHING_KNOWN);
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
