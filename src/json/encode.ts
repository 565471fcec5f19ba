/** Values to bytes: slices are copied as they stand, everything is well-formed JSON and Unicode. */
import { isFiniteNumber, JsonNumber } from "./number.ts";
import { decodeText, JsonText, wellFormedPieces } from "./text.ts";
import { keysOf } from "./value.ts";

/**
 * What can be encoded: the values that `decode` builds, and plain objects and arrays of them.
 * Properties that are undefined are left out.
 */
export type Encodable =
  | null
  | boolean
  | number
  | string
  | JsonNumber
  | JsonText
  | readonly Encodable[]
  | { readonly [key: string]: Encodable | undefined };

/** The size of the buffers that are filled. */
export const BUFFER_BYTES: number = 1024 * 1024;
/** The longest piece that is written without looking whether there is room for it. */
const RESERVE = 512;
/** Slices shorter than this are copied byte by byte: a call to copy costs more. */
const SHORT_COPY = 128;

/** Longer texts are put right piece by piece: a JavaScript string ends at 512 MB. */
const MAX_DECODED = 64 * 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** For each ASCII character whether it stands for itself in a JSON string. */
const PLAIN: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 0x20 && code !== 0x22 && code !== 0x5c ? 1 : 0,
);

/**
 * Writes JSON into a buffer that it reuses and hands over whenever it is full.
 *
 * Its members are private by type only: with `#` a run takes 2 to 5 % longer.
 */
export class JsonWriter {
  private readonly take: (bytes: Uint8Array) => void;
  private readonly supply: (() => Buffer) | null;
  private buffer: Buffer;
  private length = 0;
  /** Keys as they are written: quoted, escaped, with the colon. */
  private readonly keys: Map<string, Buffer> = new Map();

  /**
   * @param take gets the bytes and must be done with them when it returns. Long texts go to it
   *   straight from the source, so the buffer stays small whatever the size of a value.
   * @param supply gives a buffer of BUFFER_BYTES for each that was handed over, which the taker may
   *   then keep; without it there is one, used again and again
   */
  constructor(take: (bytes: Uint8Array) => void, supply: (() => Buffer) | null = null) {
    this.take = take;
    this.supply = supply;
    this.buffer = supply === null ? Buffer.allocUnsafeSlow(BUFFER_BYTES) : supply();
  }

  /** Bytes that wait in the buffer. */
  get pending(): number {
    return this.length;
  }

  /** Hands over what is left in the buffer. */
  flush(): void {
    if (this.length === 0) return;
    const { buffer, length } = this;
    this.length = 0;
    if (this.supply !== null) this.buffer = this.supply();
    this.take(buffer.subarray(0, length));
  }

  /** Writes JSON that the caller has ready: ASCII, at most a few hundred characters. */
  raw(json: string): void {
    this.ascii(json);
  }

  /** Writes any value. Numbers that JSON does not have are written as null. */
  value(value: Encodable): void {
    switch (typeof value) {
      case "string":
        this.string(value);
        return;
      case "number":
        this.ascii(Number.isFinite(value) ? String(value) : "null");
        return;
      case "boolean":
        this.ascii(value ? "true" : "false");
        return;
      default:
        if (value === null) this.ascii("null");
        else if (value instanceof JsonText) this.text(value);
        else if (value instanceof JsonNumber) this.number(value);
        else if (isArray(value)) this.array(value);
        else this.object(value);
    }
  }

  private number(value: JsonNumber): void {
    this.ascii(isFiniteNumber(value) ? value.spelling : "null");
  }

  private array(array: readonly Encodable[]): void {
    this.room(1);
    this.buffer[this.length++] = 0x5b;
    let first = true;
    for (const item of array) {
      if (!first) {
        this.room(1);
        this.buffer[this.length++] = COMMA;
      }
      first = false;
      this.value(item);
    }
    this.room(1);
    this.buffer[this.length++] = 0x5d;
  }

  private object(object: { readonly [key: string]: Encodable | undefined }): void {
    this.room(1);
    this.buffer[this.length++] = 0x7b;
    let first = true;
    const keys = keysOf(object);
    const names = wellFormedNames(keys);
    for (let index = 0; index < keys.length; index++) {
      const value = object[keys[index] ?? ""];
      if (value === undefined) continue;
      if (!first) {
        this.room(1);
        this.buffer[this.length++] = COMMA;
      }
      first = false;
      this.key(names[index] ?? "");
      this.value(value);
    }
    this.room(1);
    this.buffer[this.length++] = 0x7d;
  }

  private key(key: string): void {
    let bytes = this.keys.get(key);
    if (bytes === undefined) {
      bytes = Buffer.from(`${JSON.stringify(key)}:`, "utf8");
      // Names recur; keys that are data would fill the memory.
      if (key.length <= 48 && this.keys.size < 2048) this.keys.set(key, bytes);
    }
    this.copy(bytes, 0, bytes.length);
  }

  private string(value: string): void {
    const length = value.length;
    if (length > 64) {
      this.longString(value);
      return;
    }
    this.room(RESERVE);
    const buffer = this.buffer;
    let at = this.length;
    buffer[at++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f || PLAIN[code] !== 1) {
        this.longString(value);
        return;
      }
      buffer[at++] = code;
    }
    buffer[at++] = QUOTE;
    this.length = at;
  }

  private longString(value: string): void {
    const bytes = Buffer.from(JSON.stringify(value.toWellFormed()), "utf8");
    this.copy(bytes, 0, bytes.length);
  }

  private text(text: JsonText): void {
    const isDecodable = text.end - text.start <= MAX_DECODED;
    if (text.flags.loneSurrogate && isDecodable) {
      this.longString(decodeText(text));
      return;
    }
    this.room(1);
    this.buffer[this.length++] = QUOTE;
    if (text.flags.loneSurrogate) {
      for (const piece of wellFormedPieces(text)) this.copy(piece, 0, piece.length);
    } else {
      this.copy(text.source, text.start, text.end);
    }
    this.room(1);
    this.buffer[this.length++] = QUOTE;
  }

  private ascii(value: string): void {
    if (value.length > RESERVE) {
      const bytes = Buffer.from(value, "latin1");
      this.copy(bytes, 0, bytes.length);
      return;
    }
    this.room(RESERVE);
    const buffer = this.buffer;
    let at = this.length;
    for (let index = 0; index < value.length; index++) buffer[at++] = value.charCodeAt(index);
    this.length = at;
  }

  private copy(source: Buffer, start: number, end: number): void {
    const size = end - start;
    if (size > BUFFER_BYTES / 4) {
      this.flush();
      this.take(source.subarray(start, end));
      return;
    }
    this.room(size);
    const buffer = this.buffer;
    let at = this.length;
    if (size > SHORT_COPY) {
      source.copy(buffer, at, start, end);
      this.length = at + size;
      return;
    }
    for (let index = start; index < end; index++) buffer[at++] = source[index] ?? 0;
    this.length = at;
  }

  private room(size: number): void {
    if (this.length + size > BUFFER_BYTES) this.flush();
  }
}

function isWellFormed(key: string): boolean {
  return key.isWellFormed();
}

/**
 * Keys with U+FFFD for unpaired surrogates. Keys that differ in nothing else must not become one:
 * many readers refuse an object that has a key twice.
 */
export function wellFormedNames(keys: readonly string[]): readonly string[] {
  if (keys.every(isWellFormed)) return keys;
  const taken = new Set(keys);
  const tried = new Map<string, number>();
  return keys.map((key) => {
    if (key.isWellFormed()) return key;
    const base = key.toWellFormed();
    let number = tried.get(base) ?? 0;
    let name = numbered(base, number);
    while (taken.has(name)) name = numbered(base, ++number);
    tried.set(base, number);
    taken.add(name);
    return name;
  });
}

/** A few get longer; of thousands, which no program writes, the lengths would add up. */
function numbered(name: string, number: number): string {
  return number <= 4 ? name + "\uFFFD".repeat(number) : `${name}\uFFFD${number}`;
}

/** Where `encode` puts its pieces, and its writer: a new one for each value would cost a megabyte each. */
let pieces: Buffer[] = [];
let sharedWriter: JsonWriter | null = null;

/** Encodes one value into bytes of its own. */
export function encode(value: Encodable): Buffer {
  const writer = sharedWriter ?? new JsonWriter((bytes) => void pieces.push(Buffer.from(bytes)));
  // What an exception leaves in its buffer goes with it.
  sharedWriter = null;
  pieces = [];
  writer.value(value);
  writer.flush();
  sharedWriter = writer;
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

let counted = 0;
let counter: JsonWriter | null = null;

/** The bytes that `write` writes, for what has to be known before anything is written. */
export function measure(write: (writer: JsonWriter) => void): number {
  const writer = counter ?? new JsonWriter((bytes) => (counted += bytes.length));
  // As above: what an exception leaves in its buffer goes with it.
  counter = null;
  counted = 0;
  write(writer);
  writer.flush();
  counter = writer;
  return counted;
}

function isArray(value: readonly Encodable[] | object): value is readonly Encodable[] {
  return Array.isArray(value);
}
