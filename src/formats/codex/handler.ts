/** Codex: a rollout is a log of records, one file a thread. */
import { homedir } from "node:os";
import path from "node:path";
import type { SessionHandler } from "../handler.ts";
import { isCompanion, isPassedOver } from "./files.ts";
import { prepare } from "./prepare.ts";
import { PROJECTION } from "./projection.ts";
import { recognize } from "./recognize.ts";
import { unpack } from "./shapes.ts";

export const codex: SessionHandler = {
  kind: "sessions",
  name: "codex",
  defaultPlaces: () => ({ base: homeOfCodex(), folders: ["sessions", "archived_sessions"] }),
  filePattern: "rollout-*.{jsonl,jsonl.zst,json}",
  recognize,
  isPassedOver,
  isCompanion,
  projection: PROJECTION,
  unpack,
  prepare,
};

function homeOfCodex(): string {
  const given = process.env["CODEX_HOME"] ?? "";
  return given === "" ? path.join(homedir(), ".codex") : given;
}
