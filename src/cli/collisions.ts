/** Files that a run would write over each other, or over what it reads. */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { Discovery } from "../discover/discover.ts";
import { isInside } from "../discover/inside.ts";
import { isRegularFile, statusOf } from "../read/status.ts";
import { CARD_NAME } from "../sinks/dataset-card.ts";
import { isSameFile, isSamePlace, isStandardOutput } from "../sinks/file-output.ts";
import type { Target } from "../sinks/target.ts";
import { UsageError } from "../usage-error.ts";
import type { Options } from "./options.ts";

/** A file that is written beside the rows. */
interface Beside {
  readonly flag: "--report" | "--manifest";
  readonly path: string;
}

/** @throws UsageError when a report or the manifest has no place of its own; nothing need have been read yet */
export function refuseCollisions({ target, reports, manifest }: Options): void {
  const files = besideRows(reports, manifest);
  for (const [index, file] of files.entries()) {
    const words = `${file.flag} ${JSON.stringify(file.path)}`;
    if (takesPlace(target, file.path)) throw new UsageError(`${words} is where the rows go`);
    if (isAmongRows(target, file.path)) {
      throw new UsageError(
        `${words} would lie among the rows, and programs that load the folder would take it for some`,
        `write it beside the folder ${JSON.stringify(target.place.folder)}`,
      );
    }
    // The manifest comes last: what is before a file are reports.
    if (files.slice(0, index).some((before) => isSameTarget(before.path, file.path))) {
      throw new UsageError(`${words} is where ${file.flag === "--report" ? "another" : "a"} report goes`);
    }
  }
}

/** The error when a report or the manifest would replace what is to be read; null otherwise. */
export function replacing(options: Options, { files }: Discovery): UsageError | null {
  for (const { flag, path: target } of besideRows(options.reports, options.manifest)) {
    if (!isRegularFile(target)) continue;
    const input = inputsOf(options, files).find((file) => isSamePlace(file, target));
    if (input !== undefined) {
      return new UsageError(`${flag} would replace ${JSON.stringify(input)}, which is one of the files to read`);
    }
  }
  return null;
}

/** @throws UsageError when the rows would replace what is to be read */
export function refuseOverwriting(options: Options, { files }: Discovery): void {
  const input = inputsOf(options, files).find((file) => wouldReplace(options.target, file));
  if (input !== undefined)
    throw new UsageError(`--output would replace ${JSON.stringify(input)}, which is one of the files to read`);
}

function wouldReplace(target: Target, input: string): boolean {
  switch (target.kind) {
    case "nothing":
    case "stdout":
      return false;
    case "file":
      return isSameFile(target.path, input);
    default:
      return target.place.isReplaced(path.basename(input)) && isSamePlace(target.place.folder, path.dirname(input));
  }
}

/** All that a run reads. */
function inputsOf({ selection, redactValues }: Options, files: Discovery["files"]): string[] {
  const inputs = files.map((file) => file.path);
  if (selection.kind === "list" && selection.list !== "-") inputs.push(selection.list);
  if (redactValues !== null) inputs.push(redactValues);
  return inputs;
}

function besideRows(reports: Options["reports"], manifest: string | null): Beside[] {
  const files = reports.map((report): Beside => ({ flag: "--report", path: report.path }));
  return manifest === null ? files : [...files, { flag: "--manifest", path: manifest }];
}

function takesPlace(target: Target, file: string): boolean {
  switch (target.kind) {
    case "nothing":
      return false;
    case "stdout":
      return isStandardOutput(file);
    case "file":
      return isSameTarget(target.path, file);
    default: {
      const name = path.basename(file);
      const isOurs = target.place.isReplaced(name) || (target.kind === "dataset" && name === CARD_NAME);
      return isOurs && isSamePlace(target.place.folder, path.dirname(path.resolve(file)));
    }
  }
}

/** True for what lies in the folder of a data set: `datasets`, Spark and pyarrow load all that is there. */
function isAmongRows(target: Target, file: string): target is Extract<Target, { kind: "dataset" }> {
  return target.kind === "dataset" && isInside(real(target.place.folder), place(file));
}

/** True where both names lead to one file, be it there or not. Devices take what anybody writes. */
function isSameTarget(one: string, other: string): boolean {
  if (isStandardOutput(one) || isStandardOutput(other)) return isStandardOutput(one) && isStandardOutput(other);
  const status = statusOf(one);
  if (status !== null) return status.isFile() && isSamePlace(one, other);
  return place(one) === place(other);
}

/** Where a file will be, the links on the way to its folder followed. */
function place(file: string): string {
  const absolute = path.resolve(file);
  return path.join(real(path.dirname(absolute)), path.basename(absolute));
}

/** A folder by its real name, as it is called when it is not there yet. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}
