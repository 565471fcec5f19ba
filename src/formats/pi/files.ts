/** What the paths of session files say. */
import path from "node:path";
import { plainName } from "../../read/compression.ts";
import type { InputFile } from "../../discover/discover.ts";
import { familyOfSession, projectFolderOf } from "../family-path.ts";

const ENDING = /\.jsonl(?:\.(?:reset|deleted|bak).*)?$/u;

/** OpenClaw's index, and `<session>.trajectory.jsonl`, its record of what it sent to the model: another format. */
export function isCompanion(baseName: string): boolean {
  return baseName === "sessions.json" || plainName(baseName).replace(ENDING, "").endsWith(".trajectory");
}

/** The base name without what says that it is a session's file. */
export function stemOf(anyPath: string): string {
  // A header may name a file of another system.
  return plainName(path.win32.basename(anyPath)).replace(ENDING, "");
}

/** The session's id in a name as Pi gives it, `<time>_<id>`; null for any other. */
export function idInStem(stem: string): string | null {
  return /^\d{4}-\d\d-\d\dT[\d-]+Z_(.+)$/u.exec(stem)?.[1] ?? null;
}

/** Subagent extensions put the sessions of their agents into a folder of this name. */
export function isSubagentFile(relativePath: string): boolean {
  return relativePath.split("/").slice(0, -1).includes("subagent-artifacts");
}

/**
 * The sessions of a project: forks lie beside what they were made from. In a folder that is not named
 * as a project's, a session and the copies that OpenClaw keeps of it (`<session>.checkpoint.<id>.jsonl`).
 */
export function familyOf({ relativePath }: InputFile): string | null {
  const project = projectFolderOf(relativePath);
  if (project !== null) return project;
  const [session = "", copy] = relativePath.split(/\.checkpoint\.[^/]*$/u);
  return copy === undefined ? null : familyOfSession(session);
}
