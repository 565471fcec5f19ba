/** Made-up rollouts, and runs over them. */
import { findInFolder } from "../../../src/discover/folder.ts";
import { codex } from "../../../src/formats/codex/handler.ts";
import type { ValidationLevel } from "../../../src/formats/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";

export interface Item {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Rec {
  readonly type: string;
  readonly payload: Item | Readonly<Record<string, unknown>>;
}

export function meta(id: string, more: Readonly<Record<string, unknown>> = {}): Rec {
  return { type: "session_meta", payload: { id, timestamp: "2026-01-01T00:00:00Z", cwd: "/w", ...more } };
}

export function item(type: string, more: Readonly<Record<string, unknown>> = {}): Rec {
  return { type: "response_item", payload: { type, ...more } };
}

export function said(role: string, text: string, more: Readonly<Record<string, unknown>> = {}): Rec {
  const type = role === "assistant" ? "output_text" : "input_text";
  return item("message", { role, content: [{ type, text }], ...more });
}

export function event(type: string, more: Readonly<Record<string, unknown>> = {}): Rec {
  return { type: "event_msg", payload: { type, ...more } };
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
    codex.filePattern,
    true,
  );
  const ordered = files.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1) * (reversed ? -1 : 1));
  const outcomes: Record<string, Outcome> = {};
  const settings = { handler: codex, level, sourcePath: "relative" as const };
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
