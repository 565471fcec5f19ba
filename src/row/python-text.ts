/**
 * Values in Python's spelling: what `str` makes of a scalar, and `json.dumps(value, sort_keys=True)`
 * of anything. Rows equal DataDesigner's only if such texts are equal to the letter.
 */
import { compareCodePoints } from "../json/code-points.ts";
import { asciiJson } from "../json/escapes.ts";
import { isInteger, isJsonNumber, spellingOf, type JsonNumber } from "../json/number.ts";
import { scannerMemory, spellForPython, toScratch } from "../json/scanner/scanner.ts";
import { decodeText, JsonText, type Text, type TextFlags } from "../json/text.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";

/**
 * The text that stands for a value. Scalars read as Python's `str` gives them (`True`, `1.0`,
 * `None`); an object or a list becomes its JSON text, where DataDesigner writes Python's `repr`.
 */
export function pythonText(value: JsonValue): Text {
  if (typeof value === "string" || value instanceof JsonText) return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isJsonNumber(value)) {
    const spelling = pythonNumber(value);
    return NON_FINITE_STR[spelling] ?? spelling;
  }
  return pythonJson(value);
}

const NON_FINITE_STR: Readonly<Record<string, string>> = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" };

/** `json.dumps(value, sort_keys=True)`: keys by code point, `", "` and `": "`, ASCII only. */
export function pythonJson(value: JsonValue): Text {
  start = end;
  writeValue(value);
  return new JsonText(arena, start, end, SPELLED);
}

const SPELLED: TextFlags = { escaped: true, nonAscii: false, loneSurrogate: false };

/** A number as Python reads and spells it: integers exact, floats by `repr`. */
export function pythonNumber(value: number | JsonNumber): string {
  if (typeof value === "number") {
    // Python and JavaScript spell these alike: integers, and floats that need no exponent (a float
    // that JavaScript spells with a point is far below 1e16).
    if (Number.isInteger(value) || Math.abs(value) >= 1e-4) return String(value);
  }
  const spelling = spellingOf(value);
  if (isInteger(value)) return spelling === "-0" ? "0" : spelling;
  return pythonFloat(Number(spelling));
}

/** Python's `repr` of a float: the shortest digits that read back, an exponent from 1e16 on and below 1e-4. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 ? "-" : "";
  const figures = mantissa.replace(".", "");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const fraction = figures.length > 1 ? `.${figures.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${figures.slice(0, 1)}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${figures.slice(exponent + 1) || "0"}`;
}

const ARENA_BYTES = 1024 * 1024;

/** Where the texts are put, one behind the other; the one under way at [start, end). */
let arena: Buffer = Buffer.allocUnsafeSlow(ARENA_BYTES);
let start = 0;
let end = 0;

/** Gives the room of all texts back. They are as short-lived as a document's own: until the next one is read. */
export function releasePythonTexts(): void {
  end = 0;
  if (arena.length > ARENA_BYTES) arena = Buffer.allocUnsafeSlow(ARENA_BYTES);
}

/** Keys as they are written: names recur. */
const spelledKeys: Map<string, string> = new Map();

// Writes the body of a JSON string that holds the Python JSON text: everything is escaped twice.

function writeValue(value: JsonValue): void {
  if (typeof value === "string") writeAscii(quoted(value));
  else if (value instanceof JsonText) writeText(value);
  else if (value === null) writeAscii("null");
  else if (typeof value === "boolean") writeAscii(value ? "true" : "false");
  else if (isJsonNumber(value)) writeAscii(pythonNumber(value));
  else if (Array.isArray(value)) writeArray(value);
  else writeObject(value);
}

function writeArray(array: readonly JsonValue[]): void {
  writeAscii("[");
  let first = true;
  for (const item of array) {
    if (!first) writeAscii(", ");
    first = false;
    writeValue(item);
  }
  writeAscii("]");
}

function writeObject(object: JsonObject): void {
  const keys = Object.keys(object);
  if (keys.length > 1) keys.sort(compareCodePoints);
  writeAscii("{");
  let first = true;
  for (const key of keys) {
    if (!first) writeAscii(", ");
    first = false;
    writeAscii(spelledKey(key));
    writeValue(object[key] ?? null);
  }
  writeAscii("}");
}

function spelledKey(key: string): string {
  let spelled = spelledKeys.get(key);
  if (spelled === undefined) {
    spelled = `${quoted(key)}: `;
    // Keys that are data would fill the memory.
    if (key.length <= 48 && spelledKeys.size < 2048) spelledKeys.set(key, spelled);
  }
  return spelled;
}

function writeText(text: JsonText): void {
  const size = text.end - text.start;
  const isInReach = text.source === scannerMemory();
  const start = isInReach ? text.start : toScratch(text.source, text.start, text.end);
  if (start === null) {
    writeAscii(quoted(decodeText(text)));
    return;
  }
  writeAscii('\\"');
  spellForPython(start, start + size, takePiece);
  writeAscii('\\"');
}

function takePiece(piece: Uint8Array): void {
  makeRoom(piece.length);
  arena.set(piece, end);
  end += piece.length;
}

function writeAscii(text: string): void {
  const size = text.length;
  makeRoom(size);
  if (size > 64) {
    // Not arena.write: in Node 20 it writes nothing into a Buffer of more than 2 GiB.
    arena.set(Buffer.from(text, "latin1"), end);
    end += size;
    return;
  }
  for (let index = 0; index < size; index++) arena[end++] = text.charCodeAt(index);
}

/** A new arena takes the text under way along; those before stay where they are. */
function makeRoom(size: number): void {
  if (end + size <= arena.length) return;
  const next = Buffer.allocUnsafeSlow(Math.max(ARENA_BYTES, (end - start + size) * 2));
  arena.copy(next, 0, start, end);
  arena = next;
  end -= start;
  start = 0;
}

const PLAIN = /^[ !#-[\]-~]*$/u;

/** A string as `json.dumps` quotes it, escaped once more. */
function quoted(text: string): string {
  if (PLAIN.test(text)) return `\\"${text}\\"`;
  return JSON.stringify(asciiJson(text)).slice(1, -1);
}
