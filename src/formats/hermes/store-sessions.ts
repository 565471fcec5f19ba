/** The sessions of a state.db, one after the other: more than one is never held. */
import { createHash } from "node:crypto";
import { TextArena } from "../../json/arena.ts";
import { decodeText, isText } from "../../json/text.ts";
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import type { SessionContext } from "../handler.ts";
import { Session } from "./session.ts";
import { schemaOf, selection, type StoreSchema } from "./store-schema.ts";
import type { SqlDatabase, SqlRow } from "./sqlite/driver.ts";
import { jsonFrom, numberOf, textFrom } from "./sqlite/values.ts";

/** Before the JSON of a content that is no text. */
const JSON_PREFIX = Buffer.from("\0json:", "latin1");
const JSON_COLUMNS: ReadonlySet<string> = new Set(["tool_calls", "reasoning_details"]);

/** Null for a database that is not Hermes'. */
export function readSessions(database: SqlDatabase, context: SessionContext): Iterable<Session> | null {
  const schema = schemaOf(database);
  return schema === null ? null : sessionsOf(database, schema, context);
}

function* sessionsOf(database: SqlDatabase, schema: StoreSchema, context: SessionContext): Generator<Session, void> {
  check("sessions", database);
  check("messages", database);
  // In the private copy. Ids are compared by their bytes, in a form that any driver passes on unchanged:
  // they may be of any type, hold a zero byte, or be missing.
  database.run("CREATE INDEX rollout_ingest_sessions ON sessions(hex(id))");
  database.run("CREATE INDEX rollout_ingest_messages ON messages(hex(session_id))");
  const order = schema.sessions.numbers.includes("started_at") ? "MIN(started_at), key" : "key";
  const query = `SELECT ${selection(schema.sessions)} FROM sessions WHERE hex(id) = ? LIMIT 1`;
  const arena = new TextArena();
  for (const key of keysOf(database, `SELECT hex(id) AS key FROM sessions GROUP BY key ORDER BY ${order}`)) {
    for (const row of database.rows(query, [key])) {
      yield sessionOf(recordOf(row, arena), key, { database, schema, context });
    }
  }
  // Messages of sessions that are gone.
  const lost = "SELECT hex(session_id) AS key FROM messages EXCEPT SELECT hex(id) FROM sessions";
  for (const key of keysOf(database, lost)) {
    yield sessionOf({ id: textFrom(Buffer.from(key, "hex")) }, key, { database, schema, context });
  }
}

function keysOf(database: SqlDatabase, query: string): string[] {
  return [...database.rows(query)].map(({ key }) => String(key));
}

interface Store {
  readonly database: SqlDatabase;
  readonly schema: StoreSchema;
  readonly context: SessionContext;
}

/** What SQLite's check says of values and indexes, and not of the pages that rows lie on. */
const HARMLESS = /^(?:ok$|[A-Z]+ value in |non-unique entry |row \d+ missing |wrong # of entries )/u;

/** A page that is not what it must be may hold other rows than it should, without anybody noticing. */
function check(table: string, database: SqlDatabase): void {
  for (const row of database.rows(`PRAGMA quick_check('${table}')`)) {
    const [found] = Object.values(row);
    if (!HARMLESS.test(String(found))) throw new DamagedTable(table, String(found));
  }
}

/** What SQLite's own check found in a table. */
export class DamagedTable extends Error {
  constructor(table: string, found: string) {
    super(`the table ${table}: ${found}`);
  }
}

/** @param key the session's id as `hex` spells it */
function sessionOf(facts: JsonObject, key: string, { database, schema, context }: Store): Session {
  const prompt = promptOf(facts, database, schema);
  if (prompt !== null) facts["system_prompt"] = prompt;
  const session = new Session(key, stringAt(facts, "id"), "state_db", facts);
  const arena = new TextArena();
  const archived = new Set<string>();
  const query = `SELECT ${selection(schema.messages)} FROM messages WHERE hex(session_id) = ? ORDER BY id`;
  for (const row of database.rows(query, [key])) {
    const message = recordOf(row, arena);
    const isCompacted = valueAt(message, "compacted") === 1;
    if (valueAt(message, "active") === 0 && !isCompacted) {
      session.leaveOut("rewound");
      continue;
    }
    // A context that is compacted in place keeps some messages: they stand in each generation.
    const print = isCompacted || archived.size > 0 ? printOf(message) : "";
    if (archived.has(print)) {
      session.leaveOut("copy");
      continue;
    }
    if (isCompacted) archived.add(print);
    session.add(message, ["messages", Number(row["id"])], context);
  }
  return session;
}

function promptOf(facts: JsonObject, database: SqlDatabase, { hasPrompts }: StoreSchema): JsonValue {
  const hash = stringAt(facts, "system_prompt_hash");
  if (!hasPrompts || hash === null) return null;
  for (const { prompt } of database.rows("SELECT CAST(prompt AS BLOB) AS prompt FROM system_prompts WHERE hash = ?", [
    hash,
  ])) {
    if (prompt instanceof Uint8Array) return textFrom(prompt);
  }
  return null;
}

/** A row as a record of the other stores. */
function recordOf(row: SqlRow, arena: TextArena): JsonObject {
  const record: JsonObject = {};
  for (const [key, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) record[key] = bytesOf(key, value, arena);
    else if (typeof value === "number" || typeof value === "bigint") record[key] = numberOf(value);
    else if (typeof value === "string") record[key] = value;
  }
  return record;
}

function bytesOf(key: string, bytes: Uint8Array, arena: TextArena): JsonValue {
  const isPrefixed = key === "content" && JSON_PREFIX.equals(bytes.subarray(0, JSON_PREFIX.length));
  if (!isPrefixed && !JSON_COLUMNS.has(key)) return textFrom(bytes);
  const json = jsonFrom(isPrefixed ? bytes.subarray(JSON_PREFIX.length) : bytes, arena);
  // As Hermes itself takes what it cannot read.
  return json ?? textFrom(bytes);
}

/** A message by what makes it the same in the next generation. */
function printOf(message: JsonObject): string {
  const hash = createHash("sha256");
  for (const key of ["role", "content", "tool_call_id", "tool_calls", "timestamp"]) {
    const value = valueAt(message, key) ?? null;
    hash.update(
      isText(value)
        ? decodeText(value)
        : JSON.stringify(value, (_, item: unknown) => (isText(item) ? decodeText(item) : item)),
    );
    hash.update("\0");
  }
  return hash.digest("base64");
}
