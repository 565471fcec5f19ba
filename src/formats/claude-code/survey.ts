/**
 * A first look over all files of a run, at the speed of reading them: which may share records, and
 * which session each summary is about.
 */
import { statSync } from "node:fs";
import * as z from "zod";
import type { InputFile } from "../../discover/discover.ts";
import { openSource } from "../../read/byte-source.ts";
import { hashBytes, UuidTable } from "./uuid-table.ts";

/** What a first look at a file finds. */
export interface Marks {
  /** Hashes of the uuids of its records, in their order. */
  readonly uuids: Float64Array;
  readonly summaries: readonly Summary[];
}

interface Summary {
  /** The hash of the uuid of the record that it is about. */
  readonly leaf: number;
  readonly text: string;
}

export interface Survey {
  /** Files that may hold records of each other. */
  readonly related: readonly InputFile[];
  /** What other files' summaries say, by path. */
  readonly summaries: ReadonlyMap<string, readonly string[]>;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
/** What a chunk shares with the one before: a line's end, or a summary, may lie across the border. */
const OVERLAP = 64 * 1024;
const LONGEST_SUMMARY = OVERLAP;
/** Bytes at each end of a line in which a uuid is sought. */
const WINDOW = 512;
const LONGEST_UUID = 64;
const UUID = Buffer.from('"uuid"');
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;

const summarySchema = z.object({ type: z.literal("summary"), summary: z.string(), leafUuid: z.string() });

/**
 * Looks for keys named `uuid` near both ends of each line, where the client writes them. Files that
 * share records share some that are found so; what looks shared and is not (a subagent's progress
 * repeats its records) is found out by a closer look.
 */
export function marksIn(file: InputFile): Marks {
  const uuids = new Hashes();
  const summaries: Summary[] = [];
  scan(file, (bytes, start, stop) => {
    const hash = uuidOf(bytes, start, stop);
    if (hash !== null) uuids.add(hash);
    else if (stop - start <= LONGEST_SUMMARY) {
      const summary = summaryIn(bytes, start, stop);
      if (summary !== null) summaries.push(summary);
    }
  });
  return { uuids: uuids.all(), summaries };
}

/** A growing list of numbers. */
class Hashes {
  #list = new Float64Array(64);
  #length = 0;

  add(hash: number): void {
    if (this.#length === this.#list.length) {
      const list = new Float64Array(this.#length * 2);
      list.set(this.#list);
      this.#list = list;
    }
    this.#list[this.#length++] = hash;
  }

  all(): Float64Array {
    return this.#list.slice(0, this.#length);
  }
}

/**
 * Brings together what was found in the files.
 *
 * @param found in the order of the files
 */
export async function relate(files: readonly InputFile[], found: AsyncIterable<Marks>): Promise<Survey> {
  const table = new UuidTable();
  const related = new Set<number>();
  const summaries: (Summary & { readonly file: number })[] = [];
  let index = 0;
  for await (const marks of found) {
    for (const hash of marks.uuids) {
      const owner = table.getOrSet(hash, index);
      if (owner !== index) related.add(owner).add(index);
    }
    for (const summary of marks.summaries) summaries.push({ file: index, ...summary });
    index++;
  }
  const texts = new Map<string, Set<string>>();
  for (const { file, leaf, text } of summaries) {
    const about = table.get(leaf);
    const path = about === null || about === file ? undefined : files[about]?.path;
    if (path === undefined) continue;
    const known = texts.get(path);
    if (known === undefined) texts.set(path, new Set([text]));
    else known.add(text);
  }
  return {
    related: files.filter((_, at) => related.has(at)),
    summaries: new Map([...texts].map(([path, set]) => [path, [...set]])),
  };
}

/** Made once, with the first file. */
let chunk: Buffer | null = null;

/**
 * Gives the lines of a regular file to `look`, as places in a chunk; those at the borders of chunks
 * come in parts, or twice. A file that cannot be read is passed over: the run reports it when it
 * comes to it.
 */
function scan({ path }: InputFile, look: (bytes: Buffer, start: number, stop: number) => void): void {
  // Not opened to find out: whoever writes to a pipe would take that for its reader.
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile() !== true) return;
  const opened = openSource(path);
  if (!opened.ok) return;
  const { source } = opened;
  try {
    chunk ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let kept = 0;
    for (;;) {
      const read = source.read(chunk.subarray(kept));
      if (read === 0) return;
      const length = kept + read;
      let start = 0;
      while (start < length) {
        const newline = chunk.indexOf(NEWLINE, start);
        const stop = newline < 0 || newline > length ? length : newline;
        look(chunk, start, stop);
        start = stop + 1;
      }
      kept = Math.min(OVERLAP, length);
      chunk.copyWithin(0, length - kept, length);
    }
  } catch {
    return;
  } finally {
    source.close();
  }
}

/** The hash of a line's own uuid; null where none is found. */
function uuidOf(bytes: Buffer, start: number, stop: number): number | null {
  // In a short line the two overlap, so that a key between them is in one of them as a whole.
  return uuidIn(bytes, Math.max(start, stop - WINDOW), stop) ?? uuidIn(bytes, start, Math.min(stop, start + WINDOW));
}

/** The last one in a part of the bytes: mostly it is a hundred bytes before the end of the line. */
function uuidIn(bytes: Buffer, from: number, to: number): number | null {
  let at = to - UUID.length;
  while (at >= from && !isKey(bytes, at)) at--;
  if (at < from) return null;
  const colon = skipSpaces(bytes, at + UUID.length, to);
  const quote = skipSpaces(bytes, colon + 1, to);
  if (bytes[colon] !== COLON || bytes[quote] !== QUOTE) return null;
  const start = quote + 1;
  const limit = Math.min(start + LONGEST_UUID, to);
  let stop = start;
  while (stop < limit && bytes[stop] !== QUOTE) stop++;
  return stop < limit && stop > start ? hashBytes(bytes, start, stop) : null;
}

function isKey(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < UUID.length; index++) if (bytes[at + index] !== UUID[index]) return false;
  return true;
}

function skipSpaces(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] === SPACE) at++;
  return at;
}

/** A `summary` record: it is short and has no uuid of its own. */
function summaryIn(bytes: Buffer, start: number, stop: number): { leaf: number; text: string } | null {
  const head = bytes.toString("latin1", start, Math.min(stop, start + 24));
  if (!/^\s*\{\s*"type"\s*:\s*"summary"/u.test(head)) return null;
  const parsed = summarySchema.safeParse(parse(bytes.toString("utf8", start, stop)));
  if (!parsed.success) return null;
  const leaf = Buffer.from(parsed.data.leafUuid);
  return { leaf: hashBytes(leaf, 0, leaf.length), text: parsed.data.summary };
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}
