/** From a path in a document to its line and column; worked out only when a problem is reported. */
import { FLAG, inputRange, KIND, OUTCOME, type ByteRange } from "./scanner/scanner.ts";
import * as scanner from "./scanner/scanner.ts";
import { MAX_DEPTH } from "./decode.ts";
import { byteOrderMarkLength } from "./utf8.ts";

/** Keys and array indexes from the root down. */
export type JsonPath = readonly (string | number)[];

/** A place in a file: byte offset from 0, line and column from 1; columns count code points. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A path as a JSON Pointer (RFC 6901). */
export function toPointer(path: JsonPath): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The parts of a JSON Pointer, without its escapes; numbers as text. */
export function fromPointer(pointer: string): string[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

interface Wanted {
  readonly children: Map<string | number, Wanted>;
  /** Byte offset of the value at this path; the deepest value above it that exists when there is none. */
  offset: number;
}

/** A path, cut where it leads out of the document, and the place of what is there. */
export interface Located {
  readonly path: JsonPath;
  readonly place: Place;
}

/** Where lines are counted: a whole input, or one line of it with its number. */
export interface Lines {
  readonly range: ByteRange;
  readonly first: number;
}

/**
 * The places of the values at the given paths in the document that was decoded last: its bytes
 * must still be the input. A path that leads nowhere is cut to the part that exists.
 */
export function findPlaces(size: number, paths: readonly JsonPath[]): Located[] {
  const range = inputRange(size);
  return findPlacesIn(range, { range, first: 1 }, paths);
}

/** The same for a document that is only a part of the lines. Offsets count from their start. */
export function findPlacesIn(document: ByteRange, lines: Lines, paths: readonly JsonPath[]): Located[] {
  const root: Wanted = { children: new Map(), offset: -1 };
  const ends = paths.map((path) => want(root, path));
  walkDocument(document, root);
  const before = document.start - lines.range.start;
  const depths = ends.map((chain) =>
    Math.max(
      0,
      chain.findLastIndex((node) => node.offset >= 0),
    ),
  );
  const places = placesIn(
    lines,
    ends.map((chain, index) => before + (chain[depths[index] ?? 0]?.offset ?? 0)),
  );
  return places.map((place, index) => ({ place, path: paths[index]?.slice(0, depths[index]) ?? [] }));
}

/** Line and column of byte offsets in the input, in one pass over it. A byte order mark has no column. */
export function placesOf(size: number, offsets: readonly number[]): Place[] {
  return placesIn({ range: inputRange(size), first: 1 }, offsets);
}

/** The same within some lines only. */
export function placesIn({ range, first }: Lines, offsets: readonly number[]): Place[] {
  // Not a Buffer: in Node 20 the search of one goes wrong beyond 2 GiB.
  const bytes = new Uint8Array(scanner.scannerMemory().buffer, range.start, range.stop - range.start);
  const places: Place[] = Array.from({ length: offsets.length });
  const byOffset = offsets.map((offset, index) => ({ offset, index })).sort((a, b) => a.offset - b.offset);
  let line = first;
  let newline = bytes.indexOf(0x0a);
  let counted = byteOrderMarkLength(bytes);
  let column = 1;
  for (const { offset, index } of byOffset) {
    while (newline >= 0 && newline < offset) {
      line++;
      counted = newline + 1;
      column = 1;
      newline = bytes.indexOf(0x0a, counted);
    }
    column += codePoints(bytes, counted, offset);
    counted = Math.max(counted, offset);
    places[index] = { offset, line, column };
  }
  return places;
}

function codePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count++;
  return count;
}

/** Adds a path to the tree of wanted ones and returns the nodes along it, the root first. */
function want(root: Wanted, path: JsonPath): Wanted[] {
  const chain = [root];
  let node = root;
  for (const part of path) {
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map(), offset: -1 };
      node.children.set(part, child);
    }
    node = child;
    chain.push(node);
  }
  return chain;
}

interface OpenContainer {
  readonly wanted: Wanted | undefined;
  index: number;
  key: string | null;
}

/** Goes through the tokens once and notes the offsets of the wanted values. */
function walkDocument({ start: address, stop }: ByteRange, root: Wanted): void {
  const memory = scanner.scannerMemory();
  const tokens = scanner.tokenBuffer();
  const start = address + byteOrderMarkLength(memory.subarray(address, stop));
  scanner.beginScan(start, stop, MAX_DEPTH);
  const open: OpenContainer[] = [];
  do {
    const limit = scanner.scanTokens() * 4;
    for (let token = 0; token < limit; token += 4) {
      const head = tokens[token] ?? 0;
      const kind = head & 0xff;
      if (kind === KIND.objectEnd || kind === KIND.arrayEnd) {
        open.pop();
        continue;
      }
      const container = open.at(-1);
      const valueStart = tokens[token + 1] ?? 0;
      if (kind === KIND.key) {
        if (container?.wanted !== undefined) container.key = keyText(memory, valueStart, tokens[token + 2] ?? 0, head);
        continue;
      }
      const wanted = container === undefined ? root : childOf(container);
      if (wanted !== undefined) {
        // A key that comes again takes the place of the first, and of all below it.
        if (wanted.offset >= 0) forget(wanted);
        wanted.offset = valueStart - address - (kind === KIND.string ? 1 : 0);
      }
      if (kind === KIND.objectStart || kind === KIND.arrayStart) {
        open.push({ wanted, index: 0, key: kind === KIND.objectStart ? "" : null });
      }
    }
  } while (scanner.scanOutcome() === OUTCOME.more);
}

function forget(wanted: Wanted): void {
  wanted.offset = -1;
  for (const child of wanted.children.values()) forget(child);
}

function childOf(container: OpenContainer): Wanted | undefined {
  const part = container.key ?? container.index++;
  return container.wanted?.children.get(part);
}

function keyText(memory: Buffer, start: number, end: number, head: number): string {
  if ((head & FLAG.escaped) === 0) return memory.toString("utf8", start, end);
  const key: unknown = JSON.parse(memory.toString("utf8", start - 1, end + 1));
  return String(key);
}
