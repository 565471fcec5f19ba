/** The beginning of a file, as the formats see it to tell whether it is theirs. */
import { outlineOf } from "../json/outline.ts";
import { inputRange, scannerMemory, type ByteRange } from "../json/scanner/scanner.ts";
import { isText } from "../json/text.ts";
import { byteOrderMarkLength } from "../json/utf8.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../json/value.ts";
import { firstByte } from "../read/blank.ts";
import { searchable } from "../read/lines.ts";

/** How sure a format is that a file is its own; null when it is not. */
export type Claim = "certain" | "likely" | null;

/**
 * What a file begins with. Values are outlines: containers are built four levels deep, with their first
 * members. They are good until the next file is looked at.
 */
export interface Sample {
  /** The first bytes: a database holds no JSON, but has a mark. */
  readonly bytes: Buffer;
  /**
   * The first value, as a reader of documents has it. What the sample's end cuts off, or damage, is
   * there as far as it goes. Undefined for what does not begin as JSON does.
   */
  readonly document: JsonValue | undefined;
  /**
   * The first records, as a reader of lines has them: damaged lines are left out, a record that the
   * sample's end cuts off is there as far as it goes. None for a document on several lines.
   */
  readonly records: readonly SampledRecord[];
  /** The first value goes on behind the sample: a longer one may tell more. */
  readonly isCut: boolean;
  /** There are as many records as can tell anything. */
  readonly isFull: boolean;
}

export interface SampledRecord {
  readonly record: JsonObject;
  /** From 1. */
  readonly line: number;
}

/** More records tell nothing new. Messages as every chat has them do not count: they tell nothing at all. */
const MOST_TELLING = 50;
/** All the same there is an end to them: the records are kept. */
const MOST_RECORDS = 10_000;
/** Other lines that are looked at, for records: a file of noise is no log. */
const MOST_LINES = 200;
const SHOWN_BYTES = 64;
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
/** What a message of any program's has. */
const CHAT_KEYS: ReadonlySet<string> = new Set(["role", "content", "name", "tool_calls", "tool_call_id", "created_at"]);

/**
 * Looks at the first `size` bytes of the scanner's input.
 *
 * @param isWhole they are all of the file
 */
export function takeSample(size: number, isWhole: boolean): Sample {
  const { start, stop } = inputRange(size);
  const memory = scannerMemory();
  const bytes = Buffer.from(memory.subarray(start, Math.min(stop, start + SHOWN_BYTES)));
  const from = firstByte({ start: start + byteOrderMarkLength(bytes), stop });
  const line = 1 + newlinesIn({ start, stop: from });
  const { value, end, address } = outlineOf({ start: from, stop });
  const isLong = lineEnd({ start: from, stop: address }) < address;
  const first = isJsonObject(value) && !isLong && end !== "damaged" ? [{ record: value, line }] : [];
  if (end === "cut") return { bytes, document: value, records: first, isCut: !isWhole, isFull: false };
  // A log of which the first line is damaged goes on behind it.
  const next = end === "complete" ? address : lineEnd({ start: from, stop });
  const nextLine = line + newlinesIn({ start: from, stop: next });
  const { records, isFull } = recordsIn({ start: next, stop }, nextLine, isWhole);
  return { bytes, document: value, records: [...first, ...records], isCut: false, isFull };
}

/** True for a message with nothing but what every chat has: whose it is, other records tell. */
export function isChatMessage(record: JsonObject): boolean {
  return isText(valueAt(record, "role")) && Object.keys(record).every((key) => CHAT_KEYS.has(key));
}

/** The objects that begin lines, those that run together on one taken apart. */
function recordsIn(
  { start, stop }: ByteRange,
  firstLine: number,
  isWhole: boolean,
): Pick<Sample, "records" | "isFull"> {
  const memory = scannerMemory();
  const records: SampledRecord[] = [];
  let at = start;
  let lineStop = lineEnd({ start, stop });
  let line = firstLine;
  let telling = 0;
  let others = 0;
  while (at < stop && others < MOST_LINES && telling < MOST_TELLING && records.length < MOST_RECORDS) {
    const from = firstByte({ start: at, stop: lineStop });
    if (memory[from] === OPEN_BRACE && from < lineStop) {
      const { value, end, address } = outlineOf({ start: from, stop: lineStop });
      const behind = firstByte({ start: address, stop: lineStop });
      const isJoined = end === "complete" && behind < lineStop && memory[behind] === OPEN_BRACE;
      const isSound =
        end === "complete" ? isJoined || behind === lineStop : end === "cut" && lineStop === stop && !isWhole;
      if (isSound && isJsonObject(value)) {
        records.push({ record: value, line });
        if (!isChatMessage(value)) telling++;
      } else others++;
      if (isJoined) {
        at = behind;
        continue;
      }
    } else others++;
    at = lineStop + 1;
    lineStop = lineEnd({ start: at, stop });
    line++;
  }
  return { records, isFull: telling >= MOST_TELLING || records.length >= MOST_RECORDS };
}

/** The address of the next newline; that of the end when there is none. */
function lineEnd({ start, stop }: ByteRange): number {
  const newline = searchable(scannerMemory().subarray(start, stop)).indexOf(NEWLINE);
  return newline < 0 ? stop : start + newline;
}

function newlinesIn({ start, stop }: ByteRange): number {
  let count = 0;
  for (let at = lineEnd({ start, stop }); at < stop; at = lineEnd({ start: at + 1, stop })) count++;
  return count;
}
