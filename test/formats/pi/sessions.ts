/** Made-up sessions, and runs over them. */
import { findInFolder } from "../../../src/discover/folder.ts";
import type { ValidationLevel } from "../../../src/formats/handler.ts";
import { pi } from "../../../src/formats/pi/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";

export type Rec = Readonly<Record<string, unknown>>;

export function header(id: string, more: Rec = {}): Rec {
  return { type: "session", version: 3, id, timestamp: "2026-01-01T00:00:00.000Z", cwd: "/w", ...more };
}

export function message(role: string, content: unknown, more: Rec = {}): Rec {
  return { type: "message", message: { role, content, ...more } };
}

/** Entries one behind the other, each with an id and an instant that no entry of another prefix has. */
export function chain(entries: readonly Rec[], prefix = "e", parentId: string | null = null): Rec[] {
  let parent = parentId;
  const seconds = String((prefix.codePointAt(0) ?? 0) % 60).padStart(2, "0");
  return entries.map((entry, index) => {
    const id = `${prefix}${index}`;
    const minutes = String(index % 60).padStart(2, "0");
    const timestamp = `2026-01-01T${String(10 + Math.floor(index / 60)).padStart(2, "0")}:${minutes}:${seconds}.000Z`;
    const linked = { id, parentId: parent, timestamp, ...entry };
    parent = id;
    return linked;
  });
}

export function jsonl(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** What became of a file. */
export interface Outcome {
  readonly outcome: string;
  readonly rows: readonly PlainSeedRow[];
  readonly codes: readonly string[];
}

/** Reads a folder of files, in the order of their names or the other way round. */
export async function ingest(
  tree: Tree,
  { reversed = false, level = "strict" }: { reversed?: boolean; level?: ValidationLevel } = {},
): Promise<Record<string, Outcome>> {
  const cleanups: (() => void)[] = [];
  const { files } = findInFolder(
    makeFolder(tree, (act) => void cleanups.push(act)),
    pi.filePattern,
    true,
  );
  const ordered = files.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1) * (reversed ? -1 : 1));
  const outcomes: Record<string, Outcome> = {};
  const settings = { handler: pi, level, sourcePath: "relative" as const };
  const results = ingestFiles(ordered, settings, Infinity, (result) => {
    const rows = result.outcome === "rows" ? result.rows : [];
    outcomes[result.file.relativePath] = {
      outcome: result.outcome === "skipped" ? result.reason : result.outcome,
      rows: rows.map(toPlainRow),
      codes: result.diagnostics.map(({ code }) => code),
    };
  });
  while ((await results.next()).done !== true);
  for (const clean of cleanups) clean();
  return outcomes;
}

/** The rows of one file at the strict level. */
export async function rowsOf(records: readonly unknown[]): Promise<readonly PlainSeedRow[]> {
  const { "a.jsonl": result } = await ingest({ "a.jsonl": jsonl(records) });
  return result?.rows ?? [];
}
