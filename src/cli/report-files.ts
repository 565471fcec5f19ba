/** Reports that go to files, beside what is told on stderr. */
import { makeReporter, type ReporterSettings } from "../diagnostics/make-reporter.ts";
import { isReportFormat, REPORT_FORMATS, type ReportFormat } from "../diagnostics/report-format.ts";
import { tee, type Reporter } from "../diagnostics/reporter.ts";
import { manifestReporter, type ManifestHead } from "../manifest/manifest-reporter.ts";
import { isSystemError, systemMessage } from "../read/system-message.ts";
import { fileOutput, isStandardOutput, standardOutput } from "../sinks/file-output.ts";
import type { WrittenFile } from "../sinks/ledger.ts";
import type { Output } from "../sinks/output.ts";
import { UsageError } from "../usage-error.ts";

/** `--report <format>=<file>`. */
export interface ReportRequest {
  readonly format: ReportFormat;
  readonly path: string;
}

/** @throws UsageError for what is no report */
export function readReport(given: string): ReportRequest {
  const cut = given.indexOf("=");
  const [format, path] = [given.slice(0, cut), given.slice(cut + 1)];
  if (cut > 0 && path !== "" && isReportFormat(format)) return { format, path };
  const names = `formats: ${REPORT_FORMATS.join(", ")}`;
  if (cut > 0 && path !== "") throw new UsageError(`--report: unknown format ${JSON.stringify(format)}`, names);
  throw new UsageError(
    `--report takes a format and a file, such as sarif=errors.sarif, not ${JSON.stringify(given)}`,
    names,
  );
}

/** A text file that appears under its name when it is complete, whatever became of the run. */
export interface TextFile {
  /** Makes what must not be found to be impossible later. */
  open(): void;
  write(this: void, text: string): void;
  /** Publishes it. */
  commit(): void;
  abort(): void;
}

/** Text that waits to be written, in characters. */
const ENOUGH = 64 * 1024;

/** @param what it is called in messages @param onTemporary called before there is something to take away */
function textFile(path: string, what: string, onTemporary: () => void): TextFile {
  let output: Output | null = null;
  let waiting = "";
  let isOver = false;

  /** What goes wrong is told once: the report of that is no more to be had here. */
  function guarded(act: (output: Output) => void): void {
    if (isOver) return;
    try {
      output ??= isStandardOutput(path) ? standardOutput() : fileOutput(path, onTemporary);
      act(output);
    } catch (error) {
      isOver = true;
      output?.abort();
      if (!isSystemError(error)) throw error;
      throw new UsageError(`cannot write ${what} ${JSON.stringify(path)}: ${systemMessage(error)}`);
    }
  }

  function flush(to: Output): void {
    to.write(Buffer.from(waiting, "utf8"));
    waiting = "";
  }

  return {
    open: () => guarded(() => undefined),
    write(text) {
      if (isOver) return;
      waiting += text;
      if (waiting.length >= ENOUGH) guarded(flush);
    },
    commit: () =>
      guarded((to) => {
        flush(to);
        to.commit();
        isOver = true;
      }),
    abort() {
      if (!isOver) output?.abort();
      isOver = true;
    },
  };
}

/** A report that goes to a file, and is complete there after its last call. */
export interface FileReporter {
  readonly reporter: Reporter;
  readonly file: TextFile;
}

/** @param onTemporary called before there is something to take away */
export function fileReporter(
  { format, path }: ReportRequest,
  settings: ReporterSettings,
  onTemporary: () => void,
): FileReporter {
  const file = textFile(path, "the report", onTemporary);
  // What is left out on stderr to keep that short belongs into a file.
  const inner = makeReporter(format, file.write, { ...settings, quiet: false, color: false });
  const last = (): void => file.commit();
  return { reporter: { ...inner, ...after(inner, { end: last, cutShort: last, fatal: last }) }, file };
}

/** The account of a run, which is published with the rows: of a run that has none it would be a false one. */
export function manifestFile(
  path: string,
  head: ManifestHead,
  outputs: (rows: number) => readonly WrittenFile[],
  onTemporary: () => void,
): FileReporter {
  const file = textFile(path, "the manifest", onTemporary);
  const inner = manifestReporter(file.write, head, outputs);
  const never = (): void => file.abort();
  const acts = { end: () => file.commit(), cutShort: never, fatal: never };
  return { reporter: { ...inner, ...after(inner, acts) }, file };
}

type LastCalls = Pick<Reporter, "end" | "cutShort" | "fatal">;

/** The last calls of a reporter, each followed by an act. */
function after(inner: LastCalls, acts: Readonly<Record<keyof LastCalls, () => void>>): LastCalls {
  return {
    end(exit) {
      inner.end(exit);
      acts.end();
    },
    cutShort() {
      inner.cutShort();
      acts.cutShort();
    },
    fatal(message, hint) {
      inner.fatal(message, hint);
      acts.fatal();
    },
  };
}

/**
 * One reporter for the messages on stderr and those in files. The files come first: what is wrong with
 * one of them can still be told.
 */
export function besideFiles(messages: Reporter, files: readonly FileReporter[]): Reporter {
  const all = tee([...files.map(({ reporter }) => reporter), messages]);
  return {
    ...all,
    fatal(message, hint) {
      const words = [message];
      for (const { reporter } of files) {
        try {
          reporter.fatal(message, hint);
        } catch (error) {
          words.push(error instanceof Error ? error.message : String(error));
        }
      }
      messages.fatal(words.join("\n"), hint);
    },
  };
}
