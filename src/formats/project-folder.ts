/** Folders that agents name after the folder they worked in. */

/** `/work/shop` becomes `-work-shop` (Claude Code), `--work-shop--` (Pi); `C:\\work` becomes `C--work`. */
const PROJECT = /^(?:-|[A-Za-z]--)/u;

/** The path of the project's folder that a file lies in; null where none is named as one. */
export function projectFolderOf(relativePath: string): string | null {
  const folders = relativePath.split("/").slice(0, -1);
  const last = folders.findLastIndex((folder) => PROJECT.test(folder));
  return last < 0 ? null : folders.slice(0, last + 1).join("/");
}
