/** Codecs: zstd of Node itself where it has it (from 22.15), else of WebAssembly; gzip. */
import * as zlib from "node:zlib";

/** Compresses bytes to one frame (zstd) or member (gzip). */
export type Compress = (bytes: Uint8Array) => Uint8Array;

/** What zstd itself, DuckDB and most writers take. */
const ZSTD_LEVEL = 3;
const GZIP_LEVEL = 6;

/** Level 3 of zstd; the frames of both codecs are alike to readers. */
export async function zstdCodec(): Promise<Compress> {
  const compress = zlib.zstdCompressSync;
  if (compress === undefined) return wasmZstd();
  const options = { params: { [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };
  return (bytes) => compress(bytes, options);
}

async function wasmZstd(): Promise<Compress> {
  const { init, compress } = await import("@bokuweb/zstd-wasm");
  await init();
  return (bytes) => compress(bytes, ZSTD_LEVEL);
}

/** gzip as its own command makes it, without a time in it: the same bytes for the same rows. */
export function gzipCodec(): Compress {
  return (bytes) => zlib.gzipSync(bytes, { level: GZIP_LEVEL });
}
