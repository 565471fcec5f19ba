/**
 * The byte scanner of the JSON layer, in AssemblyScript (compiled to WebAssembly by
 * scripts/build-scanner.mjs). It walks the UTF-8 bytes of one document once, checks the whole
 * grammar (RFC 8259, and NaN, Infinity, -Infinity as Python's json.dumps writes them), and leaves
 * tokens in a fixed buffer. When the buffer is full, `scan` returns, the caller takes the tokens,
 * and the next `scan` goes on: memory does not grow with the document.
 *
 * Strings are passed over sixteen bytes at a time and never decoded. UTF-8 is checked by the caller.
 */

// Memory map. Everything below INPUT is fixed; the document lies from INPUT on.
const TOKENS: usize = 0x1000;
const TOKENS_END: usize = 0x41000; // 16,384 tokens of 16 bytes
const LEVELS: usize = 0x41000; // one byte per open container, 4,096 at most
const KEY_SLOTS: usize = 0x42000; // open addressing: hash, address, length, id; 16 bytes each
const KEY_SLOT_MASK: u32 = 4095;
const KEY_BYTES: usize = 0x52000; // the bytes of the known keys, padded with zeros to 8
const KEY_BYTES_END: usize = 0x7f000;
const INPUT: usize = 0x80000;

/** Keys longer than this are not worth knowing: they are data, not names. */
const MAX_KEY_LENGTH: u32 = 48;
const MAX_PROBES: u32 = 8;

// Token kinds (low byte of the first word) and flags (second byte), mirrored in scanner.ts.
const OBJECT_START: u32 = 1;
const OBJECT_END: u32 = 2;
const ARRAY_START: u32 = 3;
const ARRAY_END: u32 = 4;
const KEY: u32 = 5;
const STRING: u32 = 6;
const NUMBER: u32 = 7;
const TRUE: u32 = 8;
const FALSE: u32 = 9;
const NULL: u32 = 10;
const NAN: u32 = 11;
const POSITIVE_INFINITY: u32 = 12;
const NEGATIVE_INFINITY: u32 = 13;

const ESCAPED: u32 = 0x100;
const NON_ASCII: u32 = 0x200;
const LONE_SURROGATE: u32 = 0x400;
const SMALL_INTEGER: u32 = 0x100;

// What the scanner waits for; after an error, what it expected.
const VALUE: i32 = 0;
const VALUE_OR_ARRAY_END: i32 = 1;
const KEY_OR_OBJECT_END: i32 = 2;
const NEXT_KEY: i32 = 3;
const COLON: i32 = 4;
const AFTER_VALUE: i32 = 5;

// Outcomes, mirrored in scanner.ts.
const MORE: i32 = 0;
const DONE: i32 = 1;
const UNEXPECTED: i32 = 2;
const TRUNCATED: i32 = 3;
const CONTROL_CHARACTER: i32 = 4;
const BAD_ESCAPE: i32 = 5;
const BAD_NUMBER: i32 = 6;
const TOO_DEEP: i32 = 7;
const TRAILING: i32 = 8;
const TRUNCATED_STRING: i32 = 9;

let position: usize = 0;
let end: usize = 0;
let expecting: i32 = VALUE;
let depth: u32 = 0;
let maxDepth: u32 = 0;
let outcome: i32 = DONE;
let knownKeys: u32 = 0;
let keyBytes: usize = KEY_BYTES;

// Left by skipString for its caller.
let stringFlags: u32 = 0;

/** Starts on the document at [start, stop). The byte at stop is overwritten: it ends every loop. */
export function begin(start: usize, stop: usize, depthLimit: u32): void {
  position = start;
  end = stop;
  expecting = VALUE;
  depth = 0;
  maxDepth = depthLimit;
  outcome = MORE;
  store<u8>(stop, 0);
}

export function getOutcome(): i32 {
  return outcome;
}

/** Where the scanner stands; after an error, the address of the byte that is wrong. */
export function getPosition(): usize {
  return position;
}

export function getExpecting(): i32 {
  return expecting;
}

/** 1 when the innermost open container is an object, 0 for an array, -1 when none is open. */
export function getContainer(): i32 {
  return depth == 0 ? -1 : <i32>load<u8>(LEVELS + depth - 1);
}

/** Fills the token buffer from its start and returns how many tokens it holds. */
export function scan(): u32 {
  let p = position;
  let token = TOKENS;
  let state = expecting;
  let level = depth;

  while (token < TOKENS_END) {
    let c: u32 = load<u8>(p);
    if (c <= 0x20) {
      p = skipSpace(p);
      c = load<u8>(p);
    }

    if (state == AFTER_VALUE) {
      if (level == 0) {
        if (p < end) return stop(token, p, state, level, TRAILING);
        return stop(token, p, state, level, DONE);
      }
      const inObject = load<u8>(LEVELS + level - 1) == 1;
      if (c == 0x2c) {
        state = inObject ? NEXT_KEY : VALUE;
        p++;
        continue;
      }
      if (c == (inObject ? 0x7d : 0x5d)) {
        put(token, inObject ? OBJECT_END : ARRAY_END, p, p + 1, 0);
        token += 16;
        level--;
        p++;
        continue;
      }
      return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
    }

    if (state == NEXT_KEY || state == KEY_OR_OBJECT_END) {
      if (c == 0x22) {
        const q = skipString(p + 1);
        if (outcome != MORE) return stop(token, q, state, level, outcome);
        put(token, KEY | stringFlags, p + 1, q, knownKey(p + 1, <u32>(q - p - 1)));
        token += 16;
        p = q + 1;
        state = COLON;
        continue;
      }
      if (c == 0x7d && state == KEY_OR_OBJECT_END) {
        put(token, OBJECT_END, p, p + 1, 0);
        token += 16;
        level--;
        p++;
        state = AFTER_VALUE;
        continue;
      }
      return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
    }

    if (state == COLON) {
      if (c != 0x3a) return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
      p++;
      state = VALUE;
      continue;
    }

    if (c == 0x22) {
      const q = skipString(p + 1);
      if (outcome != MORE) return stop(token, q, state, level, outcome);
      put(token, STRING | stringFlags, p + 1, q, 0);
      token += 16;
      p = q + 1;
      state = AFTER_VALUE;
      continue;
    }
    if (c == 0x7b || c == 0x5b) {
      if (level >= maxDepth) return stop(token, p, state, level, TOO_DEEP);
      const isObject = c == 0x7b;
      store<u8>(LEVELS + level, isObject ? 1 : 0);
      level++;
      put(token, isObject ? OBJECT_START : ARRAY_START, p, p + 1, 0);
      token += 16;
      p++;
      state = isObject ? KEY_OR_OBJECT_END : VALUE_OR_ARRAY_END;
      continue;
    }
    if (c == 0x2d || (c >= 0x30 && c <= 0x39)) {
      if (c == 0x2d && load<u8>(p + 1) == 0x49) {
        const length = literalLength(p + 1, end);
        if (length == 8) {
          put(token, NEGATIVE_INFINITY, p, p + 9, 0);
          token += 16;
          p += 9;
          state = AFTER_VALUE;
          continue;
        }
        const bad = p + 1 + length;
        return stop(token, bad, state, level, bad < end ? BAD_NUMBER : TRUNCATED);
      }
      const q = skipNumber(p);
      if (outcome != MORE) return stop(token, q, state, level, outcome);
      putNumber(token, p, q);
      token += 16;
      p = q;
      state = AFTER_VALUE;
      continue;
    }
    if (c == 0x5d && state == VALUE_OR_ARRAY_END) {
      put(token, ARRAY_END, p, p + 1, 0);
      token += 16;
      level--;
      p++;
      state = AFTER_VALUE;
      continue;
    }
    const kind = literalKind(c);
    if (kind == 0) return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
    const length = literalLength(p, end);
    if (length != literalSize(kind)) {
      const bad = p + length;
      return stop(token, bad, state, level, bad < end ? UNEXPECTED : TRUNCATED);
    }
    put(token, kind, p, p + length, 0);
    token += 16;
    p += length;
    state = AFTER_VALUE;
  }
  return stop(token, p, state, level, MORE);
}

function stop(token: usize, p: usize, state: i32, level: u32, result: i32): u32 {
  position = p;
  expecting = state;
  depth = level;
  outcome = result;
  return <u32>((token - TOKENS) >> 4);
}

// @ts-ignore: decorator
@inline
function put(token: usize, kind: u32, start: usize, stop: usize, extra: u32): void {
  store<u32>(token, kind);
  store<u32>(token, <u32>start, 4);
  store<u32>(token, <u32>stop, 8);
  store<u32>(token, extra, 12);
}

/** The first byte from p on that is not JSON white space. */
function skipSpace(p: usize): usize {
  const blank = i8x16.splat(0x20);
  const newline = i8x16.splat(0x0a);
  const carriageReturn = i8x16.splat(0x0d);
  const tab = i8x16.splat(0x09);
  while (true) {
    const bytes = v128.load(p);
    const space = v128.or(
      v128.or(i8x16.eq(bytes, blank), i8x16.eq(bytes, newline)),
      v128.or(i8x16.eq(bytes, carriageReturn), i8x16.eq(bytes, tab)),
    );
    const rest = ~(<u32>i8x16.bitmask(space)) & 0xffff;
    if (rest != 0) return p + <usize>ctz(rest);
    p += 16;
  }
}

/**
 * Passes over a string body from its first byte. Returns the address of the closing quote and
 * leaves the flags in stringFlags; after an error the address of the wrong byte, and outcome set.
 *
 * A block of sixteen bytes is taken at once when each of its escapes is a backslash and one letter:
 * tool output has an escape every thirty bytes, and a branch on each would be mispredicted.
 */
function skipString(p: usize): usize {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const space = i8x16.splat(0x20);
  let high = i8x16.splat(0);
  let flags: u32 = 0;
  let carry: u32 = 0; // 1 when the block before ended with the backslash of an escape
  while (true) {
    const bytes = v128.load(p);
    const slashes = <u32>i8x16.bitmask(i8x16.eq(bytes, backslash));
    const escaped = (slashes << 1) | carry;
    const quotes = <u32>i8x16.bitmask(i8x16.eq(bytes, quote)) & ~escaped;
    // An escape of its own kind, an escaped backslash (its successor is not escaped), or no text.
    const trouble =
      (escaped & (slashes | ~<u32>i8x16.bitmask(escapeLetters(bytes))) & 0xffff) |
      <u32>i8x16.bitmask(i8x16.lt_u(bytes, space));
    if ((quotes | trouble) == 0) {
      high = v128.or(high, bytes);
      if (slashes != 0) flags |= ESCAPED;
      carry = slashes >> 15;
      p += 16;
      continue;
    }
    const first = <u32>ctz(quotes | trouble);
    if ((slashes & ((1 << first) - 1)) != 0) flags |= ESCAPED;
    if (hasHighBits(bytes, first)) flags |= NON_ASCII;
    const at = p + first;
    if (((quotes >> first) & 1) != 0) {
      if (i8x16.bitmask(high) != 0) flags |= NON_ASCII;
      stringFlags = flags;
      return at;
    }
    if (((escaped >> first) & 1) == 0) {
      outcome = at < end ? CONTROL_CHARACTER : TRUNCATED_STRING;
      return at;
    }
    carry = 0;
    const letter = load<u8>(at);
    if (letter == 0x5c) {
      p = at + 1;
      continue;
    }
    if (letter != 0x75) return badEscape(at - 1, 2);
    const unit = hexUnit(at + 1);
    if (unit < 0) return badEscape(at - 1, 6);
    p = at + 5;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const low = lowSurrogate(p);
      if (low < -1) return badEscape(p, 6);
      if (unit <= 0xdbff && low >= 0) p += 6;
      else flags |= LONE_SURROGATE;
    }
  }
}

/** Marks the bytes `" / \ b f n r t`: by their low and their high four bits. */
// @ts-ignore: decorator
@inline
function escapeLetters(bytes: v128): v128 {
  const byLow = v128(0, 0, 13, 0, 8, 0, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
  const byHigh = v128(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
  const low = i8x16.swizzle(byLow, v128.and(bytes, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(byHigh, i8x16.shr_u(bytes, 4));
  return i8x16.ne(v128.and(low, high), i8x16.splat(0));
}

// @ts-ignore: decorator
@inline
function hasHighBits(bytes: v128, count: u32): bool {
  return (<u32>i8x16.bitmask(bytes) & ((1 << count) - 1)) != 0;
}

/** The low surrogate escaped at p: its unit; -1 for anything else, -2 for a broken escape. */
function lowSurrogate(p: usize): i32 {
  if (load<u8>(p) != 0x5c || load<u8>(p + 1) != 0x75) return -1;
  const unit = hexUnit(p + 2);
  if (unit < 0) return -2;
  return unit >= 0xdc00 && unit <= 0xdfff ? unit : -1;
}

/** An escape that ends with the document is truncated; any other is wrong. */
function badEscape(p: usize, size: usize): usize {
  let q = p + 1;
  if (size == 6) {
    q = p + 2;
    while (q < p + 6 && hexDigit(load<u8>(q)) >= 0) q++;
  }
  if (q >= end) {
    outcome = TRUNCATED_STRING;
    return end;
  }
  outcome = BAD_ESCAPE;
  return p;
}

function hexDigit(c: u8): i32 {
  if (c >= 0x30 && c <= 0x39) return <i32>c - 0x30;
  const lower = c | 0x20;
  if (lower >= 0x61 && lower <= 0x66) return <i32>lower - 0x57;
  return -1;
}

/** The UTF-16 unit of four hex digits, or -1. */
function hexUnit(p: usize): i32 {
  const a = hexDigit(load<u8>(p));
  const b = hexDigit(load<u8>(p, 1));
  const c = hexDigit(load<u8>(p, 2));
  const d = hexDigit(load<u8>(p, 3));
  if ((a | b | c | d) < 0) return -1;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

// @ts-ignore: decorator
@inline
function isDigit(c: u8): bool {
  return c >= 0x30 && c <= 0x39;
}

/** Passes over a number (RFC 8259 section 6); after an error the address of the wrong byte. */
function skipNumber(start: usize): usize {
  let p = start;
  if (load<u8>(p) == 0x2d) p++;
  let c = load<u8>(p);
  if (!isDigit(c)) return badNumber(p);
  p++;
  if (c != 0x30) while (isDigit(load<u8>(p))) p++;
  c = load<u8>(p);
  if (c == 0x2e) {
    p++;
    if (!isDigit(load<u8>(p))) return badNumber(p);
    while (isDigit(load<u8>(p))) p++;
    c = load<u8>(p);
  }
  if ((c | 0x20) == 0x65) {
    p++;
    c = load<u8>(p);
    if (c == 0x2b || c == 0x2d) p++;
    if (!isDigit(load<u8>(p))) return badNumber(p);
    while (isDigit(load<u8>(p))) p++;
  }
  return p;
}

function badNumber(p: usize): usize {
  outcome = p < end ? BAD_NUMBER : TRUNCATED;
  return p;
}

/** Integers of up to nine digits travel as their value: most numbers of a rollout are such. */
function putNumber(token: usize, start: usize, stop: usize): void {
  const length = <u32>(stop - start);
  if (length <= 9 && load<u8>(start) != 0x2d) {
    let value: u32 = 0;
    let p = start;
    while (p < stop) {
      const c = load<u8>(p);
      if (!isDigit(c)) break;
      value = value * 10 + (c - 0x30);
      p++;
    }
    if (p == stop) {
      put(token, NUMBER | SMALL_INTEGER, start, stop, value);
      return;
    }
  }
  put(token, NUMBER, start, stop, 0);
}

function literalKind(c: u32): u32 {
  if (c == 0x74) return TRUE;
  if (c == 0x66) return FALSE;
  if (c == 0x6e) return NULL;
  if (c == 0x4e) return NAN;
  if (c == 0x49) return POSITIVE_INFINITY;
  return 0;
}

function literalSize(kind: u32): usize {
  if (kind == FALSE) return 5;
  if (kind == NAN) return 3;
  if (kind == POSITIVE_INFINITY) return 8;
  return 4;
}

/** How many bytes at p agree with the literal that its first byte announces. */
function literalLength(p: usize, stop: usize): usize {
  const kind = literalKind(load<u8>(p));
  // "true", "false", "null", "NaN" and "Infinity", the first letter in the lowest byte.
  let word: u64 = 0x65757274;
  if (kind == FALSE) word = 0x65736c6166;
  else if (kind == NULL) word = 0x6c6c756e;
  else if (kind == NAN) word = 0x4e614e;
  else if (kind == POSITIVE_INFINITY) word = 0x7974696e69666e49;
  let matched: usize = 0;
  while (matched < literalSize(kind) && p + matched < stop && load<u8>(p + matched) == <u8>word) {
    word >>= 8;
    matched++;
  }
  return matched;
}

/**
 * The id (from 1) of a key that has no escapes, the same for the same bytes for as long as this
 * instance lives; 0 when the table is full, the key is long, or its place is taken.
 */
function knownKey(start: usize, length: u32): u32 {
  if ((stringFlags & ESCAPED) != 0 || length > MAX_KEY_LENGTH) return 0;
  let hash: u64 = length;
  for (let offset: u32 = 0; offset < length; offset += 8) {
    hash = (hash ^ keyWord(start, offset, length)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  const short = <u32>hash;
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const slot = KEY_SLOTS + <usize>(((short + probe) & KEY_SLOT_MASK) << 4);
    const id = load<u32>(slot, 12);
    if (id == 0) return addKey(slot, short, start, length);
    if (load<u32>(slot) == short && load<u32>(slot, 8) == length && sameKey(load<u32>(slot, 4), start, length)) {
      return id;
    }
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function keyWord(start: usize, offset: u32, length: u32): u64 {
  const word = load<u64>(start + offset);
  const left = length - offset;
  return left >= 8 ? word : word & ((<u64>1 << (left << 3)) - 1);
}

function sameKey(known: usize, start: usize, length: u32): bool {
  for (let offset: u32 = 0; offset < length; offset += 8) {
    if (load<u64>(known + offset) != keyWord(start, offset, length)) return false;
  }
  return true;
}

function addKey(slot: usize, hash: u32, start: usize, length: u32): u32 {
  const size = <usize>((length + 7) & ~7);
  if (keyBytes + size > KEY_BYTES_END) return 0;
  for (let offset: u32 = 0; offset < length; offset += 8) {
    store<u64>(keyBytes + offset, keyWord(start, offset, length));
  }
  store<u32>(slot, hash);
  store<u32>(slot, <u32>keyBytes, 4);
  store<u32>(slot, length, 8);
  store<u32>(slot, ++knownKeys, 12);
  keyBytes += size;
  return knownKeys;
}

/**
 * Spells the string body at [from, to) as Python's json.dumps spells it (ASCII only, `\u` in
 * lower-case hex), and escapes that once more for a JSON string around it. Writes into `out` up to
 * `outEnd`. Returns how far it read; `getWritten` tells how far it wrote. The caller goes on until
 * all is read.
 */
export function spellForPython(from: usize, to: usize, out: usize, outEnd: usize): usize {
  let p = from;
  let o = out;
  const limit = outEnd - 32;
  const backslash = i8x16.splat(0x5c);
  const tilde = i8x16.splat(0x7e);
  while (p < to && o < limit) {
    // Up to sixteen bytes at once that stand for themselves.
    const bytes = v128.load(p);
    v128.store(o, bytes);
    const special = <u32>i8x16.bitmask(v128.or(i8x16.eq(bytes, backslash), i8x16.gt_u(bytes, tilde)));
    const plain = min<usize>(special == 0 ? 16 : <usize>ctz(special), to - p);
    p += plain;
    o += plain;
    if (plain == 16 || p == to) continue;
    const c = <u32>load<u8>(p);
    if (c == 0x5c) {
      const letter = load<u8>(p, 1);
      if (letter == 0x75) {
        o = spellUnit(o, <u32>hexUnit(p + 2));
        p += 6;
      } else {
        if (letter == 0x2f) store<u8>(o++, 0x2f);
        else o = spellEscape(o, letter);
        p += 2;
      }
    } else if (c == 0x7f) {
      o = spellUnit(o, c);
      p++;
    } else if (c < 0xe0) {
      o = spellUnit(o, ((c & 0x1f) << 6) | tail(p + 1));
      p += 2;
    } else if (c < 0xf0) {
      o = spellUnit(o, ((c & 0x0f) << 12) | (tail(p + 1) << 6) | tail(p + 2));
      p += 3;
    } else {
      const rest = (tail(p + 1) << 12) | (tail(p + 2) << 6) | tail(p + 3);
      const point = (((c & 0x07) << 18) | rest) - 0x10000;
      o = spellUnit(o, 0xd800 | (point >> 10));
      o = spellUnit(o, 0xdc00 | (point & 0x3ff));
      p += 4;
    }
  }
  written = o;
  return p;
}

// @ts-ignore: decorator
@inline
function tail(p: usize): u32 {
  return <u32>load<u8>(p) & 0x3f;
}

let written: usize = 0;

export function getWritten(): usize {
  return written;
}

/** `\n` becomes `\\n`; a quote or a backslash, escaped within and without, takes four bytes. */
function spellEscape(o: usize, letter: u8): usize {
  store<u16>(o, 0x5c5c);
  if (letter == 0x22 || letter == 0x5c) {
    store<u8>(o, 0x5c, 2);
    store<u8>(o, letter, 3);
    return o + 4;
  }
  store<u8>(o, letter, 2);
  return o + 3;
}

/** A UTF-16 unit that the source escaped, or that is not ASCII. */
function spellUnit(o: usize, unit: u32): usize {
  if (unit >= 0x20 && unit < 0x7f) {
    if (unit == 0x22 || unit == 0x5c) return spellEscape(o, <u8>unit);
    store<u8>(o, <u8>unit);
    return o + 1;
  }
  if (unit == 0x08) return spellEscape(o, 0x62);
  if (unit == 0x09) return spellEscape(o, 0x74);
  if (unit == 0x0a) return spellEscape(o, 0x6e);
  if (unit == 0x0c) return spellEscape(o, 0x66);
  if (unit == 0x0d) return spellEscape(o, 0x72);
  store<u16>(o, 0x5c5c);
  store<u8>(o, 0x75, 2);
  store<u8>(o, hexLetter(unit >> 12), 3);
  store<u8>(o, hexLetter((unit >> 8) & 15), 4);
  store<u8>(o, hexLetter((unit >> 4) & 15), 5);
  store<u8>(o, hexLetter(unit & 15), 6);
  return o + 7;
}

// @ts-ignore: decorator
@inline
function hexLetter(digit: u32): u8 {
  return <u8>(digit < 10 ? 0x30 + digit : 0x57 + digit);
}

/**
 * Writes the text that the string body at [from, to) stands for, as UTF-8, into `out` up to `outEnd`;
 * an unpaired surrogate becomes U+FFFD. Returns how far it read; `getWritten` tells how far it wrote.
 * Where the body goes on behind `to`, an escape that may be cut there is left for the next call.
 */
export function unescape(from: usize, to: usize, goesOn: bool, out: usize, outEnd: usize): usize {
  let p = from;
  let o = out;
  const limit = outEnd - 32;
  const backslash = i8x16.splat(0x5c);
  while (p < to && o < limit) {
    const bytes = v128.load(p);
    v128.store(o, bytes);
    const slashes = <u32>i8x16.bitmask(i8x16.eq(bytes, backslash));
    const plain = min<usize>(slashes == 0 ? 16 : <usize>ctz(slashes), to - p);
    p += plain;
    o += plain;
    if (plain == 16 || p == to) continue;
    if (goesOn && p + 12 > to) break;
    const letter = load<u8>(p, 1);
    if (letter != 0x75) {
      store<u8>(o++, unescaped(letter));
      p += 2;
      continue;
    }
    let point = <u32>hexUnit(p + 2);
    p += 6;
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = point <= 0xdbff && p + 6 <= to ? lowSurrogate(p) : -1;
      if (low >= 0) {
        point = 0x10000 + ((point - 0xd800) << 10) + (<u32>low - 0xdc00);
        p += 6;
      } else {
        point = 0xfffd;
      }
    }
    o = putUtf8(o, point);
  }
  written = o;
  return p;
}

// @ts-ignore: decorator
@inline
function unescaped(letter: u8): u8 {
  if (letter == 0x6e) return 0x0a;
  if (letter == 0x74) return 0x09;
  if (letter == 0x72) return 0x0d;
  if (letter == 0x62) return 0x08;
  if (letter == 0x66) return 0x0c;
  return letter;
}

function putUtf8(o: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(o, <u8>point);
    return o + 1;
  }
  if (point < 0x800) {
    store<u8>(o, <u8>(0xc0 | (point >> 6)));
    store<u8>(o, <u8>(0x80 | (point & 0x3f)), 1);
    return o + 2;
  }
  if (point < 0x10000) {
    store<u8>(o, <u8>(0xe0 | (point >> 12)));
    store<u8>(o, <u8>(0x80 | ((point >> 6) & 0x3f)), 1);
    store<u8>(o, <u8>(0x80 | (point & 0x3f)), 2);
    return o + 3;
  }
  store<u8>(o, <u8>(0xf0 | (point >> 18)));
  store<u8>(o, <u8>(0x80 | ((point >> 12) & 0x3f)), 1);
  store<u8>(o, <u8>(0x80 | ((point >> 6) & 0x3f)), 2);
  store<u8>(o, <u8>(0x80 | (point & 0x3f)), 3);
  return o + 4;
}

/** The address where the document begins. */
export function inputStart(): usize {
  return INPUT;
}
