/** A session as one of Hermes' stores has it: its messages, and what the store says of it. */
import { decodeText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import type { JsonPath } from "../../json/locate.ts";
import { countUp } from "../../maps.ts";
import { RunningSpan, type TimeSpan } from "../../row/time-span.ts";
import { reportDamage } from "../damage.ts";
import type { SessionContext } from "../handler.ts";
import { stringAt } from "../fields.ts";
import { instantAt } from "./fields.ts";
import { idInName } from "./files.ts";
import { readMessage, roleOf, type Message } from "./message.ts";

/** What a session was read from, by the name that `source_meta.session_format` has for it (DataDesigner knows the first two). */
export type SessionFormat = "cli_session_log" | "gateway_transcript" | "session_export" | "state_db" | "trajectory";

export class Session {
  /** Names it among the sessions of its file. */
  readonly unit: string;
  /** Null where the store has none: trajectories. */
  readonly id: string | null;
  readonly format: SessionFormat;
  /** What the store says of the session as a whole. */
  readonly facts: JsonObject;
  readonly messages: Message[] = [];
  /** The last value of each key of the `session_meta` rows. */
  readonly meta: JsonObject = {};
  metaRows = 0;
  /** Records of roles that nobody knows of, by their role. */
  readonly others: Map<string, number> = new Map();
  rewound = 0;
  archivedCopies = 0;
  /** Damaged messages, left out (at the lenient level). */
  leftOut = 0;
  records = 0;
  readonly #span: RunningSpan = new RunningSpan();

  constructor(unit: string, id: string | null, format: SessionFormat, facts: JsonObject) {
    this.unit = unit;
    this.id = id;
    this.format = format;
    this.facts = facts;
  }

  /** Takes a message. @param at its place in the record that is being read */
  add(record: JsonObject, at: JsonPath, context: SessionContext, line?: number): void {
    this.records++;
    // Reported of transcripts (MemPalace, issue 1298); Hermes' own source code has it nowhere.
    const timestamp = instantAt(record, "timestamp") ?? instantAt(record, "created_at");
    if (timestamp !== null) this.#span.add(timestamp);
    const role = roleOf(record);
    if (role !== null) {
      this.messages.push(readMessage(record, role, { position: this.messages.length, line, at }, context));
      return;
    }
    const name = stringAt(record, "role");
    if (name === "session_meta") this.#addMeta(record);
    else countUp(this.others, name ?? "unknown");
  }

  /** Counts a message that the person took back, or that is in the store twice. */
  leaveOut(why: "rewound" | "copy"): void {
    this.records++;
    if (why === "rewound") this.rewound++;
    else this.archivedCopies++;
  }

  /** Takes the messages of a list; what is no message, or no list, is damaged. */
  addAll(messages: JsonValue | undefined, at: JsonPath, context: SessionContext): void {
    if (!Array.isArray(messages)) {
      reportDamage(context, "wrong-type", at, "a list of messages", messages);
      return;
    }
    for (const [index, message] of messages.entries()) {
      if (isJsonObject(message) && stringAt(message, "role") !== null) {
        this.add(message, [...at, index], context);
        continue;
      }
      this.records++;
      this.leftOut++;
      const expected = "an object with a role: a message";
      reportDamage(context, "wrong-type", [...at, index], expected, message);
    }
  }

  /** The earliest and the latest of its messages. */
  get span(): TimeSpan {
    return this.#span.span;
  }

  #addMeta(record: JsonObject): void {
    this.metaRows++;
    for (const key of ["model", "platform", "tools"]) {
      const value = valueAt(record, key) ?? null;
      if (value !== null) this.meta[key] = value;
    }
  }
}

/** What each value is called in the order in which it came first. */
export function distinct(names: Iterable<Text | null>): string[] {
  const found = new Set<string>();
  for (const name of names) if (name !== null) found.add(decodeText(name));
  return [...found];
}

/** The row's id: the session's, or else the file and the number of the session in it. */
export function traceIdOf({ id, unit, format }: Session, relativePath: string): string {
  if (id !== null) return id;
  // A database has one at most.
  return format === "state_db" ? idInName(relativePath) : `${idInName(relativePath)}:${Number(unit) + 1}`;
}
