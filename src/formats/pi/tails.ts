/**
 * The end of the conversation that a compaction of the newer kind carries along (`retainedTail`).
 * What it repeats is in the path already; what it does not is put into the path behind it.
 */
import { isJsonObject } from "../../json/value.ts";
import { append } from "../../maps.ts";
import { listAt } from "../fields.ts";
import type { Entry } from "./entries.ts";
import { saidKey } from "./keys.ts";

export interface Tails {
  readonly entries: readonly Entry[];
  /** By ordinal of a compaction: the first entry that it kept. */
  readonly firstKept: ReadonlyMap<number, Entry>;
}

/** @param count of all entries: those that are added are counted on */
export function withTails(path: readonly Entry[], count: number): Tails {
  const firstKept = new Map<number, Entry>();
  if (!path.some(hasTail)) return { entries: path, firstKept };
  const entries: Entry[] = [];
  /** Where something was said, in ascending order. */
  const places = new Map<string, number[]>();
  const add = (entry: Entry): void => {
    const key = saidKey(entry);
    if (key !== null) append(places, key, entries.length);
    entries.push(entry);
  };
  let ordinal = count;
  for (const entry of path) {
    const missing: Entry[] = [];
    // The tail is looked for from its end: what was said twice was kept when it was said last.
    let before = entries.length;
    for (const copy of tailOf(entry).toReversed()) {
      const at = lastBefore(places.get(saidKey(copy) ?? "") ?? [], before);
      if (at === null) missing.push(copy);
      else before = at;
    }
    const first = before < entries.length ? entries[before] : undefined;
    if (first !== undefined) firstKept.set(entry.ordinal, first);
    add(entry);
    for (const copy of missing.toReversed()) add({ ...copy, ordinal: ordinal++ });
  }
  return { entries, firstKept };
}

function hasTail({ type, record }: Entry): boolean {
  return type === "compaction" && listAt(record, "retainedTail").length > 0;
}

function tailOf(entry: Entry): Entry[] {
  if (!hasTail(entry)) return [];
  return listAt(entry.record, "retainedTail").flatMap((message) =>
    isJsonObject(message)
      ? [{ ...entry, type: "message", id: null, parentId: null, record: { type: "message", message }, message }]
      : [],
  );
}

/** The greatest of ascending numbers that is less than a limit. */
function lastBefore(numbers: readonly number[], limit: number): number | null {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return numbers[low - 1] ?? null;
}
