/** A session log through the whole way: opened, its lines taken one by one, and converted. */
import path from "node:path";
import { Findings, toDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InputFile } from "../discover/discover.ts";
import type {
  Conversion,
  SessionContext,
  SessionHandler,
  SessionPlan,
  SessionReader,
  SessionStore,
  Sight,
} from "../formats/handler.ts";
import { decodeInput } from "../json/decode.ts";
import { beginFile } from "../json/memory-limit.ts";
import { inputRange, scannerMemory } from "../json/scanner/scanner.ts";
import { isJsonObject } from "../json/value.ts";
import { firstByte } from "../read/blank.ts";
import { beginsWith, failureOf, openSource, takeSource } from "../read/byte-source.ts";
import { plainName } from "../read/compression.ts";
import { searchable } from "../read/lines.ts";
import { readDocument } from "../read/read-document.ts";
import { isRegularFile, statusOf } from "../read/status.ts";
import { isSystemError } from "../read/system-message.ts";
import { releasePythonTexts } from "../row/python-text.ts";
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
import { releaseTexts, SessionPass } from "./session-pass.ts";

const OPEN_BRACE = 0x7b;
const NEWLINE = 0x0a;

type SessionSettings = IngestSettings<SessionHandler>;

/** Reads and converts one file; as `ingestFile`. */
export function ingestSession(
  file: InputFile,
  settings: SessionSettings,
  plan: SessionPlan,
  contents?: Buffer | Error,
): FileOutcome {
  const { handler, level } = settings;
  if (!file.named && handler.isPassedOver(file.relativePath)) return skipped(file, 0, "companion file");
  const result = convertSession(file, settings, plan, contents);
  if (
    result.outcome === "skipped" &&
    result.reason === "not a rollout" &&
    handler.isCompanion(plainName(path.basename(file.path)))
  ) {
    return skipped(file, result.size, "companion file");
  }
  if (result.outcome !== "rejected" || level === "lenient" || !result.isRecoverable) return result;
  const lenient = convertSession(file, { ...settings, level: "lenient" }, plan, contents);
  return { ...result, acceptedBy: lenient.outcome === "rows" ? "lenient" : null };
}

/** What looks at the files of a format have at hand. */
export function sightOf(settings: SessionSettings): Sight {
  return {
    level: settings.level,
    rehearse(file, open) {
      // A pipe can be read once only.
      if (!isRegularFile(file.path)) return;
      convertSession(file, settings, { open }, undefined);
      releasePythonTexts();
    },
  };
}

/** Damage in records can be left out; a file that cannot be read cannot. */
type SessionResult = FileOutcome & { readonly isRecoverable?: boolean };

function convertSession(
  file: InputFile,
  settings: SessionSettings,
  plan: SessionPlan,
  contents: Buffer | Error | undefined,
): SessionResult {
  releaseTexts();
  beginFile();
  const findings = new Findings();
  const context = { ...sourceOf(file, settings), file, findings };
  if (plan.store !== undefined && contents === undefined && beginsWith(file.path, plan.store.magic)) {
    return convertStore(context, plan.store);
  }
  const reader = plan.open(context);
  if (typeof reader === "string") return skipped(file, 0, reader);
  if (path.extname(plainName(file.path)) === ".json" && contents === undefined) {
    const result = convertDocument(file, settings, reader, findings);
    if (result !== null) return result;
  }
  const opened = contents === undefined ? openSource(file.path) : takeSource(contents);
  if (!opened.ok) {
    return opened.code === "not-regular" ? skipped(file, 0, "not a regular file") : unreadable(file, opened);
  }
  const { source } = opened;
  try {
    const pass = new SessionPass(file, settings, reader, findings);
    const early = pass.readAll(source);
    if (early !== null) return skipped(file, source.size, early);
    const conversion = convertSafely(() => pass.finish());
    if (conversion === null) return textTooLong(file, source.size);
    return toResult(file, source.size, conversion, pass.diagnostics(), findings);
  } catch (error) {
    if (error instanceof RangeError || isSystemError(error)) return unreadable(file, failureOf(error));
    throw error;
  } finally {
    source.close();
  }
}

function toResult(
  file: InputFile,
  size: number,
  conversion: Conversion,
  diagnostics: readonly Diagnostic[],
  findings: Findings,
): SessionResult {
  const common = { file, size, diagnostics, unlisted: findings.unlisted };
  if (conversion.outcome === "rows") return { ...common, outcome: "rows", rows: conversion.rows };
  if (conversion.outcome === "rejected") {
    return { ...common, outcome: "rejected", acceptedBy: null, isRecoverable: true };
  }
  // What is wrong with a file that is something else is none of our business.
  return conversion.findings === undefined
    ? skipped(file, size, conversion.reason)
    : { ...common, outcome: "skipped", reason: conversion.reason };
}

/** A file that is not made of lines. */
function convertStore(context: SessionContext, store: SessionStore): SessionResult {
  const { file, findings } = context;
  const size = statusOf(file.path)?.size ?? 0;
  let conversion: Conversion | null;
  try {
    conversion = convertSafely(() => store.read(context));
  } catch (error) {
    if (error instanceof RangeError) return unreadable(file, failureOf(error));
    throw error;
  }
  if (conversion === null) return textTooLong(file, size);
  const diagnostics = findings.list.map((finding) => toDiagnostic(finding, file.displayPath, undefined));
  return toResult(file, size, conversion, diagnostics, findings);
}

/** A log that is one document, as an early client wrote it; null for a file that is not. */
function convertDocument(
  file: InputFile,
  { handler }: SessionSettings,
  reader: SessionReader,
  findings: Findings,
): SessionResult | null {
  const read = readDocument(file.path);
  if (!read.ok) return null;
  const decoded = decodeInput(read.size);
  if (!decoded.ok) {
    // What begins as no object at all is told by its lines.
    const isDocument = scannerMemory()[firstByte(inputRange(read.size))] === OPEN_BRACE && !beginsWithRecord(read.size);
    return isDocument ? undecodable(file, read.size, decoded.problem, handler) : null;
  }
  const records = handler.unpack(decoded.value);
  if (records === null) return null;
  let recordCount = 0;
  for (const record of records) {
    if (!isJsonObject(record)) continue;
    recordCount++;
    if (!reader.read(record, 1)) break;
  }
  const conversion = convertSafely(() => reader.finish({ recordCount, skippedRecords: 0, unfinished: false }));
  if (conversion === null) return textTooLong(file, read.size);
  const diagnostics = findings.list.map((finding) => toDiagnostic(finding, file.displayPath, undefined));
  return toResult(file, read.size, conversion, diagnostics, findings);
}

/** True where the first line is a document by itself: a log of lines under another name. */
function beginsWithRecord(size: number): boolean {
  const { start, stop } = inputRange(size);
  const newline = searchable(scannerMemory().subarray(start, stop)).indexOf(NEWLINE);
  if (newline <= 0) return false;
  const { ok } = decodeInput(newline);
  // The decoder puts an end mark there; places are counted in lines.
  scannerMemory()[start + newline] = NEWLINE;
  return ok;
}
