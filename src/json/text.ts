/** Texts that stay slices of the source bytes until somebody needs to read them. */
import { BACKSLASH, escapedUnit, isHighSurrogate, isLowSurrogate, partnerAt } from "./escapes.ts";

export interface TextFlags {
  /** Holds escape sequences. */
  readonly escaped: boolean;
  /** Holds bytes over 0x7f. */
  readonly nonAscii: boolean;
  /** Holds an escaped surrogate without its partner, which becomes U+FFFD on the way out. */
  readonly loneSurrogate: boolean;
}

/** The body of a JSON string, still escaped, in the bytes it came in. */
export class JsonText {
  readonly source: Buffer;
  /** Address of the first byte behind the opening quote. */
  readonly start: number;
  /** Address of the closing quote. */
  readonly end: number;
  readonly flags: TextFlags;

  constructor(source: Buffer, start: number, end: number, flags: TextFlags) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.flags = flags;
  }
}

/** Text as the handlers see it: short ones are strings, long ones slices. */
export type Text = string | JsonText;

/** True for both kinds of text. */
export function isText(value: unknown): value is Text {
  return typeof value === "string" || value instanceof JsonText;
}

/** True for text with at least one character. */
export function isNonEmptyText(value: unknown): value is Text {
  return typeof value === "string" ? value !== "" : value instanceof JsonText && value.end > value.start;
}

/**
 * The text as a well-formed JavaScript string; unpaired surrogates read as U+FFFD.
 *
 * @throws RangeError when it is longer than a JavaScript string can be (about 512 MB)
 */
export function decodeText(text: Text): string {
  if (typeof text === "string") return text;
  const raw = rawText(text);
  if (!text.flags.escaped) return raw;
  const value: unknown = JSON.parse(`"${raw}"`);
  return String(value).toWellFormed();
}

/** The text's first characters, at most `limit` of them: enough to show it in a message. */
export function excerpt(text: Text, limit: number): string {
  if (typeof text === "string") return shorten(text, limit);
  // An escape takes up to twelve bytes a character. One that the cut divides is left out.
  const cut = Math.min(text.end, text.start + limit * 12);
  const raw = text.source.toString("utf8", text.start, cut);
  const whole =
    cut === text.end
      ? raw
      : raw.replace(/\uFFFD?$/u, "").replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[\da-fA-F]{0,3})?$/u, "");
  const value: unknown = text.flags.escaped ? JSON.parse(`"${whole}"`) : whole;
  return shorten(String(value).toWellFormed(), limit);
}

/** The first `limit` UTF-16 units, one less where the cut would divide a pair. */
function shorten(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** The text's length in bytes, escapes counted as they stand. */
export function textLength(text: Text): number {
  return typeof text === "string" ? Buffer.byteLength(text) : text.end - text.start;
}

/** True when the text begins with `prefix`, which must be plain ASCII. */
export function startsWith(text: Text, prefix: string): boolean {
  if (typeof text === "string") return text.startsWith(prefix);
  const { source, start, end } = text;
  for (let index = 0; index < prefix.length; index++) {
    const byte = start + index < end ? source[start + index] : undefined;
    if (byte === BACKSLASH) return excerpt(text, prefix.length) === prefix;
    if (byte !== prefix.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * What comes before the first `marker` in a text, and what comes behind it; null where it does not
 * occur.
 *
 * @param marker must not end in a backslash; not found where the source spells it with other escapes
 *   than it needs
 * @param fate whether the marker stays, at the end of what comes before it
 */
export function splitText(
  text: Text,
  marker: string,
  fate: "keep" | "drop" = "drop",
): { before: Text; behind: Text } | null {
  if (typeof text === "string") {
    const at = text.indexOf(marker);
    if (at < 0) return null;
    const behind = at + marker.length;
    return { before: text.slice(0, fate === "keep" ? behind : at), behind: text.slice(behind) };
  }
  const sought = escapedBytes(marker);
  const body = text.source.subarray(text.start, text.end);
  let at = body.indexOf(sought);
  while (at >= 0 && isInsideEscape(body, at)) at = body.indexOf(sought, at + 1);
  if (at < 0) return null;
  const behind = text.start + at + sought.length;
  return {
    before: new JsonText(text.source, text.start, fate === "keep" ? behind : text.start + at, text.flags),
    behind: new JsonText(text.source, behind, text.end, text.flags),
  };
}

/** True where an odd number of backslashes comes before: what stands there belongs to an escape. */
function isInsideEscape(body: Buffer, at: number): boolean {
  let before = at;
  while (before > 0 && body[before - 1] === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}

/** The text without the line ends that it begins with. */
export function withoutLeadingNewlines(text: Text): Text {
  let rest = text;
  while (startsWith(rest, "\n")) rest = splitText(rest, "\n")?.behind ?? "";
  return rest;
}

/** True for text without anything but white space, of which there is not much. */
export function isBlankText(text: Text): boolean {
  return textLength(text) <= 512 && excerpt(text, 512).trim() === "";
}

/** Joins texts with a separator that is not empty; slices are copied as bytes and not decoded. */
export function joinTexts(texts: readonly Text[], separator: string): Text {
  const [first] = texts;
  if (first === undefined) return "";
  if (texts.length === 1) return first;
  if (texts.every((text) => typeof text === "string")) return texts.join(separator);
  const glue = escapedBytes(separator);
  const pieces = texts.flatMap((text, index) => (index === 0 ? [escapedBytes(text)] : [glue, escapedBytes(text)]));
  const joined = Buffer.concat(pieces);
  const flags = texts.flatMap((text) => (typeof text === "string" ? [] : [text.flags]));
  return new JsonText(joined, 0, joined.length, {
    escaped: true,
    nonAscii: true,
    loneSurrogate: flags.some((flag) => flag.loneSurrogate),
  });
}

const REPLACEMENT = Buffer.from("\uFFFD");

/**
 * The text's bytes in pieces, U+FFFD in the place of each escaped surrogate without a partner; all
 * else as it stands. Works for texts of any length.
 */
export function* wellFormedPieces({ source, start, end }: JsonText): Generator<Buffer, void> {
  let from = start;
  let at = nextBackslash(source, start, end);
  while (at < end) {
    let next = at + 2;
    const unit = escapedUnit(source, at);
    if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
      next = at + 6;
      if (isHighSurrogate(unit) && partnerAt(source, next, end) > 0) next += 6;
      else {
        yield source.subarray(from, at);
        yield REPLACEMENT;
        from = next;
      }
    }
    at = nextBackslash(source, next, end);
  }
  yield source.subarray(from, end);
}

/** The address of the next backslash, or `end`. Not Buffer's own search: in Node 20 it errs beyond 2 GiB. */
function nextBackslash(source: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && source[at] !== BACKSLASH) at++;
  return at;
}

function rawText(text: JsonText): string {
  return text.flags.nonAscii
    ? text.source.toString("utf8", text.start, text.end)
    : text.source.toString("latin1", text.start, text.end);
}

function escapedBytes(text: Text): Buffer {
  if (text instanceof JsonText) return text.source.subarray(text.start, text.end);
  return Buffer.from(JSON.stringify(text.toWellFormed()).slice(1, -1), "utf8");
}
