/** Runs Claude Code's handler over a folder of logs. */
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { InputFile } from "../../../src/discover/discover.ts";
import { findInFolder } from "../../../src/discover/folder.ts";
import { claudeCode } from "../../../src/formats/claude-code/handler.ts";
import type { SessionHandler, ValidationLevel } from "../../../src/formats/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { makeFolder, type Tree } from "../../support/folder.ts";

export interface Ingested {
  readonly name: string;
  readonly outcome: "rows" | "rejected" | "skipped";
  readonly reason: string | null;
  readonly rows: readonly PlainSeedRow[];
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly string[];
}

export interface Options {
  readonly level?: ValidationLevel;
  /** Puts the files into another order than that of their paths. */
  readonly arrange?: (files: readonly InputFile[]) => readonly InputFile[];
}

export function ingestTree(tree: Tree, options: Options = {}): Promise<Ingested[]> {
  return ingestFolder(makeFolder(tree), options);
}

export function filesIn(folder: string): readonly InputFile[] {
  return findInFolder(folder, claudeCode.filePattern, true).files.toSorted((a, b) =>
    a.relativePath < b.relativePath ? -1 : 1,
  );
}

export function ingestFolder(folder: string, options: Options = {}): Promise<Ingested[]> {
  return ingestInputs((options.arrange ?? ((files) => files))(filesIn(folder)), options.level);
}

export async function ingestInputs(
  files: readonly InputFile[],
  level: ValidationLevel = "strict",
  handler: SessionHandler = claudeCode,
): Promise<Ingested[]> {
  const settings = { handler, level, sourcePath: "relative" } as const;
  const ingested: Ingested[] = [];
  const results = ingestFiles(files, settings, Infinity, (result): Ingested => ({
    name: result.file.relativePath,
    outcome: result.outcome,
    reason: result.outcome === "skipped" ? result.reason : null,
    rows: result.outcome === "rows" ? result.rows.map(toPlainRow) : [],
    diagnostics: result.diagnostics,
    codes: result.diagnostics.map(({ code }) => code),
  }));
  for await (const result of results) ingested.push(result);
  return ingested;
}

/** The rows of a folder with one log. */
export async function rowsOfLog(
  log: { toString(): string },
  level?: ValidationLevel,
): Promise<readonly PlainSeedRow[]> {
  const [result] = await ingestTree({ "session.jsonl": log.toString() }, level === undefined ? {} : { level });
  return result?.rows ?? [];
}

/** A row's messages, one line each: role, text, [reasoning], (calls), #result. */
export function script(row: PlainSeedRow | undefined): string[] {
  return (row?.messages ?? []).map((message) => {
    const content = message.content.map((block) =>
      block["type"] === "text" ? String(block["text"]) : `<${String(block["type"])}>`,
    );
    const reasoning = message.reasoning_content === undefined ? "" : ` [${message.reasoning_content}]`;
    const calls = message.tool_calls === undefined ? "" : ` (${message.tool_calls.map(({ id }) => id).join(" ")})`;
    const answers = message.tool_call_id === undefined ? "" : ` #${message.tool_call_id}`;
    return `${message.role}${answers}: ${content.join(" | ")}${reasoning}${calls}`;
  });
}
