/** What the first records of a file say: whose session it is, and which other files it may have in common with. */
import type { InputFile } from "../../discover/discover.ts";
import type { Sight } from "../handler.ts";
import { SessionLog } from "./entries.ts";
import { stemOf } from "./files.ts";
import { idInReference } from "./header.ts";
import { Keys } from "./keys.ts";

export interface Head {
  readonly file: InputFile;
  readonly id: string;
  readonly stem: string;
  /** The session that the header names as the one before, by its id and the stem of its file. */
  readonly parent: { readonly id: string | null; readonly stem: string } | null;
  /** The first message: a copy begins with the same. */
  readonly firstKey: string | null;
}

/** Before its first message a session has few entries. */
const HEAD_RECORDS = 64;

/** Null for a file that is no session. */
export function headOf(file: InputFile, { rehearse }: Sight): Head | null {
  let head: Head | null = null;
  rehearse(file, () => {
    const log = new SessionLog();
    const keys = new Keys();
    let isForeign = false;
    let firstKey: string | null = null;
    let records = 0;
    return {
      read(record, line) {
        isForeign = !log.take(record, line);
        if (isForeign) return false;
        const key = log.last === undefined ? null : keys.keyOf(log.last);
        if (key !== null) firstKey = `${log.last?.id} ${key}`;
        return firstKey === null && ++records < HEAD_RECORDS;
      },
      finish() {
        const { header } = log;
        const stem = stemOf(file.relativePath);
        if (!isForeign && (header !== null || log.entries.length > 0)) {
          const reference = header?.parent ?? null;
          const parent = reference === null ? null : { id: idInReference(reference), stem: stemOf(reference) };
          head = { file, id: header?.id ?? stem, stem, parent, firstKey };
        }
        return { outcome: "skipped", reason: "no conversation" };
      },
    };
  });
  return head;
}
