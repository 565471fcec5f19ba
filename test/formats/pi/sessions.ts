/** Made-up sessions, and runs over them. */
import { pi } from "../../../src/formats/pi/handler.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import type { Tree } from "../../support/folder.ts";
import { ingestTree, jsonl, type Outcome, type RunSettings } from "../../support/sessions.ts";

export { jsonl };

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

/** Reads a folder of files, in the order of their names or the other way round. */
export function ingest(tree: Tree, settings?: RunSettings): Promise<Record<string, Outcome>> {
  return ingestTree(pi, tree, settings);
}

/** The rows of one file at the strict level. */
export async function rowsOf(records: readonly unknown[]): Promise<readonly PlainSeedRow[]> {
  const { "a.jsonl": result } = await ingest({ "a.jsonl": jsonl(records) });
  return result?.rows ?? [];
}
