/** What Node 20's type declarations do not know: zstd came with Node 22.15. */
import "node:zlib";

declare module "node:zlib" {
  export const zstdDecompressSync: ((bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer) | undefined;
  export const zstdCompressSync:
    | ((bytes: Uint8Array, options: { params: Readonly<Record<number, number>> }) => Buffer)
    | undefined;

  namespace constants {
    const ZSTD_c_compressionLevel: number;
  }
}
