/** Pointers that Git LFS leaves in the place of files that were not fetched. */
const LFS_POINTER = Buffer.from("version https://git-lfs.github.com/spec/");

/** True for bytes that begin as such a pointer does. */
export function isLfsPointer(bytes: Buffer): boolean {
  return LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length));
}
