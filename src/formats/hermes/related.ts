/** Which sessions of a run may have something in common with another one. The places of all others are their own. */
import { countUp } from "../../maps.ts";
import { beginIn, isCompacted } from "./copies.ts";
import type { Head } from "./heads.ts";
import type { History } from "./histories.ts";
import { parentOf } from "./lineage.ts";

type Known = Pick<Head, "id" | "origin" | "beginning" | "isCompacted">;

/**
 * The sessions that have to be compared as a whole: those that have an id with another one, name
 * another one or are named, or begin alike. Where one was compacted from another that nobody names,
 * that may be any.
 *
 * @param histories those that are known as a whole already
 */
export function relatedTo(histories: readonly History[], heads: readonly Head[]): readonly Head[] {
  const all: Known[] = [...heads, ...histories.map((history) => ({ ...history, isCompacted: isCompacted(history) }))];
  if (all.some(isForsaken)) return heads;
  const counts = new Map<string, number>();
  for (const known of all) for (const key of keysOf(known)) countUp(counts, key);
  return heads.filter(
    (head) => parentOf(head.origin) !== null || keysOf(head).some((key) => (counts.get(key) ?? 0) > 1),
  );
}

/** True for a session that was compacted from an earlier one, and does not say from which. */
function isForsaken({ id, origin, isCompacted: goesOn }: Known): boolean {
  const parent = parentOf(origin);
  return goesOn && beginIn(id) !== null && (parent === null || parent === id);
}

/** What it has with sessions that are related to it. */
function keysOf({ id, origin, beginning }: Known): string[] {
  const ids = new Set([id, parentOf(origin)]);
  return [...ids].flatMap((known) => (known === null ? [] : `id ${known}`)).concat(`begins ${beginning}`);
}
