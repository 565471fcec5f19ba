/** Sources of bytes that give them as a disk or a pipe might. */
import { scannerMemory } from "../../src/json/scanner/scanner.ts";
import type { ByteSource } from "../../src/read/byte-source.ts";
import { readLines, type Line } from "../../src/read/lines.ts";

/** Gives at most `step` bytes at a time. */
export function drip(bytes: Uint8Array, step: number): ByteSource {
  let position = 0;
  return {
    size: bytes.length,
    length: bytes.length,
    read(into) {
      const piece = bytes.subarray(position, position + Math.min(step, into.length));
      into.set(piece);
      position += piece.length;
      return piece.length;
    },
    close: () => undefined,
  };
}

export type ReadLine = Omit<Line, "start" | "stop"> & { readonly bytes: Buffer };

/** All lines, their bytes copied while they are good. */
export function linesOf(source: ByteSource): ReadLine[] {
  const lines: ReadLine[] = [];
  for (const { start, stop, ...rest } of readLines(source)) {
    lines.push({ ...rest, bytes: Buffer.from(scannerMemory().subarray(start, stop)) });
  }
  return lines;
}
