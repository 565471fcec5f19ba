/** Which messages of a session another one has too. */
import { hash } from "node:crypto";
import { append, countUp } from "../../maps.ts";
import { LEAD } from "./harness.ts";
import type { History, Print } from "./histories.ts";

/** Where a session says what it says. */
export type Outlines = ReadonlyMap<string, readonly number[]>;

export function outlinesOf({ prints }: History): Outlines {
  const places = new Map<string, number[]>();
  for (const [index, { outline }] of prints.entries()) {
    append(places, outline, index);
  }
  return places;
}

/**
 * The messages at the beginning of a child that its parent has, in the parent's order: a branch begins
 * with all of the parent's, a session behind a compaction with the first and the last of them and a
 * summary between.
 */
export function copiedFromParent(child: History, places: Outlines): Set<number> {
  const copied = new Set<number>();
  let last = -1;
  for (const { outline, position, isOfCompaction } of child.prints) {
    const found = firstAfter(last, places.get(outline) ?? []);
    if (found !== null) {
      copied.add(position);
      last = found;
    } else if (!isOfCompaction) break;
  }
  return copied;
}

/** The first of some ascending numbers that is greater than another one. */
function firstAfter(limit: number, numbers: readonly number[]): number | null {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return numbers[low] ?? null;
}

/** What a session repeats of another one that begins alike. */
export interface Repeated {
  readonly of: History;
  readonly positions: ReadonlySet<number>;
}

/**
 * Finds the sessions that begin alike: of those the longest keeps what they share (of two as long
 * the one that comes first). What two sessions may well have in common by chance, the same question
 * and a short answer, is shared by none.
 *
 * @param histories in an order that does not depend on how the files were found
 */
export function repeatedBeginnings(histories: readonly History[]): Map<History, Repeated> {
  const longest = new Map<string, History>();
  const beginnings = histories.map((history) => beginningsOf(history.prints));
  for (const [index, history] of histories.entries()) {
    for (const beginning of beginnings[index] ?? []) {
      const known = longest.get(beginning);
      if (known === undefined || known.prints.length < history.prints.length) longest.set(beginning, history);
    }
  }
  const repeated = new Map<History, Repeated>();
  for (const [index, history] of histories.entries()) {
    const own = beginnings[index] ?? [];
    const length = own.findLastIndex((beginning) => longest.get(beginning) !== history) + 1;
    const of = longest.get(own[length - 1] ?? "");
    const shared = history.prints.slice(0, length);
    if (of === undefined || !shared.some((print) => print.isDistinctive)) continue;
    repeated.set(history, { of, positions: new Set(shared.map(({ position }) => position)) });
  }
  return repeated;
}

/** A name for each beginning, the shortest first. */
function beginningsOf(prints: readonly Print[]): string[] {
  const names: string[] = [];
  let last = "";
  for (const { whole } of prints) {
    last = hash("sha256", last + whole, "base64").slice(0, 22);
    names.push(last);
  }
  return names;
}

/** What is said in more sessions than these tells little of where another one comes from. */
const MAX_HOLDERS = 32;

/** Sessions by what is said in them, to find one that was compacted into another. */
export class Utterances {
  readonly #holders: Map<string, Set<History>> = new Map();

  constructor(histories: readonly History[]) {
    for (const history of histories) {
      for (const { outline, isDistinctive } of history.prints) {
        if (!isDistinctive) continue;
        const holders = this.#holders.get(outline);
        if (holders === undefined) this.#holders.set(outline, new Set([history]));
        else if (holders.size < MAX_HOLDERS) holders.add(history);
      }
    }
  }

  /**
   * The earlier session that was compacted into this one, which begins with a summary: it has most of
   * what stands around that. Snapshots and transcripts do not name it.
   */
  parentOf(child: History): History | null {
    if (!isCompacted(child)) return null;
    const counts = new Map<History, number>();
    for (const { outline, isDistinctive } of child.prints) {
      if (!isDistinctive) continue;
      for (const holder of this.#holders.get(outline) ?? []) {
        if (isEarlier(holder, child)) countUp(counts, holder);
      }
    }
    let best: History | null = null;
    for (const [holder, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = holder;
    return best;
  }
}

/** True for a session at whose beginning a summary stands. */
export function isCompacted({ prints }: History): boolean {
  return prints.slice(0, LEAD).some(({ isOfCompaction }) => isOfCompaction);
}

/** When a session began, as its id says it: `20260301_101500_a1b2c3`. */
const BEGIN = /^\d{8}_\d{6}/u;

function isEarlier({ id: a }: History, { id: b }: History): boolean {
  const [begin, other] = [beginIn(a), beginIn(b)];
  return begin !== null && other !== null && begin < other;
}

export function beginIn(id: string | null): string | null {
  return BEGIN.exec(id ?? "")?.[0] ?? null;
}
