/**
 * Records that several files of a run hold. A session that is forked, handed to the background or
 * resumed on the desktop begins with copies of old records: the same uuid and content under a new
 * session's id (3,599 uuids in 20 of 943 files). Each counts once, in a row of the file that holders.ts
 * chooses.
 */
import { createHash } from "node:crypto";
import type { InputFile } from "../../discover/discover.ts";
import { decodeText } from "../../json/text.ts";
import { parseInstant } from "../../row/timestamps.ts";
import { stringAt } from "../fields.ts";
import type { Sight } from "../handler.ts";
import { answeredIn, calledIn } from "./calls.ts";
import { Groups } from "./groups.ts";
import { chooseHolders } from "./holders.ts";
import { spellingOf } from "./left-out.ts";
import { NO_REPEATS, type Holder, type Repeats } from "./plan.ts";
import { ClaudeCodeReader } from "./reader.ts";
import { sessionIdOf, type Entry } from "./records.ts";

/** A record by what makes it the same in another file. */
export interface Remembered {
  readonly position: number;
  /** The row that it is part of; null where it was left out. */
  readonly traceId: string | null;
  /** Hash of uuid, timestamp, kind and content: uuids alone are not enough, as hand-made logs use one for many records. */
  readonly content: string;
  /** Session, uuid, timestamp and kind, where no other record of the file has them: a copy may be redacted. */
  readonly name: string | null;
  /** It bears the id of the file's own session. */
  readonly isHome: boolean;
  /** The ids of the calls that it makes, and of those that it has results of. */
  readonly calls: readonly string[];
  readonly answers: readonly string[];
}

/** The conversation of one file, which has rows. */
export interface History {
  readonly file: InputFile;
  readonly records: readonly Remembered[];
}

/** One record in one of the files that hold it. */
interface Holding {
  readonly positions: number[];
  /** The row that has it. */
  traceId: string | null;
  isHome: boolean;
}

/**
 * Compares the conversations of files that may share records.
 *
 * @param histories in the order of their paths
 * @returns by path, for every file that repeats what another one's row has
 */
export function findRepeats(histories: readonly History[]): ReadonlyMap<string, Repeats> {
  const repeats = histories.map(() => ({ positions: new Set<number>(), holders: new Map<string, Holder>() }));
  const recordsOf = numbered(histories);
  const shared = holdingsOf(histories, recordsOf);
  for (const [record, holder] of chooseHolders(shared, recordsOf, histories)) {
    const holding = shared.get(record) ?? new Map<number, Holding>();
    const traceId = holding.get(holder)?.traceId ?? null;
    const displayPath = histories[holder]?.file.displayPath;
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

/** For each record of each history a number, the same for all copies. */
function numbered(histories: readonly History[]): number[][] {
  const groups = new Groups<string>();
  for (const { records } of histories) {
    for (const { content, name } of records) if (name !== null) groups.join(content, name);
  }
  return histories.map(({ records }) => records.map(({ content }) => groups.groupOf(content)));
}

/** By the number of each record: the files whose rows have it. */
function holdingsOf(
  histories: readonly History[],
  recordsOf: readonly (readonly number[])[],
): ReadonlyMap<number, ReadonlyMap<number, Holding>> {
  const found = new Map<number, Map<number, Holding>>();
  for (const [index, { records }] of histories.entries()) {
    for (const [at, { position, traceId, isHome }] of records.entries()) {
      const number = recordsOf[index]?.[at] ?? 0;
      const holdings = found.get(number) ?? new Map<number, Holding>();
      const own = holdings.get(index) ?? { positions: [], traceId: null, isHome: false };
      own.positions.push(position);
      own.traceId ??= traceId;
      own.isHome ||= isHome;
      holdings.set(index, own);
      found.set(number, holdings);
    }
  }
  for (const holdings of found.values()) {
    for (const [index, { traceId }] of holdings) if (traceId === null) holdings.delete(index);
  }
  return found;
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
  const sessionId = rows[0] === undefined ? null : decodeText(rows[0].row.root_session_id);
  const found = entries.filter(isIdentified).map((entry) => ({ entry, content: hashOf(entry), name: nameOf(entry) }));
  const contents = new Map<string, Set<string>>();
  for (const { content, name } of found) {
    const known = contents.get(name);
    if (known === undefined) contents.set(name, new Set([content]));
    else known.add(content);
  }
  return found.map(({ entry, content, name }) => ({
    position: entry.position,
    traceId: traceIds.get(entry.position) ?? null,
    content,
    name: entry.uuid !== null && contents.get(name)?.size === 1 ? name : null,
    isHome: (sessionIdOf(entry.record) ?? sessionId) === sessionId,
    calls: calledIn(entry),
    answers: answeredIn(entry),
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
