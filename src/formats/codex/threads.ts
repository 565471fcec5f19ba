/** The threads of a run: who is whose parent, and which file repeats what another one holds. */
import type { InputFile } from "../../discover/discover.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import { append } from "../../maps.ts";
import { rolloutIdOf } from "./files.ts";
import type { Fingerprint, History } from "./fingerprints.ts";
import type { Head } from "./heads.ts";
import type { Identity } from "./identity.ts";
import { ALONE, placeOf, type Kin, type Known, type Other, type Place, type Plan, type Repeats } from "./plan.ts";
import { commonBeginning, copiedBeginning } from "./repeats.ts";

/** The threads of a run while their places are worked out. */
export class Threads {
  /** By relative path, so that the order in which the files were found decides nothing. */
  readonly #heads: readonly Head[];
  readonly #byThread: Map<string, Head[]>;
  readonly #places: Map<string, Place> = new Map();
  /** Of threads whether the way up from them comes to an end: of long chains nobody goes through all for each. */
  readonly #ending: Map<string, boolean> = new Map();
  #histories: ReadonlyMap<string, History> = new Map();

  constructor(heads: readonly Head[]) {
    this.#heads = heads.toSorted((a, b) => compareCodePoints(a.file.relativePath, b.file.relativePath));
    this.#byThread = groupBy(this.#heads, ({ identity }) => identity.id);
  }

  /** The files that may repeat each other: what they say has to be known. */
  related(): InputFile[] {
    const related = new Set<Head>();
    for (const twins of this.#byThread.values()) {
      if (twins.length > 1) for (const twin of twins) related.add(twin);
    }
    for (const head of this.#heads) {
      const parents = mayRepeat(head) ? this.#parentsOf(head) : [];
      if (parents.length > 0) for (const file of [head, ...parents]) related.add(file);
    }
    return [...related].map(({ file }) => file);
  }

  /**
   * Works out the places of all files.
   *
   * @param histories what the related ones say, by path
   */
  place(histories: ReadonlyMap<string, History>): void {
    this.#histories = histories;
    for (const twins of this.#byThread.values()) if (twins.length > 1) this.#placeTwins(twins);
    for (const head of this.#heads) this.#placeCopy(head);
  }

  /** What is known of them. */
  plan(): Omit<Plan, "compressed"> {
    const known = this.#heads
      .map((head, number) => ({ head, file: { ...this.#asOther(head), path: head.file.path, number } }))
      .filter(({ file }) => this.#placeOf(file.path).supersededBy === null);
    const filesBy = (idOf: (head: Head) => string | null): Map<string, Known[]> => {
      const groups = groupBy(known, ({ head }) => idOf(head));
      return new Map([...groups].map(([id, group]) => [id, group.map(({ file }) => file)]));
    };
    return {
      places: this.#places,
      kin: new Map([...this.#byThread].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, kinOf(first)]]))),
      byThread: filesBy(({ identity }) => identity.id),
      byRollout: filesBy(({ identity, file }) => rolloutIdOf(file.relativePath, identity.id)),
    };
  }

  #placeOf(path: string): Place {
    return placeOf({ places: this.#places }, path);
  }

  /**
   * Files of one thread: a revert writes a new one, and folders are copied. The longest has the
   * thread's row; each of the others has what is new in it.
   */
  #placeTwins(twins: readonly Head[]): void {
    const lists: { head: Head; items: readonly Fingerprint[] }[] = [];
    for (const head of twins) {
      const items = this.#itemsOf(head);
      if (items.length > 0) lists.push({ head, items });
    }
    // The sort is stable: of equally long ones the smaller path comes first.
    const kept: typeof lists = [];
    for (const list of lists.toSorted((a, b) => b.items.length - a.items.length)) {
      const best = kept
        .map(({ head, items }) => ({ head, length: commonBeginning(list.items, items) }))
        .reduce<{ head: Head; length: number } | null>((a, b) => (a !== null && a.length >= b.length ? a : b), null);
      if (best !== null) this.#placeTwin(list.head, list.items, best, kept.length + 1);
      if (this.#placeOf(list.head.file.path).supersededBy === null) kept.push(list);
    }
  }

  #placeTwin(
    head: Head,
    items: readonly Fingerprint[],
    { head: other, length }: { head: Head; length: number },
    number: number,
  ): void {
    const of = this.#asOther(other);
    const { id } = head.identity;
    if (length === items.length) {
      this.#places.set(head.file.path, { ...ALONE, supersededBy: of });
      return;
    }
    const suffix = rolloutIdOf(head.file.relativePath, id) ?? String(number);
    this.#places.set(head.file.path, {
      traceId: `${id}_${suffix}`,
      supersededBy: null,
      repeats: length === 0 ? null : repeatsOf(items.slice(0, length), 1, of),
    });
  }

  /** A fork, or a subagent that was given its parent's history, repeats it behind its own header. */
  #placeCopy(head: Head): void {
    const { identity, copyBegins, file } = head;
    const place = this.#placeOf(file.path);
    if (place.supersededBy !== null || place.repeats !== null) return;
    if (!mayRepeat(head)) return;
    const parents = this.#parentsOf(head);
    if (parents.length === 0) return;
    const items = this.#itemsOf(head);
    let repeats = this.#before(identity.ownFrom, items, parents);
    if (repeats === null && copyBegins !== null) repeats = this.#copied(copyBegins, items, parents);
    if (repeats !== null) this.#places.set(file.path, { ...place, repeats });
  }

  /** What the log itself calls the parent's. */
  #before(ownFrom: number | null, items: readonly Fingerprint[], [parent]: readonly Head[]): Repeats | null {
    if (ownFrom === null || parent === undefined || this.#itemsOf(parent).length === 0) return null;
    const before = items.filter(({ ordinal }) => ordinal !== null && ordinal < ownFrom);
    return before.length === 0 ? null : repeatsOf(before, 1, this.#asOther(parent));
  }

  #copied(begins: number, items: readonly Fingerprint[], parents: readonly Head[]): Repeats | null {
    const behind = items.filter(({ line }) => line > begins);
    let best: { parent: Head; length: number } | null = null;
    for (const parent of parents) {
      const length = copiedBeginning(behind, this.#itemsOf(parent));
      if (length > (best?.length ?? 0)) best = { parent, length };
    }
    return best === null ? null : repeatsOf(behind.slice(0, best.length), begins, this.#asOther(best.parent));
  }

  /** The files of the thread that this one goes on from; none where threads go on from each other. */
  #parentsOf({ identity }: Head): readonly Head[] {
    const parentId = aboveOf(identity);
    if (parentId === null || !this.#comesToEnd(parentId)) return [];
    // Twins may name different parents, of which the first one's are those on the way.
    const isFirst = this.#byThread.get(identity.id)?.[0]?.identity === identity;
    if (!isFirst && this.#isOnWay(identity.id, parentId)) return [];
    const files = this.#byThread.get(parentId) ?? [];
    return files.filter(({ file }) => this.#placeOf(file.path).supersededBy === null);
  }

  #comesToEnd(thread: string): boolean {
    const way = new Set<string>();
    let ends = this.#ending.get(thread);
    for (let at = thread; ends === undefined;) {
      way.add(at);
      const above = this.#above(at);
      if (above === null || way.has(above)) ends = above === null;
      else {
        ends = this.#ending.get(above);
        at = above;
      }
    }
    for (const id of way) this.#ending.set(id, ends);
    return ends;
  }

  /** @param from a thread from which the way up comes to an end */
  #isOnWay(thread: string, from: string): boolean {
    let at: string | null = from;
    while (at !== null && at !== thread) at = this.#above(at);
    return at !== null;
  }

  #above(thread: string): string | null {
    const first = this.#byThread.get(thread)?.[0];
    return first === undefined ? null : aboveOf(first.identity);
  }

  /** Empty for a file that will be rejected: what it repeats, and what repeats it, has no other row. */
  #itemsOf({ file }: Head): History {
    return this.#histories.get(file.path) ?? [];
  }

  #asOther({ file, identity }: Head): Other {
    return { traceId: this.#placeOf(file.path).traceId ?? identity.id, displayPath: file.displayPath };
  }
}

function repeatsOf(repeated: readonly Fingerprint[], from: number, of: Other): Repeats {
  return { from, to: repeated.at(-1)?.line ?? 0, items: repeated.filter(({ isItem }) => isItem).length, of };
}

/** Something in the file says that its parent's history stands in it. */
function mayRepeat({ copyBegins, identity }: Head): boolean {
  return copyBegins !== null || identity.ownFrom !== null;
}

/** The thread that one goes on from. */
function aboveOf({ forkedFromId, parentId }: Identity): string | null {
  return forkedFromId ?? parentId;
}

function kinOf({ identity: { id, sessionId, parentId } }: Head): Kin {
  return { id, sessionId, parentId };
}

/** Lists by key, each in the order given, without those that have no key. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) append(groups, key, item);
  }
  return groups;
}
