/** The matching files of a folder. */
import { lstat, lstatSync, readdir, readdirSync, realpathSync, stat, statSync, type Dirent } from "node:fs";
import path from "node:path";
import fg from "fast-glob";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { plainName } from "../read/compression.ts";
import { systemMessage } from "../read/system-message.ts";
import type { Discovery, InputFile } from "./discover.ts";
import { isInside } from "./inside.ts";

/**
 * Finds the files whose base name matches, hidden ones and hidden folders included, as DataDesigner
 * does. A folder that cannot be read is reported and passed over.
 *
 * Symbolic links never lead out of the folder. A link to a folder inside it has nothing to add: its
 * files are found where they are. A link to a file inside it counts where that file is not found
 * under its own name. A compressed file beside the plain one of the same name is passed over.
 *
 * @param within the part of the base to search, "" for all of it; relative paths count from the base
 * @param prefix is put before relative paths
 */
export function findInFolder(
  base: string,
  pattern: string,
  recursive: boolean,
  { within = "", prefix = "" }: { readonly within?: string; readonly prefix?: string } = {},
): Discovery {
  // DataDesigner resolves the folder too, so that the column source_path names the real place.
  const folder = path.join(base, within);
  const root = realpathSync(folder);
  const { entries, symbolicLinks, closed } = walk(root, pattern, recursive);
  const display = (absolute: string): string => path.join(folder, path.relative(root, absolute));
  const inputFile = (absolute: string, relativePath: string): InputFile => ({
    root,
    path: absolute,
    relativePath: path.posix.join(prefix, within, relativePath),
    displayPath: path.join(folder, relativePath),
    named: false,
  });
  const diagnostics = closed.map(({ directory, found }): Diagnostic => {
    return { severity: "warning", code: "unreadable-folder", file: display(directory), found };
  });
  const files = new Map<string, InputFile>();
  const skipped: Discovery["skipped"][number][] = [];
  const links: string[] = [];
  for (const { path: relativePath, dirent } of entries) {
    const absolute = path.join(root, relativePath);
    if (dirent.isFile()) files.set(absolute, inputFile(absolute, relativePath));
    else if (dirent.isSymbolicLink()) links.push(relativePath);
    else if (!dirent.isDirectory()) skipped.push({ displayPath: display(absolute), reason: "not a regular file" });
  }
  for (const relativePath of links) {
    const absolute = path.join(root, relativePath);
    const target = resolveLink(absolute);
    if (target?.isFolder === true) continue;
    if (target === null || !isInside(root, target.path)) {
      diagnostics.push(linkProblem("link-outside", display(absolute), target?.path));
    } else if (!files.has(target.path)) {
      files.set(target.path, inputFile(absolute, relativePath));
    }
  }
  for (const link of recursive ? symbolicLinks : []) {
    const target = resolveLink(link);
    if (target?.isFolder !== true) continue;
    if (!isInside(root, target.path)) diagnostics.push(linkProblem("link-outside", display(link), target.path));
    else if (isInside(target.path, realpathSync(path.dirname(link)))) {
      diagnostics.push(linkProblem("link-loop", display(link), target.path));
    }
  }
  return { files: withoutCopies([...files.values()], skipped), skipped, diagnostics };
}

/** What a walk through a folder meets. */
interface Walk {
  readonly entries: readonly {
    readonly path: string;
    readonly dirent: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">;
  }[];
  /** All of them, whatever their names: those to folders are not walked through. */
  readonly symbolicLinks: readonly string[];
  readonly closed: readonly { readonly directory: string; readonly found: string }[];
}

function walk(root: string, pattern: string, recursive: boolean): Walk {
  const symbolicLinks: string[] = [];
  const closed: { directory: string; found: string }[] = [];

  /** fast-glob asks through this: it sees every folder entry, and no error ends the walk. */
  function readFolder(directory: string, options: { withFileTypes: true }): Dirent[];
  function readFolder(directory: string): string[];
  function readFolder(directory: string, options?: { withFileTypes: true }): Dirent[] | string[] {
    try {
      if (options === undefined) return readdirSync(directory);
      const entries = readdirSync(directory, options);
      for (const entry of entries) {
        if (entry.isSymbolicLink()) symbolicLinks.push(path.resolve(directory, entry.name));
      }
      return entries;
    } catch (error) {
      closed.push({ directory: path.resolve(directory), found: systemMessage(error) });
      return [];
    }
  }

  const entries = fg.sync(pattern, {
    cwd: root,
    baseNameMatch: true,
    dot: true,
    deep: recursive ? Infinity : 1,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    fs: { lstat, stat, lstatSync, statSync, readdir, readdirSync: readFolder },
  });
  return { entries, symbolicLinks, closed };
}

/** A compressed file beside the one that it was made of says the same once more. */
function withoutCopies(files: readonly InputFile[], skipped: Discovery["skipped"][number][]): InputFile[] {
  const paths = new Set(files.map(({ path: name }) => name));
  return files.filter(({ path: name, displayPath }) => {
    const plain = plainName(name);
    if (plain === name || !paths.has(plain)) return true;
    skipped.push({ displayPath, reason: "superseded" });
    return false;
  });
}

function resolveLink(link: string): { path: string; isFolder: boolean } | null {
  try {
    const target = realpathSync(link);
    return { path: target, isFolder: statSync(target).isDirectory() };
  } catch {
    return null;
  }
}

function linkProblem(code: "link-outside" | "link-loop", file: string, target: string | undefined): Diagnostic {
  return {
    severity: "warning",
    code,
    file,
    found: target === undefined ? "a target that does not exist" : `a link to ${target}`,
  };
}
