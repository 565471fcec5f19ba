/** The reader of databases: an optional package (docs/decisions/008). */

/** What SQLite gives for a column. */
export type SqlValue = number | bigint | string | Uint8Array | null;
export type SqlRow = Readonly<Record<string, unknown>>;

/** The package, as far as it is used. */
export interface Sqlite {
  /** Calls back with an open database, and closes it. */
  withDatabase<Result>(path: string, use: (database: SqlDatabase) => Result): Result;
  /** True for what SQLite itself says is wrong. */
  isSqlError(error: unknown): error is Error;
}

export interface SqlDatabase {
  run(sql: string): void;
  rows(sql: string, values?: readonly SqlValue[]): Generator<SqlRow, void>;
}

/** The name under which it is installed. */
export const SQLITE_PACKAGE = "node-sqlite3-wasm";

/** Loads it; null where it is not installed. */
export async function loadSqlite(): Promise<Sqlite | null> {
  try {
    const { default: sqlite } = await import("node-sqlite3-wasm");
    const { Database, SQLite3Error } = sqlite;
    return {
      withDatabase(path, use) {
        const database = new Database(path, { fileMustExist: true });
        try {
          // It has no shared memory, without which only one that is alone can read a write-ahead log.
          database.exec("PRAGMA locking_mode = EXCLUSIVE");
          // Nothing of what the database would have computed is computed here.
          database.exec("PRAGMA trusted_schema = OFF; PRAGMA ignore_check_constraints = ON");
          return use({
            run: (sql) => database.exec(sql),
            *rows(sql, values = []) {
              const statement = database.prepare(sql);
              try {
                yield* statement.iterate([...values]);
              } finally {
                statement.finalize();
              }
            },
          });
        } finally {
          database.close();
        }
      },
      isSqlError: (error): error is Error => error instanceof SQLite3Error,
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return null;
    throw error;
  }
}
