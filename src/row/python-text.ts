/**
 * Values in Python's spelling: what `str` makes of a scalar, and `json.dumps(value, sort_keys=True)`
 * of anything. Rows equal DataDesigner's only if such texts are equal to the letter.
 */
import { compareCodePoints } from "../json/code-points.ts";
import { isInteger, isJsonNumber, JsonNumber, spellingOf } from "../json/number.ts";
import { scannerMemory, spellForPython } from "../json/scanner/scanner.ts";
import { decodeText, JsonText, type Text } from "../json/text.ts";
import type { JsonValue } from "../json/value.ts";

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
  const length = new PythonJsonWriter().write(value);
  const bytes = Buffer.allocUnsafe(length);
  scratch.copy(bytes, 0, 0, length);
  return new JsonText(bytes, 0, length, { escaped: true, nonAscii: false, loneSurrogate: false });
}

/** A number as Python reads and spells it: integers exact, floats by `repr`. */
export function pythonNumber(value: number | JsonNumber): string {
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

/** Where the text under way is put together; it keeps its size from one to the next. */
let scratch: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Writes the body of a JSON string that holds the Python JSON text: everything is escaped twice. */
class PythonJsonWriter {
  #length = 0;

  write(value: JsonValue): number {
    this.#value(value);
    return this.#length;
  }

  #value(value: JsonValue): void {
    if (value === null) this.#ascii("null");
    else if (typeof value === "string") this.#ascii(quoted(value));
    else if (typeof value === "boolean") this.#ascii(value ? "true" : "false");
    else if (isJsonNumber(value)) this.#ascii(pythonNumber(value));
    else if (value instanceof JsonText) this.#text(value);
    else if (Array.isArray(value)) this.#array(value);
    else this.#object(Object.entries(value));
  }

  #array(array: readonly JsonValue[]): void {
    this.#ascii("[");
    for (const [index, item] of array.entries()) {
      if (index > 0) this.#ascii(", ");
      this.#value(item);
    }
    this.#ascii("]");
  }

  #object(entries: [string, JsonValue][]): void {
    entries.sort(([a], [b]) => compareCodePoints(a, b));
    this.#ascii("{");
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) this.#ascii(", ");
      this.#ascii(quoted(key));
      this.#ascii(": ");
      this.#value(value);
    }
    this.#ascii("}");
  }

  #text(text: JsonText): void {
    if (text.source !== scannerMemory()) {
      this.#ascii(quoted(decodeText(text)));
      return;
    }
    this.#ascii('\\"');
    spellForPython(text.start, text.end, (piece) => {
      this.#room(piece.length);
      scratch.set(piece, this.#length);
      this.#length += piece.length;
    });
    this.#ascii('\\"');
  }

  #ascii(text: string): void {
    this.#room(text.length);
    this.#length += scratch.write(text, this.#length, "latin1");
  }

  #room(size: number): void {
    if (this.#length + size <= scratch.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, this.#length + size));
    scratch.copy(larger, 0, 0, this.#length);
    scratch = larger;
  }
}

const PLAIN = /^[ !#-[\]-~]*$/u;

/** A string as `json.dumps` quotes it, escaped once more. */
function quoted(text: string): string {
  if (PLAIN.test(text)) return `\\"${text}\\"`;
  const inner = JSON.stringify(text).replaceAll(
    /[\u007F-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return JSON.stringify(inner).slice(1, -1);
}
