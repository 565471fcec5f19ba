/** A file's bytes, decompressed, into the scanner's input. */
import { maxDocumentBytes, reserveInput } from "../json/scanner/scanner.ts";
import { failureOf, fill, openSource, takeSource, type ReadFailure, type SourceResult } from "./byte-source.ts";

/** How many bytes lie at the start of the input now, or why none do. */
export type ReadResult = { readonly ok: true; readonly size: number } | ReadFailure;

/**
 * Reads a regular file, up to the size it has when it is opened, to the start of the scanner's input.
 */
export function readDocument(path: string): ReadResult {
  return toInput(openSource(path));
}

/** Takes what was read elsewhere: bytes, or the error in their place. */
export function takeDocument(contents: Buffer | Error): ReadResult {
  return toInput(takeSource(contents));
}

function toInput(opened: SourceResult): ReadResult {
  if (!opened.ok) return opened;
  const { source } = opened;
  try {
    if (source.length > maxDocumentBytes()) return tooLarge(source.length);
    return { ok: true, size: fill(source, reserveInput(source.length)) };
  } catch (error) {
    return failureOf(error);
  } finally {
    source.close();
  }
}

function tooLarge(size: number): ReadResult {
  return { ok: false, code: "file-too-large", found: `${size} bytes; ${maxDocumentBytes()} is the most` };
}
