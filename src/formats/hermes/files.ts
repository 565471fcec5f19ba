/** Where Hermes keeps its sessions, and what the names of its files say. */
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { InputFile } from "../../discover/discover.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import type { DefaultPlaces } from "../handler.ts";
import { plainName } from "../../read/compression.ts";

/**
 * The database at the top and the sessions below it, for the person and for each profile. Not all of
 * the folder: Hermes installs its own source code there.
 */
export function defaultPlaces(): DefaultPlaces {
  const base = process.env["HERMES_HOME"] || path.join(homedir(), ".hermes");
  const homes = ["", ...profilesIn(base).map((name) => `profiles/${name}/`)];
  return {
    base,
    folders: homes.map((home) => `${home}sessions`),
    files: homes.map((home) => `${home}state.db`),
  };
}

function profilesIn(base: string): string[] {
  try {
    return readdirSync(path.join(base, "profiles")).toSorted(compareCodePoints);
  } catch {
    return [];
  }
}

/**
 * Request dumps hold credentials, and are never read. The files of a database's journals are read
 * with the database.
 */
export function isPassedOver(relativePath: string): boolean {
  const name = path.posix.basename(relativePath);
  return /^request_dump_.*\.json$|-wal$|-shm$|-journal$|\.lock$/u.test(name);
}

/** The index of sessions, and other databases of Hermes' folders. */
export function isCompanion(baseName: string): boolean {
  return baseName === "sessions.json" || baseName.endsWith(".db");
}

/** The session's id in the name of its file. */
export function idInName(relativePath: string): string {
  const { ext, name } = path.posix.parse(plainName(relativePath));
  return ext === ".json" ? name.replace(/^session_/u, "") : name;
}

/**
 * The ids of sessions: the local time and the beginning of a UUID, 8 digits of a gateway's
 * (`gateway/session.py`) and 6 of the command's.
 */
const TRANSCRIPT = /^20\d{6}_\d{6}_[0-9a-f]{6}(?:[0-9a-f]{2})?\.jsonl$/u;

/** True for the name that Hermes gives to a transcript. Other programs name their files so too. */
export function isTranscriptName(baseName: string): boolean {
  return TRANSCRIPT.test(baseName);
}

/** `<time>_<number>`, as Hermes names sessions and the files that hold one. */
const SESSION_FILE = /^(?:session_.*\.json|\d{8}_\d{6}_\w+\.jsonl)$/u;

/**
 * Sessions of a home folder: its database, and what lies in `sessions/` beside it, hold the same ones.
 * Elsewhere the files of one session, by its id.
 */
export function familyOf({ relativePath }: InputFile): string | null {
  const { dir, base } = path.posix.parse(relativePath);
  if (base === "state.db") return homeNamed(dir);
  if (!SESSION_FILE.test(base)) return null;
  if (path.posix.basename(dir) === "sessions") return homeNamed(path.posix.dirname(dir));
  return path.posix.join(dir, idInName(relativePath));
}

/** The folder given may be the home itself. */
function homeNamed(folder: string): string {
  return folder === "" ? "." : folder;
}
