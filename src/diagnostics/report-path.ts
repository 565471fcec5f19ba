/** Files as machines that read reports know them: from the folder of the checkout, with `/`. */
import path from "node:path";
import { isInside } from "../discover/inside.ts";

/** A file in the folder that reports count from, or one outside of it. */
export interface ReportPath {
  readonly isInside: boolean;
  /** With `/`; relative to the folder for what is inside, absolute for what is not. */
  readonly path: string;
}

/**
 * The folder that the paths of reports count from. GitHub takes them from the root of the checkout,
 * wherever in it the command runs; elsewhere it is the working folder.
 */
export function reportBase(cwd: string, env: NodeJS.ProcessEnv): string {
  const workspace = env["GITHUB_WORKSPACE"];
  if (workspace === undefined || workspace === "") return cwd;
  return isInside(path.resolve(workspace), cwd) ? path.resolve(workspace) : cwd;
}

/** @param shown a path as messages have it, from the working folder */
export function reportPath(shown: string, base: string): ReportPath {
  const absolute = path.resolve(shown);
  const inside = isInside(base, absolute);
  return { isInside: inside, path: (inside ? path.relative(base, absolute) : absolute).replaceAll(path.sep, "/") };
}

/** A URI reference (RFC 3986): relative for what is inside, a file URI for what is not. */
export function uriOf({ isInside: inside, path: target }: ReportPath): string {
  return inside ? encodePath(target) : fileUri(target);
}

/** The URI of a folder, which ends in `/`. */
export function folderUri(folder: string): string {
  const uri = fileUri(folder.replaceAll(path.sep, "/"));
  return uri.endsWith("/") ? uri : `${uri}/`;
}

/** Not `pathToFileURL`: URL drops control characters at the end of a name. */
function fileUri(absolute: string): string {
  const encoded = encodePath(absolute).replace(/^([a-z])%3A/iu, "/$1:");
  return `file://${encoded}`;
}

function encodePath(target: string): string {
  return target
    .split("/")
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join("/");
}
