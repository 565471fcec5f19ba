/** A state.db: read as it is, and never altered. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import sqlite from "node-sqlite3-wasm";
import { afterEach, expect, test, vi } from "vitest";
import { Findings } from "../../../src/diagnostics/diagnostic.ts";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { convertStore } from "../../../src/formats/hermes/store.ts";
import { makeFolder } from "../../support/folder.ts";
import { inputFile } from "../../support/results.ts";
import { makeDatabase } from "./databases.ts";
import { database, ingest, ingestFolder, jsonl } from "./sessions.ts";

afterEach(() => vi.unstubAllEnvs());

const SQL = readFileSync("fixtures/hermes/state-v30/state.sql", "utf8");
const HELLO = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello." },
];

/** Every file of a folder: its bytes and when it was written. */
function stateOf(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => {
    const { size, mtimeMs } = statSync(path.join(folder, name));
    return [name, size, mtimeMs, readFileSync(path.join(folder, name)).toString("base64")];
  });
}

test("what is in the write-ahead log alone is read; neither it nor its folder is altered", async () => {
  const folder = makeFolder();
  const target = path.join(folder, "state.db");
  makeDatabase(target, SQL);
  expect(statSync(target).size).toBeLessThan(statSync(`${target}-wal`).size);
  const before = stateOf(folder);
  const { "state.db": result } = await ingestFolder(folder);
  expect(result?.rows.map((row) => row.message_count)).toEqual([5]);
  expect(stateOf(folder)).toEqual(before);
});

test("private copies are taken away, whether the database can be read or not", async () => {
  const folder = makeFolder();
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  makeDatabase(path.join(folder, "state.db"), SQL);
  mkdirSync(path.join(folder, "broken"));
  writeFileSync(path.join(folder, "broken", "state.db"), `SQLite format 3\0${"x".repeat(5000)}`);
  const outcomes = await ingestFolder(folder);
  expect(outcomes["state.db"]?.outcome).toBe("rows");
  expect(outcomes["broken/state.db"]).toMatchObject({
    outcome: "rejected",
    codes: ["damaged-database"],
    found: ["file is not a database"],
  });
  expect(readdirSync(temporary)).toEqual([]);
});

test("a private copy that there is no room for is a problem of the file", async () => {
  const file = inputFile("state.db", makeFolder({ "state.db": "SQLite format 3\0" }));
  vi.stubEnv("TMPDIR", "/nowhere/at/all");
  const findings = new Findings();
  const context = { file, findings, level: "strict" as const, sourcePath: file.path, relativePath: "state.db" };
  const driver = {
    withDatabase: () => expect.unreachable(),
    isSqlError: (error: unknown): error is Error => error === file,
  };
  const plan = { placeOf: () => expect.unreachable(), indexed: () => null };
  expect(convertStore(context, driver, plan).outcome).toBe("rejected");
  expect(findings.list.map(({ code }) => code)).toEqual(["unreadable-file"]);
});

test("without the optional package a database is refused, and only it", () => {
  const file = inputFile("state.db");
  const findings = new Findings();
  const context = { file, findings, level: "strict" as const, sourcePath: file.path, relativePath: "state.db" };
  const plan = { placeOf: () => expect.unreachable(), indexed: () => null };
  expect(convertStore(context, null, plan).outcome).toBe("rejected");
  expect(findings.list).toEqual([
    { severity: "error", code: "no-database-reader", at: [], expected: "the package node-sqlite3-wasm" },
  ]);
});

test("a database is known by its content; one that is not Hermes' is none of ours", async () => {
  const folder = makeFolder({ "backup.jsonl": database({ a: HELLO }) });
  makeDatabase(path.join(folder, "state.db"), "CREATE TABLE messages (id INTEGER, body TEXT)");
  makeDatabase(path.join(folder, "kanban.db"), "CREATE TABLE sessions (id TEXT)");
  const outcomes = await ingestFolder(folder, { pattern: "*" });
  expect(outcomes["backup.jsonl"]?.rows.map((row) => row.trace_id)).toEqual(["a"]);
  expect(outcomes["state.db"]?.outcome).toBe("companion file");
  expect(outcomes["kanban.db"]?.outcome).toBe("companion file");
});

test("texts are whole, whatever they hold", async () => {
  const texts = [
    "a\0b",
    "\0",
    '\u0001\u001F"\\\n\t\u007F',
    "é😀".repeat(100),
    `${"x".repeat(41)}\r\n`,
    "\0json:",
    "é".repeat(9e6),
  ];
  const messages = texts.map((content) => ({ role: "user", content }));
  const { "state.db": result } = await ingest({ "state.db": database({ a: messages }) });
  expect(result?.rows[0]?.messages.map(({ content }) => content[0]?.["text"])).toEqual(texts);
});

test("bytes that are not UTF-8 become U+FFFD", async () => {
  const folder = makeFolder();
  makeDatabase(
    path.join(folder, "state.db"),
    `CREATE TABLE sessions (id TEXT PRIMARY KEY); INSERT INTO sessions VALUES ('a');
     CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT, tool_calls TEXT);
     INSERT INTO messages VALUES (1, 'a', 'user', CAST(x'41ff42' AS TEXT), x'ff');
     INSERT INTO messages VALUES (2, 'a', 'user', CAST(x'ff' || zeroblob(50) AS TEXT), NULL);`,
  );
  const { "state.db": result } = await ingestFolder(folder);
  const texts = result?.rows[0]?.messages.map(({ content }) => String(content[0]?.["text"]));
  expect(texts).toEqual(["A\uFFFDB", `\uFFFD${"\0".repeat(50)}`]);
});

test("a journal that a crash left behind is rolled back in the copy", async () => {
  const folder = makeFolder();
  const target = path.join(folder, "state.db");
  writeFileSync(target, database({ a: HELLO }));
  const db = new sqlite.Database(target);
  const journal = (): Buffer => readFileSync(`${target}-journal`);
  let crashed: Buffer;
  let left: Buffer;
  try {
    db.exec("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN");
    for (let index = 0; index < 200; index++) {
      db.run("INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', ?)", ["never".repeat(400)]);
    }
    db.exec("UPDATE sessions SET source = 'telegram'");
    crashed = readFileSync(target);
    left = journal();
    db.exec("ROLLBACK");
  } finally {
    db.close();
  }
  const copy = makeFolder({ "state.db": crashed, "state.db-journal": left });
  const before = stateOf(copy);
  const { "state.db": result } = await ingestFolder(copy);
  expect(result?.rows.map((row) => [row.message_count, row.source_meta["platform"]])).toEqual([[2, "cli"]]);
  expect(stateOf(copy)).toEqual(before);
});

test("the columns of a session's row in other tables are not asked for", async () => {
  const folder = makeFolder({ "sessions/a.jsonl": jsonl(HELLO) });
  makeDatabase(
    path.join(folder, "state.db"),
    "CREATE TABLE sessions (id TEXT, extra TEXT); CREATE TABLE messages (id INTEGER, session_id TEXT, role TEXT, content TEXT)",
  );
  const outcomes = await ingestFolder(folder);
  expect(outcomes["state.db"]?.outcome).toBe("no conversation");
  expect(outcomes["sessions/a.jsonl"]?.outcome).toBe("rows");
});

test("the format says which files it reads", () => {
  expect(hermes.filePattern).toBe("{session_*.json,*.jsonl,state.db}");
});
