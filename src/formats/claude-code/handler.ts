/** Claude Code: a session is a log of records, one a line; a subagent's has a file of its own. */
import { homedir } from "node:os";
import path from "node:path";
import type { SessionHandler } from "../handler.ts";
import { lookUp } from "../session-index.ts";
import { familyOf } from "./family.ts";
import { isCompanion, isPassedOver } from "./files.ts";
import { NO_REPEATS, type Plan } from "./plan.ts";
import { LOOKS, prepare } from "./prepare.ts";
import { ClaudeCodeReader } from "./reader.ts";
import { recognize } from "./recognize.ts";
import { PROJECTION } from "./records.ts";

export const claudeCode: SessionHandler<Plan> = {
  kind: "sessions",
  name: "claude_code",
  defaultPlaces: () => ({
    base: process.env["CLAUDE_CONFIG_DIR"] || path.join(homedir(), ".claude"),
    folders: ["projects"],
  }),
  filePattern: "*.jsonl{,.gz,.zst}",
  recognize,
  isPassedOver,
  isCompanion,
  familyOf,
  projection: PROJECTION,
  unpack: () => null,
  looks: LOOKS,
  prepare,
  follow: async ({ repeats, summaries, inContext, indexes }) => ({
    open(context) {
      const { file } = context;
      return new ClaudeCodeReader(context, {
        repeats: repeats.get(file.path) ?? NO_REPEATS,
        summaries: summaries.get(file.path) ?? [],
        isContextInRun: inContext.has(file.path),
        indexed: (sessionId) => lookUp(indexes, file, sessionId),
      });
    },
  }),
};
