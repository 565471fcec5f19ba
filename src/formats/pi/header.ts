/** A session's header: whose session it is, and which one it goes on from. */
import { isNonEmptyText, isText, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { stringAt, textAt } from "../fields.ts";
import { idInStem, stemOf } from "./files.ts";
import { isoTime } from "./instants.ts";

export interface Header {
  readonly record: JsonObject;
  /** Null where the header has none, which is damage. */
  readonly id: string | null;
  readonly timestamp: Text | null;
  /** The session that this one was forked from or followed, by path or id. */
  readonly parent: string | null;
}

/**
 * Reads a header; null for anything else. Other programs begin with `{"type":"session"}` too: that
 * of DeepSeek Harness has `createdAt` in place of a timestamp.
 */
export function headerOf(record: JsonObject): Header | null {
  if (stringAt(record, "kind") === "header") return harnessHeader(record);
  if (stringAt(record, "type") !== "session") return null;
  const timestamp = valueAt(record, "timestamp");
  if (timestamp === undefined && valueAt(record, "createdAt") !== undefined) return null;
  const id = stringAt(record, "id");
  if (id === null && !isText(timestamp)) return null;
  return {
    record,
    id,
    timestamp: isNonEmptyText(timestamp) ? timestamp : isoTime(timestamp),
    parent: stringAt(record, "parentSession") ?? stringAt(record, "branchedFrom"),
  };
}

/** Pi 2.0 (`packages/agent/src/harness/session/jsonl/codec.ts`). */
function harnessHeader(record: JsonObject): Header | null {
  const id = stringAt(record, "id");
  if (id === null || textAt(record, "cwd") === null) return null;
  return {
    record,
    id,
    timestamp: isoTime(valueAt(record, "createdAt")),
    parent: stringAt(record, "parentSessionId") ?? stringAt(record, "legacyParentSessionPath"),
  };
}

/** The id that a reference to a parent names; null where it is a path that tells none. */
export function idInReference(reference: string): string | null {
  return /[/\\]|\.jsonl/u.test(reference) ? idInStem(stemOf(reference)) : reference;
}
