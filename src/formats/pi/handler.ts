/** Pi and what is made of it (OpenClaw, oh-my-pi): a session is a tree of entries, one a line. */
import { homedir } from "node:os";
import path from "node:path";
import { expandHome } from "../../discover/expand-home.ts";
import type { DefaultPlaces, SessionHandler } from "../handler.ts";
import { familyOf, isCompanion } from "./files.ts";
import { ALONE, type Plan } from "./plan.ts";
import { LOOKS, prepare } from "./prepare.ts";
import { PROJECTION } from "./projection.ts";
import { PiReader } from "./reader.ts";
import { recognize } from "./recognize.ts";

export const pi: SessionHandler<Plan> = {
  kind: "sessions",
  name: "pi_coding_agent",
  defaultPlaces,
  // OpenClaw renames a session that was reset or deleted, and keeps copies of those that it repairs.
  filePattern: "*.jsonl{,.gz,.zst,.reset.*,.deleted.*,.bak*}",
  recognize,
  isPassedOver: () => false,
  isCompanion,
  familyOf,
  projection: PROJECTION,
  unpack: () => null,
  looks: LOOKS,
  prepare,
  follow: async ({ places, roots }) => ({
    open(context) {
      const { path } = context.file;
      return new PiReader(context, places.get(path) ?? ALONE, roots.get(path) ?? null);
    },
  }),
};

/** Pi expands `~` in its variables itself. */
function defaultPlaces(): DefaultPlaces {
  const sessions = process.env["PI_CODING_AGENT_SESSION_DIR"] ?? "";
  if (sessions !== "") return { base: expandHome(sessions), folders: ["."] };
  const agent = process.env["PI_CODING_AGENT_DIR"] ?? "";
  return { base: agent === "" ? path.join(homedir(), ".pi", "agent") : expandHome(agent), folders: ["sessions"] };
}
