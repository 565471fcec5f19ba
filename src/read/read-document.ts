/** A file's bytes into the scanner's input. */
import { maxDocumentBytes, reserveInput } from "../json/scanner/scanner.ts";
import { fill, openFile, type ReadFailure } from "./byte-source.ts";
import { systemMessage } from "./system-message.ts";

/** How many bytes lie at the start of the input now, or why none do. */
export type ReadResult = { readonly ok: true; readonly size: number } | ReadFailure;

/**
 * Reads a regular file, up to the size it has when it is opened, to the start of the scanner's input.
 */
export function readDocument(path: string): ReadResult {
  const opened = openFile(path);
  if (!opened.ok) return opened;
  const { source } = opened;
  try {
    if (source.size > maxDocumentBytes()) return tooLarge(source.size);
    return { ok: true, size: fill(source, reserveInput(source.size)) };
  } catch (error) {
    return failure(error);
  } finally {
    source.close();
  }
}

/** Takes what was read elsewhere: bytes, or the error in their place. */
export function takeDocument(contents: Buffer | Error): ReadResult {
  if (contents instanceof Error) return failure(contents);
  if (contents.length > maxDocumentBytes()) return tooLarge(contents.length);
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
  return { ok: false, code: "file-too-large", found: `${size} bytes; ${maxDocumentBytes()} is the most` };
}
