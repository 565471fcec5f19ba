/** The sessions of a run: which goes on from which, and which may hold entries of each other. */
import { compareCodePoints } from "../../json/code-points.ts";
import { append } from "../../maps.ts";
import type { Head } from "./heads.ts";

export class Lineage {
  /** By relative path, so that the order in which the files were found decides nothing. */
  readonly heads: readonly Head[];
  readonly #byId: Map<string, Head> = new Map();
  readonly #byStem: Map<string, Head> = new Map();

  constructor(heads: readonly Head[]) {
    this.heads = heads.toSorted((a, b) => compareCodePoints(a.file.relativePath, b.file.relativePath));
    for (const head of this.heads) {
      if (!this.#byId.has(head.id)) this.#byId.set(head.id, head);
      if (!this.#byStem.has(head.stem)) this.#byStem.set(head.stem, head);
    }
  }

  /**
   * By path: the session at the beginning of all that a file's goes on from, its own where it goes on
   * from none. Of sessions that go round in a circle it is the one whose id comes first.
   */
  roots(): Map<string, string> {
    const roots = new Map<Head, string>();
    for (const head of this.heads) {
      const way = new Set<Head>();
      let root: string | undefined;
      for (let at = head; root === undefined;) {
        way.add(at);
        const above = this.#above(at);
        if (above === null) root = at.parent?.id ?? at.id;
        else if (way.has(above)) root = firstId([...way].slice([...way].indexOf(above)));
        else {
          root = roots.get(above);
          at = above;
        }
      }
      for (const passed of way) roots.set(passed, root);
    }
    return new Map([...roots].map(([{ file }, root]) => [file.path, root]));
  }

  /** The session before this one, if the run has its file. */
  #above({ parent }: Head): Head | null {
    if (parent === null) return null;
    const byId = parent.id === null ? undefined : this.#byId.get(parent.id);
    return byId ?? this.#byStem.get(parent.stem) ?? null;
  }

  /**
   * Files that have a session or a parent in common, directly or through others. A first message in
   * common counts where one of them is a fork, whose parent may be gone: sessions that nobody says
   * to be related are not looked at, whatever they have alike.
   */
  families(): Head[][] {
    const members = new Map<string, Head[]>();
    for (const head of this.heads) {
      for (const key of keysOf(head)) {
        append(members, key, head);
      }
    }
    for (const [key, heads] of members) {
      if (key.startsWith(FIRST) && heads.every(({ parent }) => parent === null)) members.delete(key);
    }
    const seen = new Set<Head>();
    const families: Head[][] = [];
    for (const head of this.heads) {
      if (seen.has(head)) continue;
      const family = gather(head, members, seen);
      if (family.length > 1) families.push(family);
    }
    return families;
  }
}

function firstId(heads: readonly Head[]): string {
  return heads.map(({ id }) => id).reduce((a, b) => (compareCodePoints(a, b) <= 0 ? a : b));
}

function gather(first: Head, members: Map<string, Head[]>, seen: Set<Head>): Head[] {
  const family = [first];
  seen.add(first);
  for (const head of family) {
    for (const key of keysOf(head)) {
      for (const other of members.get(key) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        family.push(other);
      }
      // All that have the key are in the family now.
      members.delete(key);
    }
  }
  return family;
}

const FIRST = "first ";

function keysOf({ id, stem, parent, firstKey }: Head): string[] {
  const keys = [`id ${id}`, `stem ${stem}`];
  if (parent !== null) {
    keys.push(`stem ${parent.stem}`);
    if (parent.id !== null) keys.push(`id ${parent.id}`);
  }
  if (firstKey !== null) keys.push(`${FIRST}${firstKey}`);
  return keys;
}
