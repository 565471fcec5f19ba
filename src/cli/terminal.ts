/** What the terminal is for. */
import type { Options, When } from "./options.ts";

/** True when messages may have colour: https://no-color.org, FORCE_COLOR, or a terminal. */
export function useColor(when: When): boolean {
  if (when !== "auto") return when === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return process.stderr.isTTY && TERM !== "dumb";
}

/** True when a progress bar is in place: a person watches, and the rows do not run over the same screen. */
export function useProgress({ progress, target }: Pick<Options, "progress" | "target">): boolean {
  if (progress !== "auto") return progress === "always";
  if (target.kind === "stdout" && process.stdout.isTTY) return false;
  const { CI } = process.env;
  return process.stderr.isTTY && (CI === undefined || CI === "" || CI === "false");
}

/** Columns to write text in: those of the terminal, as far as lines can be read with ease. */
export function terminalWidth(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : 80;
  return Math.min(100, Math.max(40, columns));
}
