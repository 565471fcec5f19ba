/** `sessions.json`: what a gateway notes of the sessions that are current. */
import { isJsonObject, keysOf, type JsonObject } from "../../json/value.ts";
import { stringAt } from "../fields.ts";
import type { IndexFormat } from "../session-index.ts";
import { decodedText, spelled } from "./decoded-text.ts";

/** An entry, with its `session_key`. */
export type IndexEntry = JsonObject;

/** Its entries are JSON: that can be passed from thread to thread, numbers in their own spelling and all. */
export const SESSIONS_JSON: IndexFormat<string> = {
  name: "sessions.json",
  maxBytes: 64 * 1024 * 1024,
  parse,
};

/** An entry as it was before it became JSON. */
export function entryFrom(json: string): IndexEntry | null {
  const entry = decodedText(json);
  return isJsonObject(entry) ? entry : null;
}

function parse(bytes: Buffer): ReadonlyMap<string, string> | null {
  const index = decodedText(bytes.toString("utf8").replace(/^\uFEFF/u, ""));
  try {
    return isJsonObject(index) ? entriesOf(index) : null;
  } catch (error) {
    // It is nested so deep that it cannot be gone through.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function entriesOf(index: JsonObject): Map<string, string> {
  const entries = new Map<string, string>();
  for (const key of keysOf(index)) {
    const entry = index[key] ?? null;
    // A session's id, or all that the gateway knows of the session.
    if (typeof entry === "string" && entry !== "") entries.set(entry, spelled({ session_key: key }));
    if (!isJsonObject(entry)) continue;
    const id = stringAt(entry, "session_id");
    if (id !== null) entries.set(id, spelled({ session_key: key, ...entry }));
  }
  return entries;
}
