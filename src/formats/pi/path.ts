/** The tree of a session: which entries lead to its last one, and what was left beside the way. */
import { countUp } from "../../maps.ts";
import { stringAt } from "../fields.ts";
import type { Entry } from "./entries.ts";

/** Entries that were left: they hang on one of the path, or on nothing. */
export interface Branch {
  readonly after: Entry | null;
  readonly messages: number;
}

export interface ActivePath {
  /** From the root to the last entry. */
  readonly entries: readonly Entry[];
  readonly branches: readonly Branch[];
  /** Entries that name no parent, or one that the file does not hold. */
  readonly relinked: number;
}

/**
 * Walks from the last entry to its root.
 *
 * An entry without a parent goes on from the one before it in the file: so do all entries of version
 * 1, and single ones that OpenClaw wrote by itself. The same for a parent that is not in the file:
 * Pi's forks leave labels out, on which other entries hang.
 *
 * @param leafId where the path ends; undefined for the last entry
 */
export function activePath(entries: readonly Entry[], leafId: string | null | undefined): ActivePath {
  const { parents, relinked } = parentsOf(entries);
  let path = walk(leafOf(entries, leafId), entries, parents);
  // The end was moved to a place where nothing was said yet.
  if (!path.some(isTurn)) path = walk(entries.findLast(isTurn) ?? path.at(-1) ?? null, entries, parents);
  return { entries: path, branches: branchesOf(path, entries, parents), relinked };
}

/** True where several entries go on from one (DataDesigner `_detect_branches`). */
export function hasBranches(entries: readonly Entry[]): boolean {
  const seen = new Set<string>();
  for (const { parentId } of entries) {
    if (parentId === null || parentId === undefined || parentId === "") continue;
    if (seen.has(parentId)) return true;
    seen.add(parentId);
  }
  return false;
}

function isTurn({ type }: Entry): boolean {
  return type === "message";
}

/** True for what is a message in a row, if it is on the way. */
function isMessage({ type }: Entry): boolean {
  return type === "message" || type === "custom_message" || type === "compaction" || type === "branch_summary";
}

/** By ordinal: the ordinal of the parent, or null for a root. */
function parentsOf(entries: readonly Entry[]): { parents: readonly (number | null)[]; relinked: number } {
  const isTree = entries.some(({ parentId }) => parentId !== undefined);
  let last: ReadonlyMap<string, number> | null = null;
  const earlier = new Map<string, number>();
  let relinked = 0;
  const parents = entries.map(({ id, parentId, ordinal }) => {
    // Ids may come twice: the one that was written before is meant.
    let named: number | undefined;
    if (parentId !== null && parentId !== undefined) {
      named = earlier.get(parentId) ?? (last ??= lastById(entries)).get(parentId);
    }
    if (id !== null) earlier.set(id, ordinal);
    if (parentId === null) return null;
    if (named !== undefined) return named === ordinal ? null : named;
    if (isTree && ordinal > 0) relinked++;
    return ordinal === 0 ? null : ordinal - 1;
  });
  return { parents, relinked };
}

function lastById(entries: readonly Entry[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { id, ordinal } of entries) if (id !== null) last.set(id, ordinal);
  return last;
}

function leafOf(entries: readonly Entry[], leafId: string | null | undefined): Entry | null {
  const byId = (id: string | null): Entry | null =>
    id === null ? null : (entries.findLast((entry) => entry.id === id) ?? null);
  if (leafId !== undefined) return byId(leafId);
  const last = entries.at(-1);
  // A `leaf` moves the end without saying anything (packages/agent `leafIdAfterEntry`).
  return last?.type === "leaf" ? byId(stringAt(last.record, "targetId")) : (last ?? null);
}

function walk(leaf: Entry | null, entries: readonly Entry[], parents: readonly (number | null)[]): Entry[] {
  const path: Entry[] = [];
  const seen = new Uint8Array(entries.length);
  for (let entry = leaf; entry !== null && seen[entry.ordinal] === 0;) {
    seen[entry.ordinal] = 1;
    path.push(entry);
    const parent: number | null = parents[entry.ordinal] ?? null;
    entry = parent === null ? null : (entries[parent] ?? null);
  }
  return path.toReversed();
}

function branchesOf(
  path: readonly Entry[],
  entries: readonly Entry[],
  parents: readonly (number | null)[],
): readonly Branch[] {
  if (path.length === entries.length) return [];
  const onPath = new Set(path.map(({ ordinal }) => ordinal));
  /** By ordinal of an entry beside the path: the first entry of its branch. */
  const tops = new Map<number, number>();
  const messages = new Map<number, number>();
  for (const entry of entries) {
    if (onPath.has(entry.ordinal)) continue;
    const top = topOf(entry.ordinal, parents, onPath, tops);
    if (isMessage(entry)) countUp(messages, top);
  }
  return [...messages].map(([top, count]) => {
    const parent = parents[top] ?? null;
    const after = parent !== null && onPath.has(parent) ? (entries[parent] ?? null) : null;
    return { after, messages: count };
  });
}

function topOf(
  ordinal: number,
  parents: readonly (number | null)[],
  onPath: ReadonlySet<number>,
  tops: Map<number, number>,
): number {
  const way: number[] = [];
  let top = ordinal;
  for (;;) {
    const known = tops.get(top);
    if (known !== undefined) {
      top = known;
      break;
    }
    way.push(top);
    // A round of entries that name each other ends here.
    tops.set(top, top);
    const parent = parents[top] ?? null;
    if (parent === null || onPath.has(parent)) break;
    top = parent;
  }
  for (const passed of way) tops.set(passed, top);
  return top;
}
