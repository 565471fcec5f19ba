/** A file's bytes into the scanner's input. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { MAX_DOCUMENT_BYTES, reserveInput } from "../json/scanner/scanner.ts";
import { systemMessage } from "./system-message.ts";

/** Node reads at most 2 GiB in one call. */
const MAX_READ = 1024 * 1024 * 1024;

/** How many bytes lie at the start of the input now, or why none do. */
export type ReadResult =
  | { readonly ok: true; readonly size: number }
  | { readonly ok: false; readonly code: "unreadable-file" | "file-too-large"; readonly found: string }
  | { readonly ok: false; readonly code: "not-regular" };

/**
 * Reads a regular file, up to the size it has when it is opened, to the start of the scanner's input.
 */
export function readDocument(path: string): ReadResult {
  let file: number;
  try {
    // Without O_NONBLOCK a named pipe in a folder would hang the run until somebody writes to it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return failure(error);
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return { ok: false, code: "not-regular" };
    if (status.size > MAX_DOCUMENT_BYTES) return tooLarge(status.size);
    return { ok: true, size: fill(file, reserveInput(status.size)) };
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(file);
  }
}

/** Takes what was read elsewhere: bytes, or the error in their place. */
export function takeDocument(contents: Buffer | Error): ReadResult {
  if (contents instanceof Error) return failure(contents);
  if (contents.length > MAX_DOCUMENT_BYTES) return tooLarge(contents.length);
  try {
    reserveInput(contents.length).set(contents);
  } catch (error) {
    return failure(error);
  }
  return { ok: true, size: contents.length };
}

function failure(error: unknown): ReadResult {
  // A machine that lacks the memory is no reason to stop the run: the next file may be smaller.
  if (error instanceof RangeError) return { ok: false, code: "file-too-large", found: error.message };
  return { ok: false, code: "unreadable-file", found: systemMessage(error) };
}

function tooLarge(size: number): ReadResult {
  return { ok: false, code: "file-too-large", found: `${size} bytes; ${MAX_DOCUMENT_BYTES} is the most` };
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
