/** Whose session a file holds: its header's ids, and where it stands among other threads. */
import { decodeText, isNonEmptyText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { coercedAt, objectAt, stringAt } from "../fields.ts";

export interface Identity {
  /** The thread's id; null when the header has none. */
  readonly id: string | null;
  /** The session that the thread belongs to, as the header says it. */
  readonly sessionId: string | null;
  /** The thread that started this one to work for it. */
  readonly parentId: string | null;
  /** The thread that this one goes on from. */
  readonly forkedFromId: string | null;
  /** A thread whose history comes before this file's, which does not repeat it. */
  readonly base: HistoryBase | null;
  /** Ordinal of the first record that is a subagent's own; those before it are its parent's. */
  readonly ownFrom: number | null;
  readonly isSubagent: boolean;
  /** What kind of subagent it is: `thread_spawn`, `review`, `guardian`... */
  readonly subagentKind: string | null;
}

export interface HistoryBase {
  readonly threadId: string | null;
  readonly rolloutId: string | null;
  /** Records of the other thread that come before this file's. */
  readonly end: number | null;
}

/** Reads the ids of a session_meta's payload, or of a flat file's header. */
export function identityOf(header: JsonObject): Identity {
  const source = objectAt(header, "source");
  const subagent = source === null ? null : (valueAt(source, "subagent") ?? null);
  const spawn = isJsonObject(subagent) ? objectAt(subagent, "thread_spawn") : null;
  const threadSource = stringAt(header, "thread_source");
  const parentId =
    stringAt(header, "parent_thread_id") ?? (spawn === null ? null : stringAt(spawn, "parent_thread_id"));
  // A thread of a person's, or one that says the name of the client where newer ones say "user".
  const isPersons = threadSource === null || threadSource === "user" || threadSource === stringAt(header, "source");
  const started = isPersons ? null : threadSource;
  const id = coercedAt(header, "id");
  return {
    id: id === null ? null : decodeText(id),
    sessionId: stringAt(header, "session_id"),
    parentId,
    forkedFromId: stringAt(header, "forked_from_id"),
    base: baseOf(header),
    ownFrom: integerAt(header, "subagent_history_start_ordinal"),
    isSubagent: subagent !== null || started !== null || parentId !== null,
    subagentKind: kindOf(subagent) ?? started,
  };
}

/** `"review"`, `{"thread_spawn": {...}}` or `{"other": "guardian"}`. */
function kindOf(subagent: unknown): string | null {
  if (isNonEmptyText(subagent)) return decodeText(subagent);
  if (!isJsonObject(subagent)) return null;
  const [kind] = Object.keys(subagent);
  return stringAt(subagent, "other") ?? kind ?? null;
}

function baseOf(header: JsonObject): HistoryBase | null {
  const base = objectAt(header, "history_base");
  if (base === null) return null;
  const end = integerAt(base, "end_ordinal_exclusive");
  return { threadId: stringAt(base, "thread_id"), rolloutId: stringAt(base, "rollout_id"), end };
}

function integerAt(object: JsonObject, key: string): number | null {
  const value = valueAt(object, key);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}
