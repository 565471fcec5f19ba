/** What `auto` takes a file for, given as text. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { InputFile } from "../../src/discover/discover.ts";
import { HANDLERS } from "../../src/formats/registry.ts";
import { takeSample, type Claim } from "../../src/formats/sample.ts";
import { recognizeFile } from "../../src/ingest/recognize-file.ts";
import { reserveInput } from "../../src/json/scanner/scanner.ts";
import { makeFolder } from "../support/folder.ts";

export type Content = string | Uint8Array;

/** One record a line. */
export function jsonl(...records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** The claims of all formats that claim a file, by their names. */
export function claimsOn(content: Content, isWhole = true, name = "file.jsonl"): Record<string, Claim> {
  const bytes = Buffer.from(content);
  reserveInput(bytes.length).set(bytes);
  const sample = takeSample(bytes.length, isWhole);
  const claims = HANDLERS.map((handler) => [handler.name, handler.recognize(sample, name)] as const);
  return Object.fromEntries(claims.filter(([, claim]) => claim !== null));
}

export function inputFileAt(target: string, named = false): InputFile {
  const name = path.basename(target);
  return { root: path.dirname(target), path: target, relativePath: name, displayPath: name, named };
}

/** The format of a file with this content, or why it is passed over. */
export function verdictOn(content: Content, name = "file.jsonl"): string {
  const cleanups: (() => void)[] = [];
  const file = path.join(
    makeFolder({}, (act) => void cleanups.push(act)),
    name,
  );
  writeFileSync(file, content);
  const verdict = recognizeFile(inputFileAt(file));
  for (const cleanup of cleanups) cleanup();
  if (verdict.kind === "format") return verdict.handler.name;
  return verdict.kind === "skip" ? verdict.reason : verdict.failure.code;
}
