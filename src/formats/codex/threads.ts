/** The threads of a run: who is whose parent, and which file repeats what another one holds. */
import { compareCodePoints } from "../../json/code-points.ts";
import type { Preparation } from "../handler.ts";
import { rolloutIdOf } from "./files.ts";
import { historyOf, type Fingerprint, type History } from "./fingerprints.ts";
import type { Head } from "./heads.ts";
import type { Identity } from "./identity.ts";
import { ALONE, type Other, type Place, type Repeats, type Threads } from "./plan.ts";
import { commonBeginning, copiedBeginning } from "./repeats.ts";

/** Works out the places of all files, which come in any order. */
export async function threadsOf(heads: readonly Head[], preparation: Preparation): Promise<Threads> {
  const { turn } = preparation;
  const work = new Work(heads, preparation);
  for (const twins of work.byThread.values()) {
    if (twins.length > 1) await work.placeTwins(twins, turn);
  }
  for (const head of work.heads) await work.placeCopy(head, turn);
  work.forgetHistories();
  return work;
}

class Work implements Threads {
  /** By relative path, so that the order in which the files were found decides nothing. */
  readonly heads: readonly Head[];
  readonly byThread: Map<string, Head[]> = new Map();
  readonly #places: Map<string, Place> = new Map();
  readonly #histories: Map<string, History> = new Map();
  readonly #preparation: Preparation;

  constructor(heads: readonly Head[], preparation: Preparation) {
    this.#preparation = preparation;
    this.heads = heads.toSorted((a, b) => compareCodePoints(a.file.relativePath, b.file.relativePath));
    for (const head of this.heads) {
      const known = this.byThread.get(head.identity.id);
      if (known === undefined) this.byThread.set(head.identity.id, [head]);
      else known.push(head);
    }
  }

  placeOf(path: string): Place {
    return this.#places.get(path) ?? ALONE;
  }

  rootOf(identity: Identity): string | null {
    let thread = identity;
    const seen = new Set<string>();
    for (;;) {
      if (thread.sessionId !== null && thread.sessionId !== thread.id) return thread.sessionId;
      const { parentId } = thread;
      if (parentId === null || seen.has(parentId)) return thread.id;
      seen.add(parentId);
      const [parent] = this.byThread.get(parentId) ?? [];
      if (parent === undefined) return parentId;
      thread = parent.identity;
    }
  }

  find(threadId: string | null, rolloutId: string | null, self: string): Other | null {
    const others = this.heads.filter(({ file }) => file.path !== self && this.placeOf(file.path).supersededBy === null);
    const byRollout = others.find(
      ({ file, identity }) => rolloutId !== null && rolloutIdOf(file.relativePath, identity.id) === rolloutId,
    );
    const head = byRollout ?? others.find(({ identity }) => [threadId, rolloutId].includes(identity.id));
    return head === undefined ? null : this.#asOther(head);
  }

  /**
   * Files of one thread: a revert writes a new one, and folders are copied. The longest has the
   * thread's row; each of the others has what is new in it.
   */
  async placeTwins(twins: readonly Head[], turn: () => Promise<void>): Promise<void> {
    const lists: { head: Head; items: readonly Fingerprint[] }[] = [];
    for (const head of twins) {
      const items = this.#itemsOf(head);
      if (items.length > 0) lists.push({ head, items });
      await turn();
    }
    // The sort is stable: of equally long ones the smaller path comes first.
    const kept: typeof lists = [];
    for (const list of lists.toSorted((a, b) => b.items.length - a.items.length)) {
      const best = kept
        .map(({ head, items }) => ({ head, length: commonBeginning(list.items, items) }))
        .reduce<{ head: Head; length: number } | null>((a, b) => (a !== null && a.length >= b.length ? a : b), null);
      if (best !== null) this.#placeTwin(list.head, list.items, best, kept.length + 1);
      if (this.placeOf(list.head.file.path).supersededBy === null) kept.push(list);
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
  async placeCopy(head: Head, turn: () => Promise<void>): Promise<void> {
    const { identity, copyBegins, file } = head;
    const place = this.placeOf(file.path);
    if (place.supersededBy !== null || place.repeats !== null) return;
    if (copyBegins === null && identity.ownFrom === null) return;
    const parents = this.#parentsOf(head);
    if (parents.length === 0) return;
    const items = this.#itemsOf(head);
    let repeats = this.#before(identity.ownFrom, items, parents);
    if (repeats === null && copyBegins !== null) repeats = this.#copied(copyBegins, items, parents);
    if (repeats !== null) this.#places.set(file.path, { ...place, repeats });
    await turn();
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
    const parentId = identity.forkedFromId ?? identity.parentId;
    const seen = new Set([identity.id]);
    for (let id = parentId; id !== null;) {
      if (seen.has(id)) return [];
      seen.add(id);
      const above: Identity | undefined = this.byThread.get(id)?.[0]?.identity;
      id = above?.forkedFromId ?? above?.parentId ?? null;
    }
    const files = parentId === null ? [] : (this.byThread.get(parentId) ?? []);
    return files.filter(({ file }) => this.placeOf(file.path).supersededBy === null);
  }

  /** They are not small, and of no use once all places are known. */
  forgetHistories(): void {
    this.#histories.clear();
  }

  /** Empty for a file that will be rejected: what it repeats, and what repeats it, has no other row. */
  #itemsOf({ file }: Head): readonly Fingerprint[] {
    const history = this.#histories.get(file.path) ?? historyOf(file, this.#preparation);
    this.#histories.set(file.path, history);
    return history.isRejected ? [] : history.records;
  }

  #asOther({ file, identity }: Head): Other {
    return { traceId: this.placeOf(file.path).traceId ?? identity.id, displayPath: file.displayPath };
  }
}

function repeatsOf(repeated: readonly Fingerprint[], from: number, of: Other): Repeats {
  return { from, to: repeated.at(-1)?.line ?? 0, items: repeated.filter(({ isItem }) => isItem).length, of };
}
