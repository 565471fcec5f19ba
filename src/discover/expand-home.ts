/** Paths below the home folder. */
import { homedir } from "node:os";
import path from "node:path";

/** `~` and `~/...` as the shell reads them: inside quotes, after `=` and in variables it does not. */
export function expandHome(given: string): string {
  return given === "~" || given.startsWith("~/") ? path.join(homedir(), given.slice(1)) : given;
}
