/**
 * What a JSON value begins with, as far as some bytes have it: enough to tell what a file is. Nothing
 * is refused; what is wrong, or cut off, ends the outline.
 */
import { MAX_DEPTH } from "./decode.ts";
import { numberFrom } from "./number.ts";
import { FLAG, KIND, OUTCOME, type ByteRange } from "./scanner/scanner.ts";
import * as scanner from "./scanner/scanner.ts";
import { decodeText, excerpt, JsonText, type TextFlags } from "./text.ts";
import type { JsonArray, JsonObject, JsonValue } from "./value.ts";

/** Containers below this are empty in an outline. */
const LEVELS = 4;
/** Members of a container beyond these are left out: whoever looks at an outline looks at few. */
const MEMBERS = 256;
/** A name that is longer, in bytes, is nobody's. */
const LONGEST_KEY = 256;
/** Texts beyond this are told by their first characters: ids and types are short. */
const LONGEST_TEXT = 4096;
const EXCERPT = 256;
const LONGEST_NUMBER = 32;

export interface Outline {
  /** Undefined where not even the beginning of one was found. */
  readonly value: JsonValue | undefined;
  /**
   * How it ended: with the value (something else may come behind it), with the bytes, or with one
   * that cannot stand where it does.
   */
  readonly end: "complete" | "cut" | "damaged";
  /** Address of what comes behind a complete value, of the damage, or of the end. */
  readonly address: number;
}

interface Open {
  /** Null for a container that is not built. */
  readonly container: JsonObject | JsonArray | null;
  key: string | null;
  members: number;
}

/**
 * Walks the tokens of a value in the scanner's memory once. Longer texts are slices of that memory: the
 * outline is good as long as they are.
 */
export function outlineOf({ start, stop }: ByteRange): Outline {
  const memory = scanner.scannerMemory();
  const tokens = scanner.tokenBuffer();
  const open: Open[] = [];
  let root: JsonValue | undefined;
  let behind = start;
  // The scanner puts an end mark there.
  const kept = memory[stop] ?? 0;
  scanner.beginScan(start, stop, MAX_DEPTH);
  do {
    const limit = scanner.scanTokens() * 4;
    for (let token = 0; token < limit; token += 4) {
      const head = tokens[token] ?? 0;
      const from = tokens[token + 1] ?? 0;
      const to = tokens[token + 2] ?? 0;
      const kind = head & 0xff;
      const parent = open.at(-1);
      behind = kind === KIND.string ? to + 1 : to;
      if (kind === KIND.objectEnd || kind === KIND.arrayEnd) open.pop();
      else if (kind === KIND.key && parent !== undefined) {
        parent.key = isWanted(parent) && to - from <= LONGEST_KEY ? keyOf(memory, from, to, head) : null;
      } else {
        const opened = kind === KIND.objectStart ? {} : kind === KIND.arrayStart ? [] : undefined;
        const isBuilt = parent === undefined || (open.length <= LEVELS && isWanted(parent));
        if (isBuilt) {
          const value = opened ?? leafOf(memory, from, to, head);
          if (parent === undefined) root = value;
          else add(parent, value);
        }
        if (opened !== undefined) open.push({ container: isBuilt ? opened : null, key: null, members: 0 });
      }
    }
  } while (scanner.scanOutcome() === OUTCOME.more);
  memory[stop] = kept;
  return { value: root, ...ending(open, behind) };
}

/** @param behind address of what comes behind the last token */
function ending(open: readonly Open[], behind: number): Omit<Outline, "value"> {
  const { outcome, address } = scanner.scanState();
  const last = open.at(-1);
  // That a text stands there is known, be it only its beginning.
  if (outcome === OUTCOME.truncatedString && last !== undefined && open.length <= LEVELS) add(last, "");
  switch (outcome) {
    case OUTCOME.done:
    case OUTCOME.trailing:
      return { end: "complete", address: behind };
    case OUTCOME.truncated:
    case OUTCOME.truncatedString:
      return { end: "cut", address };
    default:
      return { end: "damaged", address };
  }
}

function isWanted({ container, members }: Open): boolean {
  return container !== null && members < MEMBERS;
}

/** Adds a member; one without a key is left out, be it that the key was cut off or of no use. */
function add(parent: Open, value: JsonValue): void {
  const { container, key } = parent;
  parent.key = null;
  if (Array.isArray(container)) container.push(value);
  else if (container !== null && key !== null && key !== "__proto__") container[key] = value;
  else return;
  parent.members++;
}

function keyOf(memory: Buffer, from: number, to: number, head: number): string {
  return decodeText(new JsonText(memory, from, to, flagsOf(head)));
}

/** A value without members, or one that stands for it: how a long one goes on tells nothing. */
function leafOf(memory: Buffer, from: number, to: number, head: number): JsonValue {
  switch (head & 0xff) {
    case KIND.string: {
      const text = new JsonText(memory, from, to, flagsOf(head));
      return to - from > LONGEST_TEXT ? excerpt(text, EXCERPT) : text;
    }
    case KIND.true:
      return true;
    case KIND.false:
      return false;
    case KIND.null:
      return null;
    default:
      return numberFrom(memory.toString("latin1", from, Math.min(to, from + LONGEST_NUMBER)));
  }
}

function flagsOf(head: number): TextFlags {
  return {
    escaped: (head & FLAG.escaped) !== 0,
    nonAscii: (head & FLAG.nonAscii) !== 0,
    loneSurrogate: (head & FLAG.loneSurrogate) !== 0,
  };
}
