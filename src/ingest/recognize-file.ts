/** Which format a file is in, by what it begins with. */
import path from "node:path";
import type { InputFile } from "../discover/discover.ts";
import { isCompanion, isPassedOver, recognizeSample } from "../formats/choice.ts";
import type { FormatHandler, SkipReason } from "../formats/handler.ts";
import { takeSample, type Sample } from "../formats/sample.ts";
import { inputRange, maxDocumentBytes, scannerMemory } from "../json/scanner/scanner.ts";
import { firstByte } from "../read/blank.ts";
import type { ReadFailure } from "../read/byte-source.ts";
import { plainName } from "../read/compression.ts";
import { readHead } from "../read/head.ts";
import { natureOf } from "../read/nature.ts";

type Failure =
  | Omit<Exclude<ReadFailure, { code: "not-regular" }>, "ok">
  | { readonly code: "thread-lost"; readonly found: string };

/** A format that takes the file, or why none does. */
export type Verdict =
  | { readonly kind: "format"; readonly handler: FormatHandler }
  | { readonly kind: "skip"; readonly reason: SkipReason }
  | { readonly kind: "unreadable"; readonly failure: Failure };

/** Of most files the first is enough. */
const FIRST_BYTES = 64 * 1024;
/** A log of which so much tells nothing is nobody's. */
const LOG_BYTES = 1024 * 1024;
/** A document is looked at in ever longer pieces, and as a whole if need be: the key that tells may be its last. */
const GROWTH = 16;

/**
 * Reads as little of a file as it takes to tell. Never throws for what is in it.
 *
 * @param contents what the file holds, where it can be read once only
 */
export function recognizeFile(file: InputFile, contents?: Buffer): Verdict {
  if (!file.named && isPassedOver(file.relativePath)) return { kind: "skip", reason: "companion file" };
  const name = plainName(path.basename(file.path));
  for (let limit = FIRST_BYTES; ; limit *= GROWTH) {
    const head = readHead(file.path, limit, contents);
    if (!head.ok) {
      if (head.code === "not-regular") return { kind: "skip", reason: "not a regular file" };
      return { kind: "unreadable", failure: head };
    }
    const { size } = head;
    const isWhole = head.isWhole || limit >= maxDocumentBytes();
    const reason = reasonToPass(size, head.isWhole);
    if (reason !== null) return { kind: "skip", reason };
    const sample = takeSample(size, isWhole);
    const recognized = recognizeSample(sample, name);
    if (recognized?.isCertain !== true && !isWhole && maySayMore(sample, recognized !== null, limit)) continue;
    if (recognized !== null) return { kind: "format", handler: recognized.handler };
    return { kind: "skip", reason: isCompanion(name) ? "companion file" : "not a rollout" };
  }
}

/** The file goes on: with further records, or with a value that nobody claims yet. */
function maySayMore({ document, isFull, isCut }: Sample, isClaimed: boolean, limit: number): boolean {
  if (limit < LOG_BYTES) return !isFull;
  return isCut && document !== undefined && !isClaimed;
}

/** Why no format need be asked. */
function reasonToPass(size: number, isWhole: boolean): SkipReason | null {
  const range = inputRange(size);
  const at = firstByte(range);
  if (at === range.stop && isWhole) return "empty file";
  return natureOf(scannerMemory().subarray(at, range.stop));
}
