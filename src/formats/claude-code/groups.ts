/** Keys that belong together, however many of them and in whatever order they are joined (union-find). */
export class Groups<Key> {
  readonly #parents: number[] = [];
  readonly #byKey: Map<Key, number> = new Map();

  join(one: Key, other: Key): void {
    this.#parents[this.groupOf(other)] = this.groupOf(one);
  }

  /** The number of a key's group; it is final when all are joined. */
  groupOf(key: Key): number {
    return this.#rootOf(this.#idOf(key));
  }

  #rootOf(id: number): number {
    let root = id;
    while (this.#parents[root] !== root) root = this.#parents[root] ?? root;
    for (let at = id; at !== root;) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  #idOf(key: Key): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.#parents.length;
    this.#parents.push(id);
    this.#byKey.set(key, id);
    return id;
  }
}
