/** Temporary folders that go away with the test that made them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

export type Tree = Readonly<Record<string, string | Uint8Array>>;

/**
 * Makes a folder that holds the files given by their relative paths.
 *
 * @param onEnd who to ask to take it away; a concurrent test gives its own `onTestFinished`
 */
export function makeFolder(tree: Tree = {}, onEnd: (act: () => void) => void = onTestFinished): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "rollout-ingest-")));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  writeTree(folder, tree);
  return folder;
}

export function writeTree(folder: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
