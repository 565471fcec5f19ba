/** The formats that this program reads. */
import { atif } from "./atif/handler.ts";
import { claudeCode } from "./claude-code/handler.ts";
import { codex } from "./codex/handler.ts";
import type { FormatHandler } from "./handler.ts";
import { hermes } from "./hermes/handler.ts";
import { pi } from "./pi/handler.ts";

/** In the order in which they are asked whether a file is theirs: of two that are as sure, the first has it. */
export const HANDLERS: readonly FormatHandler[] = [atif, claudeCode, codex, hermes, pi];

/** The names that --format takes, beside `auto`. */
export const FORMAT_NAMES: readonly string[] = HANDLERS.map((handler) => handler.name);
