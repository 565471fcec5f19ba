/** Finds out, from a text's bytes, which rules have to read it. */
import { append } from "../maps.ts";
import type { Anchor, Rule } from "./find.ts";

const WIDTH = 4;
const HASH_BITS = 16;
/** Nothing shorter is a secret. */
const LEAST = 6;
/** How much around an anchor its condition sees. */
const BEFORE = 64;
const BEHIND = 256;
/** A text that is a string is looked at in pieces of this size. */
const PIECE = 1 << 16;

/** The rules that have to read a text, by their index; 1 for yes. */
export type Suspects = Uint8Array;

/** Escapes of letters, digits, `-` and `_`: with them everything may be spelled otherwise. */
const SPELLED_OUT: readonly Anchor[] = Array.from("234567", (digit) => ({
  bytes: `u00${digit}`,
  near: /\\u00(?:2d|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/iu,
}));

/**
 * Searches for the anchors of all rules at once. A window of four bytes holds three pairs of bytes, of
 * which one stands at a place that three divides: only those are looked at, after Wu and Manber.
 */
export class Prefilter {
  /** By two bytes: where an anchor may end that holds them, a bit for each distance from 0 to 2. */
  readonly #ends: Uint8Array = new Uint8Array(1 << 16);
  readonly #entries: Map<number, { readonly rule: number; readonly near: RegExp | undefined }[]> = new Map();
  /** By a hash of a window, 0 where no anchor has it: few of the pairs that end one end a whole one. */
  readonly #hashes: Uint8Array = new Uint8Array(1 << HASH_BITS);
  /** A text whose spelling hides what it says: it is to be decoded, and looked at again. */
  readonly spelledOut: number;
  readonly #always: Suspects;
  readonly #suspects: Suspects;
  readonly #scratch: Buffer = Buffer.allocUnsafe(PIECE);

  constructor(rules: readonly Rule[]) {
    this.spelledOut = rules.length;
    this.#always = Uint8Array.from([...rules.map(({ anchors }) => (anchors === null ? 1 : 0)), 0]);
    this.#suspects = new Uint8Array(rules.length + 1);
    for (const [index, { anchors }] of rules.entries()) this.#add(anchors ?? [], index);
    this.#add(SPELLED_OUT, this.spelledOut);
  }

  /** Null where no rule has to read the bytes; else good until the next call. */
  bytes(source: Buffer, start: number, end: number): Suspects | null {
    this.#suspects.set(this.#always);
    return this.#search(source, start, end) || this.#always.includes(1) ? this.#suspects : null;
  }

  /** The same of a string, by the low bytes of its units. */
  string(text: string): Suspects | null {
    this.#suspects.set(this.#always);
    let found = this.#always.includes(1);
    for (let from = 0; from < text.length; from += PIECE - BEHIND - BEFORE) {
      const size = this.#scratch.write(text.slice(from, from + PIECE), 0, "latin1");
      if (this.#search(this.#scratch, 0, size)) found = true;
    }
    return found ? this.#suspects : null;
  }

  #add(anchors: readonly Anchor[], rule: number): void {
    for (const { bytes, near } of anchors) {
      const window = Buffer.from(bytes, "latin1");
      if (window.length !== WIDTH) throw new RangeError(`an anchor has ${WIDTH} bytes: ${bytes}`);
      for (let at = 1; at < WIDTH; at++) {
        const pair = window.readUInt16LE(at - 1);
        this.#ends[pair] = (this.#ends[pair] ?? 0) | (1 << (WIDTH - 1 - at));
      }
      const entry = { rule, near };
      const key = window.readInt32LE();
      append(this.#entries, key, entry);
      this.#hashes[hashOf(key)] = 1;
    }
  }

  #search(source: Buffer, start: number, end: number): boolean {
    if (end - start < LEAST) return false;
    const ends = this.#ends;
    const hashes = this.#hashes;
    let found = this.#check(wordAt(source, start) << 8, source, start, start, end);
    // Each step stands for itself: the processor takes several at once.
    for (let at = start + 1; at < end; at += WIDTH - 1) {
      let distances = ends[((source[at] ?? 0) << 8) | (source[at - 1] ?? 0)] ?? 0;
      for (let last = at; distances !== 0; last++, distances >>= 1) {
        if ((distances & 1) === 0) continue;
        const window = wordAt(source, last - WIDTH + 1);
        if (hashes[hashOf(window)] === 0 || last >= end || last < start + WIDTH - 1) continue;
        if (this.#check(window, source, last, start, end)) found = true;
      }
    }
    return found;
  }

  /** The anchors that a window of four bytes is, which ends at an address. */
  #check(window: number, source: Buffer, last: number, start: number, end: number): boolean {
    const entries = this.#entries.get(window);
    if (entries === undefined) return false;
    let found = false;
    let around: string | null = null;
    for (const { rule, near } of entries) {
      if (this.#suspects[rule] === 1) continue;
      if (near !== undefined) {
        around ??= source.toString("latin1", Math.max(start, last - BEFORE), Math.min(end, last + BEHIND));
        if (!near.test(around)) continue;
      }
      this.#suspects[rule] = 1;
      found = true;
    }
    return found;
  }
}

/** Four bytes, the first the lowest. */
function wordAt(source: Buffer, at: number): number {
  return (
    (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8) | ((source[at + 2] ?? 0) << 16) | ((source[at + 3] ?? 0) << 24)
  );
}

function hashOf(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - HASH_BITS);
}
