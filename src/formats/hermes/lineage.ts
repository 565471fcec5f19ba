/** Whose child a session is, and in what way: what a store says of both. */
import { compareCodePoints } from "../../json/code-points.ts";
import type { History, Origin } from "./histories.ts";
import type { Lineage, Relation } from "./plan.ts";

/** What is known of the sessions above one. */
interface Top {
  readonly rootId: string;
  readonly isSidechain: boolean;
}

/** The lineages of the sessions of a run. */
export class Lineages {
  /** Sessions by their id. A later list of the same sessions adds what the first lacks. */
  readonly #origins: Map<string, Origin> = new Map();
  readonly #tops: Map<string, Top> = new Map();

  constructor(histories: readonly History[]) {
    for (const { id, origin } of histories) {
      if (id !== null && (origin.parentId !== null || !this.#origins.has(id))) this.#origins.set(id, origin);
    }
  }

  /**
   * Where a session comes from; null for one that has no parent.
   *
   * @param isCompacted it begins with a summary of another one
   */
  of(id: string, isCompacted: boolean): Lineage | null {
    const origin = this.#origins.get(id);
    const parentId = origin === undefined ? null : parentOf(origin);
    if (origin === undefined || parentId === null || parentId === id) return null;
    const known = relationOf(origin, this.#origins.get(parentId));
    const relation = known === null && isCompacted ? "compression" : known;
    return { parentId, relation, ...this.#topOf(id), isParentKnown: this.#origins.has(parentId) };
  }

  /** Each session is gone through once, however long the way up is. */
  #topOf(id: string): Top {
    const way: string[] = [];
    const places = new Map<string, number>();
    let at = id;
    let top = this.#tops.get(at);
    while (top === undefined) {
      places.set(at, way.length);
      way.push(at);
      const above = this.#stepUp(at);
      if (above === null) top = { rootId: at, isSidechain: false };
      else {
        const place = places.get(above);
        top = place === undefined ? this.#tops.get(above) : this.#topOfRing(way.splice(place));
        at = above;
      }
    }
    for (const below of way.toReversed()) {
      top = { rootId: top.rootId, isSidechain: top.isSidechain || this.#isSubagent(below) };
      this.#tops.set(below, top);
    }
    return top;
  }

  /** Sessions of which each comes from the next: nothing tells which was first. */
  #topOfRing(ring: readonly string[]): Top {
    const [rootId = ""] = ring.toSorted(compareCodePoints);
    const top = { rootId, isSidechain: ring.some((id) => this.#isSubagent(id)) };
    for (const id of ring) this.#tops.set(id, top);
    return top;
  }

  /** The parent, unless a conversation of its own begins here. */
  #stepUp(id: string): string | null {
    const origin = this.#origins.get(id);
    const above = origin === undefined ? null : parentOf(origin);
    if (origin === undefined || above === null || above === id) return null;
    return relationOf(origin, this.#origins.get(above)) === "reset" ? null : above;
  }

  #isSubagent(id: string): boolean {
    const origin = this.#origins.get(id);
    const above = origin === undefined ? null : parentOf(origin);
    return origin !== undefined && above !== null && relationOf(origin, this.#origins.get(above)) === "subagent";
  }
}

/** The session that a store names as the one before. */
export function parentOf({ parentId, branchedFrom, delegatedFrom, resetFrom }: Origin): string | null {
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
