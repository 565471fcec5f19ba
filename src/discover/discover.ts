/** The files of a run, in their order. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DefaultPlaces, SkipReason } from "../formats/handler.ts";
import { compareCodePoints } from "../json/code-points.ts";
import { isRegularFile } from "../read/status.ts";
import { readStdin } from "../read/stdin.ts";
import { isSystemError, systemMessage } from "../read/system-message.ts";
import { UsageError } from "../usage-error.ts";
import { expandHome } from "./expand-home.ts";
import { findInFolder } from "./folder.ts";

export interface InputFile {
  /** Absolute path of the folder that it was found in, or of its own folder: nothing outside is ever read for it. */
  readonly root: string;
  /** Absolute path: what is opened. */
  readonly path: string;
  /** Path from the folder given, with `/`: the order of rows, and `--source-path relative`. */
  readonly relativePath: string;
  /** The path as messages show it: relative to where the user is, if it was given so. */
  readonly displayPath: string;
  /** The user named this very file. */
  readonly named: boolean;
}

/** Why a file that was found is not read. */
export type DiscoverySkip = Extract<SkipReason, "not a regular file" | "listed twice" | "superseded">;

export interface Discovery {
  readonly files: readonly InputFile[];
  /** Files that were found but are not read, by reason. */
  readonly skipped: readonly { readonly displayPath: string; readonly reason: DiscoverySkip }[];
  /** Folders and links that were passed over. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a format's rollouts lie when the user names no place. */
export interface Home extends DefaultPlaces {
  readonly pattern: string;
  /** Put before relative paths, where there are several homes; "" for none. */
  readonly prefix: string;
}

export type Selection =
  | { readonly kind: "path"; readonly path: string; readonly pattern: string; readonly recursive: boolean }
  | { readonly kind: "default"; readonly homes: readonly Home[]; readonly recursive: boolean }
  | { readonly kind: "list"; readonly list: string; readonly nulSeparated: boolean };

/**
 * Finds the files of a run, ordered by relative path, compared by code point.
 *
 * @throws UsageError when the path or the list does not exist or cannot be read
 */
export function discover(selection: Selection): Discovery {
  const found = find(selection);
  return { ...found, files: found.files.toSorted((a, b) => compareCodePoints(a.relativePath, b.relativePath)) };
}

function find(selection: Selection): Discovery {
  if (selection.kind === "list") return fromList(selection.list, selection.nulSeparated);
  return selection.kind === "default" ? fromDefault(selection) : fromPath(selection);
}

/** The places where agents keep their rollouts, as far as they exist. One may lie in another's: a file counts once. */
function fromDefault({ homes, recursive }: Extract<Selection, { kind: "default" }>): Discovery {
  const closed: Diagnostic[] = [];
  const found = homes.flatMap(({ base, folders, files = [], pattern, prefix }) => [
    ...folders
      .filter((folder) => isOpenFolder(path.join(base, folder), closed))
      .map((folder) => findInFolder(base, pattern, recursive, { within: folder, prefix })),
    ...files
      .filter((file) => isRegularFile(path.join(base, file)))
      .map((file) =>
        findInFolder(base, path.posix.basename(file), false, { within: path.posix.dirname(file), prefix }),
      ),
  ]);
  const files = new Map<string, InputFile>();
  for (const file of found.flatMap((one) => one.files)) if (!files.has(file.path)) files.set(file.path, file);
  return {
    files: [...files.values()],
    skipped: found.flatMap(({ skipped }) => skipped),
    diagnostics: [...closed, ...found.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** True for a folder that is there. One that nobody can look at may hold rollouts: it is told. */
function isOpenFolder(folder: string, closed: Diagnostic[]): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch (error) {
    const isMissing = isSystemError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR");
    if (!isMissing) {
      closed.push({ severity: "warning", code: "unreadable-folder", file: folder, found: systemMessage(error) });
    }
    return false;
  }
}

function fromPath({ path: given, pattern, recursive }: Extract<Selection, { kind: "path" }>): Discovery {
  const target = expandHome(given);
  let isDirectory: boolean;
  try {
    isDirectory = statSync(target).isDirectory();
  } catch (error) {
    const hint = given === "-" ? "stdin has the name /dev/stdin" : undefined;
    throw new UsageError(`cannot read ${JSON.stringify(given)}: ${systemMessage(error)}`, hint);
  }
  if (isDirectory) return findInFolder(target, pattern, recursive);
  const absolute = realPath(target);
  const file = {
    root: path.dirname(absolute),
    path: absolute,
    relativePath: path.basename(target),
    displayPath: target,
    named: true,
  };
  return { files: [file], skipped: [], diagnostics: [] };
}

function fromList(list: string, nulSeparated: boolean): Discovery {
  let text: string;
  try {
    text = (list === "-" ? readStdin() : readFileSync(expandHome(list))).toString("utf8");
  } catch (error) {
    throw new UsageError(`cannot read the file list ${JSON.stringify(list)}: ${systemMessage(error)}`);
  }
  if (!nulSeparated && text.includes("\0")) {
    throw new UsageError(
      `the file list ${JSON.stringify(list)} has zero bytes (NUL), which no name can hold: its names seem to end with them`,
      "add -0 (--null) to read such a list",
    );
  }
  const names = nulSeparated ? text.split("\0") : text.split(/\r?\n/u);
  const files = new Map<string, InputFile>();
  const skipped: { displayPath: string; reason: "listed twice" }[] = [];
  for (const name of names) {
    if (name === "") continue;
    const target = expandHome(name);
    const absolute = path.resolve(target);
    if (files.has(absolute)) skipped.push({ displayPath: name, reason: "listed twice" });
    else {
      const place = { root: path.dirname(absolute), path: absolute, relativePath: fromHere(absolute) };
      files.set(absolute, { ...place, displayPath: target, named: true });
    }
  }
  return { files: [...files.values()], skipped, diagnostics: [] };
}

/** Relative to the working folder for what lies in it, otherwise absolute. */
function fromHere(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute);
  const outside = relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return (outside ? absolute : relative).replaceAll(path.sep, "/");
}

/** The real place of a file; a pipe of the shell (`/dev/fd/63`) has none, so it stays as given. */
function realPath(target: string): string {
  return statSync(target).isFile() ? realpathSync(target) : path.resolve(target);
}
