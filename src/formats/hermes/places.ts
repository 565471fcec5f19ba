/** The places of all sessions of a run: which has a row, and which messages are another one's. */
import type { Copies, Holder, Lineage, Place, Places } from "./plan.ts";
import { copiedFromParent, outlinesOf, repeatedBeginnings, Utterances, type Outlines } from "./copies.ts";
import type { History } from "./histories.ts";
import { Lineages } from "./lineage.ts";
import { electedOf, type Elected } from "./same-session.ts";

/** @param histories in an order that does not depend on how the files were found */
export function placesOf(histories: readonly History[]): Places {
  const work = new Work(histories);
  work.linkChildren();
  work.linkBeginnings();
  work.linkCompacted();
  return work.places();
}

class Work {
  readonly #elected: readonly Elected[];
  readonly #lineages: Lineages;
  readonly #byId: ReadonlyMap<string, History>;
  readonly #copies: Map<History, { readonly of: History; readonly positions: ReadonlySet<number> }> = new Map();
  readonly #inferred: Map<History, Lineage> = new Map();
  /** Of parents: one may have any number of children. */
  readonly #outlines: Map<History, Outlines> = new Map();
  /** A session further up the way of copies: of many generations nobody goes through all. */
  readonly #above: Map<History, History> = new Map();

  constructor(histories: readonly History[]) {
    this.#elected = electedOf(histories);
    this.#lineages = new Lineages(histories);
    // Several with one id and nothing in common: the first is as good as any.
    const byId = new Map<string, History>();
    for (const { history } of this.#elected) {
      if (history.id !== null && !byId.has(history.id)) byId.set(history.id, history);
    }
    this.#byId = byId;
  }

  /** What a child has of the parent that its store names. */
  linkChildren(): void {
    for (const { history } of this.#elected) {
      const lineage = this.#lineageOf(history);
      if (lineage === null || (lineage.relation !== "compression" && lineage.relation !== "branch")) continue;
      const parent = this.#byId.get(lineage.parentId);
      if (parent !== undefined) this.#link(history, parent, this.#copied(history, parent));
    }
  }

  /** Sessions that begin alike, and whose stores say nothing of it. */
  linkBeginnings(): void {
    for (const [history, { of, positions }] of repeatedBeginnings(this.#unlinked())) this.#link(history, of, positions);
  }

  /** Sessions that begin with a summary of another one, and whose stores do not name it. */
  linkCompacted(): void {
    const utterances = new Utterances(this.#elected.map(({ history }) => history));
    for (const history of this.#unlinked()) {
      if (this.#lineageOf(history) !== null) continue;
      const parent = utterances.parentOf(history);
      if (parent === null || !this.#link(history, parent, this.#copied(history, parent))) continue;
      const above = this.#lineageOf(parent);
      this.#inferred.set(history, {
        parentId: parent.traceId,
        relation: "compression",
        rootId: above?.rootId ?? parent.traceId,
        isSidechain: above?.isSidechain ?? false,
        isParentKnown: true,
      });
    }
  }

  places(): Places {
    const places = new Map<string, Map<string, Place>>();
    const set = ({ file, unit }: History, place: Place): void => {
      const known = places.get(file.path);
      if (known === undefined) places.set(file.path, new Map([[unit, place]]));
      else known.set(unit, place);
    };
    for (const { history, others } of this.#elected) {
      const snapshot = history.hasPromptAndTools
        ? undefined
        : others.find(({ format }) => format === "cli_session_log");
      set(history, {
        supersededBy: null,
        copies: this.#copiesOf(history),
        lineage: this.#lineageOf(history),
        snapshot: snapshot?.file.path ?? null,
      });
      const supersededBy = asHolder(history);
      for (const other of others) set(other, { supersededBy, copies: null, lineage: null, snapshot: null });
    }
    return places;
  }

  #unlinked(): History[] {
    return this.#elected.flatMap(({ history }) => (this.#copies.has(history) ? [] : history));
  }

  #lineageOf(history: History): Lineage | null {
    const inferred = this.#inferred.get(history);
    return inferred ?? (history.id === null ? null : this.#lineages.of(history.id, holdsSummary(history)));
  }

  #copiesOf(history: History): Copies | null {
    const copies = this.#copies.get(history);
    return copies === undefined ? null : { positions: copies.positions, of: asHolder(copies.of) };
  }

  /** Leaves messages to another session, unless that one leaves its own to this: then nobody had them. */
  #link(history: History, of: History, positions: ReadonlySet<number>): boolean {
    if (positions.size === 0 || this.#topOf(of) === history) return false;
    this.#copies.set(history, { of, positions });
    this.#above.set(history, of);
    return true;
  }

  /** The session that leaves nothing to others, and has what is left of this one's. */
  #topOf(history: History): History {
    const way: History[] = [];
    let top = history;
    for (let above = this.#above.get(top); above !== undefined; above = this.#above.get(top)) {
      way.push(top);
      top = above;
    }
    for (const below of way) this.#above.set(below, top);
    return top;
  }

  #copied(child: History, parent: History): Set<number> {
    let outlines = this.#outlines.get(parent);
    if (outlines === undefined) this.#outlines.set(parent, (outlines = outlinesOf(parent)));
    return copiedFromParent(child, outlines);
  }
}

function asHolder({ traceId, file }: History): Holder {
  return { traceId, displayPath: file.displayPath };
}

/** True where a summary stands among what could be copied from the parent that the store names. */
function holdsSummary({ prints }: History): boolean {
  return prints.some(({ isOfCompaction }) => isOfCompaction);
}
