/** Made-up sessions in each of Hermes' stores, and runs over them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import sqlite from "node-sqlite3-wasm";
import { findInFolder } from "../../../src/discover/folder.ts";
import type { ValidationLevel } from "../../../src/formats/handler.ts";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";

export interface Msg {
  readonly role: string;
  readonly [key: string]: unknown;
}

export function call(id: string | null, name = "terminal", args = "{}"): object {
  return { ...(id !== null && { id }), type: "function", function: { name, arguments: args } };
}

export function jsonl(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

export function snapshot(id: string, messages: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ session_id: id, session_start: "2026-01-01T00:00:00", messages, ...more }, null, 2);
}

const TABLES = `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, source TEXT, parent_session_id TEXT, started_at REAL, ended_at REAL, end_reason TEXT);
  CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, role TEXT NOT NULL, content TEXT,
    tool_call_id TEXT, tool_calls TEXT, timestamp REAL, finish_reason TEXT, reasoning TEXT, reasoning_content TEXT);
`;
const COLUMNS = ["role", "tool_call_id", "finish_reason", "reasoning", "reasoning_content"];

/** The bytes of a database with some sessions. */
export function database(sessions: Readonly<Record<string, readonly Msg[]>>): Uint8Array {
  const target = path.join(makeFolder(), "made.db");
  const db = new sqlite.Database(target);
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE;${TABLES}`);
    for (const [id, messages] of Object.entries(sessions)) {
      db.run("INSERT INTO sessions (id, source) VALUES (?, 'cli')", [id]);
      for (const message of messages) db.run(INSERT, [id, ...valuesOf(message)]);
    }
  } finally {
    db.close();
  }
  return readFileSync(target);
}

const INSERT = `INSERT INTO messages (session_id, ${COLUMNS.join(", ")}, tool_calls, content)
  VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))`;

function valuesOf(message: Msg): (string | Uint8Array | null)[] {
  const { content, tool_calls: calls } = message;
  const texts = COLUMNS.map((name) => (typeof message[name] === "string" ? message[name] : null));
  const encoded = typeof content === "string" || content === null ? content : `\0json:${JSON.stringify(content)}`;
  return [
    ...texts,
    calls === undefined ? null : JSON.stringify(calls),
    encoded === null ? null : Buffer.from(encoded, "utf8"),
  ];
}

/** What became of a file. */
export interface Outcome {
  readonly outcome: string;
  readonly rows: readonly PlainSeedRow[];
  readonly codes: readonly string[];
  readonly found: readonly (string | undefined)[];
}

/** Reads a folder of files, in the order of their names or the other way round. */
export async function ingest(
  tree: Tree,
  { reversed = false, level = "strict", pattern = hermes.filePattern }: Partial<Settings> = {},
): Promise<Record<string, Outcome>> {
  const cleanups: (() => void)[] = [];
  const folder = makeFolder(tree, (act) => void cleanups.push(act));
  const outcomes = await ingestFolder(folder, { reversed, level, pattern });
  for (const clean of cleanups) clean();
  return outcomes;
}

interface Settings {
  readonly reversed: boolean;
  readonly level: ValidationLevel;
  readonly pattern: string;
}

export async function ingestFolder(
  folder: string,
  { reversed = false, level = "strict", pattern = hermes.filePattern }: Partial<Settings> = {},
): Promise<Record<string, Outcome>> {
  const { files } = findInFolder(folder, pattern, true);
  const ordered = files.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1) * (reversed ? -1 : 1));
  const outcomes: Record<string, Outcome> = {};
  const results = ingestFiles(ordered, { handler: hermes, level, sourcePath: "relative" }, Infinity, (result) => {
    outcomes[result.file.relativePath] = {
      outcome: result.outcome === "skipped" ? result.reason : result.outcome,
      rows: result.outcome === "rows" ? result.rows.map(toPlainRow) : [],
      codes: result.diagnostics.map(({ code }) => code),
      found: result.diagnostics.map(({ found }) => found?.replaceAll(folder, "")),
    };
  });
  while ((await results.next()).done !== true);
  return outcomes;
}
