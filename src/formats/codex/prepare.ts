/** The look over all files of a run before the first is read. */
import type { InputFile } from "../../discover/discover.ts";
import type { Preparation, SessionPlan } from "../handler.ts";
import { isCompressed, isMadeOf, isPassedOver } from "./files.ts";
import { headOf, type Head } from "./heads.ts";
import { RolloutReader } from "./reader.ts";
import { threadsOf } from "./threads.ts";

/**
 * Reads the heads of all files, and those files as a whole that share a thread or name one another.
 * A compressed file beside the one that it was made of is passed over: Codex unpacks it before it
 * writes on, and then the plain one is right.
 */
export async function prepare(files: readonly InputFile[], preparation: Preparation): Promise<SessionPlan> {
  const superseded = new Set(supersededBy(files).map(({ path }) => path));
  const heads: Head[] = [];
  for (const file of files) {
    // A document of 2025 is no fork of anything, and has no other file.
    if (superseded.has(file.path) || isPassedOver(file.relativePath) || file.path.endsWith(".json")) continue;
    const head = headOf(file);
    if (head !== null) heads.push(head);
    await preparation.turn();
  }
  const threads = await threadsOf(heads, preparation);
  return {
    open: (context) => (superseded.has(context.file.path) ? "superseded" : new RolloutReader(context, threads)),
  };
}

function supersededBy(files: readonly InputFile[]): InputFile[] {
  const plain = new Map<string, string[]>();
  for (const { relativePath } of files) {
    if (isCompressed(relativePath)) continue;
    const base = relativePath.slice(relativePath.lastIndexOf("/") + 1);
    plain.set(base, [...(plain.get(base) ?? []), relativePath]);
  }
  return files.filter(({ relativePath }) => {
    if (!isCompressed(relativePath)) return false;
    const base = relativePath.slice(relativePath.lastIndexOf("/") + 1, -".zst".length);
    return (plain.get(base) ?? []).some((path) => isMadeOf(relativePath, path));
  });
}
