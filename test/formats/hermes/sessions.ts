/** Made-up sessions in each of Hermes' stores, and runs over them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import sqlite from "node-sqlite3-wasm";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";
import {
  ingestFolder as ingestSessions,
  ingestTree,
  jsonl,
  type Outcome,
  type RunSettings,
} from "../../support/sessions.ts";

export { jsonl };

export interface Msg {
  readonly role: string;
  readonly [key: string]: unknown;
}

export function call(id: string | null, name = "terminal", args = "{}"): object {
  return { ...(id !== null && { id }), type: "function", function: { name, arguments: args } };
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

/** Reads a folder of files, in the order of their names or the other way round. */
export function ingest(tree: Tree, settings?: RunSettings): Promise<Record<string, Outcome>> {
  return ingestTree(hermes, tree, settings);
}

/** The same for a folder that is there. */
export function ingestFolder(folder: string, settings?: RunSettings): Promise<Record<string, Outcome>> {
  return ingestSessions(hermes, folder, settings);
}
