/** Whose child a session is, and in what way: what a store says of both. */
import type { History, Origin } from "./histories.ts";
import type { Lineage, Relation } from "./plan.ts";

/** Sessions by their id, as far as a store knows where they come from. */
export type Origins = ReadonlyMap<string, Origin>;

/** What the stores of a run say of each session. A later list of the same sessions adds what the first lacks. */
export function originsOf(histories: readonly History[]): Origins {
  const origins = new Map<string, Origin>();
  for (const { id, origin } of histories) {
    if (id !== null && (origin.parentId !== null || !origins.has(id))) origins.set(id, origin);
  }
  return origins;
}

/**
 * Where a session comes from; null for one that has no parent.
 *
 * @param isCompacted it begins with a summary of another one
 */
export function lineageOf(id: string, origins: Origins, isCompacted: boolean): Lineage | null {
  const origin = origins.get(id);
  const parentId = origin === undefined ? null : parentOf(origin);
  if (origin === undefined || parentId === null || parentId === id) return null;
  const known = relationOf(origin, origins.get(parentId));
  const relation = known === null && isCompacted ? "compression" : known;
  let root = id;
  let isSidechain = false;
  const seen = new Set([id]);
  for (let at: string | null = id; at !== null;) {
    const here: Origin | undefined = origins.get(at);
    const above: string | null = here === undefined ? null : parentOf(here);
    if (here === undefined || above === null || seen.has(above)) break;
    const step = relationOf(here, origins.get(above));
    if (step === "reset") break;
    isSidechain ||= step === "subagent";
    seen.add(above);
    root = above;
    at = above;
  }
  return { parentId, relation, rootId: root, isSidechain, isParentKnown: origins.has(parentId) };
}

function parentOf({ parentId, branchedFrom, delegatedFrom, resetFrom }: Origin): string | null {
  return parentId ?? branchedFrom ?? delegatedFrom ?? resetFrom;
}

/**
 * Newer clients note in the child what it is. In older stores the parent's end tells: a child that
 * begins when its parent has ended goes on from it, one that begins before works for it (hermes_state.py).
 */
function relationOf(child: Origin, parent: Origin | undefined): Relation | null {
  if (child.delegatedFrom !== null || child.source === "subagent" || child.source === "tool") return "subagent";
  if (child.branchedFrom !== null) return "branch";
  if (child.resetFrom !== null) return "reset";
  // Of a parent that is not in the run nothing is known.
  if (parent === undefined) return null;
  const isAfter =
    parent.endedAt === null || child.startedAt === null
      ? parent.endReason === "compression" || parent.endReason === "branched"
      : child.startedAt >= parent.endedAt;
  if (!isAfter) return "subagent";
  if (parent.endReason === "compression") return "compression";
  return parent.endReason === "branched" ? "branch" : "reset";
}
