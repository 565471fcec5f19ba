/** Which format a run reads: one, or `auto`: each file's own. */
import type { Home, InputFile } from "../discover/discover.ts";
import { UsageError } from "../usage-error.ts";
import { familyOfSession } from "./family-path.ts";
import type { FormatHandler } from "./handler.ts";
import { FORMAT_NAMES, HANDLERS } from "./registry.ts";
import type { Sample } from "./sample.ts";

export const AUTO = "auto";

export type FormatChoice = FormatHandler | typeof AUTO;

/** All that --format takes. */
export const CHOICES: readonly string[] = [AUTO, ...FORMAT_NAMES];

/** What a user names. @throws UsageError for what is no format */
export function choiceOf(name: string): FormatChoice {
  const choice = name === AUTO ? AUTO : HANDLERS.find((handler) => handler.name === name);
  if (choice !== undefined) return choice;
  throw new UsageError(`unknown format ${JSON.stringify(name)}`, `formats: ${CHOICES.join(", ")}`);
}

/** The format of a name that is known to be one. */
export function findHandler(name: string): FormatHandler {
  const handler = HANDLERS.find((one) => one.name === name);
  if (handler === undefined) throw new TypeError(`no format is named ${name}`);
  return handler;
}

export function nameOf(choice: FormatChoice): string {
  return choice === AUTO ? AUTO : choice.name;
}

/** Pattern of the base names to read in a folder when the user gives none. */
export function patternOf(choice: FormatChoice): string {
  if (choice !== AUTO) return choice.filePattern;
  const patterns = new Set(HANDLERS.map(({ filePattern }) => filePattern));
  return `{${[...patterns].join(",")}}`;
}

/**
 * Where a choice's rollouts lie when the user names no place; empty when there is no such place.
 *
 * @param pattern the user's own
 */
export function homesOf(choice: FormatChoice, pattern?: string): readonly Home[] {
  if (choice !== AUTO) return homeOf(choice, "", pattern);
  // Codex and Pi both have folders named `sessions`.
  return HANDLERS.flatMap((handler) => homeOf(handler, handler.name, pattern));
}

function homeOf(handler: FormatHandler, prefix: string, pattern: string = handler.filePattern): Home[] {
  const places = handler.defaultPlaces();
  return places === null ? [] : [{ ...places, prefix, pattern }];
}

/**
 * The format that a file is taken for; null for none. The rule for two is that of `recognize`.
 *
 * @param baseName without the ending of a compressed file
 */
export function recognizeSample(
  sample: Sample,
  baseName: string,
): { readonly handler: FormatHandler; readonly isCertain: boolean } | null {
  let likely: FormatHandler | null = null;
  for (const handler of HANDLERS) {
    const claim = handler.recognize(sample, baseName);
    if (claim === "certain") return { handler, isCertain: true };
    if (claim === "likely") likely ??= handler;
  }
  return likely === null ? null : { handler: likely, isCertain: false };
}

/** Files of which no format asks what they hold, by their path. */
export function isPassedOver(relativePath: string): boolean {
  return HANDLERS.some((handler) => handler.kind === "sessions" && handler.isPassedOver(relativePath));
}

/** True for names that other files of some format's folders are known by. */
export function isCompanion(baseName: string): boolean {
  return HANDLERS.some((handler) => handler.isCompanion(baseName));
}

/** The family of a file (`SessionHandler.familyOf`); without one that of a session by its path, which leads to its subagents too. */
export function familyOf(choice: FormatChoice, file: InputFile): string {
  for (const handler of choice === AUTO ? HANDLERS : [choice]) {
    const family = handler.kind === "sessions" ? handler.familyOf(file) : null;
    if (family !== null) return family;
  }
  return familyOfSession(file.relativePath.replace(/\.(?:jsonl(?:\..*)?|json)$/u, ""));
}
