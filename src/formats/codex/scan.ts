/** The first records of a file, looked at before the run: no more of it is read than is wanted. */
import { TextArena } from "../../json/arena.ts";
import { decodeRecord } from "../../json/decode.ts";
import { beginFile } from "../../json/memory-limit.ts";
import { scannerMemory } from "../../json/scanner/scanner.ts";
import { invalidUtf8Offset } from "../../json/utf8.ts";
import { isJsonObject, type JsonObject } from "../../json/value.ts";
import { openSource } from "../../read/byte-source.ts";
import { contentOf, readLines, type Line } from "../../read/lines.ts";
import { isRegularFile } from "../../read/status.ts";
import { isSystemError } from "../../read/system-message.ts";
import { releasePythonTexts } from "../../row/python-text.ts";
import { PROJECTION } from "./projection.ts";

/** A record, good until the next one is asked for. */
export interface Scanned {
  readonly record: JsonObject;
  readonly line: number;
  /** Bytes before its line. */
  readonly offset: number;
}

/** Bytes read at a time: mostly the head of a file is all that is wanted. */
const PIECE = 64 * 1024;

const arena = new TextArena();

/**
 * Passes over what cannot be read: the conversion of the file will say so. Pipes are left alone, as
 * they can be read once only.
 */
export function* scan(path: string): Generator<Scanned, void> {
  if (!isRegularFile(path)) return;
  const opened = openSource(path);
  if (!opened.ok) return;
  beginFile();
  const { source } = opened;
  try {
    const inPieces = { ...source, read: (into: Buffer) => source.read(into.subarray(0, PIECE)) };
    for (const line of readLines(inPieces)) yield* scanLine(line);
  } catch (error) {
    if (!(error instanceof RangeError || isSystemError(error))) throw error;
  } finally {
    source.close();
    arena.release();
    releasePythonTexts();
  }
}

function* scanLine(line: Line): Generator<Scanned, void> {
  const { start: from, stop } = contentOf(line);
  if (!line.isUtf8 && invalidUtf8Offset(scannerMemory().subarray(from, stop)) >= 0) return;
  let start = from;
  // Records that run together on one line are told apart as at the lenient level.
  while (start < stop) {
    arena.release();
    releasePythonTexts();
    const result = decodeRecord({ start, stop }, PROJECTION, arena);
    const found = result.ok ? { value: result.value, end: stop } : result.first;
    if (found === null) return;
    start = found.end;
    if (isJsonObject(found.value)) yield { record: found.value, line: line.number, offset: line.offset };
  }
}
