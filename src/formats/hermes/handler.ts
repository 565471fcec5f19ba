/** Hermes Agent: sessions in a database, and in the files of older clients. */
import type { SessionHandler } from "../handler.ts";
import { defaultPlaces, familyOf, isCompanion, isPassedOver } from "./files.ts";
import type { Plan } from "./plan.ts";
import { LOOKS, prepare } from "./prepare.ts";
import { PROJECTION } from "./projection.ts";
import { HermesReader } from "./reader.ts";
import { recognize } from "./recognize.ts";
import { unpack } from "./shapes.ts";
import { DATABASE_MAGIC } from "./sqlite/database-file.ts";
import { loadSqlite } from "./sqlite/driver.ts";
import { convertStore } from "./store.ts";

export const hermes: SessionHandler<Plan> = {
  kind: "sessions",
  name: "hermes_agent",
  defaultPlaces,
  filePattern: "{session_*.json{,.gz,.zst},*.jsonl{,.gz,.zst},state.db}",
  isPassedOver,
  isCompanion,
  familyOf,
  projection: PROJECTION,
  recognize,
  unpack,
  looks: LOOKS,
  prepare,
  async follow(plan) {
    const sqlite = plan.hasDatabase ? await loadSqlite() : null;
    return {
      open: (context) => new HermesReader(context, plan),
      store: { magic: DATABASE_MAGIC, read: (context) => convertStore(context, sqlite, plan) },
    };
  },
};
