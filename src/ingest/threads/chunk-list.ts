/** Chunks that are kept, to be handed to another thread without being copied once more. */
import type { Chunk } from "../../sinks/chunk.ts";

export class ChunkList {
  #chunks: Chunk[] = [];
  #buffers: ArrayBuffer[] = [];

  /** Takes a copy of a chunk. */
  add(chunk: Chunk): void {
    if (chunk.kind === "bytes") this.#chunks.push({ ...chunk, bytes: this.#copy(chunk.bytes) });
    else this.#chunks.push({ ...chunk, group: { ...chunk.group, bytes: this.#copy(chunk.group.bytes) } });
  }

  /** Gives all chunks up. */
  take(): readonly Chunk[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  /** What the chunks that were given up lie in. */
  transferred(): readonly ArrayBuffer[] {
    const buffers = this.#buffers;
    this.#buffers = [];
    return buffers;
  }

  #copy(bytes: Uint8Array): Uint8Array {
    const copy = new Uint8Array(bytes);
    this.#buffers.push(copy.buffer);
    return copy;
  }
}
