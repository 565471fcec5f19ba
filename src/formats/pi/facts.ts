/** What a session's entries say of it as a whole. */
import { decodeText, isText, type Text } from "../../json/text.ts";
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { stringAt, textAt } from "../fields.ts";
import type { Entry, SessionLog } from "./entries.ts";
import { timestampOf } from "./instants.ts";

/** Types that a row takes something from, be it only the place of an entry in the tree. */
const USED: ReadonlySet<string> = new Set([
  "message",
  "custom_message",
  "compaction",
  "branch_summary",
  "model_change",
  "thinking_level_change",
  "session_info",
  "title_change",
  "label",
  "leaf",
  "session_init",
  "reset_boundary",
]);

/** True for an entry that Pi, or a program made of it, may have written. */
export function isKnown({ type }: Entry): boolean {
  return USED.has(type) || type === "custom";
}

export class SessionFacts {
  /** Distinct types on the path, as DataDesigner names them. */
  readonly types: Set<string> = new Set();
  name: Text | null = null;
  /** By the id of the entry that has it. */
  readonly labels: Map<string, string> = new Map();
  /** What extensions keep for themselves, by its type. */
  readonly customEntries: Map<string, number> = new Map();
  /** Entries and records of which nothing is taken, by type. */
  readonly otherEntries: Map<string, number> = new Map();
  /** The session is an agent's that another one started (oh-my-pi). */
  isSubagent = false;
  systemPrompt: JsonValue | undefined;
  tools: JsonValue | undefined;
  readonly timestamps: Text[] = [];

  /** @param isElsewhere true for an entry that another row has: its time is that row's */
  constructor(log: SessionLog, path: readonly Entry[], isElsewhere: (entry: Entry) => boolean) {
    for (const { type } of path) this.types.add(type);
    this.name = log.name ?? (log.header === null ? null : textAt(log.header.record, "title"));
    for (const [id, label] of log.labels) if (label !== null) this.labels.set(id, label);
    for (const [type, count] of log.otherRecords) this.otherEntries.set(type, count);
    this.systemPrompt = log.systemPrompt === null ? undefined : valueAt(log.systemPrompt, "systemPromptOverride");
    const begun = log.header?.timestamp ?? null;
    if (begun !== null) this.timestamps.push(begun);
    for (const entry of log.entries) {
      const timestamp = timestampOf(entry.record, entry.message);
      if (timestamp !== null && !isElsewhere(entry)) this.timestamps.push(timestamp);
      this.#take(entry);
    }
  }

  #take({ type, record }: Entry): void {
    if (type === "session_info") this.#rename(valueAt(record, "name"));
    else if (type === "title_change") this.#rename(valueAt(record, "title"));
    else if (type === "label") this.#label(stringAt(record, "targetId"), stringAt(record, "label"));
    else if (type === "custom") countUp(this.customEntries, stringAt(record, "customType") ?? "unknown");
    else if (type === "session_init" && isAssignment(record)) {
      this.isSubagent = true;
      this.systemPrompt ??= valueAt(record, "systemPrompt");
      this.tools ??= valueAt(record, "tools");
    } else if (type === "session_init") countUp(this.otherEntries, type);
    else if (!USED.has(type)) countUp(this.otherEntries, type);
  }

  /** An empty name takes the one before away. */
  #rename(name: JsonValue | undefined): void {
    if (isText(name)) this.name = decodeText(name).trim() || null;
  }

  #label(target: string | null, label: string | null): void {
    if (target === null) return;
    if (label === null) this.labels.delete(target);
    else this.labels.set(target, label);
  }
}

/** oh-my-pi writes both where one agent starts another (`task`, `/tan`); an entry without is another program's. */
function isAssignment(record: JsonObject): boolean {
  return isText(valueAt(record, "systemPrompt")) && isText(valueAt(record, "task"));
}
