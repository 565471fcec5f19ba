/**
 * Several files in one input: how files belong together (parents, subagents, indexes) is input too.
 * A file begins with its name behind a mark; what is before the first mark is a file without a name.
 */
import type { Tree } from "../support/folder.ts";

const MARK = Buffer.from("\x1c\x1c");
const MOST_FILES = 6;
const NAME = /^[A-Za-z0-9_.-]{1,80}(?:\/[A-Za-z0-9_.-]{1,80}){0,4}$/u;

export function packFiles(tree: Tree): Buffer {
  return Buffer.concat(
    Object.entries(tree).flatMap(([name, content]) => [MARK, Buffer.from(`${name}\n`), Buffer.from(content)]),
  );
}

/**
 * The files of an input. Names that lead anywhere but below the folder, or that two files have, are
 * replaced: what such names do is no matter of what files hold.
 *
 * @param fallback the name of a file without one
 */
export function unpackFiles(input: Buffer, fallback: string): Record<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = input.indexOf(MARK);
  if (at !== 0) add(files, "", input.subarray(0, at < 0 ? input.length : at), fallback);
  while (at >= 0 && files.size < MOST_FILES) {
    const next = input.indexOf(MARK, at + MARK.length);
    const piece = input.subarray(at + MARK.length, next < 0 ? input.length : next);
    const newline = piece.indexOf(0x0a);
    const name = piece.toString("latin1", 0, Math.max(0, newline));
    add(files, name, piece.subarray(newline + 1), fallback);
    at = next;
  }
  return Object.fromEntries(files);
}

function add(files: Map<string, Buffer>, given: string, content: Buffer, fallback: string): void {
  const isSafe = NAME.test(given) && given.split("/").every((part) => !/^\.+$/u.test(part));
  const name = isSafe && !clashes(files, given) ? given : `${files.size}/${fallback}`;
  if (!clashes(files, name)) files.set(name, content);
}

/** A file cannot be a folder too. */
function clashes(files: ReadonlyMap<string, Buffer>, name: string): boolean {
  return [...files.keys()].some(
    (other) => other === name || other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
  );
}
