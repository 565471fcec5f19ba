/**
 * A first look over all files of a run, at the speed of reading them: which may share records, and
 * which session each summary is about.
 */
import * as z from "zod";
import type { InputFile } from "../../discover/discover.ts";
import { hashText, inputAddress, markLines, reserveInput, scannerMemory } from "../../json/scanner/scanner.ts";
import { openSource } from "../../read/byte-source.ts";
import { isRegularFile } from "../../read/status.ts";
import { parseJson } from "../parse-json.ts";
import { UuidTable } from "./uuid-table.ts";

/** What a first look at a file finds. */
export interface Marks {
  /** Hashes of the uuids of its records, in their order. */
  readonly uuids: Float64Array;
  readonly summaries: readonly Summary[];
  /** Hash of the uuid of the record that a forked subagent goes on from. */
  readonly context: number | null;
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
  /** Files, by path, of forked subagents whose context is in the run. */
  readonly inContext: ReadonlySet<string>;
}

/** Bytes read at a time, few enough to stay in the cache. */
const CHUNK_BYTES = 256 * 1024;
/** What is kept of a line that goes on in the next chunk: its end, or a summary, may lie across the border. */
const OVERLAP = 64 * 1024;
const LONGEST_SUMMARY = OVERLAP;
const LONGEST_REFERENCE = 1024;
const NEWLINE = 0x0a;

const summarySchema = z.object({ type: z.literal("summary"), summary: z.string(), leafUuid: z.string() });
const contextSchema = z.object({ type: z.literal("fork-context-ref"), parentLastUuid: z.string() });

/**
 * Looks for keys named `uuid` near both ends of each line, where the client writes them. Files that
 * share records share some that are found so; what looks shared and is not (a subagent's progress
 * repeats its records) is found out by a closer look.
 */
export function marksIn(file: InputFile): Marks {
  const uuids = new Hashes();
  const summaries: Summary[] = [];
  let context: number | null = null;
  scan(file, (hash, start, stop) => {
    if (hash >= 0) uuids.add(hash);
    else if (stop - start <= LONGEST_SUMMARY) {
      const summary = summaryIn(scannerMemory(), start, stop);
      if (summary !== null) summaries.push(summary);
      if (stop - start <= LONGEST_REFERENCE) context ??= contextIn(scannerMemory().subarray(start, stop));
    }
  });
  return { uuids: uuids.all(), summaries, context };
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
  const contexts = new Map<string, number>();
  let index = 0;
  for await (const marks of found) {
    for (const hash of marks.uuids) {
      const owner = table.getOrSet(hash, index);
      if (owner !== index) related.add(owner).add(index);
    }
    const path = files[index]?.path;
    if (marks.context !== null && path !== undefined) contexts.set(path, marks.context);
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
    inContext: new Set([...contexts].flatMap(([path, context]) => (table.get(context) === null ? [] : [path]))),
  };
}

/**
 * Gives the lines of a regular file to `look`, each with the hash of its uuid; those at the borders of
 * chunks come in parts, or twice. A file that cannot be read is passed over: the run reports it when it
 * comes to it.
 */
function scan({ path }: InputFile, look: (hash: number, start: number, stop: number) => void): void {
  if (!isRegularFile(path)) return;
  const opened = openSource(path);
  if (!opened.ok) return;
  const { source } = opened;
  try {
    // A byte more, for a newline where there is none.
    const chunk = reserveInput(CHUNK_BYTES + 1);
    const address = inputAddress();
    let kept = 0;
    for (;;) {
      const read = source.read(chunk.subarray(kept, CHUNK_BYTES));
      const length = kept + read;
      const rest = markLines({ start: address, stop: address + length }, look) - address;
      if (read === 0 || length - rest > OVERLAP) {
        chunk[length] = NEWLINE;
        markLines({ start: address + rest, stop: address + length + 1 }, look);
      }
      if (read === 0) return;
      kept = Math.min(OVERLAP, length - rest);
      chunk.copyWithin(0, length - kept, length);
    }
  } catch {
    return;
  } finally {
    source.close();
  }
}

/** A `summary` record: it is short and has no uuid of its own. */
function summaryIn(bytes: Buffer, start: number, stop: number): { leaf: number; text: string } | null {
  const head = bytes.toString("latin1", start, Math.min(stop, start + 24));
  if (!/^\s*\{\s*"type"\s*:\s*"summary"/u.test(head)) return null;
  const parsed = summarySchema.safeParse(parseJson(bytes.toString("utf8", start, stop)));
  if (!parsed.success) return null;
  return { leaf: hashText(parsed.data.leafUuid), text: parsed.data.summary };
}

/** The hash of the last record that a forked subagent was given. */
function contextIn(line: Buffer): number | null {
  if (!line.includes("fork-context-ref")) return null;
  const parsed = contextSchema.safeParse(parseJson(line.toString("latin1")));
  return parsed.success ? hashText(parsed.data.parentLastUuid) : null;
}
