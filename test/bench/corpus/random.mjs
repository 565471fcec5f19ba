/** A seeded source of numbers: the same seed gives the same corpus on every machine. */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from 0 to bound - 1. @param {number} bound */
  below(bound) {
    return Math.floor(this.next() * bound);
  }

  /** An integer from low to high, both included. @param {number} low @param {number} high */
  between(low, high) {
    return low + this.below(high - low + 1);
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /** @template T @param {readonly T[]} items @returns {T} */
  pick(items) {
    return /** @type {T} */ (items[this.below(items.length)]);
  }

  /** One of the names, each as often as its weight. @template {string} K @param {Record<K, number>} weights @returns {K} */
  weighted(weights) {
    const entries = /** @type {[K, number][]} */ (Object.entries(weights));
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return /** @type {[K, number]} */ (entries[entries.length - 1])[0];
  }

  /** Log-normal, kept between two bounds. @param {number} median @param {number} sigma @param {number} low @param {number} high */
  logNormal(median, sigma, low, high) {
    const gauss = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return Math.round(Math.min(high, Math.max(low, median * Math.exp(sigma * gauss))));
  }

  /** Hexadecimal digits. @param {number} length */
  hex(length) {
    let digits = "";
    while (digits.length < length) digits += this.below(65536).toString(16).padStart(4, "0");
    return digits.slice(0, length);
  }

  /** A version 4 uuid. @param {string} [tail] its last 12 digits, where no other may have the same */
  uuid(tail = this.hex(12)) {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${tail}`;
  }
}

/**
 * Uuids of which no two are the same: all seeds draw from one short cycle of numbers, so that two
 * files can come upon the same ones, and records with one uuid are taken for copies.
 */
export class Uuids {
  #count = 0;

  /** @param {Random} random */
  next(random) {
    // Both steps can be undone, so that no two counts give the same.
    let mixed = Math.imul(++this.#count, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
    return random.uuid(random.hex(4) + mixed.toString(16).padStart(8, "0"));
  }
}
