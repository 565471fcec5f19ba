/**
 * A confusion matrix: what `auto` takes files for, against what the format makes of them that they are
 * kept under.
 */
import { discover, type InputFile } from "../../src/discover/discover.ts";
import { AUTO, patternOf, type FormatChoice } from "../../src/formats/choice.ts";
import type { FormatHandler } from "../../src/formats/handler.ts";
import { FORMAT_NAMES } from "../../src/formats/registry.ts";
import type { FileResult } from "../../src/ingest/file-result.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { toPlainRow } from "../../src/row/plain-row.ts";

export interface Judged {
  readonly name: string;
  /** The outcome, or the reason of a skip. */
  readonly own: string;
  readonly auto: string;
  /** What auto took the file for. */
  readonly format: string | null;
  readonly ownRows: readonly object[];
  readonly autoRows: readonly object[];
}

/**
 * The files of a folder that auto asks for, and what comes of them.
 *
 * @param pattern names that the folder's own format is asked about
 */
export async function judge(folder: string, handler: FormatHandler, pattern = handler.filePattern): Promise<Judged[]> {
  const { files } = discover({ kind: "path", path: folder, pattern: patternOf(AUTO), recursive: true });
  const own = await results(discover({ kind: "path", path: folder, pattern, recursive: true }).files, handler);
  const auto = await results(files, AUTO);
  return files.map(({ relativePath: name }) => {
    const mine = own.get(name);
    const taken = auto.get(name);
    return {
      name,
      own: mine?.outcome ?? "not asked for",
      auto: taken?.outcome ?? "not read",
      format: taken?.format ?? null,
      ownRows: mine?.rows ?? [],
      autoRows: taken?.rows ?? [],
    };
  });
}

interface Outcome {
  readonly outcome: string;
  readonly format: string | null;
  readonly rows: readonly object[];
}

async function results(files: readonly InputFile[], handler: FormatChoice): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const settings = { handler, level: "strict", sourcePath: "relative" } as const;
  for await (const [name, outcome] of ingestFiles(files, settings, Infinity, outcomeOf)) outcomes.set(name, outcome);
  return outcomes;
}

function outcomeOf(result: FileResult): readonly [string, Outcome] {
  const outcome = result.outcome === "skipped" ? result.reason : result.outcome;
  const rows = result.outcome === "rows" ? result.rows.map(toPlainRow) : [];
  return [result.file.relativePath, { outcome, format: result.format, rows }];
}

/** One line for each outcome of a format's own files, one column for what auto took them for. */
export function matrix(parts: ReadonlyMap<string, readonly Judged[]>): string {
  const columns = [...FORMAT_NAMES, "none"];
  const lines = [["", ...columns]];
  for (const [name, files] of parts) {
    for (const own of [...new Set(files.map((file) => file.own))].toSorted()) {
      const among = files.filter((file) => file.own === own);
      const counts = columns.map((column) => among.filter(({ format }) => (format ?? "none") === column).length);
      lines.push([`${name}: ${own}`, ...counts.map((count) => (count === 0 ? "." : String(count)))]);
    }
  }
  return table(lines);
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Files that auto takes for something else than the format that makes rows of them, or rejects them, does. */
export function mistaken(format: string, files: readonly Judged[]): string[] {
  return files
    .filter(
      (file) => ["rows", "rejected", "no conversation", "superseded"].includes(file.own) && file.format !== format,
    )
    .map(({ name, own, auto, format: other }) => `${name}: ${own}, by auto ${auto} (${other ?? "none"})`);
}

/** Files that nobody's format makes rows of, or rejects, and that auto takes. */
export function invented(files: readonly Judged[]): string[] {
  return files
    .filter(({ own, auto, format }) => !["rows", "rejected"].includes(own) && format !== null && auto === "rejected")
    .map(({ name, own, format }) => `${name}: ${own}, by auto rejected (${format ?? "none"})`);
}
