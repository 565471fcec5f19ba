/** Databases made from SQL, as the fixtures hold them: text can be read, compared and reviewed. */
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import path from "node:path";
import sqlite from "node-sqlite3-wasm";

/**
 * Makes a database. The first line of the SQL may ask for more: `-- -wal` leaves all rows in the
 * write-ahead log, as a client does that is still running; `-- -cut <bytes>` cuts the file off.
 */
export function makeDatabase(target: string, sql: string): void {
  const [, option, size] = /^-- -(wal|cut)(?: (\d+))?/u.exec(sql) ?? [];
  const made = `${target}.made`;
  const database = new sqlite.Database(made);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF");
    if (option === "wal") database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    database.exec(sql);
    for (const suffix of ["", "-wal"]) if (existsSync(made + suffix)) copyFileSync(made + suffix, target + suffix);
  } finally {
    database.close();
    for (const suffix of ["", "-wal"]) rmSync(made + suffix, { force: true });
  }
  if (option === "cut") truncateSync(target, Number(size));
}

/** Copies a folder of fixtures, a database for each `.sql` in it. */
export function buildFixture(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".sql")) continue;
    const source = path.join(to, name);
    makeDatabase(source.replace(/\.sql$/u, ".db"), readFileSync(source, "utf8"));
    rmSync(source);
  }
}
