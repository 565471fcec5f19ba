/** Made-up rollouts, and runs over them. */
import { codex } from "../../../src/formats/codex/handler.ts";
import type { Tree } from "../../support/folder.ts";
import { ingestTree, jsonl, type Outcome, type RunSettings } from "../../support/sessions.ts";

export { jsonl };

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

/** Reads a folder of files, in the order of their names or the other way round. */
export function ingest(tree: Tree, settings?: RunSettings): Promise<Record<string, Outcome>> {
  return ingestTree(codex, tree, settings);
}
