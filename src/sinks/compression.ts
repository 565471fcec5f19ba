/** Codecs: zstd of Node itself where it has it (from 22.15), else of WebAssembly; gzip. */
import * as zlib from "node:zlib";
import { isZstd } from "../read/zstd.ts";

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

let wasmCodec: Promise<Compress> | null = null;

/** Begun once only: after a second `init` this package gives zeros where the frame should be. */
function wasmZstd(): Promise<Compress> {
  wasmCodec ??= loadWasmZstd();
  return wasmCodec;
}

async function loadWasmZstd(): Promise<Compress> {
  const { init, compress } = await import("@bokuweb/zstd-wasm");
  const codec: Compress = (bytes) => {
    const frame = compress(bytes, ZSTD_LEVEL);
    if (!isZstd(frame)) throw new Error("the zstd codec gave something else than a zstd frame");
    return frame;
  };
  // Others in this process may have begun it.
  if (!works(codec)) await init();
  return codec;
}

function works(codec: Compress): boolean {
  try {
    return codec(new Uint8Array(1)).length > 0;
  } catch {
    return false;
  }
}

/** gzip as its own command makes it, without a time in it: the same bytes for the same rows. */
export function gzipCodec(): Compress {
  return (bytes) => zlib.gzipSync(bytes, { level: GZIP_LEVEL });
}
