/**
 * Records that several files of a run hold. A session that is forked, handed to the background or
 * resumed on the desktop begins with copies of old records: the same uuid and content under a new
 * session's id (3,599 uuids in 20 of 943 files). Each counts once, in the row of the file with the
 * longest history; of two as long, of the one whose path comes first.
 */
import { createHash } from "node:crypto";
import type { InputFile } from "../../discover/discover.ts";
import { TextArena } from "../../json/arena.ts";
import { compareCodePoints } from "../../json/code-points.ts";
import { decodeRecord, OTHERS, WHOLE, type Projection } from "../../json/decode.ts";
import { encode } from "../../json/encode.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { scannerMemory, type ByteRange } from "../../json/scanner/scanner.ts";
import { openSource } from "../../read/byte-source.ts";
import { readLines } from "../../read/lines.ts";
import { stringAt } from "../fields.ts";
import type { ValidationLevel } from "../handler.ts";
import { damageOf } from "./check.ts";

/** What a file repeats of others. */
export interface Repeats {
  /** Numbers of the lines with a record that another file's row has. */
  readonly lines: ReadonlySet<number>;
  readonly holders: readonly Holder[];
}

/** A row that has records which this file holds too. */
export interface Holder {
  readonly displayPath: string;
  readonly traceId: string;
  readonly records: number;
}

export const NO_REPEATS: Repeats = { lines: new Set(), holders: [] };

const IDENTITY: Projection = {
  type: WHOLE,
  uuid: WHOLE,
  timestamp: WHOLE,
  sessionId: WHOLE,
  agentId: WHOLE,
  message: { content: { signature: false } },
  [OTHERS]: false,
};

/** A record by what makes it the same in another file. */
interface Identity {
  readonly line: number;
  /** Hash of uuid, timestamp, type and message: uuids alone are not enough, as hand-made logs use one for many records. */
  readonly content: string;
  /** Session, uuid, timestamp and type, where no other record of the file has them: a copy may be redacted. */
  readonly name: string | null;
}

/** The conversation of one file, as far as it has to be told from others. */
interface History {
  readonly file: InputFile;
  readonly traceId: string;
  readonly records: readonly Identity[];
  /** The file will be rejected: it has no row that could hold a record for others. */
  readonly isDamaged: boolean;
}

/**
 * Compares the conversations of files that may share records.
 *
 * @returns by path, for every file that repeats what another one has
 */
export async function findRepeats(
  files: readonly InputFile[],
  level: ValidationLevel,
  turn: () => Promise<void>,
): Promise<ReadonlyMap<string, Repeats>> {
  const histories: History[] = [];
  for (const file of files) {
    const history = readHistory(file);
    if (history !== null && (level === "lenient" || !history.isDamaged)) histories.push(history);
    await turn();
  }
  const repeats = new Map<string, { lines: Set<number>; records: Map<number, number> }>();
  for (const bearers of sharedRecords(histories)) {
    const holder = longest(bearers.keys(), histories);
    for (const [index, line] of bearers) {
      const path = histories[index]?.file.path;
      if (index === holder || path === undefined) continue;
      const own = repeats.get(path) ?? { lines: new Set(), records: new Map() };
      own.lines.add(line);
      own.records.set(holder, (own.records.get(holder) ?? 0) + 1);
      repeats.set(path, own);
    }
  }
  const named = (records: ReadonlyMap<number, number>): Holder[] =>
    [...records]
      .flatMap(([index, count]) => {
        const history = histories[index];
        return history === undefined ? [] : [{ history, count }];
      })
      .toSorted((a, b) => compareCodePoints(a.history.file.relativePath, b.history.file.relativePath))
      .map(({ history: { file, traceId }, count }) => ({ displayPath: file.displayPath, traceId, records: count }));
  return new Map([...repeats].map(([path, { lines, records }]) => [path, { lines, holders: named(records) }]));
}

/** The records that several histories have: for each, the line that it has in each of them. */
function sharedRecords(histories: readonly History[]): ReadonlyMap<number, number>[] {
  const records: Map<number, number>[] = [];
  const byKey = new Map<string, Map<number, number>>();
  for (const [index, history] of histories.entries()) {
    for (const { line, content, name } of history.records) {
      const known = byKey.get(content) ?? (name === null ? undefined : byKey.get(name));
      const record = known ?? new Map<number, number>();
      if (known === undefined) records.push(record);
      if (!record.has(index)) record.set(index, line);
      byKey.set(content, record);
      if (name !== null) byKey.set(name, record);
    }
  }
  return records.filter((record) => record.size > 1);
}

/** The one with the most records; of several the one whose path comes first. */
function longest(indexes: Iterable<number>, histories: readonly History[]): number {
  const [best = 0] = [...indexes].toSorted((a, b) => {
    const [one, other] = [histories[a], histories[b]];
    if (one === undefined || other === undefined) return 0;
    return (
      other.records.length - one.records.length || compareCodePoints(one.file.relativePath, other.file.relativePath)
    );
  });
  return best;
}

const arena = new TextArena();

/** The records of a file's conversation; null for a file that cannot be read. */
function readHistory(file: InputFile): History | null {
  const opened = openSource(file.path);
  if (!opened.ok) return null;
  const found: { line: number; content: string; name: string }[] = [];
  const bearers = new Map<string, number>();
  let sessionId: string | null = null;
  let agentId: string | null = null;
  let isDamaged = false;
  try {
    for (const line of readLines(opened.source)) {
      arena.release();
      const result = decodeRecord(line, IDENTITY, arena);
      if (!result.ok || !isJsonObject(result.value)) {
        isDamaged ||= line.terminated && !isBlank(line);
        continue;
      }
      const record = result.value;
      sessionId ??= stringAt(record, "sessionId");
      agentId ??= stringAt(record, "agentId");
      const identity = identityOf(record);
      if (identity === null) continue;
      isDamaged ||= damageOf(record).length > 0;
      found.push({ line: line.number, ...identity });
      bearers.set(identity.name, (bearers.get(identity.name) ?? 0) + 1);
    }
  } catch {
    // The run meets the same when it comes to the file, and reports it there.
    return null;
  } finally {
    opened.source.close();
  }
  const session = sessionId ?? file.relativePath;
  const records = found.map(({ line, content, name }) => ({
    line,
    content,
    name: bearers.get(name) === 1 ? name : null,
  }));
  return { file, traceId: agentId === null ? session : `${session}:${agentId}`, records, isDamaged };
}

function isBlank({ start, stop }: ByteRange): boolean {
  return /^\s*$/u.test(scannerMemory().toString("latin1", start, Math.min(stop, start + 64)));
}

function identityOf(record: JsonObject): { content: string; name: string } | null {
  const type = stringAt(record, "type");
  const uuid = stringAt(record, "uuid");
  const message = valueAt(record, "message");
  if ((type !== "user" && type !== "assistant") || uuid === null || message === undefined) return null;
  const timestamp = stringAt(record, "timestamp") ?? "";
  const bytes = encode([type, uuid, timestamp, message]);
  return {
    content: createHash("sha256").update(bytes).digest("base64"),
    name: [stringAt(record, "sessionId") ?? "", uuid, timestamp, type].join("\n"),
  };
}
