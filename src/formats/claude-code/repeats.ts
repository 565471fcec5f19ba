/**
 * Records that several files of a run hold. A session that is forked, handed to the background or
 * resumed on the desktop begins with copies of old records: the same uuid and content under a new
 * session's id (3,599 uuids in 20 of 943 files). Each counts once, in a row of the file with the
 * longest history; of two as long, of the one whose path comes first.
 */
import { createHash } from "node:crypto";
import type { InputFile } from "../../discover/discover.ts";
import { decodeText } from "../../json/text.ts";
import { parseInstant } from "../../row/timestamps.ts";
import { stringAt } from "../fields.ts";
import type { Sight } from "../handler.ts";
import { spellingOf } from "./left-out.ts";
import { NO_REPEATS, type Holder, type Repeats } from "./plan.ts";
import { ClaudeCodeReader } from "./reader.ts";
import type { Entry } from "./records.ts";

/** A record by what makes it the same in another file. */
export interface Remembered {
  readonly position: number;
  /** The row that it is part of; null where it was left out. */
  readonly traceId: string | null;
  /** Hash of uuid, timestamp, kind and content: uuids alone are not enough, as hand-made logs use one for many records. */
  readonly content: string;
  /** Session, uuid, timestamp and kind, where no other record of the file has them: a copy may be redacted. */
  readonly name: string | null;
}

/** The conversation of one file, which has rows. */
export interface History {
  readonly file: InputFile;
  readonly records: readonly Remembered[];
}

/** One record in all files that hold it: by the file's number, the places, and the row that has it. */
type Bearers = Map<number, { readonly positions: number[]; traceId: string | null }>;

/**
 * Compares the conversations of files that may share records.
 *
 * @param histories in the order of their paths
 * @returns by path, for every file that repeats what another one's row has
 */
export function findRepeats(histories: readonly History[]): ReadonlyMap<string, Repeats> {
  const repeats = histories.map(() => ({ positions: new Set<number>(), holders: new Map<string, Holder>() }));
  for (const bearers of sharedRecords(histories)) {
    const holding = [...bearers].filter(([, { traceId }]) => traceId !== null);
    const holder = longest(
      holding.map(([index]) => index),
      histories,
    );
    const traceId = holder === null ? null : (bearers.get(holder)?.traceId ?? null);
    const displayPath = holder === null ? undefined : histories[holder]?.file.displayPath;
    if (traceId === null || displayPath === undefined) continue;
    for (const [index, { positions }] of holding) {
      const own = repeats[index];
      if (index === holder || own === undefined) continue;
      for (const position of positions) own.positions.add(position);
      const key = `${displayPath}\n${traceId}`;
      own.holders.set(key, { displayPath, traceId, records: (own.holders.get(key)?.records ?? 0) + 1 });
    }
  }
  return new Map(
    histories.map(({ file }, index) => {
      const { positions, holders } = repeats[index] ?? { positions: new Set(), holders: new Map() };
      return [file.path, { positions, holders: [...holders.values()] }];
    }),
  );
}

/** The records that several histories have. */
function sharedRecords(histories: readonly History[]): Bearers[] {
  const groups = new Groups();
  const ids = histories.map(({ records }) => records.map(({ content, name }) => groups.join(content, name)));
  const bearersOf = new Map<number, Bearers>();
  for (const [index, { records }] of histories.entries()) {
    for (const [at, { position, traceId }] of records.entries()) {
      const group = groups.find(ids[index]?.[at] ?? 0);
      const bearers: Bearers = bearersOf.get(group) ?? new Map();
      const own = bearers.get(index) ?? { positions: [], traceId: null };
      own.positions.push(position);
      own.traceId ??= traceId;
      bearers.set(index, own);
      bearersOf.set(group, bearers);
    }
  }
  return [...bearersOf.values()].filter((bearers) => bearers.size > 1);
}

/** The one with the most records; of several the one whose path comes first, which has the least number. */
function longest(indexes: readonly number[], histories: readonly History[]): number | null {
  const length = (index: number): number => histories[index]?.records.length ?? 0;
  const [best] = indexes.toSorted((a, b) => length(b) - length(a) || a - b);
  return best ?? null;
}

/** Keys that name the same thing, however many of them and in whatever order (union-find). */
class Groups {
  readonly #parents: number[] = [];
  readonly #byKey: Map<string, number> = new Map();

  /** Joins the keys of one record. @returns a number to ask `find` for, when all are joined */
  join(content: string, name: string | null): number {
    const group = this.#idOf(content);
    if (name !== null) this.#parents[this.find(this.#idOf(name))] = this.find(group);
    return group;
  }

  find(id: number): number {
    let root = id;
    while (this.#parents[root] !== root) root = this.#parents[root] ?? root;
    for (let at = id; at !== root;) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  #idOf(key: string): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.#parents.length;
    this.#parents.push(id);
    this.#byKey.set(key, id);
    return id;
  }
}

/**
 * What a file's rows are made of; null for a file that has none. It is read as the run will read it:
 * what is rejected or left out holds nothing for others.
 */
export function rememberedIn(file: InputFile, { rehearse }: Sight): readonly Remembered[] | null {
  let remembered: readonly Remembered[] | null = null;
  rehearse(file, (context) => {
    const reader = new ClaudeCodeReader(context, {
      repeats: NO_REPEATS,
      summaries: [],
      isContextInRun: true,
      indexed: () => null,
    });
    return {
      read: (record, line) => reader.read(record, line),
      finish(end) {
        const conversion = reader.finish(end);
        // The texts are void when this returns.
        if (conversion.outcome === "rows") remembered = remember(reader);
        return conversion;
      },
    };
  });
  return remembered;
}

function remember({ entries, rows }: ClaudeCodeReader): Remembered[] {
  const traceIds = new Map<number, string>();
  for (const { row, entries: kept } of rows) {
    for (const { position } of kept) traceIds.set(position, decodeText(row.trace_id));
  }
  const found = entries.filter(isIdentified).map((entry) => ({ entry, content: hashOf(entry), name: nameOf(entry) }));
  const contents = new Map<string, Set<string>>();
  for (const { content, name } of found) {
    const known = contents.get(name);
    if (known === undefined) contents.set(name, new Set([content]));
    else known.add(content);
  }
  return found.map(({ entry: { position, uuid }, content, name }) => ({
    position,
    traceId: traceIds.get(position) ?? null,
    content,
    name: uuid !== null && contents.get(name)?.size === 1 ? name : null,
  }));
}

/** Without a uuid and an instant, what is said alike in two files may have been said twice. */
function isIdentified({ uuid, record }: Entry): boolean {
  return uuid !== null || parseInstant(stringAt(record, "timestamp") ?? "") !== null;
}

function hashOf(entry: Entry): string {
  return createHash("sha256").update(spellingOf(entry), "latin1").digest("base64");
}

function nameOf({ kind, record, uuid }: Entry): string {
  const session = stringAt(record, "sessionId") ?? "";
  return JSON.stringify([session, uuid, stringAt(record, "timestamp"), kind]);
}
