/** What stands under a name, links followed. */
import { statSync, type Stats } from "node:fs";

/**
 * Null where there is nothing, and where nobody can look: a folder on the way is closed, or links lead in
 * a circle. Whoever opens the file then tells why it cannot be read.
 */
export function statusOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** True for a regular file. To open anything else tells a pipe's writer that its reader is there. */
export function isRegularFile(path: string): boolean {
  return statusOf(path)?.isFile() === true;
}
