/** What was said and is not part of the conversation: repeated, abandoned, withdrawn, or in another row. */
import { encode } from "../../json/encode.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { objectAt, stringAt } from "../fields.ts";
import { abandonedEntries, uniqueByUuid } from "./branches.ts";
import { calledIn } from "./calls.ts";
import type { SessionFacts } from "./facts.ts";
import { contentOf } from "./queue.ts";
import type { Entry } from "./records.ts";

/** The entries of a conversation, and what was left out of them. */
export interface Sifted {
  readonly kept: readonly Entry[];
  readonly abandoned: number;
  /** Withdrawn records, and the results of their calls. */
  readonly retracted: number;
  readonly repeated: number;
}

/**
 * Sifts the entries of one chain. Left out are records that the file has twice, what was abandoned
 * (branches.ts), what the client withdrew (`supersedesUuids`, `retractedMessageUuids`, from 2026 on)
 * with the results of its calls, and records that another file's row has.
 */
export function sift(entries: readonly Entry[], facts: SessionFacts): Sifted {
  const repeats = facts.hasRepeatedUuids ? repeatedEntries(entries) : NONE;
  const once = without(entries, repeats);
  const abandoned = abandonedEntries(once, facts.parents);
  const left = without(once, abandoned);
  const retracted = facts.retracted.size === 0 ? NONE : retractedEntries(left, facts.retracted);
  const answered = withoutResultsOf(without(left, retracted), [...abandoned], retracted);
  return {
    kept: answered.entries.filter((entry) => !entry.isElsewhere),
    abandoned: abandoned.size + answered.abandoned,
    retracted: retracted.size + answered.retracted,
    repeated: repeats.size,
  };
}

const NONE: ReadonlySet<Entry> = new Set();

function without(entries: readonly Entry[], left: ReadonlySet<Entry>): readonly Entry[] {
  return left.size === 0 ? entries : entries.filter((entry) => !left.has(entry));
}

function retractedEntries(entries: readonly Entry[], withdrawn: ReadonlySet<string>): ReadonlySet<Entry> {
  const byUuid = uniqueByUuid(entries);
  return new Set([...withdrawn].flatMap((uuid) => byUuid.get(uuid) ?? []));
}

/** Entries with the uuid, the instant and the content of an earlier one: a session that was resumed in place may repeat them. */
function repeatedEntries(entries: readonly Entry[]): ReadonlySet<Entry> {
  const repeats = new Set<Entry>();
  const firstOf = new Map<string, { first: Entry; spellings: Set<string> | null }>();
  for (const entry of entries) {
    if (entry.uuid === null) continue;
    const known = firstOf.get(entry.uuid);
    if (known === undefined) {
      firstOf.set(entry.uuid, { first: entry, spellings: null });
      continue;
    }
    known.spellings ??= new Set([spellingOf(known.first)]);
    const spelling = spellingOf(entry);
    if (known.spellings.has(spelling)) repeats.add(entry);
    else known.spellings.add(spelling);
  }
  return repeats;
}

/** What two records have alike if they are the same one, whatever session they are said to belong to. */
export function spellingOf(entry: Entry): string {
  const { kind, record, uuid } = entry;
  const content = contentOf(entry) ?? valueAt(record, "compactMetadata") ?? null;
  return encode([kind, uuid, valueAt(record, "timestamp") ?? null, content]).toString("latin1");
}

interface Answered {
  readonly entries: readonly Entry[];
  readonly abandoned: number;
  readonly retracted: number;
}

/** The results of calls that were left out go with them; what else their records say stays. */
function withoutResultsOf(
  entries: readonly Entry[],
  abandoned: readonly Entry[],
  retracted: ReadonlySet<Entry>,
): Answered {
  if (abandoned.length === 0 && retracted.size === 0) return { entries, abandoned: 0, retracted: 0 };
  const remaining = new Set(entries.flatMap(calledIn));
  const isGone = (id: string): boolean => !remaining.has(id);
  const withdrawn = new Set([...retracted].flatMap(calledIn).filter(isGone));
  const forsaken = new Set(abandoned.flatMap(calledIn).filter((id) => isGone(id) && !withdrawn.has(id)));
  const counts = { abandoned: 0, retracted: 0 };
  const isDropped = (block: JsonValue): boolean => {
    const id = isJsonObject(block) ? stringAt(block, "tool_use_id") : null;
    if (id === null || !(withdrawn.has(id) || forsaken.has(id))) return false;
    counts[withdrawn.has(id) ? "retracted" : "abandoned"]++;
    return true;
  };
  const left = entries.flatMap((entry) => {
    const content = contentOf(entry);
    if (entry.kind !== "user" || !Array.isArray(content)) return [entry];
    const blocks = content.filter((block) => !isDropped(block));
    if (blocks.length === content.length) return [entry];
    return blocks.length === 0 ? [] : [{ ...entry, record: withContent(entry.record, blocks) }];
  });
  return { entries: left, ...counts };
}

/** A copy of a record whose message has other blocks. */
export function withContent(record: JsonObject, content: JsonValue[]): JsonObject {
  return { ...record, message: { ...objectAt(record, "message"), content } };
}
