/** Blocks of content that a file has more than once. */
import { encode } from "../../json/encode.ts";
import { isText } from "../../json/text.ts";
import { isJsonObject, type JsonValue } from "../../json/value.ts";
import { stringAt } from "../fields.ts";

/** What was seen under one key: the first record's blocks as they are, until a second record comes. */
interface Seen {
  readonly first: readonly JsonValue[];
  spellings: Set<string> | null;
}

/** Tells the blocks that belong together (by a message's id, by an instant) from their repeats. */
export class RepeatedBlocks {
  /** How many blocks were left out. */
  count = 0;
  readonly #seen: Map<string, Seen> = new Map();

  /** The blocks that no earlier record with the same key has. */
  fresh(key: string | null, blocks: readonly JsonValue[]): readonly JsonValue[] {
    if (key === null) return blocks;
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      this.#seen.set(key, { first: blocks, spellings: null });
      return blocks;
    }
    seen.spellings ??= new Set(seen.first.map(spelling));
    const { spellings } = seen;
    const spelled = blocks.map((block) => ({ block, text: spelling(block) }));
    const fresh = spelled.filter(({ text }) => !spellings.has(text));
    for (const { text } of fresh) spellings.add(text);
    this.count += blocks.length - fresh.length;
    return fresh.map(({ block }) => block);
  }
}

/** What makes a block the same: a call its id, anything else all of it. A text alone is a block too. */
function spelling(block: JsonValue): string {
  const id = isJsonObject(block) && stringAt(block, "type") === "tool_use" ? stringAt(block, "id") : null;
  if (id !== null) return `call ${id}`;
  return encode(isText(block) ? { type: "text", text: block } : block).toString("latin1");
}
