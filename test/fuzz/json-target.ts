/** The JSON layer against JSON.parse: what is accepted, the values, their way back into bytes, their places. */
import { isDeepStrictEqual } from "node:util";
import { TextArena } from "../../src/json/arena.ts";
import { decode, decodeInput, decodeRecord, WHOLE } from "../../src/json/decode.ts";
import { encode } from "../../src/json/encode.ts";
import { findPlaces, type JsonPath } from "../../src/json/locate.ts";
import { outlineOf } from "../../src/json/outline.ts";
import { inputRange, reserveInput, scannerMemory } from "../../src/json/scanner/scanner.ts";
import type { JsonValue } from "../../src/json/value.ts";
import { decodeText } from "../../src/json/text.ts";
import { timeSpan } from "../../src/row/time-span.ts";
import { parseInstant } from "../../src/row/timestamps.ts";
import { pythonJson, pythonText, releasePythonTexts } from "../../src/row/python-text.ts";
import { plain, wellFormed } from "../json/support.ts";
import { hold } from "./properties.ts";

const arena = new TextArena();
/** So many places are asked for. */
const MOST_PATHS = 40;

/** @throws Error where the layer and JSON.parse differ */
export function checkJson(input: Buffer): void {
  arena.release();
  releasePythonTexts();
  const result = decode(input);
  const expected = parsed(input);
  if (!result.ok) {
    // JSON.parse knows no bound of depth.
    hold(expected === undefined || result.problem.code === "json-too-deep", `refused: ${result.problem.code}`);
    hold(result.problem.offset >= 0 && result.problem.offset <= input.length, "the place of a problem");
  }
  checkOutline(input, expected !== undefined && result.ok);
  checkRecord(input, result.ok);
  const again = decode(input);
  if (!again.ok) return;
  const { value, notes } = again;
  if (notes.nonFinite === null) {
    hold(expected !== undefined, "accepted what JSON.parse refuses");
    hold(isDeepStrictEqual(plain(value), expected?.value), "another value than that of JSON.parse");
  }
  const encoded = encode(value);
  if (notes.nonFinite === null) {
    hold(isDeepStrictEqual(plain(value), wellFormed(JSON.parse(encoded.toString("utf8")))), "encoded as another value");
  }
  checkPython(value, notes.nonFinite === null);
  checkInstants(value);
  if (expected !== undefined) checkPlaces(input, expected.value);
  const second = decode(encoded);
  hold(second.ok && encode(second.value).equals(encoded), "what is encoded does not stay as it is");
}

/** What JSON.parse makes of UTF-8, a byte order mark passed over; undefined where it refuses. */
function parsed(input: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: wellFormed(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(input))) };
  } catch {
    return undefined;
  }
}

function checkRecord(input: Buffer, isDocument: boolean): void {
  const hasMark = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf;
  if (hasMark || !isValid(input)) return;
  reserveInput(input.length).set(input);
  const record = decodeRecord(inputRange(input.length), WHOLE, arena);
  hold(record.ok === isDocument, "a record is read otherwise than a document");
}

function isValid(input: Buffer): boolean {
  return Buffer.from(input.toString("utf8"), "utf8").equals(input);
}

function checkOutline(input: Buffer, isComplete: boolean): void {
  reserveInput(input.length).set(input);
  const range = inputRange(input.length);
  const hasMark = input[0] === 0xef && input[1] === 0xbb && input[2] === 0xbf;
  const { end, address } = outlineOf({ start: range.start + (hasMark ? 3 : 0), stop: range.stop });
  hold(address >= range.start && address <= range.stop, "an outline ends outside of its bytes");
  hold(scannerMemory().subarray(range.start, range.stop).equals(input), "an outline changes the bytes");
  if (isComplete) hold(end === "complete", `the outline of a document is ${end}`);
}

function checkPython(value: JsonValue, isFinite: boolean): void {
  const text = decodeText(pythonJson(value));
  hold(/^[\x20-\x7e]*$/u.test(text), "Python's text is not ASCII");
  // 1e999 is an infinity to Python.
  if (isFinite && !text.includes("Infinity")) {
    hold(isDeepStrictEqual(unsigned(JSON.parse(text)), unsigned(plain(value))), "Python's text is another value");
  }
  decodeText(pythonText(value));
}

/** Without the sign of zero: -0 is an integer to Python. */
function unsigned(value: unknown): unknown {
  return JSON.parse(JSON.stringify(wellFormed(value)));
}

/** Every text may be a timestamp. */
function checkInstants(value: JsonValue): void {
  for (const text of textsIn(plain(value))) {
    const instant = parseInstant(text);
    const { startedAt, endedAt } = timeSpan([text]);
    hold((startedAt === null) === (instant === null) && startedAt === endedAt, "an instant that is read in two ways");
    if (instant === null) continue;
    const { seconds, microseconds } = instant;
    hold(Number.isSafeInteger(seconds) && microseconds >= 0 && microseconds < 1_000_000, "an instant that is none");
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The bytes at the place of a value begin as that value does. */
function checkPlaces(input: Buffer, value: unknown): void {
  reserveInput(input.length).set(input);
  if (!decodeInput(input.length).ok) return;
  const paths: (readonly [JsonPath, unknown])[] = [];
  gatherPaths(value, [], paths);
  const located = findPlaces(
    input.length,
    paths.map(([path]) => path),
  );
  for (const [index, [path, wanted]] of paths.entries()) {
    const found = located[index];
    // A key with unpaired surrogates goes by another name here.
    if (found === undefined || found.path.length < path.length) continue;
    const first = String.fromCharCode(input[found.place.offset] ?? 0);
    hold(beginsAs(wanted).includes(first), `the place of ${JSON.stringify(path)}`);
  }
}

function gatherPaths(value: unknown, path: JsonPath, paths: (readonly [JsonPath, unknown])[]): void {
  if (paths.length >= MOST_PATHS || path.length > 20) return;
  paths.push([path, value]);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value))
    gatherPaths(item, [...path, Array.isArray(value) ? Number(key) : key], paths);
}

function beginsAs(value: unknown): string {
  if (value === null) return "n";
  if (Array.isArray(value)) return "[";
  switch (typeof value) {
    case "string":
      return '"';
    case "boolean":
      return value ? "t" : "f";
    case "number":
      return "-0123456789";
    default:
      return "{";
  }
}
