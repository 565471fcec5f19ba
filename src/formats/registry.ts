/** The formats that this program reads. */
import { atif } from "./atif/handler.ts";
import type { FormatHandler } from "./handler.ts";

const HANDLERS: readonly FormatHandler[] = [atif];

/** The names that --format takes. */
export const FORMAT_NAMES: readonly string[] = HANDLERS.map((handler) => handler.name);

/** The handler of a format, or undefined for an unknown name. */
export function findHandler(name: string): FormatHandler | undefined {
  return HANDLERS.find((handler) => handler.name === name);
}
