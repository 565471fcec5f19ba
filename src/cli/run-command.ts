/** A run from flags to exit status. */
import { discover, type Discovery } from "../discover/discover.ts";
import { Accounting, type Summary } from "../ingest/accounting.ts";
import { ingestFiles } from "../ingest/run.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { jsonReporter } from "../diagnostics/json-reporter.ts";
import { textReporter } from "../diagnostics/text-reporter.ts";
import { fileOutput, isSameFile, standardOutput } from "../sinks/file-output.ts";
import { jsonlSink, type RowSink } from "../sinks/jsonl.ts";
import { ClosedPipe, type Output } from "../sinks/output.ts";
import { systemMessage } from "../read/read-document.ts";
import { UsageError } from "../usage-error.ts";
import { EXIT, exitStatus } from "./exit-status.ts";
import { readOptions, type Options } from "./options.ts";
import { makeProgress, type Progress } from "./progress.ts";
import type { Flags } from "./program.ts";
import { useColor } from "./terminal.ts";

/** Runs the command; everything that can go wrong is told on stderr. @returns the exit status */
export async function runCommand(flags: Flags): Promise<number> {
  let reporter: Reporter | null = null;
  try {
    const options = readOptions(flags);
    const progress = makeProgress(options);
    reporter = makeReporter(options, progress);
    return await ingest(options, reporter, progress);
  } catch (error) {
    if (error instanceof ClosedPipe) return EXIT.ok;
    const { message, hint } = explain(error);
    if (reporter === null)
      process.stderr.write(`rollout-ingest: ${message}\n${hint === undefined ? "" : `  ${hint}\n`}`);
    else reporter.fatal(message, hint);
    return EXIT.failure;
  }
}

async function ingest(options: Options, reporter: Reporter, progress: Progress): Promise<number> {
  const discovery = discover(options.selection);
  if (discovery.files.length === 0) {
    for (const diagnostic of discovery.diagnostics) reporter.diagnostic(diagnostic);
    throw nothingFound(options);
  }
  refuseOverwriting(options.output, discovery);
  const output = options.output === "-" ? standardOutput() : fileOutput(options.output);
  const sink = jsonlSink(output);
  // With a handler a signal waits for the event loop, which a full pipe can keep from turning.
  const release = output.isTemporary ? abortOnSignal(output) : () => undefined;
  await progress.start(discovery.files.length);
  let summary: Summary;
  try {
    summary = await consume(options, discovery, sink, reporter, progress);
    if (summary.files.skipped === summary.files.found) sink.abort();
    else sink.commit();
  } catch (error) {
    sink.abort();
    throw error;
  } finally {
    release();
    progress.stop();
  }
  reporter.summary(summary);
  if (summary.files.skipped === summary.files.found) throw nothingFound(options);
  return exitStatus(summary);
}

async function consume(
  options: Options,
  discovery: Discovery,
  sink: RowSink,
  reporter: Reporter,
  progress: Progress,
): Promise<Summary> {
  const accounting = new Accounting(discovery.files.length + discovery.skipped.length);
  for (const diagnostic of discovery.diagnostics) {
    accounting.diagnostic(diagnostic);
    reporter.diagnostic(diagnostic);
  }
  for (const { displayPath, reason } of discovery.skipped) {
    accounting.passedOver(reason);
    reporter.passedOver(displayPath, reason);
  }
  const settings = { handler: options.handler, level: options.level, sourcePath: options.sourcePath };
  for await (const result of ingestFiles(discovery.files, settings, options.limit)) {
    accounting.file(result);
    reporter.file(result);
    const rows = result.outcome === "rows" ? result.rows : [];
    for (const row of rows) sink.write(row);
    progress.advance(rows.length);
  }
  return accounting.summary();
}

function makeReporter(options: Options, progress: Progress): Reporter {
  const tell = (message: string): void => progress.print(message);
  const settings = { level: options.level, quiet: options.quiet };
  return options.errorFormat === "json"
    ? jsonReporter(tell, settings)
    : textReporter(tell, settings, useColor(options.color));
}

/** An error in words: ours as they are, the system's short, a bug with its stack. */
function explain(error: unknown): { message: string; hint?: string | undefined } {
  if (error instanceof UsageError) return { message: error.message, hint: error.hint };
  if (error instanceof Error && "syscall" in error)
    return { message: `cannot write the output: ${systemMessage(error)}` };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `internal error: ${stack}`, hint: "please report this: it is a bug in rollout-ingest" };
}

function nothingFound({ selection, handler }: Options): UsageError {
  const what = `no ${handler.name} rollouts found in ${JSON.stringify(selection.kind === "list" ? selection.list : selection.path)}`;
  return new UsageError(
    what,
    selection.kind === "path" ? `searched for ${JSON.stringify(selection.pattern)}` : undefined,
  );
}

function refuseOverwriting(output: string, { files }: Discovery): void {
  const victim = output === "-" ? undefined : files.find((file) => isSameFile(output, file.path));
  if (victim !== undefined) throw new UsageError(`--output ${JSON.stringify(output)} is one of the files to read`);
}

/** Takes the unfinished output away when the run is interrupted, and then ends by the same signal. */
function abortOnSignal(output: Output): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  function onSignal(signal: NodeJS.Signals): void {
    output.abort();
    release();
    process.kill(process.pid, signal);
  }
  function release(): void {
    for (const signal of signals) process.removeListener(signal, onSignal);
  }
  for (const signal of signals) process.once(signal, onSignal);
  return release;
}
