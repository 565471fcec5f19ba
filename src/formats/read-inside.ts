/** Files that belong to a session and lie beside it: never read from outside the folder given. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import type { InputFile } from "../discover/discover.ts";
import { isInside } from "../discover/inside.ts";

/** A regular file's bytes; null where there is none, or a larger one. */
export function readInside(target: string, { root }: InputFile, limit: number): Buffer | "outside" | null {
  try {
    const real = realpathSync(target);
    const status = statSync(real);
    if (!status.isFile()) return null;
    if (!isInside(realpathSync(root), real)) return "outside";
    return status.size > limit ? null : readFileSync(real);
  } catch {
    return null;
  }
}
