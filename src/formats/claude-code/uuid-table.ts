/** Which file each of millions of uuids was seen in first, in a few bytes each. */

const EMPTY = -1;
/** The table grows when it is fuller than this. */
const FILL = 0.6;

/**
 * Maps 53-bit hashes to small numbers. Two uuids with one hash are taken for the same: whoever asks
 * must look closer.
 */
export class UuidTable {
  #keys = new Float64Array(1 << 12);
  #values = new Int32Array(1 << 12).fill(EMPTY);
  #size = 0;

  /** The value that a key has; sets it where it has none. */
  getOrSet(key: number, value: number): number {
    if (this.#size >= this.#keys.length * FILL) this.#grow();
    const slot = this.#slot(key);
    const known = this.#values[slot] ?? EMPTY;
    if (known !== EMPTY) return known;
    this.#keys[slot] = key;
    this.#values[slot] = value;
    this.#size++;
    return value;
  }

  get(key: number): number | null {
    const value = this.#values[this.#slot(key)] ?? EMPTY;
    return value === EMPTY ? null : value;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    // The upper 32 bits.
    let slot = ((key / 0x20_0000) >>> 0) & mask;
    while (this.#values[slot] !== EMPTY && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2).fill(EMPTY);
    for (let index = 0; index < keys.length; index++) {
      const value = values[index] ?? EMPTY;
      if (value === EMPTY) continue;
      const slot = this.#slot(keys[index] ?? 0);
      this.#keys[slot] = keys[index] ?? 0;
      this.#values[slot] = value;
    }
  }
}
