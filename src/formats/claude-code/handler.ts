/** Claude Code: a session is a log of records, one a line; a subagent's has a file of its own. */
import { homedir } from "node:os";
import path from "node:path";
import type { InputFile } from "../../discover/discover.ts";
import type { Preparation, SessionHandler, SessionPlan } from "../handler.ts";
import { readIndexes } from "../session-index.ts";
import { SESSIONS_INDEX } from "./companions.ts";
import { ClaudeCodeReader } from "./reader.ts";
import { recognize } from "./recognize.ts";
import { PROJECTION } from "./records.ts";
import { findRepeats, NO_REPEATS } from "./repeats.ts";
import { survey } from "./survey.ts";

/** Other files of Claude Code's folders: what was typed, workflow journals, indexes, what is known of subagents. */
const COMPANION = /^(?:history\.jsonl|journal\.jsonl|sessions-index\.json|agent-.*\.meta\.json)$/u;

export const claudeCode: SessionHandler = {
  kind: "sessions",
  name: "claude_code",
  defaultPlaces: () => ({
    base: process.env["CLAUDE_CONFIG_DIR"] || path.join(homedir(), ".claude"),
    folders: ["projects"],
  }),
  filePattern: "*.jsonl",
  recognize,
  isPassedOver,
  isCompanion: (baseName) => COMPANION.test(baseName),
  projection: PROJECTION,
  unpack: () => null,
  prepare,
};

/** What a tool put out may look like a session: somebody looked at one. */
function isPassedOver(relativePath: string): boolean {
  return relativePath.split("/").slice(0, -1).includes("tool-results");
}

async function prepare(files: readonly InputFile[], preparation: Preparation): Promise<SessionPlan> {
  const sessions = files.filter(({ named, relativePath }) => named || !isPassedOver(relativePath));
  const { related, summaries } = await survey(sessions, preparation.turn);
  const repeats = await findRepeats(related, preparation);
  const indexes = readIndexes(sessions, SESSIONS_INDEX, preparation.report);
  return {
    open(context) {
      const { file } = context;
      return new ClaudeCodeReader(context, {
        repeats: repeats.get(file.path) ?? NO_REPEATS,
        summaries: summaries.get(file.path) ?? [],
        indexed: (sessionId) => indexes.lookUp(file, sessionId),
      });
    },
  };
}
