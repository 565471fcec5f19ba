/** UTF-8: the mark that it may begin with, and where it is broken. */
import { isUtf8 } from "node:buffer";

/** How many bytes a byte order mark takes at the beginning of some bytes; 0 where none is there. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The offset of the first byte that is not part of well-formed UTF-8, or -1 when all is well. */
export function invalidUtf8Offset(bytes: Buffer): number {
  if (isUtf8(bytes)) return -1;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

/** The length of the well-formed sequence at an offset (Unicode 16, table 3-7), 0 for none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isContinuation(second) ? 2 : 0;
  const third = bytes[at + 2] ?? 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80;
    const high = lead === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isContinuation(third) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const low = lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xf4 ? 0x8f : 0xbf;
    const fourth = bytes[at + 3] ?? 0;
    return second >= low && second <= high && isContinuation(third) && isContinuation(fourth) ? 4 : 0;
  }
  return 0;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/**
 * The offset at which the bytes end in the middle of a well-formed sequence, as a text does that is
 * cut off; -1 when they do not.
 */
export function cutSequenceOffset(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    const lead = bytes[at] ?? 0;
    if (isContinuation(lead)) continue;
    const whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const isLead = lead >= 0xc2 && lead <= 0xf4;
    return isLead && back < whole && isContinuable(bytes.subarray(at), whole) ? at : -1;
  }
  return -1;
}

/** True when some bytes behind the given ones make a well-formed sequence. */
function isContinuable(cut: Buffer, whole: number): boolean {
  const rest = Buffer.alloc(whole - cut.length, 0x80);
  const [low, high] = [Buffer.concat([cut, rest]), Buffer.concat([cut, Buffer.from([0xbf]), rest])];
  return sequenceLength(low, 0) === whole || sequenceLength(high, 0) === whole;
}
