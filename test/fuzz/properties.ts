/** What must hold whatever an input holds. */
import { makeReporter } from "../../src/diagnostics/make-reporter.ts";
import { REPORT_FORMATS, type ReportFormat } from "../../src/diagnostics/report-format.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { Accounting } from "../../src/ingest/accounting.ts";
import { recordOf, type FileResult } from "../../src/ingest/file-result.ts";
import { JsonWriter } from "../../src/json/encode.ts";
import { toPlainRow } from "../../src/row/plain-row.ts";
import { writeRow } from "../../src/row/write-row.ts";
import { isDeepStrictEqual } from "node:util";
import { discrepancies, reportOf } from "../support/report.ts";

/** @throws Error with the name of a property that does not hold */
export function hold(holds: boolean, property: string): asserts holds {
  if (!holds) throw new Error(`does not hold: ${property}`);
}

const BUILT_IN: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Function.prototype,
  Map.prototype,
];

function builtInNames(): string {
  return BUILT_IN.map((prototype) => Reflect.ownKeys(prototype).map(String).join(" ")).join("\n");
}

const NAMES = builtInNames();

/** No input reaches what all objects inherit. */
export function checkPrototypes(): void {
  hold(builtInNames() === NAMES, "a prototype was polluted");
}

/** Characters that steer a terminal, or feign a line. A report's own newlines are line ends. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\0-\x09\x0b-\x1f\x7f-\x9f\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Rows repeat paths and ids, and escape what arguments hold; nothing makes more of a byte. */
const MOST_GROWTH = 100;
const SAFE_BYTES = 1_000_000;

const SETTINGS = {
  level: "strict",
  quiet: false,
  tellFormats: true,
  color: false,
  version: "0",
  base: process.cwd(),
} as const;

/** The results of a run, gathered while they are good, and looked at. */
export class Witness {
  readonly #accounting: Accounting;
  readonly #reports: Map<ReportFormat, string> = new Map();
  readonly #reporters = REPORT_FORMATS.map((format) =>
    makeReporter(format, (piece) => this.#reports.set(format, (this.#reports.get(format) ?? "") + piece), SETTINGS),
  );
  readonly outcomes: string[] = [];
  readonly #limit: number;
  #written = 0;

  /** @param bytes of all files */
  constructor(found: number, bytes: number) {
    this.#accounting = new Accounting(found);
    this.#limit = SAFE_BYTES + MOST_GROWTH * bytes;
  }

  diagnostic(diagnostic: Diagnostic): void {
    this.#accounting.diagnostic(diagnostic);
    for (const reporter of this.#reporters) reporter.diagnostic(diagnostic);
  }

  /** Takes a result; its rows are good until this returns. */
  file(result: FileResult): void {
    this.outcomes.push(result.outcome);
    const errors = result.diagnostics.filter(({ severity }) => severity === "error").length + result.unlisted.errors;
    hold((result.outcome === "rejected") === errors > 0, `${result.outcome} with ${errors} errors`);
    for (const { line, column } of result.diagnostics) {
      hold((line ?? 1) >= 1 && (column ?? 1) >= 1, "the place of a problem");
    }
    if (result.outcome === "rows") {
      hold(result.rows.length > 0, "rows without a row");
      for (const row of result.rows) {
        const pieces: Buffer[] = [];
        const writer = new JsonWriter((bytes) => void pieces.push(Buffer.from(bytes)));
        writeRow(writer, row);
        writer.flush();
        this.#written += pieces.reduce((sum, piece) => sum + piece.length, 0);
        hold(this.#written < this.#limit, `${this.#written} bytes of rows`);
        const line = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
        hold(!line.includes("\n"), "a row of several lines");
        // The schema is checked here too.
        const plainRow = toPlainRow(row);
        hold(isDeepStrictEqual(JSON.parse(line), { ...plainRow }), "a row that is written as another one");
        const { message_count: messages, tool_call_count: calls } = plainRow;
        hold(messages === plainRow.messages.length, "message_count");
        const declared = plainRow.messages.reduce((sum, message) => sum + (message.tool_calls?.length ?? 0), 0);
        hold(calls === declared, "tool_call_count");
      }
    }
    // As it goes from thread to thread.
    const record = structuredClone(recordOf(result));
    this.#accounting.file(record);
    for (const reporter of this.#reporters) reporter.file(record);
  }

  /** The reports, when all files are done with. */
  finish(): void {
    const summary = this.#accounting.summary();
    for (const reporter of this.#reporters) {
      reporter.summary(summary);
      reporter.end({ status: 0, reason: "all is read" });
    }
    for (const [format, text] of this.#reports) hold(!UNPRINTABLE.test(text), `a ${format} report that is printable`);
    for (const line of (this.#reports.get("jsonl") ?? "").split("\n")) if (line !== "") JSON.parse(line);
    JSON.parse(this.#reports.get("sarif") ?? "");
    const lines = (this.#reports.get("github") ?? "").split("\n").filter((line) => line !== "");
    hold(
      lines.every((line) => /^::(?:error|warning|notice) /u.test(line)),
      "a command of ours in each line",
    );
    if (summary.files.skipped < summary.files.found) {
      const wrong = discrepancies(reportOf(this.#reports.get("json") ?? ""));
      hold(wrong.length === 0, `counts that do not add up: ${wrong.join("; ")}`);
    }
  }
}
