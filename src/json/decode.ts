/** Bytes to values: one document, its grammar checked, its long texts left where they are. */
import type { TextArena } from "./arena.ts";
import { stateOf, templateOf, WHOLE, type Projection } from "./projection.ts";
import { FLAG, KIND, OUTCOME, TEXT_SLOT, type ByteRange } from "./scanner/scanner.ts";
import * as scanner from "./scanner/scanner.ts";
import { countValues } from "./memory-limit.ts";
import { JsonNumber, numberFrom } from "./number.ts";
import { describeStop, type JsonProblem } from "./problem.ts";
import { JsonText, type TextFlags } from "./text.ts";
import { byteOrderMarkLength, invalidUtf8Offset } from "./utf8.ts";
import { setKeyOrder, type JsonArray, type JsonObject, type JsonValue } from "./value.ts";

export { BY_TYPE, OTHERS, WHOLE, type Projection, type Variants } from "./projection.ts";

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

export type DecodeResult =
  | { readonly ok: true; readonly value: JsonValue; readonly notes: JsonNotes }
  | { readonly ok: false; readonly problem: JsonProblem };

/** As DecodeResult; a document that is complete, but not the last thing in its range, is given too. */
export type RecordResult =
  | { readonly ok: true; readonly value: JsonValue; readonly notes: RecordNotes }
  | { readonly ok: false; readonly problem: JsonProblem; readonly first: FirstDocument | null };

/** Offsets of occurrences count from the start of the record. */
export type RecordNotes = Omit<JsonNotes, "byteOrderMark">;

/** What most documents have: nothing to note. */
export const NO_NOTES: RecordNotes = Object.freeze({ loneSurrogates: null, nonFinite: null, duplicateKeys: null });

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
  const markLength = byteOrderMarkLength(bytes);
  const builder = new Builder(address + markLength, address + size, address, null, projection);
  try {
    const value = builder.document();
    return { ok: true, value, notes: { ...builder.notes, byteOrderMark: markLength > 0 } };
  } catch (error) {
    scanner.forgetTexts();
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
  const builder = new Builder(start, stop, start, arena, projection);
  try {
    return { ok: true, value: builder.document(), notes: builder.notes };
  } catch (error) {
    scanner.forgetTexts();
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

/** Thrown inside this module only, to leave the recursion when the scanner met a problem. */
class ScanStopped extends Error {}

/** A key that the scanner knows. */
interface KnownKey {
  /** Internalized, which makes it fast as a key. */
  readonly name: string;
  /** It looks like an array index, or is `__proto__`. */
  readonly isOdd: boolean;
  /** The object that had it last, by its number: if that is an earlier one, this one has it for the first time. */
  seen: number;
}

/** By the scanner's ids. */
let knownKeys: (KnownKey | undefined)[] = [];
let keyGeneration = -1;
/** Objects that were begun so far. */
let objects = 0;

/** The short strings that the scanner tells by slots. */
const shortStrings: string[] = [];

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
  notes: RecordNotes = NO_NOTES;
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
  private readonly template: JsonObject | null;

  /**
   * @param origin the address that offsets count from
   * @param arena takes copies of the texts; null leaves them slices of the scanner's memory
   */
  constructor(start: number, stop: number, origin: number, arena: TextArena | null, projection: Projection) {
    this.origin = origin;
    this.arena = arena;
    this.shortText = arena === null ? SHORT_TEXT : SHORT_RECORD_TEXT;
    this.template = templateOf(projection);
    const root = stateOf(projection);
    if (keyGeneration !== scanner.keyGeneration()) {
      knownKeys = [];
      keyGeneration = scanner.keyGeneration();
    }
    scanner.beginScan(start, stop, MAX_DEPTH, root, this.shortText);
  }

  document(): JsonValue {
    const token = this.take();
    const isMade = this.template !== null && (this.word(token) & 0xff) === KIND.objectStart;
    const value = isMade ? this.object({ ...this.template }) : this.value(token);
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

  private value(token: number): JsonValue {
    const head = this.word(token);
    switch (head & 0xff) {
      case KIND.string:
        return this.string(token, head);
      case KIND.objectStart:
        return this.object({});
      case KIND.arrayStart:
        return this.array();
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
        this.note("nonFinite", token);
        return new JsonNumber(this.memory.toString("latin1", this.word(token + 1), this.word(token + 2)));
    }
  }

  private string(token: number, head: number): string | JsonText {
    const start = this.word(token + 1);
    const end = this.word(token + 2);
    if (end - start > this.shortText || (head & FLAG.loneSurrogate) !== 0) {
      if ((head & FLAG.loneSurrogate) !== 0) this.note("loneSurrogates", token);
      const flags = TEXT_FLAGS[(head >> 8) & 7] ?? PLAIN_FLAGS;
      return this.arena === null
        ? new JsonText(this.memory, start, end, flags)
        : this.arena.keep(this.memory, start, end, flags);
    }
    const slot = this.word(token + 3);
    if (slot === 0) return this.shortString(start, end, head);
    if ((slot & TEXT_SLOT.same) !== 0) return shortStrings[slot & TEXT_SLOT.mask] ?? "";
    const string = this.memory.toString("latin1", start, end);
    shortStrings[slot] = string;
    return string;
  }

  private shortString(start: number, end: number, head: number): string {
    if ((head & FLAG.escaped) !== 0) {
      const value: unknown = JSON.parse(this.memory.toString("utf8", start - 1, end + 1));
      return String(value);
    }
    return this.memory.toString("utf8", start, end);
  }

  private array(): JsonArray {
    const array: JsonArray = [];
    for (;;) {
      const token = this.take();
      if ((this.word(token) & 0xff) === KIND.arrayEnd) return array;
      array.push(this.value(token));
    }
  }

  /** @param object has no values yet */
  private object(object: JsonObject): JsonObject {
    const number = ++objects;
    for (;;) {
      const token = this.take();
      const head = this.word(token);
      switch (head & 0xff) {
        case KIND.objectEnd:
          return object;
        case KIND.absentKey:
          this.note("loneSurrogates", token);
          break;
        default: {
          const known = this.known(token, head);
          if (known === undefined || known.isOdd) return this.rest(object, token);
          const { name, seen } = known;
          known.seen = number;
          // An object inside this one may have had the key too.
          if (seen >= number && hasValue(object, name)) {
            this.note("duplicateKeys", token);
          }
          object[name] = this.value(this.take());
        }
      }
    }
  }

  /** The keys of an object from one on that has to be looked at closely. */
  private rest(object: JsonObject, first: number): JsonObject {
    let order: string[] | null = null;
    for (let token = first; ; token = this.take()) {
      const head = this.word(token);
      const kind = head & 0xff;
      if (kind === KIND.objectEnd) break;
      if (kind === KIND.absentKey) {
        this.note("loneSurrogates", token);
        continue;
      }
      const key = this.known(token, head)?.name ?? this.unknownKey(token, head);
      const isThere = hasValue(object, key);
      if (isThere) this.note("duplicateKeys", token);
      // JavaScript would sort keys that look like array indexes to the front.
      if (order === null && isDigit(key.charCodeAt(0))) order = Object.keys(object);
      if (order !== null && !isThere) order.push(key);
      const value = this.value(this.take());
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
      } else {
        object[key] = value;
      }
    }
    if (order !== null) setKeyOrder(object, order);
    return object;
  }

  /** A key that has an id; undefined for one that has none: it is data rather than a name, and will hardly come again. */
  private known(token: number, head: number): KnownKey | undefined {
    const id = this.word(token + 3);
    if (id === 0) return undefined;
    const known = knownKeys[id];
    if (known !== undefined) return known;
    const name = internalized(this.shortString(this.word(token + 1), this.word(token + 2), head));
    const added = { name, isOdd: isDigit(name.charCodeAt(0)) || name === "__proto__", seen: 0 };
    knownKeys[id] = added;
    return added;
  }

  private unknownKey(token: number, head: number): string {
    if ((head & FLAG.loneSurrogate) !== 0) this.note("loneSurrogates", token);
    const start = this.word(token + 1);
    const end = this.word(token + 2);
    // Its text is a string of its own, and its object becomes a table.
    countValues(2 + ((end - start) >> 5));
    return this.shortString(start, end, head);
  }

  private note(what: keyof RecordNotes, token: number): void {
    if (this.notes === NO_NOTES) this.notes = { ...NO_NOTES };
    const occurrence = this.notes[what];
    if (occurrence === null) {
      const kind = this.word(token) & 0xff;
      const quote = kind === KIND.key || kind === KIND.absentKey || kind === KIND.string ? 1 : 0;
      this.notes[what] = { count: 1, offset: this.word(token + 1) - quote - this.origin };
    } else occurrence.count++;
  }
}

/** True where the source had the key: a template has keys without values. */
function hasValue(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

/** The same string as V8 keeps it for property names, so that each use as a key is a pointer compare. */
function internalized(key: string): string {
  return Object.keys({ [key]: null })[0] ?? key;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
