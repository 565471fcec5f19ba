/** Room for texts that outlive the bytes they came in. */
import { JsonText, type TextFlags } from "./text.ts";

const BLOCK_BYTES = 1024 * 1024;
/** Blocks that are kept for the next file: taking memory anew costs more than filling it. */
const SPARE_BLOCKS = 64;

const SHORT_COPY = 96;

/** Takes copies of texts, one behind the other, in blocks; all are given back at once. */
export class TextArena {
  private blocks: Buffer[] = [];
  private block: Buffer = Buffer.alloc(0);
  private used = 0;
  private next = 0;

  /** Copies the body of a JSON string, and gives the text that lies in the copy. */
  keep(source: Buffer, start: number, end: number, flags: TextFlags): JsonText {
    const size = end - start;
    if (size > BLOCK_BYTES / 4) {
      const own = Buffer.allocUnsafeSlow(size);
      source.copy(own, 0, start, end);
      return new JsonText(own, 0, size, flags);
    }
    if (this.used + size > this.block.length) this.nextBlock();
    const at = this.used;
    const block = this.block;
    // A call costs more than a few bytes.
    if (size > SHORT_COPY) source.copy(block, at, start, end);
    else for (let index = 0; index < size; index++) block[at + index] = source[start + index] ?? 0;
    this.used = at + size;
    return new JsonText(block, at, at + size, flags);
  }

  /** Gives the room of all texts back: whatever was kept is void. */
  release(): void {
    this.blocks.length = Math.min(this.blocks.length, SPARE_BLOCKS);
    this.block = Buffer.alloc(0);
    this.used = 0;
    this.next = 0;
  }

  private nextBlock(): void {
    let block = this.blocks[this.next];
    if (block === undefined) {
      block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.blocks.push(block);
    }
    this.next++;
    this.block = block;
    this.used = 0;
  }
}
