/**
 * A first look over all files of a run, at the speed of reading them: which may share records, and
 * which session each summary is about.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import * as z from "zod";
import type { InputFile } from "../../discover/discover.ts";
import { hashBytes, UuidTable } from "./uuid-table.ts";

export interface Survey {
  /** Files that may hold records of each other. */
  readonly related: readonly InputFile[];
  /** What other files' summaries say, by path. */
  readonly summaries: ReadonlyMap<string, readonly string[]>;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
/** What a chunk shares with the one before: a uuid or a summary may lie across the border. */
const OVERLAP = 64 * 1024;
/** Bytes at each end of a line. */
const WINDOW = 512;
const LONGEST_UUID = 64;
const UUID = Buffer.from('"uuid"');
const SUMMARY = Buffer.from('{"type":"summary"');
const LONGEST_SUMMARY = OVERLAP;
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;

const summarySchema = z.object({ type: z.literal("summary"), summary: z.string(), leafUuid: z.string() });

/**
 * Looks for keys named `uuid` near both ends of each line, where the client writes them. Files that
 * share records share some that are found so; what looks shared and is not (a subagent's progress
 * repeats its records) is found out by a closer look.
 *
 * @param turn is awaited between files
 */
export async function survey(files: readonly InputFile[], turn: () => Promise<void>): Promise<Survey> {
  const table = new UuidTable();
  const related = new Set<number>();
  const summaries: { readonly file: number; readonly leaf: number; readonly text: string }[] = [];
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (const [index, file] of files.entries()) {
    scan(file, chunk, (bytes) => {
      for (const { start, stop } of uuidsIn(bytes)) {
        const owner = table.getOrSet(hashBytes(bytes, start, stop), index);
        if (owner === index) continue;
        related.add(owner);
        related.add(index);
      }
      for (const { summary, leafUuid } of summariesIn(bytes)) {
        const leaf = Buffer.from(leafUuid);
        summaries.push({ file: index, leaf: hashBytes(leaf, 0, leaf.length), text: summary });
      }
    });
    await turn();
  }
  const byPath = new Map<string, string[]>();
  for (const { file, leaf, text } of summaries) {
    const about = table.get(leaf);
    const path = about === null || about === file ? undefined : files[about]?.path;
    if (path === undefined) continue;
    const known = byPath.get(path) ?? [];
    if (!known.includes(text)) byPath.set(path, [...known, text]);
  }
  return { related: files.filter((_, index) => related.has(index)), summaries: byPath };
}

/**
 * Gives a regular file to `look` chunk by chunk. A file that cannot be read is passed over: the run
 * reports it when it comes to it.
 */
function scan({ path }: InputFile, chunk: Buffer, look: (bytes: Buffer) => void): void {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return;
  }
  try {
    if (!fstatSync(file).isFile()) return;
    let kept = 0;
    for (;;) {
      const read = readSync(file, chunk, kept, chunk.length - kept, null);
      if (read === 0) return;
      const bytes = chunk.subarray(0, kept + read);
      look(bytes);
      // A key across the border is looked at again, whole; one that lies before it, twice: no harm.
      kept = Math.min(OVERLAP, bytes.length);
      chunk.copyWithin(0, bytes.length - kept, bytes.length);
    }
  } catch {
    return;
  } finally {
    closeSync(file);
  }
}

/** The places of the values of keys named `uuid`, near the ends of the lines. */
function* uuidsIn(bytes: Buffer): Generator<{ start: number; stop: number }, void> {
  let lineStart = 0;
  while (lineStart < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, lineStart);
    const lineStop = newline < 0 ? bytes.length : newline;
    const middle = Math.max(lineStart, lineStop - WINDOW);
    const value = uuidIn(bytes, middle, lineStop) ?? uuidIn(bytes, lineStart, Math.min(middle, lineStart + WINDOW));
    if (value !== null) yield value;
    lineStart = lineStop + 1;
  }
}

/** The last one in a part of the bytes: mostly it is a hundred bytes before the end of the line. */
function uuidIn(bytes: Buffer, from: number, to: number): { start: number; stop: number } | null {
  let at = to - UUID.length;
  while (at >= from && !isKey(bytes, at)) at--;
  if (at < from) return null;
  const colon = skipSpaces(bytes, at + UUID.length);
  const quote = skipSpaces(bytes, colon + 1);
  if (bytes[colon] !== COLON || bytes[quote] !== QUOTE) return null;
  const start = quote + 1;
  let stop = start;
  while (stop < start + LONGEST_UUID && stop < bytes.length && bytes[stop] !== QUOTE) stop++;
  return bytes[stop] === QUOTE && stop > start ? { start, stop } : null;
}

function isKey(bytes: Buffer, at: number): boolean {
  for (let index = 0; index < UUID.length; index++) if (bytes[at + index] !== UUID[index]) return false;
  return true;
}

function skipSpaces(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === SPACE) at++;
  return at;
}

function* summariesIn(bytes: Buffer): Generator<z.infer<typeof summarySchema>, void> {
  for (let at = bytes.indexOf(SUMMARY); at >= 0; at = bytes.indexOf(SUMMARY, at + 1)) {
    const stop = bytes.subarray(at, at + LONGEST_SUMMARY).indexOf(NEWLINE);
    const parsed = summarySchema.safeParse(parse(bytes.toString("utf8", at, stop < 0 ? bytes.length : at + stop)));
    if (parsed.success) yield parsed.data;
  }
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}
