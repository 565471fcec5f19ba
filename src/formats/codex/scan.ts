/** The records of a file that is looked at before the run: no more of it than is wanted. */
import { statSync } from "node:fs";
import { TextArena } from "../../json/arena.ts";
import { decodeRecord } from "../../json/decode.ts";
import { scannerMemory } from "../../json/scanner/scanner.ts";
import { invalidUtf8Offset } from "../../json/utf8.ts";
import { isJsonObject, type JsonObject } from "../../json/value.ts";
import { openSource } from "../../read/byte-source.ts";
import { readLines, type Line } from "../../read/lines.ts";
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
 *
 * @param onDamage called for each line for which the file is rejected (at the strict and spec levels)
 */
export function* scan(path: string, onDamage: () => void = () => undefined): Generator<Scanned, void> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  const opened = openSource(path);
  if (!opened.ok) return;
  const { source } = opened;
  try {
    const inPieces = { ...source, read: (into: Buffer) => source.read(into.subarray(0, PIECE)) };
    for (const line of readLines(inPieces)) yield* scanLine(line, onDamage);
  } catch (error) {
    const isPassedOver = error instanceof RangeError || (error instanceof Error && "syscall" in error);
    if (!isPassedOver) throw error;
    onDamage();
  } finally {
    source.close();
    arena.release();
    releasePythonTexts();
  }
}

function* scanLine(line: Line, onDamage: () => void): Generator<Scanned, void> {
  const bytes = scannerMemory().subarray(line.start, line.stop);
  if (!line.isUtf8 && invalidUtf8Offset(bytes) >= 0) {
    if (line.terminated) onDamage();
    return;
  }
  let { start } = line;
  // Records that run together on one line are told apart as at the lenient level.
  while (start < line.stop) {
    arena.release();
    releasePythonTexts();
    const result = decodeRecord({ start, stop: line.stop }, PROJECTION, arena);
    const found = result.ok ? { value: result.value, end: line.stop } : result.first;
    const isUnfinished = !result.ok && !line.terminated && result.problem.code === "json-truncated";
    if (!result.ok && !isUnfinished && !isBlank(line)) onDamage();
    if (found === null) return;
    start = found.end;
    if (isJsonObject(found.value)) yield { record: found.value, line: line.number, offset: line.offset };
    else onDamage();
  }
}

function isBlank({ start, stop }: Line): boolean {
  return /^\s*$/u.test(scannerMemory().toString("latin1", start, Math.min(stop, start + 64)));
}
