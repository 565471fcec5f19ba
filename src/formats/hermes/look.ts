/** What the sessions of one file say, whatever the other files hold. */
import type { InputFile } from "../../discover/discover.ts";
import { beginsWith } from "../../read/byte-source.ts";
import { statusOf } from "../../read/status.ts";
import { releasePythonTexts } from "../../row/python-text.ts";
import type { SessionContext, SessionEnd, Sight } from "../handler.ts";
import { headOf, type Head } from "./heads.ts";
import { historyOf, type Comparison, type History } from "./histories.ts";
import { NOTHING_KNOWN } from "./plan.ts";
import { HermesReader } from "./reader.ts";
import { saysSomething } from "./rows.ts";
import { DATABASE_MAGIC } from "./sqlite/database-file.ts";
import { loadSqlite } from "./sqlite/driver.ts";
import { historiesInStore } from "./store.ts";

/** What is seen in a file: how its one session begins, or all that its sessions say. */
export interface Seen {
  readonly isDatabase: boolean;
  readonly head: Head | null;
  /** Of none where the file has no row. */
  readonly histories: readonly History[];
}

/** Looks at the beginning of a file, where that is enough to tell whether more has to be known. */
export async function glance(file: InputFile, sight: Sight): Promise<Seen> {
  const head = beginsWith(file.path, DATABASE_MAGIC) ? null : headOf(file, sight);
  return head === null ? study(file, sight, "as written") : { isDatabase: false, head, histories: [] };
}

/** Reads a file as the run will. */
export async function study(file: InputFile, sight: Sight, comparison: Comparison): Promise<Seen> {
  if (!beginsWith(file.path, DATABASE_MAGIC)) {
    return { isDatabase: false, head: null, histories: historiesInText(file, sight, comparison) };
  }
  const sqlite = await loadSqlite();
  const histories = sqlite === null ? [] : historiesInStore(file, sqlite, sight.level, comparison);
  return { isDatabase: true, head: null, histories };
}

/** In a smaller file no text is too long for its row. */
const LARGE_FILE = 256 * 1024 * 1024;

/** Whether rows come of a file; of a large one they have to be made to find out. */
function hasRows(reader: HermesReader, end: SessionEnd, { file, findings }: SessionContext): boolean {
  const isLarge = (statusOf(file.path)?.size ?? 0) > LARGE_FILE;
  if (isLarge && reader.finish(end).outcome !== "rows") return false;
  return findings.errors === 0 && reader.sessions.some(({ messages }) => messages.some(saysSomething));
}

function historiesInText(file: InputFile, { rehearse }: Sight, comparison: Comparison): History[] {
  let histories: History[] = [];
  rehearse(file, (context) => {
    const reader = new HermesReader(context, NOTHING_KNOWN);
    return {
      read: (record, line) => reader.read(record, line),
      finish(end) {
        // The texts are void when this returns.
        if (hasRows(reader, end, context)) {
          histories = reader.sessions.map((session) => historyOf(session, file, comparison));
        }
        return { outcome: "skipped", reason: "no conversation" };
      },
    };
  });
  releasePythonTexts();
  return histories;
}
