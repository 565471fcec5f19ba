/** What the terminal is for. */
import type { When } from "./options.ts";

/** True when messages may have colour: https://no-color.org, FORCE_COLOR, or a terminal. */
export function useColor(when: When): boolean {
  if (when !== "auto") return when === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return process.stderr.isTTY && TERM !== "dumb";
}

/** True when a progress bar is in place: a person watches. */
export function useProgress(when: When): boolean {
  if (when !== "auto") return when === "always";
  const { CI } = process.env;
  return process.stderr.isTTY && (CI === undefined || CI === "" || CI === "false");
}
