/** Which threads may share records: those that go back to the same one. */
import path from "node:path";
import type { InputFile } from "../../discover/discover.ts";
import { HEAD_BYTES, HEAD_RECORDS, headerOf } from "./heads.ts";
import { identityOf, type Identity } from "./identity.ts";
import { scan } from "./scan.ts";

/**
 * The id of the session, or of the thread that a thread was made from. Dated folders say nothing of
 * it, headers do. A copied history brings its own header along, which tells of the thread before that.
 */
export function familyOf({ path: file, relativePath }: InputFile): string | null {
  if (!path.posix.basename(relativePath).startsWith("rollout-")) return null;
  let family: string | null = null;
  let thread: string | null = null;
  let records = 0;
  for (const { record, offset } of scan(file)) {
    const header = headerOf(record);
    if (header !== null) {
      const identity = identityOf(header);
      if (family === null || (identity.id !== null && identity.id !== thread)) family = originOf(identity);
      thread = identity.id;
      if (family === thread) break;
    }
    if (offset > HEAD_BYTES || ++records > HEAD_RECORDS) break;
  }
  return family;
}

function originOf({ id, sessionId, forkedFromId, parentId, base }: Identity): string | null {
  const session = sessionId === id ? null : sessionId;
  return session ?? forkedFromId ?? parentId ?? base?.threadId ?? id;
}
