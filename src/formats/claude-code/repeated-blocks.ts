/** Blocks of content that a file has more than once. */
import { encode } from "../../json/encode.ts";
import { isText, textLength } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt, textAt } from "../fields.ts";

/** Blocks that may be the same: they are spelled out only when there is a second one. */
interface Alike {
  readonly first: JsonValue;
  spellings: Set<string> | null;
}

/** What was seen under one key: the first record's blocks, and more only when there is a second record. */
interface Seen {
  readonly first: readonly JsonValue[];
  known: Map<string, Alike> | null;
}

/** Tells the blocks that belong together (by a message's id, by an instant) from their repeats. */
export class RepeatedBlocks {
  /** How many blocks were left out. */
  count = 0;
  readonly #seen: Map<string, Seen> = new Map();
  readonly #isKey: (key: string) => boolean;

  /** @param isKey false for a key that tells nothing; asked only of one that comes again */
  constructor(isKey: (key: string) => boolean) {
    this.#isKey = isKey;
  }

  /** The blocks that no earlier record with the same key has. */
  fresh(key: string | null, blocks: readonly JsonValue[]): readonly JsonValue[] {
    if (key === null) return blocks;
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      this.#seen.set(key, { first: blocks, known: null });
      return blocks;
    }
    if (!this.#isKey(key)) return blocks;
    const known = (seen.known ??= spread(seen.first));
    const isRepeat = blocks.map((block) => isKnown(block, known));
    for (const [index, block] of blocks.entries()) if (isRepeat[index] === false) add(block, known);
    const fresh = isRepeat.includes(true) ? blocks.filter((_, index) => isRepeat[index] === false) : blocks;
    this.count += blocks.length - fresh.length;
    return fresh;
  }
}

function spread(blocks: readonly JsonValue[]): Map<string, Alike> {
  const known = new Map<string, Alike>();
  for (const block of blocks) add(block, known);
  return known;
}

function isKnown(block: JsonValue, known: ReadonlyMap<string, Alike>): boolean {
  const alike = known.get(sketch(block));
  if (alike === undefined) return false;
  alike.spellings ??= new Set([spelling(alike.first)]);
  return alike.spellings.has(spelling(block));
}

function add(block: JsonValue, known: Map<string, Alike>): void {
  const key = sketch(block);
  const alike = known.get(key);
  if (alike === undefined) {
    known.set(key, { first: block, spellings: null });
    return;
  }
  alike.spellings ??= new Set([spelling(alike.first)]);
  alike.spellings.add(spelling(block));
}

/** What two blocks have alike if they are the same, at little cost. */
function sketch(block: JsonValue): string {
  if (isText(block)) return `text ${textLength(block)}`;
  if (!isJsonObject(block)) return "";
  const text = valueAt(block, "text") ?? valueAt(block, "thinking");
  return `${stringAt(block, "type") ?? ""} ${isText(text) ? textLength(text) : (callId(block) ?? "")}`;
}

function callId(block: JsonObject): string | null {
  return stringAt(block, "type") === "tool_use" ? stringAt(block, "id") : null;
}

/**
 * What makes a block the same: a call its id, a thought its text, anything else all of it. A text
 * alone is a block too.
 */
function spelling(block: JsonValue): string {
  const id = isJsonObject(block) ? callId(block) : null;
  if (id !== null) return `call ${id}`;
  const thought = isJsonObject(block) ? textAt(block, "thinking") : null;
  if (thought !== null) return `thought ${encode(thought).toString("latin1")}`;
  return encode(isText(block) ? { type: "text", text: block } : block).toString("latin1");
}
