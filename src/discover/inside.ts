/** Whether a path lies in a folder. */
import path from "node:path";

/** True for the folder itself and for all below it. Both paths are absolute, and real where links count. */
export function isInside(folder: string, target: string): boolean {
  return target === folder || target.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
