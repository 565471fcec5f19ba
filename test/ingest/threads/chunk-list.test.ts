import { expect, test } from "vitest";
import { BUFFER_BYTES } from "../../../src/json/encode.ts";
import { ChunkList } from "../../../src/ingest/threads/chunk-list.ts";
import type { BytesChunk } from "../../../src/sinks/chunk.ts";

function chunkOf(bytes: Uint8Array): BytesChunk {
  return { kind: "bytes", bytes, units: [] };
}

test("bytes in a buffer of the list are kept as they lie, others are copied", () => {
  const list = new ChunkList();
  const own = list.supply().subarray(0, 3);
  own.set([1, 2, 3]);
  const other = Uint8Array.of(4, 5);
  list.add(chunkOf(own));
  list.add(chunkOf(other));
  other.fill(0);
  const chunks = list.take();
  expect(Buffer.concat(chunks.flatMap((chunk) => (chunk.kind === "bytes" ? chunk.bytes : [])))).toEqual(
    Buffer.from([1, 2, 3, 4, 5]),
  );
  const [first] = list.transferred();
  expect(first).toBe(own.buffer);
});

test("a buffer is kept once: what is handed over is not written again", () => {
  const list = new ChunkList();
  const buffer = list.supply();
  list.add(chunkOf(buffer.subarray(0, 1)));
  buffer[1] = 7;
  list.add(chunkOf(buffer.subarray(1, 2)));
  const buffers = list.transferred();
  expect(new Set(buffers).size).toBe(2);
});

test("buffers come back: given back, or dropped", () => {
  const list = new ChunkList();
  const first = list.supply();
  list.drop(chunkOf(first));
  const second = list.supply();
  expect(second.buffer).toBe(first.buffer);
  list.add(chunkOf(second));
  list.take();
  list.reuse(list.transferred());
  expect(list.supply().buffer).toBe(first.buffer);
  // One of another size is of no use.
  list.reuse([new ArrayBuffer(BUFFER_BYTES - 1)]);
  expect(list.spare).toEqual([]);
});
