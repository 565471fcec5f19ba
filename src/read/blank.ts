/** White space in the scanner's memory. */
import { scannerMemory, type ByteRange } from "../json/scanner/scanner.ts";

/** The bytes that Python's `str.strip` takes for white space, and JSON's own. */
export function isBlankByte(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** The address of the first byte that is not blank; that of the end when there is none. */
export function firstByte({ start, stop }: ByteRange): number {
  const memory = scannerMemory();
  let at = start;
  while (at < stop && isBlankByte(memory[at] ?? 0)) at++;
  return at;
}
