/** The bytes of a file, piece by piece. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import {
  compressionOf,
  decompress,
  MAGIC_BYTES,
  refuseCompressed,
  type Compression,
  type UnreadableCode,
} from "./compression.ts";
import { isRegularFile } from "./status.ts";
import { systemMessage } from "./system-message.ts";

export interface ByteSource {
  /** Bytes in all, as they lie on disk. */
  readonly size: number;
  /** Bytes that it gives at most: those of a compressed file when it is decompressed. */
  readonly length: number;
  /** Fills a buffer with the next bytes; returns how many there were, 0 at the end. */
  read(into: Buffer): number;
  close(): void;
}

interface FileSource extends ByteSource {
  readonly descriptor: number;
}

/** Why there are no bytes. */
export type ReadFailure =
  | { readonly ok: false; readonly code: UnreadableCode; readonly found: string }
  | { readonly ok: false; readonly code: "not-regular" };

export type SourceResult<Source extends ByteSource = ByteSource> =
  | { readonly ok: true; readonly source: Source }
  | ReadFailure;

/** Node reads at most 2 GiB in one call. */
const MAX_READ = 1024 * 1024 * 1024;

/**
 * Opens a regular file, up to the size it has now: what is appended while it is read belongs to the
 * next run.
 */
export function openFile(path: string): SourceResult<FileSource> {
  try {
    // Without O_NONBLOCK a named pipe in a folder would hang the run until somebody writes to it.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (status.isFile()) return { ok: true, source: fromFile(file, status.size) };
    closeSync(file);
    return { ok: false, code: "not-regular" };
  } catch (error) {
    return failureOf(error);
  }
}

/** The same; a file that is compressed is decompressed, whatever its name. */
export function openSource(path: string): SourceResult {
  const opened = openFile(path);
  if (!opened.ok) return opened;
  const { source } = opened;
  let compressed: Buffer;
  let kind: Compression | null;
  try {
    const magic = Buffer.alloc(MAGIC_BYTES);
    kind = compressionOf(magic.subarray(0, readSync(source.descriptor, magic, 0, magic.length, 0)));
    if (kind === null) return opened;
    const refusal = refuseCompressed(source.size);
    if (refusal !== null) {
      source.close();
      return refusal;
    }
    const bytes = Buffer.allocUnsafe(source.size);
    compressed = bytes.subarray(0, fill(source, bytes));
  } catch (error) {
    source.close();
    return failureOf(error);
  }
  source.close();
  return fromCompressed(compressed, kind);
}

/** True for a regular file that can be read and begins with these bytes. */
export function beginsWith(path: string, magic: Buffer): boolean {
  if (!isRegularFile(path)) return false;
  const opened = openFile(path);
  if (!opened.ok) return false;
  const { source } = opened;
  try {
    const head = Buffer.alloc(magic.length);
    return fill(source, head) === magic.length && head.equals(magic);
  } catch {
    return false;
  } finally {
    source.close();
  }
}

/** Fills a buffer from a source, as far as there is anything; returns the number of bytes. */
export function fill(source: ByteSource, into: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < into.length; length += read) read = source.read(into.subarray(length));
  return length;
}

/**
 * What an error says that was met while a file was read. A RangeError is too large: a machine that lacks
 * the memory is no reason to stop the run, as the next file may be smaller.
 */
export function failureOf(error: unknown): Extract<ReadFailure, { code: UnreadableCode }> {
  if (error instanceof RangeError) return { ok: false, code: "file-too-large", found: error.message };
  return { ok: false, code: "unreadable-file", found: systemMessage(error) };
}

/** Takes what was read elsewhere: bytes, or the error in their place. */
export function takeSource(contents: Buffer | Error): SourceResult {
  if (contents instanceof Error) return failureOf(contents);
  const kind = compressionOf(contents);
  return kind === null ? { ok: true, source: fromBytes(contents, contents.length) } : fromCompressed(contents, kind);
}

function fromCompressed(compressed: Buffer, kind: Compression): SourceResult {
  const result = decompress(compressed, kind);
  return result.ok ? { ok: true, source: fromBytes(result.bytes, compressed.length) } : result;
}

function fromFile(file: number, size: number): FileSource {
  let position = 0;
  return {
    descriptor: file,
    size,
    length: size,
    read(into) {
      const read = readSync(file, into, 0, Math.min(into.length, size - position, MAX_READ), position);
      position += read;
      return read;
    },
    close: () => closeSync(file),
  };
}

/** @param size that of the bytes on disk */
export function fromBytes(bytes: Buffer, size: number): ByteSource {
  let position = 0;
  return {
    size,
    length: bytes.length,
    read(into) {
      const read = bytes.copy(into, 0, position, Math.min(bytes.length, position + into.length));
      position += read;
      return read;
    },
    close: () => undefined,
  };
}
