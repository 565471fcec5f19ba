/** A file that is one JSON document through the whole way: read, decode, convert, and its problems placed. */
import type { InputFile } from "../discover/discover.ts";
import type { Code } from "../diagnostics/codes.ts";
import { toDiagnostic, type Diagnostic, type Findings } from "../diagnostics/diagnostic.ts";
import {
  VALIDATION_LEVELS,
  type ConvertContext,
  type DocumentHandler,
  type ValidationLevel,
} from "../formats/handler.ts";
import { decodeInput, type JsonNotes, type Occurrence } from "../json/decode.ts";
import { findPlaces, placesOf, type JsonPath } from "../json/locate.ts";
import { beginFile } from "../json/memory-limit.ts";
import { inputRange } from "../json/scanner/scanner.ts";
import { firstByte } from "../read/blank.ts";
import { readDocument, takeDocument } from "../read/read-document.ts";
import {
  convertSafely,
  skipped,
  sourceOf,
  textTooLong,
  undecodable,
  unreadable,
  type FileOutcome,
  type IngestSettings,
} from "./file-result.ts";

type DocumentSettings = IngestSettings<DocumentHandler>;

/** Reads and converts one file; as `ingestFile`. */
export function ingestDocument(file: InputFile, settings: DocumentSettings, contents?: Buffer | Error): FileOutcome {
  beginFile();
  const read = contents === undefined ? readDocument(file.path) : takeDocument(contents);
  if (!read.ok) {
    if (read.code === "not-regular") return skipped(file, 0, "not a regular file");
    return unreadable(file, read);
  }
  const { size } = read;
  const range = inputRange(size);
  if (firstByte(range) === range.stop) return skipped(file, size, "empty file");
  const decoded = decodeInput(size, settings.handler.unused(settings.level));
  if (!decoded.ok) return undecodable(file, size, decoded.problem, settings.handler);

  const context = sourceOf(file, settings);
  const conversion = convertSafely(() => settings.handler.convert(decoded.value, context));
  if (conversion === null) return textTooLong(file, size);
  if (conversion.outcome === "skipped") return skipped(file, size, conversion.reason);
  const { findings } = conversion;
  addNotes(findings, decoded.notes);
  const diagnostics = place(findings, size, file.displayPath);
  const common = { file, size, diagnostics, unlisted: findings.unlisted };
  if (conversion.outcome === "rows") return { ...common, outcome: "rows", rows: conversion.rows };
  return { ...common, outcome: "rejected", acceptedBy: acceptingLevel(size, settings, context) };
}

/** What the decoder noticed, as warnings. */
function addNotes(findings: Findings, notes: JsonNotes): void {
  const occurrences: readonly [Code, Occurrence | null][] = [
    ["lone-surrogate", notes.loneSurrogates],
    ["non-finite-number", notes.nonFinite],
    ["duplicate-key", notes.duplicateKeys],
    ["byte-order-mark", notes.byteOrderMark ? { count: 1, offset: 0 } : null],
  ];
  for (const [code, occurrence] of occurrences) {
    if (occurrence === null) continue;
    const { count, offset } = occurrence;
    findings.add({
      severity: "warning",
      code,
      at: offset,
      ...(count > 1 && { found: `${count} of them; this is the first` }),
    });
  }
}

/** The findings with their places, in the order of the file. */
function place(findings: Findings, size: number, displayPath: string): Diagnostic[] {
  const { list } = findings;
  if (list.length === 0) return [];
  const paths: JsonPath[] = [];
  const offsets: number[] = [];
  for (const { at } of list) {
    if (typeof at === "number") offsets.push(at);
    else paths.push(at);
  }
  const byPath = findPlaces(size, paths).values();
  const byOffset = placesOf(size, offsets).values();
  const placed = list.map((finding) => {
    if (typeof finding.at === "number") return { finding, where: byOffset.next().value };
    // The path may lead into what recovery made of the document; it is told as far as the source has it.
    const located = byPath.next().value;
    return { finding: { ...finding, at: located?.path ?? finding.at }, where: located?.place };
  });
  placed.sort((a, b) => (a.where?.offset ?? 0) - (b.where?.offset ?? 0));
  return placed.map(({ finding, where }) => toDiagnostic(finding, displayPath, where));
}

/** Tries the levels above the one in force, the least first, on the document decoded anew. */
function acceptingLevel(
  size: number,
  { handler, level }: DocumentSettings,
  context: ConvertContext,
): ValidationLevel | null {
  const higher = VALIDATION_LEVELS.slice(VALIDATION_LEVELS.indexOf(level) + 1);
  const accepts = (candidate: ValidationLevel): boolean => {
    beginFile();
    const decoded = decodeInput(size, handler.unused(candidate));
    if (!decoded.ok) return false;
    const conversion = convertSafely(() => handler.convert(decoded.value, { ...context, level: candidate }));
    return conversion?.outcome === "rows";
  };
  return higher.find(accepts) ?? null;
}
