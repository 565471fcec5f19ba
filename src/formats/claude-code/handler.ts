/** Claude Code: a session is a log of records, one a line; a subagent's has a file of its own. */
import { homedir } from "node:os";
import path from "node:path";
import type { InputFile } from "../../discover/discover.ts";
import type { SessionHandler, SessionPlan, ValidationLevel } from "../handler.ts";
import { readIndexes } from "./companions.ts";
import { ClaudeCodeReader } from "./reader.ts";
import { PROJECTION } from "./records.ts";
import { findRepeats, NO_REPEATS } from "./repeats.ts";
import { survey } from "./survey.ts";

/** Other files of Claude Code's folders: what was typed, workflow journals, and what tools put out. */
const COMPANIONS: ReadonlySet<string> = new Set(["history.jsonl", "journal.jsonl"]);

export const claudeCode: SessionHandler = {
  kind: "sessions",
  name: "claude_code",
  defaultPlaces: () => ({
    base: process.env["CLAUDE_CONFIG_DIR"] || path.join(homedir(), ".claude"),
    folders: ["projects"],
  }),
  filePattern: "*.jsonl",
  isCompanion(relativePath) {
    const parts = relativePath.split("/");
    return COMPANIONS.has(parts.at(-1) ?? "") || parts.slice(0, -1).includes("tool-results");
  },
  projection: PROJECTION,
  unpack: () => null,
  prepare,
};

async function prepare(
  files: readonly InputFile[],
  level: ValidationLevel,
  turn: () => Promise<void>,
): Promise<SessionPlan> {
  const { related, summaries } = await survey(files, turn);
  const repeats = await findRepeats(related, level, turn);
  const index = readIndexes(files);
  return {
    open: (context) => {
      const { path: file } = context.file;
      return new ClaudeCodeReader(context, {
        repeats: repeats.get(file) ?? NO_REPEATS,
        summaries: summaries.get(file) ?? [],
        index,
      });
    },
  };
}
