/** The entries of a session, in the order of the file, whichever of Pi's dialects it is written in. */
import { isJsonNumber } from "../../json/number.ts";
import { decodeText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { listAt, objectAt, stringAt } from "../fields.ts";
import { headerOf, type Header } from "./header.ts";

/** A node of the session's tree. */
export interface Entry {
  /** The place among the entries. */
  readonly ordinal: number;
  /** The place among all records: old compactions count so. */
  readonly position: number;
  readonly line: number;
  readonly type: string;
  readonly id: string | null;
  /** Null for a root; undefined where the source does not say. */
  readonly parentId: string | null | undefined;
  readonly record: JsonObject;
  /** What an entry of the type `message` holds. */
  readonly message: JsonObject | null;
}

/** How a log is written: as a session, as the events of `pi --mode json`, or by the 2.0 harness. */
export type Dialect = "session" | "stream" | "harness";

const EVENTS: ReadonlySet<string> = new Set([
  "agent_start",
  "agent_end",
  "turn_start",
  "turn_end",
  "message_start",
  "message_update",
  "message_end",
]);

const MUTATIONS: ReadonlySet<string> = new Set(["entry", "record", "lane", "fact"]);

/** Takes the records of a file one by one. */
export class SessionLog {
  readonly entries: Entry[] = [];
  header: Header | null = null;
  dialect: Dialect = "session";
  /** Records that are no entries, by type. */
  readonly otherRecords: Map<string, number> = new Map();
  /** Where the main lane of the 2.0 harness is said to end; undefined in other dialects. */
  leafId: string | null | undefined = undefined;
  name: string | null = null;
  systemPrompt: JsonObject | null = null;
  readonly labels: Map<string, string | null> = new Map();
  #position = 0;
  /** The header is behind, or what stands in its place where it is damaged. */
  #hasBegun = false;
  #messageEnds = 0;
  /** A message was met that is Pi's: what comes behind it is too. */
  #isCertain = false;
  readonly #runs: { readonly record: JsonObject; readonly line: number; readonly position: number }[] = [];

  /** @returns false when the file is something else */
  take(record: JsonObject, line: number): boolean {
    const position = this.#position++;
    const kind = stringAt(record, "kind");
    if (!this.#hasBegun) {
      const header = headerOf(record);
      if (header !== null) {
        this.#hasBegun = true;
        this.header = header;
        if (kind === "header") this.dialect = "harness";
        return true;
      }
      // oh-my-pi keeps a slot for the title before the header.
      if (position === 0 && isTitleSlot(record)) {
        this.name = stringAt(record, "title");
        return true;
      }
      // The header may stand on a line that is damaged.
      if (line === 1 || position > 0) return false;
      if (isMutation(record)) this.dialect = "harness";
      else if (!isEntry(record)) return false;
      this.#hasBegun = true;
    }
    if (this.dialect === "session" && this.#isEvent(record)) this.dialect = "stream";
    if (this.dialect === "harness") this.#takeMutation(kind, record, line, position);
    else if (this.dialect === "stream") this.#takeEvent(record, line, position);
    else this.#takeLine(record, line, position);
    if (this.#isCertain) return true;
    this.#isCertain = objectAt(record, "message") !== null;
    return !isForeign(record);
  }

  /** The last entry that was taken. */
  get last(): Entry | undefined {
    return this.entries.at(-1);
  }

  /**
   * To be called when all records are taken: a stream without the ends of its messages tells them at the end of a run.
   *
   * @returns the entries that came of it
   */
  finish(): readonly Entry[] {
    const count = this.entries.length;
    for (const { record, line, position } of this.#messageEnds > 0 ? [] : this.#runs) {
      for (const message of listAt(record, "messages")) {
        if (isJsonObject(message)) this.#add({ type: "message", message }, "message", line, position);
      }
    }
    return this.entries.slice(count);
  }

  /** Whatever an entry of a session is called, it is none: events have no place in a tree, and come before any message. */
  #isEvent(record: JsonObject): boolean {
    return !this.#isCertain && EVENTS.has(typeName(record)) && valueAt(record, "parentId") === undefined;
  }

  #takeLine(record: JsonObject, line: number, position: number): void {
    const type = typeName(record);
    if (type === "session") countUp(this.otherRecords, type);
    else this.#add(record, type, line, position);
  }

  #takeEvent(record: JsonObject, line: number, position: number): void {
    const type = typeName(record);
    if (type === "message_end") {
      this.#messageEnds++;
      this.#add(record, "message", line, position);
    } else if (type === "agent_end") {
      this.#runs.push({ record, line, position });
      countUp(this.otherRecords, type);
    } else if (type === "compaction_end" || type === "auto_compaction_end") {
      const result = objectAt(record, "result");
      if (result === null) countUp(this.otherRecords, type);
      else this.#add(result, "compaction", line, position);
    } else countUp(this.otherRecords, type);
  }

  /** A line of the 2.0 harness. An entry moves the end of its lane; what a fork copied has none. */
  #takeMutation(kind: string | null, record: JsonObject, line: number, position: number): void {
    const isMain = stringAt(record, "lane") === "main";
    if (kind === "entry") {
      this.#add(record, typeName(record), line, position);
      if (isMain) this.leafId = this.last?.id ?? null;
      return;
    }
    if (kind === "lane" && isMain) this.leafId = stringAt(record, "leafId");
    if (kind === "fact") this.#takeFact(record);
    if (kind === "record") this.systemPrompt ??= promptIn(record);
    countUp(this.otherRecords, kind === null || kind === "record" ? typeName(record) : kind);
  }

  #takeFact(record: JsonObject): void {
    if (stringAt(record, "fact") === "name") this.name = stringAt(record, "name");
    const target = stringAt(record, "targetId");
    if (target !== null) this.labels.set(target, stringAt(record, "label"));
  }

  #add(record: JsonObject, type: string, line: number, position: number): void {
    const parent = valueAt(record, "parentId");
    this.entries.push({
      ordinal: this.entries.length,
      position,
      line,
      type,
      id: stringAt(record, "id"),
      parentId: parent === null ? null : isText(parent) ? decodeText(parent) : undefined,
      record,
      message: type === "message" ? objectAt(record, "message") : null,
    });
  }
}

/** As DataDesigner names the types. */
function typeName(record: JsonObject): string {
  return stringAt(record, "type") ?? "unknown";
}

function isTitleSlot(record: JsonObject): boolean {
  return stringAt(record, "type") === "title" && isText(valueAt(record, "title"));
}

/** Version 1 has no parents: there it takes a message to tell an entry. */
function isEntry(record: JsonObject): boolean {
  const type = stringAt(record, "type");
  if (type === "agent_start") return true;
  if (type === null || !isText(valueAt(record, "timestamp"))) return false;
  if (valueAt(record, "parentId") !== undefined) return true;
  const message = type === "message" ? objectAt(record, "message") : null;
  return message !== null && stringAt(message, "role") !== null;
}

function isMutation(record: JsonObject): boolean {
  return MUTATIONS.has(stringAt(record, "kind") ?? "") && isJsonNumber(valueAt(record, "seq"));
}

/**
 * Other programs write headers like Pi's: DeepSeek Harness goes on with types such as
 * `user/message`, Command Code notes where each message came from (`meta.source`), and a third
 * writes `parent_id`.
 */
function isForeign(record: JsonObject): boolean {
  if (typeName(record).includes("/") || valueAt(record, "parent_id") !== undefined) return true;
  const message = objectAt(record, "message");
  const meta = message === null ? null : objectAt(message, "meta");
  return meta !== null && isText(valueAt(meta, "source"));
}

function promptIn(record: JsonObject): JsonObject | null {
  const intent = objectAt(record, "intent");
  return intent !== null && isText(valueAt(intent, "systemPromptOverride")) ? intent : null;
}
