/** The texts of a row group as UTF-8 bytes of their own: what the rows hold is void by then. */
import { ByteArena } from "../../json/arena.ts";
import type { Text } from "../../json/text.ts";
import { unescapeInto } from "../../json/unescape.ts";

/** Texts that recur in every row. Fixed bytes are found again by their identity, without a look at them. */
const FREQUENT: ReadonlyMap<string, Buffer> = new Map(
  ["", "text", "function", "user", "assistant", "system", "tool"].map((word) => [word, Buffer.from(word)]),
);

export class TextBytes {
  private readonly arena: ByteArena = new ByteArena();

  /** The text's bytes; unpaired surrogates are U+FFFD. */
  of(text: Text): Buffer {
    if (typeof text === "string") return FREQUENT.get(text) ?? this.ofString(text);
    const size = text.end - text.start;
    const at = this.arena.reserve(size);
    const { block } = this.arena;
    const end = unescapeInto(block, at, text);
    this.arena.giveBack(at + size - end);
    return block.subarray(at, end);
  }

  /** Gives the room of all texts back. */
  release(): void {
    this.arena.release();
  }

  private ofString(text: string): Buffer {
    const size = Buffer.byteLength(text);
    const at = this.arena.reserve(size);
    const { block } = this.arena;
    // Node puts U+FFFD where a surrogate lacks its partner.
    block.write(text, at, "utf8");
    return block.subarray(at, at + size);
  }
}
