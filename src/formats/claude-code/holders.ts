/** Which of several files keeps a record that they share. */
import { Groups } from "./groups.ts";
import type { History, Remembered } from "./repeats.ts";

/** One record in all files whose rows have it: by the file's number, whether it is at home there. */
export type Holdings = ReadonlyMap<number, { readonly isHome: boolean }>;

interface Tally {
  /** Records of what has to stay together. */
  records: number;
  /** Those that bear the id of the file's own session. */
  home: number;
}

/**
 * Chooses a file for each record. A call stays with its result: with the file that has more of the two
 * than others. Records that the same files share stay together: with the file that has most of what
 * belongs to them. Of files that have as much it is the one to whose session they belong; then the one
 * with the longest history, and of two as long the one whose path comes first.
 *
 * @param shared by the number of each record, in all histories
 * @param recordsOf the numbers of the records of each history
 * @returns the file's number for each record that several files have
 */
export function chooseHolders(
  shared: ReadonlyMap<number, Holdings>,
  recordsOf: readonly (readonly number[])[],
  histories: readonly History[],
): ReadonlyMap<number, number> {
  const answered = new Groups<number>();
  for (const [file, { records }] of histories.entries()) joinAnswers(records, recordsOf[file] ?? [], answered);
  const together = new Groups<string>();
  const partOf = (record: number): string => `call ${answered.groupOf(record)}`;
  for (const [record, holdings] of shared) {
    if (holdings.size > 1) together.join(partOf(record), `files ${[...holdings.keys()].join()}`);
  }
  const ofCall = tally(shared, (record) => answered.groupOf(record));
  const ofAll = tally(shared, (record) => together.groupOf(partOf(record)));
  const chosen = new Map<number, number>();
  for (const [record, holdings] of shared) {
    if (holdings.size < 2) continue;
    const [call, all] = [ofCall(record), ofAll(record)];
    const rank = (file: number): readonly number[] => [
      call.get(file)?.records ?? 0,
      all.get(file)?.records ?? 0,
      all.get(file)?.home ?? 0,
      histories[file]?.records.length ?? 0,
      -file,
    ];
    const files = [...holdings.keys()];
    chosen.set(
      record,
      files.reduce((best, file) => (isMore(rank(file), rank(best)) ? file : best)),
    );
  }
  return chosen;
}

/** What each file has of each group; @returns it for the group of a record. */
function tally(
  shared: ReadonlyMap<number, Holdings>,
  groupOf: (record: number) => number,
): (record: number) => ReadonlyMap<number, Tally> {
  const tallies = new Map<number, Map<number, Tally>>();
  for (const [record, holdings] of shared) {
    const group = groupOf(record);
    const tallied = tallies.get(group) ?? new Map<number, Tally>();
    tallies.set(group, tallied);
    for (const [file, { isHome }] of holdings) {
      const known = tallied.get(file) ?? { records: 0, home: 0 };
      known.records++;
      if (isHome) known.home++;
      tallied.set(file, known);
    }
  }
  return (record) => tallies.get(groupOf(record)) ?? new Map<number, Tally>();
}

function isMore(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && (one[at] ?? 0) > (other[at] ?? 0);
}

/** Joins each call of a history with its first result: the next one behind it, or one before it. */
function joinAnswers(records: readonly Remembered[], numbers: readonly number[], answered: Groups<number>): void {
  const open = new Map<string, number>();
  const called = new Set<string>();
  const early = new Map<string, number>();
  for (const [at, { traceId, calls, answers }] of records.entries()) {
    const number = numbers[at];
    if (traceId === null || number === undefined) continue;
    for (const id of calls) {
      const result = early.get(id);
      if (result === undefined) open.set(id, number);
      else answered.join(number, result);
      early.delete(id);
      called.add(id);
    }
    for (const id of answers) {
      const call = open.get(id);
      if (call !== undefined) answered.join(number, call);
      else if (!called.has(id)) early.set(id, number);
      open.delete(id);
    }
  }
}
