/** Codex: a rollout is a log of records, one file a thread. */
import { homedir } from "node:os";
import path from "node:path";
import type { SessionHandler } from "../handler.ts";
import { familyOf } from "./family.ts";
import { isCompanion, isPassedOver } from "./files.ts";
import type { Plan } from "./plan.ts";
import { LOOKS, prepare } from "./prepare.ts";
import { PROJECTION } from "./projection.ts";
import { RolloutReader } from "./reader.ts";
import { recognize } from "./recognize.ts";
import { unpack } from "./shapes.ts";

export const codex: SessionHandler<Plan> = {
  kind: "sessions",
  name: "codex",
  defaultPlaces: () => ({
    base: process.env["CODEX_HOME"] || path.join(homedir(), ".codex"),
    folders: ["sessions", "archived_sessions"],
  }),
  filePattern: "rollout-*.{jsonl,json}{,.gz,.zst}",
  recognize,
  isPassedOver,
  isCompanion,
  familyOf,
  projection: PROJECTION,
  unpack,
  looks: LOOKS,
  prepare,
  follow: async (plan) => ({
    open: (context) => (plan.compressed.has(context.file.path) ? "superseded" : new RolloutReader(context, plan)),
  }),
};
