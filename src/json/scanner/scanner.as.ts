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
const LAST_TOKEN: usize = TOKENS_END - 32; // a key and its value find room from here
const LEVELS: usize = 0x41000; // one byte per open container, 4,096 at most
const KEY_SLOTS: usize = 0x42000; // open addressing: hash, address, length and name, id; 16 bytes each
const KEY_SLOT_MASK: u32 = 4095;
const KEY_BYTES: usize = 0x52000; // the bytes of the known keys, padded with zeros to 8
const KEY_BYTES_END: usize = 0x7f000;
const SCRATCH: usize = 0x7f000; // a name without its escapes
const SCRATCH_END: usize = 0x80000;
const STATES: usize = 0x80000; // two bytes per open container: what applies to what is in it
const STATE_FLAGS: usize = 0x82000; // one byte per state
const TEXTS: usize = 0x83000; // short strings that were met lately: length and bytes; 48 each
const TEXT_SLOTS: u32 = 2048;
const TABLES: usize = 0xa0000; // per state two bytes per name, for keys and for types
const INPUT: usize = 0x100000;

// What becomes of a value, by a table of the state that its object is in: the state of what is in it, or these.
const ABSENT: u32 = 0xffff;
const PRESENCE: u32 = 0xfffe;
/** The name of the key by which variants are told; names count from 1. */
const TYPE: u32 = 1;
const NAMES: u32 = 512;
const TABLE_BYTES: usize = 2048;
// Flags of a state.
const WITHOUT_TEXT: u8 = 1;
const BY_TYPE: u8 = 2;

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
/** A key that is left out, and of which there is something to note. */
const ABSENT_KEY: u32 = 14;

const ESCAPED: u32 = 0x100;
const NON_ASCII: u32 = 0x200;
const LONE_SURROGATE: u32 = 0x400;
const SMALL_INTEGER: u32 = 0x100;
/** Beside the number of a short string's slot: it holds the same as when it was met last. */
const SAME: u32 = 0x10000;

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

// How the projection stands.
let step: usize = 16; // how far a token goes: 0 while nothing is kept
let next: u32 = 0; // what becomes of the next value
let resumeLevel: u32 = 0; // where what is left out ends
let isRest: bool = false; // it is the rest of an object, whose end is told
let shortText: u32 = 0;
let knownNames: u32 = 0;
// Left by knownKey for its caller.
let nameFound: u32 = 0;
let slotFound: usize = 0;

/**
 * Starts on the document at [start, stop). The byte at stop is overwritten: it ends every loop.
 *
 * @param root the state for the document; 0 leaves nothing out
 * @param shortest strings of up to this many bytes are looked for among those met lately; the caller
 *   must take every token
 */
export function begin(start: usize, stop: usize, depthLimit: u32, root: u32, shortest: u32): void {
  position = start;
  end = stop;
  expecting = VALUE;
  depth = 0;
  maxDepth = depthLimit;
  outcome = MORE;
  step = 16;
  next = root;
  // Of no strings is not of strings up to no length: an empty one would be noted, and its token never taken.
  shortText = shortest == 0 ? 0 : shortest + 1;
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

/**
 * Fills the token buffer from its start and returns how many tokens it holds. What the projection
 * leaves out is checked like all else, and has no tokens.
 */
export function scan(): u32 {
  let p = position;
  let token = TOKENS;
  let state = expecting;
  let level = depth;
  // The token at hand is a key, which is told together with its value.
  let keyed = false;
  let isType = false;

  while (true) {
    if (token > LAST_TOKEN && !keyed) return stop(token, p, state, level, MORE);
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
      if (c != 0x2c) {
        if (c != (inObject ? 0x7d : 0x5d)) return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
        token = close(token, inObject ? OBJECT_END : ARRAY_END, p++, --level);
        continue;
      }
      state = inObject ? NEXT_KEY : VALUE;
      if (!inObject) next = load<u16>(STATES + ((level - 1) << 1));
      c = load<u8>(++p);
      if (c <= 0x20) {
        p = skipSpace(p);
        c = load<u8>(p);
      }
    }

    if (state == NEXT_KEY || state == KEY_OR_OBJECT_END) {
      if (c == 0x7d && state == KEY_OR_OBJECT_END) {
        token = close(token, OBJECT_END, p++, --level);
        state = AFTER_VALUE;
        continue;
      }
      if (c != 0x22) return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
      const q = skipString(p + 1);
      if (outcome != MORE) return stop(token, q, state, level, outcome);
      if (step != 0) {
        put(token, KEY | stringFlags, p + 1, q, knownKey(p + 1, <u32>(q - p - 1)));
        const projection = <u32>load<u16>(STATES + ((level - 1) << 1));
        keyed = true;
        next = 0;
        if (projection != 0) {
          const name = (stringFlags & ESCAPED) == 0 ? nameFound : escapedName(p + 1, q);
          next = load<u16>(tableOf(projection) + (name << 1));
          isType = name == TYPE && (load<u8>(STATE_FLAGS + projection) & BY_TYPE) != 0;
          if (next == ABSENT) {
            keyed = false;
            if ((stringFlags & LONE_SURROGATE) != 0) {
              put(token, ABSENT_KEY | stringFlags, p + 1, q, 0);
              token += 16;
            }
          }
        }
      }
      p = q + 1;
      c = load<u8>(p);
      if (c <= 0x20) {
        p = skipSpace(p);
        c = load<u8>(p);
      }
      if (c != 0x3a) {
        return stop(keyed ? token + 16 : token, p, COLON, level, p < end ? UNEXPECTED : TRUNCATED);
      }
      state = VALUE;
      c = load<u8>(++p);
      if (c <= 0x20) {
        p = skipSpace(p);
        c = load<u8>(p);
      }
    }

    if (c == 0x22) {
      const q = skipString(p + 1);
      if (outcome != MORE) return stop(keyed ? token + 16 : token, q, state, level, outcome);
      if (step != 0) {
        if (next < PRESENCE) {
          if (!keyed || next == 0 || (load<u8>(STATE_FLAGS + next) & WITHOUT_TEXT) == 0) {
            if (keyed) token += 16;
            const length = <u32>(q - p - 1);
            put(token, STRING | stringFlags, p + 1, q, stringFlags == 0 && length < shortText ? textSlot(p + 1, length) : 0);
            token += 16;
            if (isType) chooseVariant(p + 1, q, level);
          }
        } else if (next == PRESENCE) {
          put(token + 16, TRUE, p + 1, q, 0);
          token += 32;
        }
        keyed = false;
        isType = false;
      }
      p = q + 1;
      state = AFTER_VALUE;
      continue;
    }
    if (c == 0x7b || c == 0x5b) {
      if (level >= maxDepth) return stop(keyed ? token + 16 : token, p, state, level, TOO_DEEP);
      const isObject = c == 0x7b;
      store<u8>(LEVELS + level, isObject ? 1 : 0);
      if (step != 0) {
        if (keyed) token += 16;
        if (next < PRESENCE) {
          put(token, isObject ? OBJECT_START : ARRAY_START, p, p + 1, 0);
          token += 16;
          store<u16>(STATES + (level << 1), <u16>next);
        } else {
          if (next == PRESENCE) {
            put(token, TRUE, p, p + 1, 0);
            token += 16;
          }
          step = 0;
          isRest = false;
          resumeLevel = level;
        }
        keyed = false;
        isType = false;
      }
      level++;
      p++;
      state = isObject ? KEY_OR_OBJECT_END : VALUE_OR_ARRAY_END;
      continue;
    }
    if (c == 0x5d && state == VALUE_OR_ARRAY_END) {
      token = close(token, ARRAY_END, p++, --level);
      state = AFTER_VALUE;
      continue;
    }
    if (keyed) token += 16;
    let q: usize;
    if (c == 0x2d || (c >= 0x30 && c <= 0x39)) {
      if (c == 0x2d && load<u8>(p + 1) == 0x49) {
        const length = literalLength(p + 1, end);
        q = p + 1 + length;
        if (length != 8) return stop(token, q, state, level, q < end ? BAD_NUMBER : TRUNCATED);
        put(token, NEGATIVE_INFINITY, p, q, 0);
      } else {
        q = skipNumber(p);
        if (outcome != MORE) return stop(token, q, state, level, outcome);
        putNumber(token, p, q);
      }
    } else {
      const kind = literalKind(c);
      if (kind == 0) return stop(token, p, state, level, p < end ? UNEXPECTED : TRUNCATED);
      const length = literalLength(p, end);
      q = p + length;
      if (length != literalSize(kind)) return stop(token, q, state, level, q < end ? UNEXPECTED : TRUNCATED);
      put(token, kind, p, q, 0);
    }
    if (step != 0) {
      if (next == PRESENCE && load<u8>(token) != <u8>NULL) store<u32>(token, TRUE);
      if (next != ABSENT) token += 16;
      keyed = false;
      isType = false;
    }
    p = q;
    state = AFTER_VALUE;
  }
}

/** Where a container ends: the token of its end, unless it is left out; there the tokens go on. */
// @ts-ignore: decorator
@inline
function close(token: usize, kind: u32, p: usize, level: u32): usize {
  if (step == 0) {
    if (level != resumeLevel) return token;
    step = 16;
    if (!isRest) return token;
  }
  put(token, kind, p, p + 1, 0);
  return token + 16;
}

/** The object at hand says what it is: another state for its other keys, or none of them is kept. */
function chooseVariant(start: usize, stop: usize, level: u32): void {
  if ((stringFlags & LONE_SURROGATE) != 0 || <u32>(stop - start) >= shortText) return;
  const state = STATES + ((level - 1) << 1);
  const name = (stringFlags & ESCAPED) == 0 ? nameAt(start, <u32>(stop - start)) : escapedName(start, stop);
  const variant = load<u16>(tableOf(load<u16>(state)) + ((NAMES + name) << 1));
  if (<u32>variant != ABSENT) {
    store<u16>(state, variant);
    return;
  }
  step = 0;
  isRest = true;
  resumeLevel = level - 1;
}

// @ts-ignore: decorator
@inline
function tableOf(state: u32): usize {
  return TABLES + <usize>state * TABLE_BYTES;
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
 * The id (from 1) of a key that has no escapes, the same for the same bytes until the keys are
 * forgotten; 0 when the table is full, the key is long, or its place is taken. Its name is left in
 * nameFound.
 */
function knownKey(start: usize, length: u32): u32 {
  nameFound = 0;
  if ((stringFlags & ESCAPED) != 0 || length > MAX_KEY_LENGTH) return 0;
  const short = hashOf(start, length);
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const slot = KEY_SLOTS + <usize>(((short + probe) & KEY_SLOT_MASK) << 4);
    const id = load<u32>(slot, 12);
    slotFound = slot;
    if (id == 0) return addKey(slot, short, start, length);
    if (load<u32>(slot) == short && load<u16>(slot, 8) == length && sameKey(load<u32>(slot, 4), start, length)) {
      nameFound = load<u16>(slot, 10);
      return id;
    }
  }
  return 0;
}

/** The name that the bytes spell: 0 for none that a projection has. */
function nameAt(start: usize, length: u32): u32 {
  if (length > MAX_KEY_LENGTH) return 0;
  const short = hashOf(start, length);
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const slot = KEY_SLOTS + <usize>(((short + probe) & KEY_SLOT_MASK) << 4);
    if (load<u32>(slot, 12) == 0) return 0;
    if (load<u32>(slot) == short && load<u16>(slot, 8) == length && sameKey(load<u32>(slot, 4), start, length)) {
      return load<u16>(slot, 10);
    }
  }
  return 0;
}

/** The same for a string body with escapes. */
function escapedName(start: usize, stop: usize): u32 {
  // A letter takes six bytes at most.
  if (<u32>(stop - start) > MAX_KEY_LENGTH * 6) return 0;
  unescape(start, stop, false, SCRATCH, SCRATCH_END);
  return nameAt(SCRATCH, <u32>(written - SCRATCH));
}

/** Makes a name of a key, or of a type: the number that stands for it in tables; 0 when there is no room. */
export function addName(start: usize, length: u32): u32 {
  stringFlags = 0;
  if (knownKey(start, length) == 0) return 0;
  if (nameFound != 0) return nameFound;
  if (knownNames + 1 >= NAMES) return 0;
  store<u16>(slotFound, <u16>++knownNames, 10);
  return knownNames;
}

/** Forgets all keys and names: their numbers are void. */
export function forgetKeys(): void {
  memory.fill(KEY_SLOTS, 0, KEY_BYTES - KEY_SLOTS);
  keyBytes = KEY_BYTES;
  knownKeys = 0;
  knownNames = 0;
}

/** Forgets the short strings, when tokens were not taken. */
export function forgetTexts(): void {
  memory.fill(TEXTS, 0, TEXT_SLOTS * 48);
}

/** The slot (from 1) of a short string without escapes, and SAME where it is the last that was there. */
function textSlot(start: usize, length: u32): u32 {
  const slot = hashOf(start, length) & (TEXT_SLOTS - 1);
  const at = TEXTS + <usize>slot * 48;
  if (load<u32>(at) == length + 1 && sameKey(at + 8, start, length)) return (slot + 1) | SAME;
  store<u32>(at, length + 1);
  for (let offset: u32 = 0; offset < length; offset += 8) {
    store<u64>(at + 8 + offset, keyWord(start, offset, length));
  }
  return slot + 1;
}

// @ts-ignore: decorator
@inline
function hashOf(start: usize, length: u32): u32 {
  let hash: u64 = length;
  for (let offset: u32 = 0; offset < length; offset += 8) {
    hash = (hash ^ keyWord(start, offset, length)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return <u32>hash;
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
  store<u32>(slot, length, 8); // and no name
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

/**
 * Looks at the lines in [start, stop) for the uuid that a record names near one of its ends. For each
 * line that a newline ends it writes the hash of its uuid (-1 for none) and the line's place, sixteen
 * bytes, into `out` up to `outEnd`. Returns where the first line begins that it did not look at;
 * `getWritten` tells how far it wrote.
 */
export function markLines(start: usize, stop: usize, out: usize, outEnd: usize): usize {
  const newlines = i8x16.splat(0x0a);
  let line = start;
  let o = out;
  let block = start;
  while (block < stop) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(block), newlines));
    while (found != 0) {
      const at = block + <usize>ctz(found);
      found &= found - 1;
      if (at >= stop || o == outEnd) {
        written = o;
        return line;
      }
      store<f64>(o, uuidOf(line, at));
      store<u32>(o, <u32>line, 8);
      store<u32>(o, <u32>at, 12);
      o += 16;
      line = at + 1;
    }
    block += 16;
  }
  written = o;
  return line;
}

/** Bytes at each end of a line in which a uuid is sought. */
const WINDOW: usize = 512;
const LONGEST_UUID: usize = 64;

/** The hash of a line's own uuid; -1 where none is found. In a short line the ends overlap. */
function uuidOf(start: usize, stop: usize): f64 {
  const behind = uuidIn(max(start, stop - min(WINDOW, stop)), stop);
  return behind >= 0 ? behind : uuidIn(start, min(stop, start + WINDOW));
}

/** The last one in a part of the bytes: mostly it is a hundred bytes before the end of the line. */
function uuidIn(from: usize, to: usize): f64 {
  if (to - from < 6) return -1;
  let at = to - 6;
  // The key `uuid`, with its quotes.
  while (load<u32>(at, 1) != 0x64697575 || load<u8>(at) != 0x22 || load<u8>(at, 5) != 0x22) {
    if (at == from) return -1;
    at--;
  }
  const colon = skipBlanks(at + 6, to);
  const quote = skipBlanks(colon + 1, to);
  if (quote >= to || load<u8>(colon) != 0x3a || load<u8>(quote) != 0x22) return -1;
  const body = quote + 1;
  const limit = min(body + LONGEST_UUID, to);
  let end = body;
  while (end < limit && load<u8>(end) != 0x22) end++;
  return end < limit && end > body ? hashBytes(body, <u32>(end - body)) : -1;
}

function skipBlanks(p: usize, to: usize): usize {
  while (p < to && load<u8>(p) == 0x20) p++;
  return p;
}

/** A hash of 53 bits. */
export function hashBytes(start: usize, length: u32): f64 {
  let hash: u64 = length;
  for (let offset: u32 = 0; offset < length; offset += 8) {
    hash = (hash ^ keyWord(start, offset, length)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return <f64>((hash * 0x9e3779b97f4a7c15) >> 11);
}
