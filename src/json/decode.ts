/** Bytes to values: one document, its grammar checked, its long texts left where they are. */
import type { TextArena } from "./arena.ts";
import { FLAG, KIND, OUTCOME, type ByteRange } from "./scanner/scanner.ts";
import * as scanner from "./scanner/scanner.ts";
import { countValues } from "./memory-limit.ts";
import { JsonNumber, numberFrom } from "./number.ts";
import { describeStop, type JsonProblem } from "./problem.ts";
import { JsonText, type TextFlags } from "./text.ts";
import { invalidUtf8Offset } from "./utf8.ts";
import { setKeyOrder, type JsonArray, type JsonObject, type JsonValue } from "./value.ts";

/** How often something happened in a document, and the byte offset where it happened first. */
export interface Occurrence {
  count: number;
  offset: number;
}

/** What a document holds that is no error of its own, but that whoever reads the row should know. */
export interface JsonNotes {
  /** Strings with an escaped surrogate that has no partner. */
  loneSurrogates: Occurrence | null;
  /** `NaN`, `Infinity` and `-Infinity`. */
  nonFinite: Occurrence | null;
  /** Keys that an object has twice: the last one counts, as in Python and JavaScript. */
  duplicateKeys: Occurrence | null;
  /** A byte order mark before the document. */
  byteOrderMark: boolean;
}

/** Key of a projection: what applies to the keys behind an object's `type`, by its value. */
export const BY_TYPE: unique symbol = Symbol("by type");
/** Key of a projection: what applies to the keys, or the types, that it does not name. */
export const OTHERS: unique symbol = Symbol("others");

/**
 * What to leave out of a document: false for a key whose value is checked but not built, true for
 * one of which only counts that it is there (the value reads true, or null as it stands), a further
 * projection for the keys below it. A list passes its projection on to its items. Where `OTHERS` are
 * left out, so is a text that stands in the place of the object.
 */
export interface Projection {
  readonly [key: string]: Projection | boolean;
  readonly [OTHERS]?: false;
  readonly [BY_TYPE]?: Variants;
}

/** By the value of `type`; false leaves out all that comes behind it. Types that are not named: the whole. */
export interface Variants {
  readonly [type: string]: Projection | false;
  readonly [OTHERS]?: Projection | false;
}

export type DecodeResult =
  | { readonly ok: true; readonly value: JsonValue; readonly notes: JsonNotes }
  | { readonly ok: false; readonly problem: JsonProblem };

/** As DecodeResult; a document that is complete, but not the last thing in its range, is given too. */
export type RecordResult =
  | { readonly ok: true; readonly value: JsonValue; readonly notes: RecordNotes }
  | { readonly ok: false; readonly problem: JsonProblem; readonly first: FirstDocument | null };

/** Offsets of occurrences count from the start of the record. */
export type RecordNotes = Omit<JsonNotes, "byteOrderMark">;

export interface FirstDocument {
  readonly value: JsonValue;
  readonly notes: RecordNotes;
  /** Address of what comes behind it. */
  readonly end: number;
}

/** Containers nested deeper than this are refused; Python's reader ends at about the same depth. */
export const MAX_DEPTH = 1024;

/**
 * Strings of up to this many bytes become JavaScript strings. A slice costs an object too, so
 * below some length it gains nothing.
 */
const SHORT_TEXT = 32;
/** The same in a record: a uuid (36) is asked for and compared, and a slice would be a copy too. */
const SHORT_RECORD_TEXT = 40;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Decodes bytes that lie anywhere (they are copied).
 *
 * @returns the value, good until the next document is decoded, or the first problem
 */
export function decode(bytes: Uint8Array): DecodeResult {
  scanner.reserveInput(bytes.length).set(bytes);
  return decodeInput(bytes.length);
}

/**
 * Decodes the first `size` bytes of what `reserveInput` gave, without copying them.
 *
 * @param projection what to leave out; nothing when missing
 */
export function decodeInput(size: number, projection: Projection = WHOLE): DecodeResult {
  const address = scanner.inputAddress();
  const bytes = scanner.scannerMemory().subarray(address, address + size);
  const invalid = invalidUtf8Offset(bytes);
  if (invalid >= 0) return { ok: false, problem: utf8Problem(bytes, invalid) };
  const byteOrderMark = BYTE_ORDER_MARK.equals(bytes.subarray(0, BYTE_ORDER_MARK.length));
  const start = byteOrderMark ? address + BYTE_ORDER_MARK.length : address;
  const builder = new Builder(start, address + size, address, null);
  try {
    const value = builder.document(projection);
    return { ok: true, value, notes: { ...builder.notes, byteOrderMark } };
  } catch (error) {
    if (!(error instanceof ScanStopped)) throw error;
    return { ok: false, problem: stopProblem(address, bytes, "file") };
  }
}

/**
 * Decodes the document in a part of the scanner's memory, which must be UTF-8. Long texts are
 * copied: the value stays good when the memory is used for something else.
 *
 * @param arena where the copies go
 */
export function decodeRecord({ start, stop }: ByteRange, projection: Projection, arena: TextArena): RecordResult {
  const builder = new Builder(start, stop, start, arena);
  try {
    return { ok: true, value: builder.document(projection), notes: builder.notes };
  } catch (error) {
    if (!(error instanceof ScanStopped)) throw error;
    const problem = stopProblem(start, scanner.scannerMemory().subarray(start, stop), "line");
    const isComplete = scanner.scanOutcome() === OUTCOME.trailing && builder.built !== undefined;
    const first = isComplete
      ? { value: builder.built ?? null, notes: builder.notes, end: scanner.scanState().address }
      : null;
    return { ok: false, problem, first };
  }
}

/** What the scanner stopped at, in the bytes that begin at an address. */
function stopProblem(address: number, bytes: Buffer, whole: "file" | "line"): JsonProblem {
  const state = scanner.scanState();
  const offset = state.address - address;
  return describeStop(state, offset, bytes.subarray(offset), MAX_DEPTH, whole);
}

/** The problem with bytes of which the one at an offset is not UTF-8. */
export function utf8Problem(bytes: Buffer, offset: number): JsonProblem {
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, "0");
  return {
    code: "json-utf8",
    offset,
    expected: "UTF-8 text",
    found: `the byte 0x${byte}`,
  };
}

/** Leaves nothing out. */
export const WHOLE: Projection = {};

/** A projection as it is looked up: names as they come from the source are no keys of objects of ours. */
interface Lookup {
  readonly keys: ReadonlyMap<string, Projection | boolean>;
  readonly others: Projection | boolean;
  readonly variants: Variants | undefined;
}

const lookups: WeakMap<Projection, Lookup> = new WeakMap();

function lookupOf(projection: Projection): Lookup {
  let lookup = lookups.get(projection);
  if (lookup === undefined) {
    const keys = new Map(Object.entries(projection));
    lookup = { keys, others: projection[OTHERS] ?? WHOLE, variants: projection[BY_TYPE] };
    lookups.set(projection, lookup);
  }
  return lookup;
}

function variantOf(variants: Variants, type: string): Projection | false {
  return (Object.hasOwn(variants, type) ? variants[type] : variants[OTHERS]) ?? WHOLE;
}

/** Thrown inside this module only, to leave the recursion when the scanner met a problem. */
class ScanStopped extends Error {}

/** The names of the scanner's known keys, by id; internalized, which makes them fast as keys. */
let keyNames: string[] = [];
let keyNamesGeneration = -1;

/** Short strings that were met lately, by size and ends. */
const CACHED_STRINGS = 1024;
const stringCache: string[] = Array.from({ length: CACHED_STRINGS }, () => "");

const TEXT_FLAGS: readonly TextFlags[] = Array.from({ length: 8 }, (_, bits) => ({
  escaped: (bits & 1) !== 0,
  nonAscii: (bits & 2) !== 0,
  loneSurrogate: (bits & 4) !== 0,
}));
const PLAIN_FLAGS: TextFlags = { escaped: false, nonAscii: false, loneSurrogate: false };

/**
 * Reads the scanner's tokens and builds the values. The scanner bounds the depth of recursion. Its
 * members are private by type only: with `#` a run takes 2 to 5 % longer.
 */
class Builder {
  readonly notes: Omit<JsonNotes, "byteOrderMark"> = {
    loneSurrogates: null,
    nonFinite: null,
    duplicateKeys: null,
  };
  private readonly memory: Buffer = scanner.scannerMemory();
  private readonly tokens: Uint32Array = scanner.tokenBuffer();
  /** Index of the next token's first word, and the first index past the tokens at hand. */
  private next = 0;
  private limit = 0;
  /** The outermost value once it is complete. */
  built: JsonValue | undefined = undefined;
  private readonly origin: number;
  private readonly arena: TextArena | null;
  private readonly shortText: number;

  /**
   * @param origin the address that offsets count from
   * @param arena takes copies of the texts; null leaves them slices of the scanner's memory
   */
  constructor(start: number, stop: number, origin: number, arena: TextArena | null) {
    this.origin = origin;
    this.arena = arena;
    this.shortText = arena === null ? SHORT_TEXT : SHORT_RECORD_TEXT;
    if (keyNamesGeneration !== scanner.keyGeneration()) {
      keyNames = [];
      keyNamesGeneration = scanner.keyGeneration();
    }
    scanner.beginScan(start, stop, MAX_DEPTH);
  }

  document(projection: Projection): JsonValue {
    const value = this.value(this.take(), projection);
    this.built = value;
    while (scanner.scanOutcome() === OUTCOME.more) this.limit = scanner.scanTokens() * 4;
    if (scanner.scanOutcome() !== OUTCOME.done) throw new ScanStopped();
    return value;
  }

  private take(): number {
    if (this.next === this.limit) this.refill();
    const token = this.next;
    this.next = token + 4;
    return token;
  }

  private refill(): void {
    if (scanner.scanOutcome() !== OUTCOME.more) throw new ScanStopped();
    const count = scanner.scanTokens();
    countValues(count);
    this.limit = count * 4;
    this.next = 0;
    if (count === 0) throw new ScanStopped();
  }

  private word(index: number): number {
    return this.tokens[index] ?? 0;
  }

  private value(token: number, projection: Projection): JsonValue {
    const head = this.word(token);
    switch (head & 0xff) {
      case KIND.string:
        return this.string(token, head);
      case KIND.objectStart:
        return this.object(projection);
      case KIND.arrayStart:
        return this.array(projection);
      case KIND.number:
        if ((head & FLAG.smallInteger) !== 0) return this.word(token + 3);
        return numberFrom(this.memory.toString("latin1", this.word(token + 1), this.word(token + 2)));
      case KIND.true:
        return true;
      case KIND.false:
        return false;
      case KIND.null:
        return null;
      default:
        this.notes.nonFinite = this.noted(this.notes.nonFinite, token);
        return new JsonNumber(this.memory.toString("latin1", this.word(token + 1), this.word(token + 2)));
    }
  }

  private string(token: number, head: number): string | JsonText {
    const start = this.word(token + 1);
    const end = this.word(token + 2);
    if (end - start > this.shortText || (head & FLAG.loneSurrogate) !== 0) {
      if ((head & FLAG.loneSurrogate) !== 0) this.notes.loneSurrogates = this.noted(this.notes.loneSurrogates, token);
      const flags = TEXT_FLAGS[(head >> 8) & 7] ?? PLAIN_FLAGS;
      return this.arena === null
        ? new JsonText(this.memory, start, end, flags)
        : this.arena.keep(this.memory, start, end, flags);
    }
    return this.shortString(start, end, head);
  }

  private shortString(start: number, end: number, head: number): string {
    if ((head & FLAG.escaped) !== 0) {
      const value: unknown = JSON.parse(this.memory.toString("utf8", start - 1, end + 1));
      return String(value);
    }
    if ((head & FLAG.nonAscii) !== 0) return this.memory.toString("utf8", start, end);
    return this.repeated(start, end);
  }

  /** An ASCII string, from the cache where it was met lately: names, versions, roles and the like come again and again. */
  private repeated(start: number, end: number): string {
    const { memory } = this;
    const size = end - start;
    const slot = (size * 0x1f3 + (memory[start] ?? 0) * 0x25 + (memory[end - 1] ?? 0) * 0x3b) & (CACHED_STRINGS - 1);
    const cached = stringCache[slot] ?? "";
    if (cached.length === size) {
      let index = 0;
      while (index < size && cached.charCodeAt(index) === memory[start + index]) index++;
      if (index === size) return cached;
    }
    const string = memory.toString("latin1", start, end);
    stringCache[slot] = string;
    return string;
  }

  private array(projection: Projection): JsonArray {
    const array: JsonArray = [];
    for (;;) {
      const token = this.take();
      if ((this.word(token) & 0xff) === KIND.arrayEnd) return array;
      array.push(this.value(token, projection));
    }
  }

  private object(given: Projection): JsonObject {
    const object: JsonObject = {};
    let lookup = given === WHOLE ? null : lookupOf(given);
    let order: string[] | null = null;
    for (;;) {
      const token = this.take();
      const head = this.word(token);
      if ((head & 0xff) === KIND.objectEnd) break;
      const key = this.key(token, head);
      const inner = lookup === null ? WHOLE : (lookup.keys.get(key) ?? lookup.others);
      if (inner === false) {
        this.skip();
        continue;
      }
      if (typeof inner === "object" && inner[OTHERS] === false && this.skipText()) continue;
      const known = object[key] !== undefined && Object.hasOwn(object, key);
      if (known) this.notes.duplicateKeys = this.noted(this.notes.duplicateKeys, token);
      // JavaScript would sort keys that look like array indexes to the front.
      if (order === null && isDigit(key.charCodeAt(0))) order = Object.keys(object);
      if (order !== null && !known) order.push(key);
      const value = inner === true ? this.presence() : this.value(this.take(), inner);
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
      } else {
        object[key] = value;
      }
      if (lookup?.variants !== undefined && key === "type" && typeof value === "string") {
        const variant = variantOf(lookup.variants, value);
        if (variant === false) {
          this.skip(1);
          break;
        }
        lookup = variant === WHOLE ? null : lookupOf(variant);
      }
    }
    if (order !== null) setKeyOrder(object, order);
    return object;
  }

  /** Passes over the next value, or over what is left of `open` containers, their ends included. */
  private skip(open = 0): void {
    let depth = open;
    do {
      const kind = this.word(this.take()) & 0xff;
      if (kind === KIND.objectStart || kind === KIND.arrayStart) depth++;
      else if (kind === KIND.objectEnd || kind === KIND.arrayEnd) depth--;
    } while (depth > 0);
  }

  /** Passes over the next value if it is a text: what names the keys that it wants has no use for one. */
  private skipText(): boolean {
    const token = this.take();
    if ((this.word(token) & 0xff) === KIND.string) return true;
    this.next = token;
    return false;
  }

  /** Passes over the next value: null where it is null, else true. */
  private presence(): true | null {
    const kind = this.word(this.take()) & 0xff;
    if (kind === KIND.objectStart || kind === KIND.arrayStart) this.skip(1);
    return kind === KIND.null ? null : true;
  }

  private key(token: number, head: number): string {
    const id = this.word(token + 3);
    const known = id === 0 ? undefined : keyNames[id];
    if (known !== undefined) return known;
    if ((head & FLAG.loneSurrogate) !== 0) this.notes.loneSurrogates = this.noted(this.notes.loneSurrogates, token);
    const key = this.shortString(this.word(token + 1), this.word(token + 2), head);
    // Without an id it is data rather than a name, and will hardly come again.
    if (id === 0) return key;
    const name = internalized(key);
    keyNames[id] = name;
    return name;
  }

  private noted(occurrence: Occurrence | null, token: number): Occurrence {
    if (occurrence === null) {
      const kind = this.word(token) & 0xff;
      const quote = kind === KIND.key || kind === KIND.string ? 1 : 0;
      return { count: 1, offset: this.word(token + 1) - quote - this.origin };
    }
    occurrence.count++;
    return occurrence;
  }
}

/** The same string as V8 keeps it for property names, so that each use as a key is a pointer compare. */
function internalized(key: string): string {
  return Object.keys({ [key]: null })[0] ?? key;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
