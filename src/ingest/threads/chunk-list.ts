/** Chunks that are kept, to be handed over later or to another thread. */
import { BUFFER_BYTES } from "../../json/encode.ts";
import type { Chunk } from "../../sinks/chunk.ts";

/** More buffers than some tasks fill are not kept for the next. */
const MOST_SPARE = 32;

export class ChunkList {
  #chunks: Chunk[] = [];
  /** What the chunks lie in. */
  #buffers: ArrayBuffer[] = [];
  /** Buffers that were given out and are not seen again yet. */
  readonly #supplied: Set<ArrayBufferLike> = new Set();
  /** Buffers that are filled no more; others may take some of them. */
  readonly spare: ArrayBuffer[] = [];

  /** A buffer for an encoder to fill. */
  readonly supply = (): Buffer => {
    const buffer = this.spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES).buffer;
    this.#supplied.add(buffer);
    return Buffer.from(buffer);
  };

  /** Takes buffers back that chunks lay in, to be filled again. */
  reuse(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) {
      if (buffer.byteLength === BUFFER_BYTES && this.spare.length < MOST_SPARE) this.spare.push(buffer);
    }
  }

  /** Keeps a chunk: as it is where it lies in a buffer that this list has given out, else a copy. */
  add(chunk: Chunk): void {
    if (chunk.kind === "bytes") this.#chunks.push({ ...chunk, bytes: this.#kept(chunk.bytes) });
    else this.#chunks.push({ ...chunk, group: { ...chunk.group, bytes: this.#kept(chunk.group.bytes) } });
  }

  /** Has done with a chunk that was not kept. */
  drop(chunk: Chunk): void {
    const { buffer } = chunk.kind === "bytes" ? chunk.bytes : chunk.group.bytes;
    if (buffer instanceof ArrayBuffer && this.#supplied.delete(buffer)) this.reuse([buffer]);
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

  #kept(bytes: Uint8Array): Uint8Array {
    const { buffer } = bytes;
    if (buffer instanceof ArrayBuffer && this.#supplied.delete(buffer)) {
      this.#buffers.push(buffer);
      return bytes;
    }
    const copy = new Uint8Array(bytes);
    this.#buffers.push(copy.buffer);
    return copy;
  }
}
