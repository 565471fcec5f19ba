/** The report for people: one problem after the other, and a summary. */
import { Chalk, type ChalkInstance } from "chalk";
import type { Summary } from "../ingest/accounting.ts";
import type { FileRecord } from "../ingest/file-result.ts";
import { codeText } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Reporter, ReportSettings } from "./reporter.ts";
import { printable, printableLines } from "./printable.ts";
import { comparison, counted, grouped, listed, placeOf, rejection } from "./words.ts";

/**
 * Every error is shown. Of the warnings of a file those with the same code are shown once, with
 * their number: a long trajectory may have hundreds of them (the JSON report lists each).
 *
 * @param write takes text for stderr
 */
export function textReporter(write: (text: string) => void, settings: ReportSettings, color: boolean): Reporter {
  const paint = new Chalk({ level: color ? 1 : 0 });

  function show(diagnostic: Diagnostic, alike: number): void {
    if (settings.quiet && diagnostic.severity === "warning") return;
    write(render(diagnostic, alike, paint));
  }

  return {
    file(result) {
      const warnings = new Map(
        grouped(result.diagnostics.filter(({ severity }) => severity === "warning")).map((group) => [
          group.diagnostic,
          group.alike,
        ]),
      );
      for (const diagnostic of result.diagnostics) {
        const alike = diagnostic.severity === "error" ? 1 : warnings.get(diagnostic);
        if (alike !== undefined) show(diagnostic, alike);
      }
      const unlisted = result.unlisted.errors + (settings.quiet ? 0 : result.unlisted.warnings);
      if (unlisted > 0) {
        write(`${printable(result.file.displayPath)}: ${counted(unlisted, "more problem")} in this file\n`);
      }
      if (result.outcome === "rejected") write(renderRejection(result, settings, paint));
    },
    diagnostic: (diagnostic) => show(diagnostic, 1),
    passedOver: () => undefined,
    summary(summary) {
      if (!settings.quiet) write(renderSummary(summary, settings, paint));
    },
    end({ status, reason }) {
      if (settings.tellExit === true && (status !== 0 || !settings.quiet)) {
        write(`${settings.quiet ? "rollout-ingest:" : " "} exit status ${status}: ${printable(reason)}\n`);
      }
    },
    cutShort: () => undefined,
    fatal(message, hint) {
      write(
        `${paint.red("rollout-ingest:")} ${printableLines(message)}\n${hint === undefined ? "" : `  ${printable(hint)}\n`}`,
      );
    },
  };
}

function render(diagnostic: Diagnostic, alike: number, paint: ChalkInstance): string {
  const { severity, code, pointer, action } = diagnostic;
  const { message, hint } = codeText(code);
  const head = severity === "error" ? paint.red(`error ${code}`) : paint.yellow(`warning ${code}`);
  const details = [
    [pointer === undefined ? "" : printable(pointer), comparison(diagnostic)].filter((part) => part !== "").join(": "),
    action === undefined ? "" : `done: ${printable(action)}`,
    hint === undefined ? "" : `hint: ${hint}`,
    alike === 1 ? "" : `and ${alike - 1} more like this in the file`,
  ].filter((detail) => detail !== "");
  return `${paint.bold(placeOf(diagnostic))}: ${head}: ${message}\n${details.map((detail) => `    ${paint.dim(detail)}\n`).join("")}`;
}

function renderRejection(
  result: Extract<FileRecord, { outcome: "rejected" }>,
  { tellFormats = false }: ReportSettings,
  paint: ChalkInstance,
): string {
  const as = tellFormats && result.format !== null ? ` as ${result.format}` : "";
  return `${paint.bold(printable(result.file.displayPath))}: rejected${as}: ${rejection(result)}\n`;
}

function renderSummary(
  summary: Summary,
  { tellFormats = false, countsOnly = false }: ReportSettings,
  paint: ChalkInstance,
): string {
  const { files } = summary;
  const seconds = summary.milliseconds / 1000;
  const megabytes = summary.bytes / 1e6;
  const speed = seconds > 0 ? `, ${(megabytes / seconds).toFixed(1)} MB/s` : "";
  const formats = tellFormats ? convertedByFormat(summary) : "";
  const lines = [
    `${countsOnly ? "would give " : ""}${paint.bold(counted(summary.rows, "row"))} from ${files.converted} of ${counted(files.found, "file")} in ${seconds.toFixed(2)} s (${megabytes.toFixed(1)} MB${speed})${formats}`,
  ];
  lines.push(...portionLines(summary));
  if (files.rejected > 0)
    lines.push(`  ${paint.red("rejected")} ${counted(files.rejected, "file")}: ${listed(summary.rejected_by_code)}`);
  for (const [level, count] of Object.entries(summary.accepted_by)) {
    lines.push(`    ${count} of them ${count === 1 ? "is" : "are"} accepted by --validation ${level}`);
  }
  if (files.skipped > 0)
    lines.push(`  skipped ${counted(files.skipped, "file")}: ${listed(summary.skipped_by_reason)}`);
  if (Object.keys(summary.secrets_by_kind).length > 0) lines.push(`  secrets: ${listed(summary.secrets_by_kind)}`);
  if (summary.names_masked > 0) lines.push(`  masked ${counted(summary.names_masked, "user name")} in paths`);
  if (files.not_read > 0) lines.push(`  not read ${counted(files.not_read, "file")}: --num-records was reached`);
  if (summary.warnings > 0) lines.push(`  ${paint.yellow(counted(summary.warnings, "warning"))}`);
  return `${lines.join("\n")}\n`;
}

/** Which files these were, where they are not all in the order of their paths. */
function portionLines({ files, files_by_format: formats, partition, shuffle_seed: seed }: Summary): string[] {
  const lines: string[] = [];
  if (partition !== undefined) {
    const { index, num_partitions: count, by, index_from: from, files_in_all: all } = partition;
    const source = from === "flag" ? "" : `, taken from ${from}`;
    lines.push(
      `  partition ${index} (counted from 0) of ${count}, by ${by}${source}: ${files.found} of ${counted(all, "file")}`,
    );
    if (by === "block" && count > 1 && Object.keys(formats).some((name) => name !== "atif")) {
      lines.push(
        "    what its sessions have in common with those of other partitions is in the rows of both: see --partition-by hash",
      );
    }
  }
  if (seed !== undefined) lines.push(`  shuffled by --seed ${seed}`);
  return lines;
}

/** The files that gave rows, by format; nothing when none did. */
function convertedByFormat({ files_by_format: formats }: Summary): string {
  const converted = Object.entries(formats).flatMap(([name, counts]) =>
    counts.converted > 0 ? [[name, counts.converted] as const] : [],
  );
  return converted.length === 0 ? "" : `: ${listed(Object.fromEntries(converted))}`;
}
