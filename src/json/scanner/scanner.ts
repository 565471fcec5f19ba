/**
 * The scanner's instance and its memory: the document to decode lies in WebAssembly memory, where
 * the scanner reads it and where the texts that pass through unchanged are copied from.
 *
 * One document at a time per thread. What refers to the input (`JsonText`) is good until the next
 * `reserveInput`.
 */
import { mostInputBytes } from "../memory-limit.ts";
import { SCANNER_WASM } from "./wasm.ts";

/** Token kinds: the low byte of a token's first word. Mirrored in scanner.as.ts. */
export const KIND = {
  objectStart: 1,
  objectEnd: 2,
  arrayStart: 3,
  arrayEnd: 4,
  key: 5,
  string: 6,
  number: 7,
  true: 8,
  false: 9,
  null: 10,
  nan: 11,
  positiveInfinity: 12,
  negativeInfinity: 13,
  /** A key that is left out, and of which there is something to note. */
  absentKey: 14,
} as const;

/** Token flags, in the second byte of the first word. */
export const FLAG = {
  escaped: 0x100,
  nonAscii: 0x200,
  loneSurrogate: 0x400,
  smallInteger: 0x100,
} as const;

/** A short string's slot in the last word of its token, and the flag beside it: the slot holds the same as before. */
export const TEXT_SLOT = { mask: 0xffff, same: 0x10000 } as const;

/** How a scan ended. */
export const OUTCOME = {
  more: 0,
  done: 1,
  unexpected: 2,
  truncated: 3,
  controlCharacter: 4,
  badEscape: 5,
  badNumber: 6,
  tooDeep: 7,
  trailing: 8,
  truncatedString: 9,
} as const;

/** What the scanner waited for when it stopped. */
export const EXPECTING = {
  value: 0,
  valueOrArrayEnd: 1,
  keyOrObjectEnd: 2,
  nextKey: 3,
  colon: 4,
  afterValue: 5,
} as const;

interface ScannerExports {
  memory: WebAssembly.Memory;
  begin(start: number, stop: number, depthLimit: number, root: number, shortText: number): void;
  addName(start: number, length: number): number;
  forgetKeys(): void;
  forgetTexts(): void;
  scan(): number;
  getOutcome(): number;
  getPosition(): number;
  getExpecting(): number;
  getContainer(): number;
  inputStart(): number;
  spellForPython(from: number, to: number, out: number, outEnd: number): number;
  unescape(from: number, to: number, goesOn: number, out: number, outEnd: number): number;
  markLines(start: number, stop: number, out: number, outEnd: number): number;
  hashBytes(start: number, length: number): number;
  getWritten(): number;
}

const PAGE = 65_536;
const TOKENS_ADDRESS = 0x1000;
const TOKEN_BYTES = 0x40000;
const STATE_FLAGS = 0x82000;
const TABLES = 0xa0000;
const INPUT = 0x100000;
/** Bytes that may be read behind the document: the scanner looks at sixteen at a time. */
const SLACK = 64;
/** Room behind the input, for texts that lie elsewhere and are to be looked at by the scanner. */
const SCRATCH_BYTES = 256 * 1024;
/** WebAssembly memory ends at 4 GiB. */
const MAX_MEMORY = 65_536 * PAGE;
/** Memory grown beyond this is given back when the next document is much smaller. */
const KEEP_MEMORY = 256 * 1024 * 1024;

/** The largest document, in bytes, that can be decoded in one piece. */
const MAX_DOCUMENT_BYTES = MAX_MEMORY - INPUT - SLACK - SCRATCH_BYTES;

/** The same, and no more than a file may take. */
export function maxDocumentBytes(): number {
  return Math.min(MAX_DOCUMENT_BYTES, mostInputBytes());
}

const compiled = new WebAssembly.Module(Buffer.from(SCANNER_WASM, "base64"));

let wasm: ScannerExports = instantiate();
let memory: Buffer = Buffer.from(wasm.memory.buffer);
let tokens: Uint32Array = new Uint32Array(wasm.memory.buffer, TOKENS_ADDRESS, TOKEN_BYTES / 4);
/** The same bytes as the tokens. */
let hashes: Float64Array = new Float64Array(wasm.memory.buffer, TOKENS_ADDRESS, TOKEN_BYTES / 8);
let generation = 0;

function instantiate(): ScannerExports {
  const { exports } = new WebAssembly.Instance(compiled);
  assertScanner(exports);
  return exports;
}

function assertScanner(exports: object): asserts exports is ScannerExports {
  if (!("scan" in exports && "memory" in exports)) throw new Error("the scanner module is damaged");
}

function refreshViews(): void {
  memory = Buffer.from(wasm.memory.buffer);
  tokens = new Uint32Array(wasm.memory.buffer, TOKENS_ADDRESS, TOKEN_BYTES / 4);
  hashes = new Float64Array(wasm.memory.buffer, TOKENS_ADDRESS, TOKEN_BYTES / 8);
}

/**
 * Makes room for a document of `size` bytes and returns it, to be filled by the caller. Everything
 * that referred to the document before is void.
 *
 * @throws RangeError when the size is over MAX_DOCUMENT_BYTES or the machine lacks the memory
 */
export function reserveInput(size: number): Buffer {
  if (size > maxDocumentBytes()) throw new RangeError(`a document of ${size} bytes is too large`);
  const start = wasm.inputStart();
  const needed = start + size + SLACK + SCRATCH_BYTES;
  if (memory.length > KEEP_MEMORY && needed < memory.length / 4) {
    wasm = instantiate();
    generation++;
    refreshViews();
  }
  if (needed > memory.length) {
    // Grow by at least a half, so that a run over ever larger files grows seldom.
    const wanted = Math.min(MAX_MEMORY, Math.max(needed, Math.min(memory.length * 1.5, memory.length + KEEP_MEMORY)));
    wasm.memory.grow(Math.ceil((wanted - memory.length) / PAGE));
    refreshViews();
  }
  return memory.subarray(start, start + size);
}

/** A part of the scanner's memory: addresses of its first byte and of the one behind its last. */
export interface ByteRange {
  readonly start: number;
  readonly stop: number;
}

/** Where the first `size` bytes of the input lie. */
export function inputRange(size: number): ByteRange {
  const start = wasm.inputStart();
  return { start, stop: start + size };
}

/** The address of the input's first byte: offsets in the document count from here. */
export function inputAddress(): number {
  return wasm.inputStart();
}

/** All of the scanner's memory: tokens and texts give their places as addresses in it. */
export function scannerMemory(): Buffer {
  return memory;
}

/** The token buffer: four words a token (kind and flags, start, end, key id or small value). */
export function tokenBuffer(): Uint32Array {
  return tokens;
}

/** Grows when the instance, and with it the meaning of the key ids, is a new one. */
export function keyGeneration(): number {
  return generation;
}

/**
 * Starts a scan of the bytes at [start, stop). The byte at `stop` is overwritten.
 *
 * @param root what the document's projection was made to (projection.ts); 0 leaves nothing out
 * @param shortText strings of up to this many bytes that need no decoding are told by slots. Whoever
 *   wants that takes every token, or forgets them
 */
export function beginScan(start: number, stop: number, maxDepth: number, root = 0, shortText = 0): void {
  wasm.begin(start, stop, maxDepth, root, shortText);
}

/** Forgets which strings are in the slots. */
export function forgetTexts(): void {
  wasm.forgetTexts();
}

/** Forgets all keys: their ids and names are void. */
export function forgetKeys(): void {
  wasm.forgetKeys();
  generation++;
}

/** The number of a name in the tables of states; 0 when there is no room for it. */
export function nameNumber(name: string): number {
  const address = memory.length - SCRATCH_BYTES;
  return wasm.addName(address, memory.write(name, address, "latin1"));
}

/** Numbers of states, 0 not counted, and of names. */
export const STATES = 127;
export const NAMES = 512;
/** What becomes of a value, beside the numbers of states. */
export const ACTION = { absent: 0xffff, presence: 0xfffe } as const;

/** The table of a state: what becomes of the values behind names, and from NAMES on of types. */
export function stateTable(state: number): Uint16Array {
  return new Uint16Array(memory.buffer, TABLES + state * NAMES * 4, NAMES * 2);
}

export function setStateFlags(state: number, flags: { withoutText: boolean; byType: boolean }): void {
  memory[STATE_FLAGS + state] = (flags.withoutText ? 1 : 0) | (flags.byType ? 2 : 0);
}

/** Fills the token buffer; returns the number of tokens. */
export function scanTokens(): number {
  return wasm.scan();
}

/** The state after a scan: how it ended, where, what was expected, and inside what. */
export function scanState(): { outcome: number; address: number; expecting: number; container: number } {
  return {
    outcome: wasm.getOutcome(),
    address: wasm.getPosition() >>> 0,
    expecting: wasm.getExpecting(),
    container: wasm.getContainer(),
  };
}

/** How the last scan ended. */
export function scanOutcome(): number {
  return wasm.getOutcome();
}

/**
 * Copies bytes that lie elsewhere to where the scanner can look at them, without touching the input.
 *
 * @returns their address there, good until the next call, or null when there are too many
 */
export function toScratch(source: Buffer, from: number, to: number): number | null {
  if (to - from > SCRATCH_BYTES - SLACK) return null;
  const address = memory.length - SCRATCH_BYTES;
  source.copy(memory, address, from, to);
  return address;
}

/**
 * Spells a string body that lies in the scanner's memory as Python's `json.dumps` would, escaped
 * once more for a JSON string around it, and hands it over in pieces (good until the next call).
 */
export function spellForPython(from: number, to: number, take: (piece: Uint8Array) => void): void {
  // The token buffer serves as the scratch space: no scan is under way while rows are made.
  let at = from;
  while (at < to) {
    at = wasm.spellForPython(at, to, TOKENS_ADDRESS, TOKENS_ADDRESS + TOKEN_BYTES) >>> 0;
    take(memory.subarray(TOKENS_ADDRESS, wasm.getWritten() >>> 0));
  }
}

/**
 * Writes the text that a string body stands for to an address of `target`, as UTF-8. The body may lie
 * anywhere.
 *
 * @returns the address behind the text in `target`
 */
export function unescapeString(target: Buffer, at: number, source: Buffer, start: number, end: number): number {
  let to = at;
  let from = start;
  while (from < end) {
    const isHere = source === memory;
    const stop = isHere ? end : Math.min(end, from + SCRATCH_BYTES - SLACK);
    const begin = isHere ? from : memory.length - SCRATCH_BYTES;
    if (!isHere) source.copy(memory, begin, from, stop);
    const goesOn = stop < end ? 1 : 0;
    // As for spellForPython, the token buffer is free while rows are written.
    const read =
      (wasm.unescape(begin, begin + stop - from, goesOn, TOKENS_ADDRESS, TOKENS_ADDRESS + TOKEN_BYTES) >>> 0) - begin;
    to += memory.copy(target, to, TOKENS_ADDRESS, wasm.getWritten() >>> 0);
    from += read;
  }
  return to;
}

/**
 * Looks at the lines in a part of the scanner's memory for the uuids of their records.
 *
 * @param take gets, for each line that a newline ends, the hash of its uuid (-1 for none) and its place
 * @returns where the line begins that no newline ends
 */
export function markLines(
  { start, stop }: ByteRange,
  take: (hash: number, start: number, stop: number) => void,
): number {
  let line = start;
  for (;;) {
    const next = wasm.markLines(line, stop, TOKENS_ADDRESS, TOKENS_ADDRESS + TOKEN_BYTES) >>> 0;
    const words = ((wasm.getWritten() >>> 0) - TOKENS_ADDRESS) / 4;
    for (let at = 0; at < words; at += 4) take(hashes[at / 2] ?? 0, tokens[at + 2] ?? 0, tokens[at + 3] ?? 0);
    line = next;
    if (words < TOKEN_BYTES / 4) return line;
  }
}

/** The hash that `markLines` has for a uuid. */
export function hashText(text: string): number {
  const bytes = Buffer.from(text);
  const address = toScratch(bytes, 0, bytes.length);
  return address === null ? -1 : wasm.hashBytes(address, bytes.length);
}
