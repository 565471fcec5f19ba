/** Room for bytes that outlive what they came in. */
import { countKept } from "./memory-limit.ts";
import { JsonText, type TextFlags } from "./text.ts";

const BLOCK_BYTES = 1024 * 1024;
/** Blocks that are kept for the next use: taking memory anew costs more than filling it. */
const SPARE_BLOCKS = 64;

const SHORT_COPY = 96;

/** Gives out room, one piece behind the other, in blocks; all of it is given back at once. */
export class ByteArena {
  /** Where the last reserved piece lies. */
  block: Buffer = Buffer.alloc(0);
  private blocks: Buffer[] = [];
  private current: Buffer = this.block;
  private used = 0;
  private next = 0;

  /** Reserves room in `block`. @returns where it begins there */
  reserve(size: number): number {
    if (size > BLOCK_BYTES / 4) {
      this.block = Buffer.allocUnsafeSlow(size);
      return 0;
    }
    if (this.used + size > this.current.length) this.nextBlock();
    this.block = this.current;
    const at = this.used;
    this.used = at + size;
    return at;
  }

  /** Gives back the end of the piece that was reserved last. */
  giveBack(size: number): void {
    if (this.block === this.current) this.used -= size;
  }

  /** Gives all room back: whatever lies in it is void. */
  release(): void {
    this.blocks.length = Math.min(this.blocks.length, SPARE_BLOCKS);
    this.current = Buffer.alloc(0);
    this.block = this.current;
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
    this.current = block;
    this.used = 0;
  }
}

/** Takes copies of texts; all are given back at once. */
export class TextArena {
  private readonly room: ByteArena = new ByteArena();

  /** Copies the body of a JSON string, and gives the text that lies in the copy. */
  keep(source: Buffer, start: number, end: number, flags: TextFlags): JsonText {
    const size = end - start;
    countKept(size);
    const at = this.room.reserve(size);
    const block = this.room.block;
    // A call costs more than a few bytes.
    if (size > SHORT_COPY) source.copy(block, at, start, end);
    else for (let index = 0; index < size; index++) block[at + index] = source[start + index] ?? 0;
    return new JsonText(block, at, at + size, flags);
  }

  /** Gives the room of all texts back: whatever was kept is void. */
  release(): void {
    this.room.release();
  }
}
