/** The bytes that Python's `str.strip` takes for white space, and JSON's own. */
export function isBlankByte(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
