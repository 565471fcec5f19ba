/** `sessions.json`: what a gateway notes of the sessions that are current. */
import { isJsonObject, keysOf, type JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import type { IndexFormat } from "../session-index.ts";
import { decodedText } from "./decoded-text.ts";

/** An entry, with its `session_key`. */
export type IndexEntry = JsonObject;

export const SESSIONS_JSON: IndexFormat<IndexEntry> = {
  name: "sessions.json",
  maxBytes: 64 * 1024 * 1024,
  parse,
};

function parse(bytes: Buffer): ReadonlyMap<string, IndexEntry> | null {
  const index = decodedText(bytes.toString("utf8").replace(/^\uFEFF/u, ""));
  if (!isJsonObject(index)) return null;
  const entries = new Map<string, IndexEntry>();
  for (const key of keysOf(index)) {
    const entry = index[key] ?? null;
    // A session's id, or all that the gateway knows of the session.
    if (typeof entry === "string" && entry !== "") entries.set(entry, { session_key: key });
    if (!isJsonObject(entry)) continue;
    const id = stringAt(entry, "session_id");
    if (id !== null) entries.set(id, { session_key: key, ...entry });
  }
  return entries;
}
