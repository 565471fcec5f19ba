/** Indexes that agents keep of their sessions, one in a folder above them. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import { isInside } from "../discover/inside.ts";
import { compareCodePoints } from "../json/code-points.ts";
import { readInside } from "./read-inside.ts";

/** How a format's indexes are found and read. */
export interface IndexFormat<Entry> {
  readonly name: string;
  /** A larger one is not read. */
  readonly maxBytes: number;
  /** The entries by session; null for bytes that are no index. */
  parse(this: void, bytes: Buffer): ReadonlyMap<string, Entry> | null;
}

/** The indexes of a run: plain data where its entries are. */
export interface Indexes<Entry> {
  /** The entries by session, of each folder that has an index. */
  readonly byFolder: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** Those of all indexes together. */
  readonly everywhere: ReadonlyMap<string, Entry>;
}

/** Reads the indexes of the folders that some files lie in, up to the folder given. */
export function readIndexes<Entry>(
  files: readonly InputFile[],
  { name, maxBytes, parse }: IndexFormat<Entry>,
  report: (diagnostic: Diagnostic) => void,
): Indexes<Entry> {
  const byFolder = new Map<string, ReadonlyMap<string, Entry>>();
  const everywhere = new Map<string, Entry>();
  for (const [folder, file] of foldersOf(files)) {
    const target = path.join(folder, name);
    if (!existsSync(target)) continue;
    const bytes = readInside(target, file, maxBytes);
    const entries = bytes === null || bytes === "outside" ? null : parse(bytes);
    if (entries === null) {
      const shown = path.join(file.displayPath, path.relative(file.path, target));
      report({ severity: "warning", code: "unreadable-index", file: shown });
      continue;
    }
    byFolder.set(folder, entries);
    for (const [id, entry] of entries) everywhere.set(id, entry);
  }
  return { byFolder, everywhere };
}

/** The entry of the index that lies nearest, in a folder above the file; else of any index of the run. */
export function lookUp<Entry>(
  { byFolder, everywhere }: Indexes<Entry>,
  file: InputFile,
  sessionId: string,
): Entry | null {
  for (let folder = path.dirname(file.path); isInside(file.root, folder); folder = path.dirname(folder)) {
    const entry = byFolder.get(folder)?.get(sessionId);
    if (entry !== undefined) return entry;
    if (folder === file.root) break;
  }
  return everywhere.get(sessionId) ?? null;
}

/** The folders above some files, each with one of them, in the order of their names. */
function foldersOf(files: readonly InputFile[]): [folder: string, file: InputFile][] {
  const folders = new Map<string, InputFile>();
  for (const file of files) {
    let folder = path.dirname(file.path);
    while (!folders.has(folder) && isInside(file.root, folder)) {
      folders.set(folder, file);
      folder = path.dirname(folder);
    }
  }
  return [...folders].toSorted(([a], [b]) => compareCodePoints(a, b));
}
