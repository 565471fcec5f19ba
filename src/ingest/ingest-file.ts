/** One file through the whole way: read, decode, convert, and its problems placed. */
import path from "node:path";
import type { InputFile } from "../discover/discover.ts";
import type { Code } from "../diagnostics/codes.ts";
import {
  toDiagnostic,
  type Diagnostic,
  type Finding,
  type Findings,
  type Unlisted,
} from "../diagnostics/diagnostic.ts";
import {
  VALIDATION_LEVELS,
  type Conversion,
  type ConvertContext,
  type FormatHandler,
  type SkipReason,
  type ValidationLevel,
} from "../formats/handler.ts";
import { decodeInput, type JsonNotes, type Occurrence } from "../json/decode.ts";
import { findPlaces, placesOf, type JsonPath } from "../json/locate.ts";
import type { JsonProblem } from "../json/problem.ts";
import { inputAddress, scannerMemory } from "../json/scanner/scanner.ts";
import type { JsonValue } from "../json/value.ts";
import { readDocument, takeDocument } from "../read/read-document.ts";
import { releasePythonTexts } from "../row/python-text.ts";
import type { SeedRow } from "../row/row.ts";

export interface IngestSettings {
  readonly handler: FormatHandler;
  readonly level: ValidationLevel;
  readonly sourcePath: "absolute" | "relative";
}

const NONE: Unlisted = { errors: 0, warnings: 0 };

interface Outcome {
  readonly file: InputFile;
  /** Bytes read. */
  readonly size: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Problems beyond those listed. */
  readonly unlisted: Unlisted;
}

/** What became of a file. Rows are good until the next file is read: their texts lie in its bytes. */
export type FileResult =
  | (Outcome & { readonly outcome: "rows"; readonly rows: readonly SeedRow[] })
  | (Outcome & {
      readonly outcome: "rejected";
      /** The least validation level that would accept it; null when none does. */
      readonly acceptedBy: ValidationLevel | null;
    })
  | (Outcome & { readonly outcome: "skipped"; readonly reason: SkipReason });

/**
 * Reads and converts one file. Never throws for what is in it.
 *
 * @param contents what the file holds, if it had to be read elsewhere, or the error that was met
 */
export function ingestFile(file: InputFile, settings: IngestSettings, contents?: Buffer | Error): FileResult {
  releasePythonTexts();
  const read = contents === undefined ? readDocument(file.path) : takeDocument(contents);
  if (!read.ok) {
    if (read.code === "not-regular") return skipped(file, 0, "not a regular file");
    return rejected(file, 0, [
      toDiagnostic({ severity: "error", code: read.code, at: [], found: read.found }, file.displayPath, undefined),
    ]);
  }
  const { size } = read;
  if (isBlank(size)) return skipped(file, size, "empty file");
  const decoded = decodeInput(size, settings.handler.unused(settings.level));
  if (!decoded.ok) return undecodable(file, size, decoded.problem, settings);

  const context = {
    level: settings.level,
    sourcePath: settings.sourcePath === "absolute" ? file.path : file.relativePath,
    relativePath: file.relativePath,
  };
  const conversion = convertSafely(settings.handler, decoded.value, context);
  if (conversion === null) return rejected(file, size, [toDiagnostic(TEXT_TOO_LONG, file.displayPath, undefined)]);
  if (conversion.outcome === "skipped") return skipped(file, size, conversion.reason);
  const { findings } = conversion;
  addNotes(findings, decoded.notes);
  const diagnostics = place(findings, size, file.displayPath);
  const common = { file, size, diagnostics, unlisted: findings.unlisted };
  if (conversion.outcome === "rows") return { ...common, outcome: "rows", rows: conversion.rows };
  return { ...common, outcome: "rejected", acceptedBy: acceptingLevel(size, settings, context) };
}

const TEXT_TOO_LONG: Finding = {
  severity: "error",
  code: "file-too-large",
  at: [],
  expected: "ids, names and timestamps that fit into a JavaScript string (about 512 MB)",
};

/** Converts, or gives null where a text that has to be looked at is longer than a JavaScript string can be. */
function convertSafely(handler: FormatHandler, document: JsonValue, context: ConvertContext): Conversion | null {
  try {
    return handler.convert(document, context);
  } catch (error) {
    if (isStringTooLong(error)) return null;
    throw error;
  }
}

function isStringTooLong(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message === "Invalid string length" || ("code" in error && error.code === "ERR_STRING_TOO_LONG");
}

/** True when the file holds nothing but white space. */
function isBlank(size: number): boolean {
  const address = inputAddress();
  const memory = scannerMemory();
  for (let at = address; at < address + size; at++) {
    const byte = memory[at] ?? 0;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}

function undecodable(file: InputFile, size: number, problem: JsonProblem, { handler }: IngestSettings): FileResult {
  // A result.json that is still being written, and the like: never meant to be a rollout.
  if (handler.isCompanion(path.basename(file.path))) return skipped(file, size, "not a rollout");
  const { code, offset, expected } = problem;
  const finding: Finding = {
    severity: "error",
    code,
    at: offset,
    expected,
    found: `${problem.found} at byte offset ${offset}`,
  };
  const [where] = placesOf(size, [offset]);
  return rejected(file, size, [toDiagnostic(finding, file.displayPath, where)]);
}

function skipped(file: InputFile, size: number, reason: SkipReason): FileResult {
  return { file, size, diagnostics: [], unlisted: NONE, outcome: "skipped", reason };
}

function rejected(file: InputFile, size: number, diagnostics: readonly Diagnostic[]): FileResult {
  return { file, size, diagnostics, unlisted: NONE, outcome: "rejected", acceptedBy: null };
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
  { handler, level }: IngestSettings,
  context: { sourcePath: string; relativePath: string },
): ValidationLevel | null {
  const higher = VALIDATION_LEVELS.slice(VALIDATION_LEVELS.indexOf(level) + 1);
  const accepts = (candidate: ValidationLevel): boolean => {
    const decoded = decodeInput(size, handler.unused(candidate));
    return decoded.ok && convertSafely(handler, decoded.value, { ...context, level: candidate })?.outcome === "rows";
  };
  return higher.find(accepts) ?? null;
}
