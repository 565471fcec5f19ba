/** A state.db: read as it is, and never altered. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import sqlite from "node-sqlite3-wasm";
import { afterEach, expect, test, vi } from "vitest";
import { Findings } from "../../../src/diagnostics/diagnostic.ts";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { NOTHING_KNOWN } from "../../../src/formats/hermes/plan.ts";
import { convertStore } from "../../../src/formats/hermes/store.ts";
import { loadSqlite } from "../../../src/formats/hermes/sqlite/driver.ts";
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
  expect(convertStore(context, driver, NOTHING_KNOWN).outcome).toBe("rejected");
  expect(findings.list.map(({ code }) => code)).toEqual(["unreadable-file"]);
});

test("without the optional package a database is refused, and only it", () => {
  const file = inputFile("state.db");
  const findings = new Findings();
  const context = { file, findings, level: "strict" as const, sourcePath: file.path, relativePath: "state.db" };
  expect(convertStore(context, null, NOTHING_KNOWN).outcome).toBe("rejected");
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

const PLAIN_TABLES = `CREATE TABLE sessions (id, started_at);
  CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id, role TEXT, content TEXT);`;

async function rowsOf(sql: string): Promise<unknown[]> {
  const folder = makeFolder();
  makeDatabase(path.join(folder, "state.db"), sql);
  const { "state.db": result } = await ingestFolder(folder);
  return (result?.rows ?? []).map((row) => [row.trace_id, row.messages.map(({ content }) => content[0]?.["text"])]);
}

test("each message is one session's, whatever the ids are", async () => {
  const rows = await rowsOf(`${PLAIN_TABLES}
    INSERT INTO sessions (id) VALUES ('a'), (5), (6.5), (CAST(x'61ff' AS TEXT)), (CAST(x'610062' AS TEXT)), (x'62'), (NULL), (NULL);
    INSERT INTO messages (session_id, role, content) VALUES ('a', 'user', 'a'), (5, 'user', 'integer'), (6.5, 'user', 'real'),
      (CAST(x'61ff' AS TEXT), 'user', 'no UTF-8'), (CAST(x'610062' AS TEXT), 'user', 'zero'), (x'62', 'user', 'bytes'),
      (NULL, 'user', 'none'), ('', 'user', 'empty'), ('gone', 'user', 'gone');`);
  expect(rows).toEqual([
    ["state", ["none", "empty"]],
    ["5", ["integer"]],
    ["6.5", ["real"]],
    ["a", ["a"]],
    ["a\0b", ["zero"]],
    ["a\uFFFD", ["no UTF-8"]],
    ["b", ["bytes"]],
    ["gone", ["gone"]],
  ]);
});

test("a session that is listed twice has one row", async () => {
  const sql = `${PLAIN_TABLES} INSERT INTO sessions (id) VALUES ('a'), ('a'); INSERT INTO messages VALUES (1, 'a', 'user', 'Hi');`;
  expect(await rowsOf(sql)).toEqual([["a", ["Hi"]]]);
});

test.each([
  [
    "view",
    "CREATE VIEW sessions AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c) SELECT id FROM c",
  ],
  ["virtual table", "CREATE VIRTUAL TABLE sessions USING fts5(id)"],
])("a %s gives no sessions", async (_, sessions) => {
  const folder = makeFolder();
  const messages = "CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT)";
  makeDatabase(path.join(folder, "state.db"), `${sessions}; ${messages}`);
  const outcomes = await ingestFolder(folder);
  expect(outcomes["state.db"]?.outcome).toBe("companion file");
});

test("what a table would have computed for each row is not computed", async () => {
  const endless = "length(randomblob(900000000)) > 0 AND length(randomblob(900000000)) > 0";
  const rows = await rowsOf(`PRAGMA ignore_check_constraints = ON; CREATE TABLE sessions (id TEXT);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT, CHECK (${endless}));
    INSERT INTO sessions VALUES ('a'); INSERT INTO messages VALUES (1, 'a', 'user', 'Hi'), (2, 'a', 'user', 'there');`);
  expect(rows).toEqual([["a", ["Hi", "there"]]]);
});

test.each(["-wal", "-journal"])("a database with a %s that is no regular file is refused", async (suffix) => {
  const folder = makeFolder({ "pipe/state.db": database({ a: HELLO }), "link/state.db": database({ b: HELLO }) });
  execFileSync("mkfifo", [path.join(folder, "pipe", `state.db${suffix}`)]);
  symlinkSync("/dev/zero", path.join(folder, "link", `state.db${suffix}`));
  const outcomes = await ingestFolder(folder);
  const found = [`state.db${suffix} beside it is not a regular file`];
  const refused = { outcome: "rejected", codes: ["unreadable-file"], found };
  expect(outcomes).toMatchObject({ "pipe/state.db": refused, "link/state.db": refused });
});

test("a journal of pages that cannot be is none", async () => {
  const header = Buffer.from("d9d505f920a163d700000001000000000000ffff0000020000000200", "hex");
  const entry = (at: number, value: number): Buffer => {
    const bytes = Buffer.concat([header, Buffer.alloc(4096)]);
    bytes.writeUInt32BE(value, at);
    return bytes;
  };
  const files = { "state.db": database({ a: HELLO }) };
  for (const [at, value] of [
    [24, 0xfffffff0],
    [24, 513],
    [20, 1],
  ] as const) {
    const outcomes = await ingest({ ...files, "state.db-journal": entry(at, value) });
    expect(outcomes["state.db"]?.outcome).toBe("rows");
  }
  // A page before the first one, and one behind the last.
  for (const page of [0, 0xfffffff]) {
    const bytes = entry(16, 0xffff);
    bytes.writeUInt32BE(page, 512);
    const outcomes = await ingest({ ...files, "state.db-journal": bytes });
    expect(outcomes["state.db"]?.outcome).toBe("rows");
  }
});

test("a copy that a killed run left behind is taken away, and no other", async () => {
  const temporary = makeFolder({
    "rollout-ingest-999999999-abc/state.db": "left",
    "rollout-ingest-999999998-new/state.db": "just now",
    [`rollout-ingest-${process.pid}-own/state.db`]: "under way",
    "rollout-ingest-other/state.db": "somebody's",
  });
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const name of readdirSync(temporary))
    if (!name.endsWith("new")) utimesSync(path.join(temporary, name), old, old);
  const folder = makeFolder({ "state.db": database({ a: HELLO }) });
  vi.stubEnv("TMPDIR", temporary);
  const { "state.db": result } = await ingestFolder(folder);
  expect(result?.outcome).toBe("rows");
  const kept = ["rollout-ingest-999999998-new", `rollout-ingest-${process.pid}-own`, "rollout-ingest-other"];
  expect(new Set(readdirSync(temporary))).toEqual(new Set(kept));
});

test("a session that began after the look over all files has no row yet", async () => {
  const folder = makeFolder({ "state.db": database({ a: HELLO }) });
  const file = inputFile("state.db", folder);
  const sqliteReader = await loadSqlite();
  const findings = new Findings();
  const context = { file, findings, level: "strict" as const, sourcePath: file.path, relativePath: "state.db" };
  const plan = { ...NOTHING_KNOWN, places: new Map([[file.path, new Map()]]) };
  expect(convertStore(context, sqliteReader, plan)).toEqual({ outcome: "skipped", reason: "no conversation" });
});

function failWith(error: Error): () => never {
  return () => {
    throw error;
  };
}

test("a text that no string can hold is a problem of its file", () => {
  const file = inputFile("state.db", makeFolder({ "state.db": "SQLite format 3\0" }));
  for (const error of [
    new RangeError("Invalid string length"),
    Object.assign(new Error(), { code: "ERR_STRING_TOO_LONG" }),
  ]) {
    const findings = new Findings();
    const context = { file, findings, level: "strict" as const, sourcePath: file.path, relativePath: "state.db" };
    const driver = { withDatabase: failWith(error), isSqlError: (thrown: unknown): thrown is Error => thrown === file };
    expect(convertStore(context, driver, NOTHING_KNOWN).outcome).toBe("rejected");
    expect(findings.list.map(({ code }) => code)).toEqual(["file-too-large"]);
  }
});

test("a long string full of quotes is an argument like any other", async () => {
  const args = JSON.stringify({ text: `${'"'.repeat(2e6)}${"x".repeat(12e6)}`, number: 1.5 });
  const calls = [{ id: "call_abcdef123", function: { name: "write", arguments: args } }];
  const messages = [...HELLO, { role: "assistant", content: "", tool_calls: calls }];
  const { "state.db": result } = await ingest({ "state.db": database({ a: messages }) });
  expect(result?.rows[0]?.messages.at(-1)?.tool_calls?.[0]?.function.arguments === args).toBe(true);
});

test("the format says which files it reads", () => {
  expect(hermes.filePattern).toBe("{session_*.json{,.gz,.zst},*.jsonl{,.gz,.zst},state.db}");
});
