/** Hermes Agent: sessions in a database, and in the files of older clients. */
import type { SessionHandler } from "../handler.ts";
import { defaultPlaces, isCompanion, isPassedOver } from "./files.ts";
import { prepare } from "./prepare.ts";
import { PROJECTION } from "./projection.ts";
import { recognize } from "./recognize.ts";
import { unpack } from "./shapes.ts";

export const hermes: SessionHandler = {
  kind: "sessions",
  name: "hermes_agent",
  defaultPlaces,
  filePattern: "{session_*.json,*.jsonl,state.db}",
  isPassedOver,
  isCompanion,
  projection: PROJECTION,
  recognize,
  unpack,
  prepare,
};
