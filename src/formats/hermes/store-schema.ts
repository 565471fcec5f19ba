/** The tables of a state.db, as the version at hand has them: no list of columns is right for all of v1 to v30. */
import type { SqlDatabase } from "./sqlite/driver.ts";

/** The columns that are of use, as far as the tables have them. */
export interface StoreSchema {
  readonly sessions: Columns;
  readonly messages: Columns;
  /** System prompts stand in a table of their own, by their hash (from v25 on). */
  readonly hasPrompts: boolean;
}

/** What is selected of a table: texts as bytes. */
export interface Columns {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  /** Columns of which only counts that there is something in them. */
  readonly present: readonly string[];
}

const SESSION_TEXTS = [
  "id",
  "source",
  "model",
  "model_config",
  "system_prompt",
  "system_prompt_hash",
  "parent_session_id",
  "end_reason",
  "cwd",
  "git_branch",
  "git_repo_root",
  "billing_provider",
  "billing_base_url",
  "title",
  "session_key",
  "chat_type",
  "display_name",
];
/** What a session cost. */
export const USAGE_KEYS = [
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "reasoning_tokens",
  "estimated_cost_usd",
  "actual_cost_usd",
];
const SESSION_NUMBERS = ["started_at", "ended_at", ...USAGE_KEYS, "archived"];
const MESSAGE_TEXTS = [
  "role",
  "content",
  "tool_call_id",
  "tool_calls",
  "finish_reason",
  "reasoning",
  "reasoning_content",
  "reasoning_details",
];
const MESSAGE_NUMBERS = ["id", "timestamp", "observed", "active", "compacted", "_compressed_summary"];
const MESSAGE_PRESENT = ["codex_reasoning_items"];

/** Null for a database that is not Hermes': its tables have other columns. */
export function schemaOf(database: SqlDatabase): StoreSchema | null {
  const sessions = columnsOf("sessions", database);
  const messages = columnsOf("messages", database);
  const isStore = sessions.has("id") && ["id", "session_id", "role", "content"].every((name) => messages.has(name));
  if (!isStore) return null;
  const prompts = columnsOf("system_prompts", database);
  return {
    sessions: { texts: known(SESSION_TEXTS, sessions), numbers: known(SESSION_NUMBERS, sessions), present: [] },
    messages: {
      texts: known(MESSAGE_TEXTS, messages),
      numbers: known(MESSAGE_NUMBERS, messages),
      present: known(MESSAGE_PRESENT, messages),
    },
    hasPrompts: prompts.has("hash") && prompts.has("prompt") && sessions.has("system_prompt_hash"),
  };
}

/** None for what is no table with rows of its own: a view or a virtual table may give any number of them. */
function columnsOf(table: string, database: SqlDatabase): ReadonlySet<string> {
  const found = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ? COLLATE NOCASE";
  if (database.rows(found, [table]).next().done === true) return new Set();
  return new Set([...database.rows("SELECT name FROM pragma_table_info(?)", [table])].map(({ name }) => String(name)));
}

function known(names: readonly string[], columns: ReadonlySet<string>): string[] {
  return names.filter((name) => columns.has(name));
}

/** The columns in a SELECT. */
export function selection({ texts, numbers, present }: Columns): string {
  return [
    ...texts.map((name) => `CAST("${name}" AS BLOB) AS "${name}"`),
    ...numbers.map((name) => `"${name}"`),
    ...present.map((name) => `NULLIF("${name}" IS NOT NULL, 0) AS "${name}"`),
  ].join(", ");
}
