/** What the session logs of both agents are made of: texts, times, lines, and the bytes of each kind of record. */
import { makePool, makeText } from "./lines.mjs";
import { Random } from "./random.mjs";

/** @typedef {import("./lines.mjs").Pool} Pool */
/** @typedef {import("./lines.mjs").Kind} Kind */
/** @typedef {import("./lines.mjs").Seasoning} Seasoning */

/** @type {Record<Seasoning, number>} */
const SEASONINGS = { ascii: 30, light: 45, medium: 17, heavy: 8 };
/** @type {Record<Kind, number>} */
const RESULT_KINDS = { listing: 30, code: 22, terminal: 20, json: 8, log: 12, prose: 8 };
const OPAQUE_BYTES = 3_000_000;

/** What all sessions of a corpus pick from. */
export class Stock {
  /** @type {Record<Seasoning, Pool>} */
  #pools;
  #opaque;

  /** @param {number} seed */
  constructor(seed) {
    this.#pools = {
      ascii: makePool(seed + 1, "ascii"),
      light: makePool(seed + 2, "light"),
      medium: makePool(seed + 3, "medium"),
      heavy: makePool(seed + 4, "heavy"),
    };
    const random = new Random(seed + 5);
    const bytes = Buffer.alloc(OPAQUE_BYTES);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
    this.#opaque = bytes.toString("base64");
  }

  /** @param {Random} random @returns {Pool} */
  pool(random) {
    return this.#pools[random.weighted(SEASONINGS)];
  }

  /** Base64 that means nothing: images, signatures, encrypted text. @param {Random} random @param {number} length */
  opaque(random, length) {
    const start = random.below(this.#opaque.length - length);
    return this.#opaque.slice(start, start + length);
  }
}

/** A log under way: its lines, how large it is, and what time it is in it. */
export class Log {
  /** @type {string[]} */
  #lines = [];
  #pool;
  #time;
  /** Bytes by kind of record. @type {Map<string, number>} */
  kinds = new Map();
  bytes = 0;

  /** @param {Random} random @param {Stock} stock */
  constructor(random, stock) {
    this.random = random;
    this.stock = stock;
    this.#pool = stock.pool(random);
    this.#time = Date.UTC(2026, random.below(9), random.between(1, 28), random.below(24), random.below(60));
  }

  /** @param {string} kind @param {object} record */
  push(kind, record) {
    const line = JSON.stringify(record);
    const length = Buffer.byteLength(line) + 1;
    this.#lines.push(line);
    this.bytes += length;
    this.count(kind, length);
  }

  /** Counts bytes under a kind. @param {string} kind @param {number} bytes */
  count(kind, bytes) {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + bytes);
  }

  /** The share of the bytes so far that a kind of records has. @param {string} kind */
  share(kind) {
    return (this.kinds.get(kind) ?? 0) / Math.max(1, this.bytes);
  }

  /** @param {Kind} kind @param {number} median @param {number} most characters */
  text(kind, median, most) {
    return makeText(this.random, this.#pool, kind, this.random.logNormal(median, 0.9, 20, most));
  }

  /** What a tool puts out. @param {number} median @param {number} sigma @param {number} most characters */
  result(median, sigma, most) {
    return makeText(
      this.random,
      this.#pool,
      this.random.weighted(RESULT_KINDS),
      this.random.logNormal(median, sigma, 0, most),
    );
  }

  /** Some time later than the last one. */
  now() {
    this.#time += this.random.between(5, 9_000);
    return new Date(this.#time).toISOString();
  }

  toString() {
    return `${this.#lines.join("\n")}\n`;
  }
}

/** Adds the bytes of one log to those of a corpus. @param {Map<string, number>} total @param {Log} log */
export function addKinds(total, log) {
  for (const [kind, bytes] of log.kinds) total.set(kind, (total.get(kind) ?? 0) + bytes);
}

/** The shares of the bytes, largest first. @param {Map<string, number>} kinds @param {number} bytes */
export function shares(kinds, bytes) {
  return [...kinds]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, part]) => `${kind} ${((100 * part) / bytes).toFixed(0)} %`)
    .join(", ");
}
