/** What the records of a file say, so short that those of two files can be compared. */
import { createHash } from "node:crypto";
import type { InputFile } from "../../discover/discover.ts";
import { decodeText, isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { pythonJson } from "../../row/python-text.ts";
import type { Sight } from "../handler.ts";
import { isDamaged } from "./check.ts";
import { listAt, stringAt, objectAt } from "../fields.ts";
import { kindByBeginning } from "./injected.ts";
import { shapeOf, typeName } from "./shapes.ts";

/** A record that tells of the conversation, as far as another file may repeat it. */
export interface Fingerprint {
  readonly line: number;
  /** It is a response item. */
  readonly isItem: boolean;
  /** The number that a paginated record has. */
  readonly ordinal: number | null;
  readonly hash: string;
  /** The turn that the item belongs to, where the log says so. */
  readonly turnId: string | null;
  /**
   * A person's message or a final answer: a copy that a subagent is given has all of these, while
   * calls, results, reasoning and context may be left out (codex-rs `keep_forked_rollout_item`).
   */
  readonly isEssential: boolean;
}

/** Keys that a copy, or another version of Codex, may write otherwise. */
const UNSTABLE: ReadonlySet<string> = new Set([
  "id",
  "status",
  "phase",
  "metadata",
  "encrypted_content",
  "internal_chat_message_metadata_passthrough",
]);

/** Events that a row takes something from. The others mirror items, and differ where the items do. */
const TELLING_EVENTS: ReadonlySet<string> = new Set([
  "agent_reasoning",
  "agent_reasoning_raw_content",
  "thread_rolled_back",
  "turn_aborted",
  "context_compacted",
  "error",
]);

/** The records of a file that tell of the conversation, in their order. */
export type History = readonly Fingerprint[];

/** Reads a whole file, as the run will. Nothing for one that will be rejected: it has no row that others could go on from. */
export function historyOf(file: InputFile, { level, rehearse }: Sight): History {
  const records: Fingerprint[] = [];
  let isSound = true;
  // A file that cannot be read does not come to its end.
  let isRejected = true;
  rehearse(file, ({ findings }) => ({
    read(record, line) {
      isSound &&= !isDamaged(record);
      const print = fingerprintOf(record, line);
      if (print !== null) records.push(print);
      return true;
    },
    finish() {
      isRejected = findings.errors > 0 || (level !== "lenient" && !isSound);
      return { outcome: "skipped", reason: "no conversation" };
    },
  }));
  return isRejected ? [] : records;
}

function fingerprintOf(record: JsonObject, line: number): Fingerprint | null {
  const told = toldBy(record);
  if (told === null) return null;
  const { said: item, isItem } = told;
  const ordinal = valueAt(record, "ordinal");
  const passed = objectAt(item, "internal_chat_message_metadata_passthrough");
  return {
    line,
    isItem,
    ordinal: typeof ordinal === "number" ? ordinal : null,
    hash: hashOf(item, isItem),
    turnId: passed === null ? null : stringAt(passed, "turn_id"),
    isEssential: isEssential(item),
  };
}

/** True when one item may be the copy of the other. */
export function isSame(a: Fingerprint, b: Fingerprint): boolean {
  return a.hash === b.hash && (a.turnId === null || b.turnId === null || a.turnId === b.turnId);
}

/** The item, or what takes its place in another record; null for a record of no interest. */
function toldBy(record: JsonObject): { said: JsonObject; isItem: boolean } | null {
  const shape = shapeOf(record);
  if (shape === "bare") return { said: record, isItem: true };
  const said = valueAt(record, "payload");
  if (shape !== "wrapped" || !isJsonObject(said)) return null;
  switch (typeName(record)) {
    case "response_item":
      return { said, isItem: true };
    case "inter_agent_communication":
    case "compacted":
      return { said, isItem: false };
    case "event_msg":
      return TELLING_EVENTS.has(typeName(said)) ? { said, isItem: false } : null;
    default:
      return null;
  }
}

/** Python's spelling has the keys in order, whoever wrote them. */
function hashOf(item: JsonObject, isItem: boolean): string {
  const stable = Object.entries(item).filter(([key, value]) => value !== null && !UNSTABLE.has(key));
  const text = pythonJson(Object.fromEntries(stable));
  const hash = createHash("sha256").update(isItem ? "item" : "record");
  if (isText(text) && typeof text !== "string") hash.update(text.source.subarray(text.start, text.end));
  else hash.update(text);
  return hash.digest("base64").slice(0, 24);
}

function isEssential(item: JsonObject): boolean {
  const role = stringAt(item, "role");
  if (role === "assistant") return stringAt(item, "phase") === "final_answer";
  if (role !== "user") return false;
  const [block] = listAt(item, "content");
  const text = isJsonObject(block) ? valueAt(block, "text") : undefined;
  return !isText(text) || kindByBeginning(decodeText(text)) === null;
}
