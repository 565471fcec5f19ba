/** What the files of a partition are called: after itself, so that none is in the way of another's. */
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Partition } from "../discover/partition.ts";
import { UsageError } from "../usage-error.ts";

type Numbers = Pick<Partition, "index" | "count">;

/** `<stem>-00003-of-00010`. */
export function partitionStem(stem: string, { index, count }: Numbers): string {
  return `${stem}-${padded(index)}-of-${padded(count)}`;
}

/** A name of a partition's file, taken apart; null for any other name. */
export function partitionInName(name: string, stem: string): { index: number; count: number; rest: string } | null {
  if (!name.startsWith(`${stem}-`)) return null;
  const [, index, count, rest] = /^(\d{5})-of-(\d{5,6})((?:-\d{5})?\..+)$/u.exec(name.slice(stem.length + 1)) ?? [];
  return index === undefined || count === undefined || rest === undefined
    ? null
    : { index: Number(index), count: Number(count), rest };
}

/**
 * Readers take all files of a folder together. With those of another number of partitions, or of a run
 * without partitions or shards, its rows would be there twice.
 *
 * @param isForeign true for other names that must not be there
 * @throws UsageError
 */
export function refuseOthers(folder: string, isForeign: (name: string) => boolean): void {
  const other = namesIn(folder).find(isForeign);
  if (other === undefined) return;
  throw new UsageError(
    `${JSON.stringify(path.join(folder, other))} is of a run with other partitions or shards: rows would be there twice`,
    "remove what the earlier run wrote, or name another folder",
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function padded(number: number): string {
  return String(number).padStart(5, "0");
}
