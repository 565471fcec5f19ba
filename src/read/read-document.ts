/** A file's bytes into the scanner's input. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { MAX_DOCUMENT_BYTES, reserveInput } from "../json/scanner/scanner.ts";

/** Node reads at most 2 GiB in one call. */
const MAX_READ = 1024 * 1024 * 1024;
/** How a pipe, whose size nobody knows, is read. */
const PIPE_CHUNK = 1024 * 1024;

export type ReadResult =
  | { readonly ok: true; readonly size: number }
  | { readonly ok: false; readonly code: "unreadable-file" | "file-too-large"; readonly found: string }
  | { readonly ok: false; readonly code: "not-regular" };

/**
 * Reads a file, up to the size it has when it is opened, to the start of the scanner's input.
 *
 * @param allowPipe reads what is no regular file too, to its end (a file that the user named)
 */
export function readDocument(path: string, allowPipe: boolean): ReadResult {
  let file: number;
  try {
    // Without O_NONBLOCK a named pipe in a folder would hang the run until somebody writes to it.
    file = openSync(path, allowPipe ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return { ok: false, code: "unreadable-file", found: systemMessage(error) };
  }
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) return { ok: false, code: "not-regular" };
    if (!status.isFile()) return allowPipe ? { ok: true, size: readPipe(file) } : { ok: false, code: "not-regular" };
    if (status.size > MAX_DOCUMENT_BYTES) {
      return { ok: false, code: "file-too-large", found: `${status.size} bytes; ${MAX_DOCUMENT_BYTES} is the most` };
    }
    return { ok: true, size: fill(file, reserveInput(status.size)) };
  } catch (error) {
    // A machine that lacks the memory is no reason to stop the run: the next file may be smaller.
    if (error instanceof RangeError) return { ok: false, code: "file-too-large", found: error.message };
    return { ok: false, code: "unreadable-file", found: systemMessage(error) };
  } finally {
    closeSync(file);
  }
}

function fill(file: number, input: Buffer): number {
  let length = 0;
  while (length < input.length) {
    const read = readSync(file, input, length, Math.min(MAX_READ, input.length - length), null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function readPipe(file: number): number {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(PIPE_CHUNK);
    const read = readSync(file, chunk, 0, PIPE_CHUNK, null);
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  const input = reserveInput(length);
  let at = 0;
  for (const chunk of chunks) {
    input.set(chunk, at);
    at += chunk.length;
  }
  return length;
}

/** What the system says of a failed call, without the path (the diagnostic has it). */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/, \w+(?: '.*')?$/su, "");
}
