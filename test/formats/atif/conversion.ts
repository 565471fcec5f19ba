/** A document converted, with everything that is good only until the next document taken out of it. */
import type { Finding } from "../../../src/diagnostics/diagnostic.ts";
import { atif } from "../../../src/formats/atif/handler.ts";
import type { ValidationLevel } from "../../../src/formats/handler.ts";
import { decodeInput } from "../../../src/json/decode.ts";
import { JsonWriter } from "../../../src/json/encode.ts";
import { findPlaces, type Located } from "../../../src/json/locate.ts";
import { reserveInput } from "../../../src/json/scanner/scanner.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { SeedRow } from "../../../src/row/row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { writeRow } from "../../../src/row/write-row.ts";

export interface Converted {
  readonly outcome: "rows" | "rejected" | "skipped";
  /** The rows as the output has them. */
  readonly written: readonly string[];
  /** The rows as the library has them. */
  readonly plain: readonly PlainSeedRow[];
  readonly findings: readonly Finding[];
  readonly errors: number;
  /** Where the findings that have a path are reported. */
  readonly places: readonly Located[];
}

export function convertAt(level: ValidationLevel, source: string): Converted {
  const bytes = Buffer.from(source, "utf8");
  reserveInput(bytes.length).set(bytes);
  const decoded = decodeInput(bytes.length, atif.unused(level));
  if (!decoded.ok) throw new Error(`${decoded.problem.code} at ${decoded.problem.offset}`);
  const context = { level, sourcePath: "/in/a.json", relativePath: "a.json" };
  const conversion = atif.convert(decoded.value, context);
  if (conversion.outcome === "skipped") {
    return { outcome: "skipped", written: [], plain: [], findings: [], errors: 0, places: [] };
  }
  const rows = conversion.outcome === "rows" ? conversion.rows : [];
  const paths = conversion.findings.list.flatMap(({ at }) => (typeof at === "number" ? [] : [at]));
  return {
    outcome: conversion.outcome,
    written: rows.map(written),
    plain: rows.map(toPlainRow),
    findings: conversion.findings.list,
    errors: conversion.findings.errors,
    places: findPlaces(bytes.length, paths),
  };
}

function written(row: SeedRow): string {
  const pieces: Buffer[] = [];
  const writer = new JsonWriter((bytes) => void pieces.push(Buffer.from(bytes)));
  writeRow(writer, row);
  writer.flush();
  return Buffer.concat(pieces).toString("utf8");
}
