/** Columns as the values of records. SQLite's reader cuts texts at a zero byte: they are asked for as bytes. */
import { isAscii, isUtf8 } from "node:buffer";
import type { TextArena } from "../../../json/arena.ts";
import { decodeRecord, WHOLE } from "../../../json/decode.ts";
import { numberFrom, type JsonNumber } from "../../../json/number.ts";
import { inputRange, reserveInput } from "../../../json/scanner/scanner.ts";
import { JsonText, type Text } from "../../../json/text.ts";
import type { JsonValue } from "../../../json/value.ts";

/** Up to so many bytes a text becomes a string; longer ones would fill JavaScript's own memory. */
const SHORT_TEXT = 40;
/** A string cannot be of any length. */
const PIECE = 16 * 1024 * 1024;

/** A text that is not decoded before somebody reads it. What is not UTF-8 in it becomes U+FFFD. */
export function textFrom(bytes: Uint8Array): Text {
  const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (given.length <= SHORT_TEXT) return given.toString("utf8");
  const buffer = isUtf8(given) ? given : Buffer.from(given.toString("utf8"), "utf8");
  const nonAscii = !isAscii(buffer);
  const pieces: Buffer[] = [];
  for (let from = 0; from < buffer.length;) {
    const to = characterEnd(buffer, from + PIECE);
    // The engine's own way is faster than any that looks at the bytes one by one.
    const quoted = JSON.stringify(buffer.toString(nonAscii ? "utf8" : "latin1", from, to));
    pieces.push(Buffer.from(quoted, nonAscii ? "utf8" : "latin1").subarray(1, -1));
    from = to;
  }
  const [first = buffer] = pieces;
  const body = pieces.length === 1 ? first : Buffer.concat(pieces);
  return new JsonText(body, 0, body.length, { escaped: body.length > buffer.length, nonAscii, loneSurrogate: false });
}

/** An offset at or before the given one at which no character is divided. */
function characterEnd(buffer: Buffer, offset: number): number {
  let at = Math.min(offset, buffer.length);
  while (at < buffer.length && ((buffer[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}

/** The value that a column holds as JSON text; null where it is none. Its texts are copies in the arena. */
export function jsonFrom(bytes: Uint8Array, arena: TextArena): JsonValue {
  if (!isUtf8(bytes)) return null;
  reserveInput(bytes.length).set(bytes);
  const decoded = decodeRecord(inputRange(bytes.length), WHOLE, arena);
  return decoded.ok ? decoded.value : null;
}

/** A number as JSON spells it. SQLite has neither NaN nor numbers that Python would spell otherwise. */
export function numberOf(value: number | bigint): number | JsonNumber {
  return typeof value === "bigint" ? numberFrom(String(value)) : value;
}
