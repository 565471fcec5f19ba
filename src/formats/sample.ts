/**
 * The beginning of a file, as the formats see it to tell whether it is theirs. A file is known by what
 * it holds: its name may say anything.
 */
import { outlineOf } from "../json/outline.ts";
import { inputRange, scannerMemory, type ByteRange } from "../json/scanner/scanner.ts";
import { byteOrderMarkLength } from "../json/utf8.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
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
}

export interface SampledRecord {
  readonly record: JsonObject;
  /** From 1. */
  readonly line: number;
}

/** More records tell nothing new. */
export const MOST_RECORDS = 50;
/** Lines that are looked at, for records: a file of noise is no log. */
const MOST_LINES = 200;
const SHOWN_BYTES = 64;
const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;

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
  if (end === "cut") return { bytes, document: value, records: first, isCut: !isWhole };
  // A log of which the first line is damaged goes on behind it.
  const next = end === "complete" ? address : lineEnd({ start: from, stop });
  const nextLine = line + newlinesIn({ start: from, stop: next });
  const records = recordsIn({ start: next, stop }, nextLine, isWhole);
  return { bytes, document: value, records: [...first, ...records], isCut: false };
}

/** The objects that begin lines, those that run together on one taken apart. */
function recordsIn({ start, stop }: ByteRange, firstLine: number, isWhole: boolean): SampledRecord[] {
  const memory = scannerMemory();
  const records: SampledRecord[] = [];
  let at = start;
  let line = firstLine;
  while (at < stop && line < firstLine + MOST_LINES && records.length < MOST_RECORDS) {
    const lineStop = lineEnd({ start: at, stop });
    const from = firstByte({ start: at, stop: lineStop });
    at = lineStop + 1;
    if (memory[from] === OPEN_BRACE && from < lineStop) {
      const { value, end, address } = outlineOf({ start: from, stop: lineStop });
      const behind = firstByte({ start: address, stop: lineStop });
      const isJoined = end === "complete" && behind < lineStop && memory[behind] === OPEN_BRACE;
      const isSound =
        end === "complete" ? isJoined || behind === lineStop : end === "cut" && lineStop === stop && !isWhole;
      if (isSound && isJsonObject(value)) records.push({ record: value, line });
      if (isJoined) {
        at = behind;
        continue;
      }
    }
    line++;
  }
  return records;
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
