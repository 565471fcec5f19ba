/** `sessions.json`: what a gateway notes of the sessions that are current. */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { InputFile } from "../../discover/discover.ts";
import { isInside } from "../../discover/inside.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import { isJsonObject, keysOf, type JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import { decodedText } from "./decoded-text.ts";

const NAME = "sessions.json";
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** An entry, with its `session_key`. */
export type IndexEntry = JsonObject;

/** The indexes of a run. */
export interface Indexes {
  /** The entry of the index that lies nearest, in a folder above the file; else of any index of the run. */
  lookUp(file: InputFile, sessionId: string): IndexEntry | null;
}

/** Reads the indexes of the folders that some files lie in, up to the folder given. */
export function readIndexes(files: readonly InputFile[], report: (diagnostic: Diagnostic) => void): Indexes {
  const folders = new Map<string, InputFile>();
  for (const file of files) {
    let folder = path.dirname(file.path);
    while (!folders.has(folder) && isInside(file.root, folder)) {
      folders.set(folder, file);
      folder = path.dirname(folder);
    }
  }
  const byFolder = new Map<string, ReadonlyMap<string, IndexEntry>>();
  const everywhere = new Map<string, IndexEntry>();
  for (const [folder, file] of [...folders].toSorted(([a], [b]) => compareCodePoints(a, b))) {
    const target = path.join(folder, NAME);
    if (!existsSync(target)) continue;
    const entries = readIndex(target, file);
    if (entries === null) {
      const shown = path.join(file.displayPath, path.relative(file.path, target));
      report({ severity: "warning", code: "unreadable-index", file: shown });
      continue;
    }
    byFolder.set(folder, entries);
    for (const [id, entry] of entries) everywhere.set(id, entry);
  }
  return {
    lookUp(file, sessionId) {
      for (let folder = path.dirname(file.path); isInside(file.root, folder); folder = path.dirname(folder)) {
        const entry = byFolder.get(folder)?.get(sessionId);
        if (entry !== undefined) return entry;
        if (folder === file.root) break;
      }
      return everywhere.get(sessionId) ?? null;
    },
  };
}

/** The entries by session; null for a file that is no index. */
function readIndex(target: string, { root }: InputFile): ReadonlyMap<string, IndexEntry> | null {
  let text: string;
  try {
    const real = realpathSync(target);
    const status = statSync(real);
    if (!isInside(realpathSync(root), real) || !status.isFile() || status.size > MAX_INDEX_BYTES) return null;
    text = readFileSync(real, "utf8");
  } catch {
    return null;
  }
  const index = decodedText(text.replace(/^\uFEFF/u, ""));
  if (!isJsonObject(index)) return null;
  const entries = new Map<string, IndexEntry>();
  for (const key of keysOf(index)) {
    const entry = index[key] ?? null;
    // A session's id, or all that the gateway knows of the session.
    if (typeof entry === "string" && entry !== "") entries.set(entry, { session_key: key });
    if (!isJsonObject(entry)) continue;
    const id = stringAt(entry, "session_id");
    if (id !== null) entries.set(id, { session_key: key, ...entry });
  }
  return entries;
}
