/** Hashes of what texts say, however the source escapes it. Few of them are decoded for it. */
import { hash } from "node:crypto";
import { BACKSLASH } from "../../json/escapes.ts";
import { unescapeString } from "../../json/scanner/scanner.ts";
import { decodeText, JsonText, textLength, type Text } from "../../json/text.ts";

const ROOM_BYTES = 1024 * 1024;
/** A length takes less. */
const LENGTH_BYTES = 16;

/** Where texts are put one behind the other. */
let room: Buffer = Buffer.alloc(0);

/** The lengths of the parts tell them apart, whatever is in them. */
export function hashOf(parts: readonly Text[]): string {
  const size = parts.reduce((sum, part) => sum + textLength(part) + LENGTH_BYTES, 0);
  if (room.length < size || room.length > Math.max(size, ROOM_BYTES)) {
    room = Buffer.allocUnsafeSlow(Math.max(size, ROOM_BYTES));
  }
  let end = 0;
  const ends = parts.map((part) => (end = put(part, end)));
  end += room.write(`\n${ends.join(" ")}`, end, "latin1");
  return hash("sha256", room.subarray(0, end), "base64").slice(0, 22);
}

/** Puts a text into the room. @returns where it ends */
function put(text: Text, at: number): number {
  if (typeof text === "string") return at + room.write(text, at, "utf8");
  const { source, start, end, flags } = text;
  if (flags.loneSurrogate) return at + room.write(decodeText(text), at, "utf8");
  if (flags.escaped) return unescapeString(room, at, source, start, end);
  return at + source.copy(room, at, start, end);
}

/** The text without white space around it; a slice stays one where it has none. */
export function trimmed(text: Text): Text {
  return text instanceof JsonText && isTrimmed(text) ? text : decodeText(text).trim();
}

/** False where an end is not ASCII or an escape, which may be white space or not. */
function isTrimmed({ source, start, end, flags }: JsonText): boolean {
  if (end - start < 8 || !isInk(source[start]) || !isInk(source[end - 1])) return false;
  return !flags.escaped || (source[end - 2] !== BACKSLASH && source[end - 6] !== BACKSLASH);
}

function isInk(byte = 0): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== BACKSLASH;
}
