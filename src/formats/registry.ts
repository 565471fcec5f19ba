/** The formats that this program reads. */
import { atif } from "./atif/handler.ts";
import { claudeCode } from "./claude-code/handler.ts";
import { codex } from "./codex/handler.ts";
import type { FormatHandler } from "./handler.ts";
import { pi } from "./pi/handler.ts";

const HANDLERS: readonly FormatHandler[] = [atif, claudeCode, codex, pi];

/** The names that --format takes. */
export const FORMAT_NAMES: readonly string[] = HANDLERS.map((handler) => handler.name);

/** The handler of a format, or undefined for an unknown name. */
export function findHandler(name: string): FormatHandler | undefined {
  return HANDLERS.find((handler) => handler.name === name);
}
