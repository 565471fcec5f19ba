/** What puts chunks, in the order of their rows, into files. */
import type { BytesChunk, Chunk } from "./chunk.ts";
import type { Output } from "./output.ts";

export interface Assembler {
  /** Takes a chunk; is done with it when it returns. */
  take(chunk: Chunk): void;
  /** Completes the last file and publishes the whole. */
  commit(): void;
  /** Gives up: nothing of the output stays. */
  abort(): void;
}

/**
 * Files of bytes one behind the other.
 *
 * @param empty what a file without rows holds: one of no bytes at all may not be what its name says
 */
export function bytesAssembler(output: Output, empty: Uint8Array): Assembler {
  let size = 0;
  let rows = 0;
  let isEmpty = true;

  function put(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    output.write(bytes);
    isEmpty = false;
  }

  function takeUnits({ bytes, units }: BytesChunk): void {
    let from = 0;
    for (const unit of units) {
      const { at, length } = unit;
      if (size > 0 && size + length > output.maxBytes) {
        put(bytes.subarray(from, at));
        output.nextFile(rows);
        from = at;
        size = 0;
        rows = 0;
      }
      size += length;
      rows += unit.rows;
    }
    put(bytes.subarray(from));
  }

  return {
    take(chunk) {
      if (chunk.kind !== "bytes") throw new TypeError(`a ${chunk.kind} is no part of a file of bytes`);
      takeUnits(chunk);
    },
    commit() {
      if (isEmpty) put(empty);
      output.commit();
    },
    abort: () => output.abort(),
  };
}
