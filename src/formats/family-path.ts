/** What paths say of the sessions that may share records. */
import path from "node:path";

/** `/work/shop` becomes `-work-shop` (Claude Code), `--work-shop--` (Pi); `C:\work` becomes `C--work`. */
const PROJECT = /^(?:-|[A-Za-z]--)/u;

/** The path of the project's folder that a file lies in, as agents name it; null where none is named so. */
export function projectFolderOf(relativePath: string): string | null {
  const folders = relativePath.split("/").slice(0, -1);
  const last = folders.findLastIndex((folder) => PROJECT.test(folder));
  return last < 0 ? null : folders.slice(0, last + 1).join("/");
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu;

/**
 * The family of one session and its copies.
 *
 * @param session the path of its file without the ending. A name that is a uuid is enough: then copies in
 *   other folders are the same session
 */
export function familyOfSession(session: string): string {
  const name = path.posix.basename(session);
  return UUID.test(name) ? name.toLowerCase() : session;
}
