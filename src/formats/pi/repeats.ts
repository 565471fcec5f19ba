/**
 * Entries that several files of a run hold: forks begin with a copy of the session they were made
 * from, OpenClaw keeps copies of earlier states. Each counts once, in the row of the file that has
 * most; of two that have as many, of the one whose path comes first (docs/decisions/005).
 */
import type { InputFile } from "../../discover/discover.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import { countUp } from "../../maps.ts";
import type { Sight } from "../handler.ts";
import type { Head } from "./heads.ts";
import { Keys } from "./keys.ts";
import { ALONE, type Holder, type Place } from "./plan.ts";
import { PiReader } from "./reader.ts";

export interface Told {
  readonly ordinal: number;
  readonly key: string;
}

/** What the row of a file is made of. */
export interface History {
  readonly head: Head;
  readonly told: readonly Told[];
}

/** Reads a file as the run will; null for one that has no row: it holds nothing for others. */
export function toldIn(file: InputFile, { rehearse }: Sight): readonly Told[] | null {
  let told: Told[] | null = null;
  rehearse(file, (context) => {
    const reader = new PiReader(context, ALONE, null);
    return {
      read: (record, line) => reader.read(record, line),
      finish(end) {
        const conversion = reader.finish(end);
        // The texts are void when this returns.
        if (conversion.outcome === "rows" && context.findings.errors === 0) told = toldBy(reader);
        return conversion;
      },
    };
  });
  return told;
}

function toldBy({ path }: PiReader): Told[] {
  const keys = new Keys();
  return path.flatMap((entry) => {
    const key = keys.keyOf(entry);
    return key === null ? [] : [{ ordinal: entry.ordinal, key }];
  });
}

/** By path: the places of files that may repeat each other. */
export function placesOf(given: readonly History[]): Map<string, Place> {
  const histories = given.toSorted(
    (a, b) => b.told.length - a.told.length || compareCodePoints(a.head.file.relativePath, b.head.file.relativePath),
  );
  // The longest come first: who has a key first, keeps it.
  const holderOf = new Map<string, History>();
  const repeats = histories.map((history) => {
    const repeated = new Set<number>();
    const counts = new Map<History, number>();
    for (const { ordinal, key } of history.told) {
      const holder = holderOf.get(key);
      if (holder === undefined) holderOf.set(key, history);
      else if (holder !== history) {
        repeated.add(ordinal);
        countUp(counts, holder);
      }
    }
    return { history, repeated, counts };
  });
  const traceIds = new Map<History, string>();
  const rows = new Map<string, number>();
  for (const { history, repeated } of repeats) {
    const { id } = history.head;
    if (repeated.size > 0 && repeated.size === history.told.length) continue;
    const number = (rows.get(id) ?? 0) + 1;
    rows.set(id, number);
    // Sessions that have nothing but the id in common keep it: the run says so.
    traceIds.set(history, number === 1 || repeated.size === 0 ? id : `${id}_${number}`);
  }
  return new Map(
    repeats.map(({ history, repeated, counts }) => {
      const holders = [...counts].map(([holder, records]): Holder => {
        const { file, id } = holder.head;
        return { displayPath: file.displayPath, traceId: traceIds.get(holder) ?? id, records };
      });
      return [history.head.file.path, { traceId: traceIds.get(history) ?? null, repeated, holders }];
    }),
  );
}
