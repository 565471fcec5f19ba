/** A run from flags to exit status. */
import { setImmediate } from "node:timers/promises";
import { discover, type Discovery } from "../discover/discover.ts";
import { portionOf } from "../discover/portion.ts";
import { AUTO, familyOf } from "../formats/choice.ts";
import { Accounting, isFruitless, type PortionSummary, type Summary } from "../ingest/accounting.ts";
import { convertRun } from "../ingest/convert-run.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { makeReporter, type ReporterSettings } from "../diagnostics/make-reporter.ts";
import { isReportFormat } from "../diagnostics/report-format.ts";
import { reportBase } from "../diagnostics/report-path.ts";
import { CUT_SHORT, type Exit, type Reporter } from "../diagnostics/reporter.ts";
import { settingsOf } from "../manifest/settings.ts";
import type { SourceKind } from "../row/row.ts";
import { datasetCard } from "../sinks/dataset-card.ts";
import { ledgerOf, type Ledger } from "../sinks/ledger.ts";
import { encoderSettings, openOutput, prepareAssembler } from "../sinks/open.ts";
import { ClosedPipe } from "../sinks/output.ts";
import type { Assembler } from "../sinks/assembler.ts";
import type { Target } from "../sinks/target.ts";
import { isSystemError, systemMessage } from "../read/system-message.ts";
import { UsageError } from "../usage-error.ts";
import { refuseCollisions, refuseOverwriting, replacing } from "./collisions.ts";
import { EXIT } from "./exit-status.ts";
import { readOptions, type Options, type Purpose } from "./options.ts";
import { exitOf, isChosen } from "./policy.ts";
import { nothingFound } from "./nothing-found.ts";
import { makeProgress, writeError, type Progress } from "./progress.ts";
import { foundIn, portionSummary } from "./portion-summary.ts";
import type { Flags } from "./program.ts";
import { besideFiles, fileReporter, manifestFile } from "./report-files.ts";
import { makeSignalGuard, type SignalGuard } from "./signal-guard.ts";
import { useColor } from "./terminal.ts";

/** Runs the command; everything that can go wrong is told on stderr. @returns the exit status */
export async function runCommand(flags: Flags, purpose: Purpose, version: string): Promise<number> {
  const always = { version, base: reportBase(process.cwd(), process.env) };
  // Until the flags are read: what they ask of messages can be told before they are found right.
  const { errorFormat } = flags;
  const first = { ...always, level: "strict", quiet: false, color: false } as const;
  let reporter = makeReporter(isReportFormat(errorFormat) ? errorFormat : "text", writeError, first);
  const guard = makeSignalGuard();
  try {
    const options = readOptions(flags, purpose);
    refuseCollisions(options);
    const progress = makeProgress(options);
    const settings = { ...always, ...reporterSettings(options, purpose) };
    const messages = makeReporter(options.errorFormat, progress.print, settings);
    const files = options.reports.map((request) => fileReporter(request, settings, guard.arm));
    let ledger: Ledger | null = null;
    if (options.manifest !== null) {
      const head = { version, command: purpose, settings: settingsOf(flags) };
      files.push(manifestFile(options.manifest, head, (rows) => ledger?.files(rows) ?? [], guard.arm));
    }
    for (const { file } of files) guard.protect(file);
    reporter = besideFiles(messages, files);
    const discovery = discover(options.selection);
    const clash = replacing(options, discovery);
    if (clash !== null) {
      // What is to be read is no place for what is wrong with that.
      for (const { file } of files) file.abort();
      throw clash;
    }
    for (const { file } of files) file.open();
    const keep = (made: Ledger): void => void (ledger = made);
    return await ingest(options, discovery, { reporter, progress, guard, version, keep });
  } catch (error) {
    return conclude(error, reporter);
  } finally {
    guard.release();
  }
}

function reporterSettings(
  { level, quiet, handler, policy, redaction, color }: Options,
  purpose: Purpose,
): RunReportSettings {
  return {
    level,
    quiet,
    tellFormats: handler === AUTO,
    countsOnly: purpose === "validate",
    tellExit: isChosen(policy) || redaction?.mode === "fail",
    color: useColor(color),
  };
}

type RunReportSettings = Omit<ReporterSettings, "version" | "base">;

/** The last words of a run that did not come to its end. @returns the exit status */
function conclude(error: unknown, reporter: Reporter): number {
  if (error instanceof ClosedPipe) {
    try {
      reporter.cutShort();
      return CUT_SHORT.status;
    } catch (later) {
      return conclude(later, reporter);
    }
  }
  const { message, hint } = inWords(error);
  reporter.fatal(message, hint);
  return EXIT.failure;
}

/** What a run is done with. */
interface Means {
  readonly reporter: Reporter;
  readonly progress: Progress;
  readonly guard: SignalGuard;
  readonly version: string;
  /** Takes what keeps account of the output. */
  readonly keep: (ledger: Ledger) => void;
}

async function ingest(options: Options, discovery: Discovery, means: Means): Promise<number> {
  const { target, jsonColumns, level, partition, policy } = options;
  const { reporter, progress, guard, version, keep } = means;
  refuseTerminal(target);
  if (discovery.files.length === 0 && !policy.allowEmpty) {
    for (const diagnostic of discovery.diagnostics) reporter.diagnostic(diagnostic);
    for (const { displayPath, reason } of discovery.skipped) reporter.passedOver(displayPath, reason);
    throw nothingFound(options, discovery);
  }
  refuseOverwriting(options, discovery);
  const portion = portionOf(discovery, options, (file) => familyOf(options.handler, file));
  const rows = new Map<SourceKind, number>();
  let ledger: Ledger | null = null;
  const card = (): string => {
    const counted = partition === null ? rows : null;
    const text = datasetCard({ encoding: target.encoding, jsonColumns, version, level, rows: counted });
    ledger?.noteCard(text);
    return text;
  };
  const makeAssembler = await prepareAssembler(target.encoding, { jsonColumns, version });
  const output = openOutput(target, card, guard.arm);
  guard.protect(output);
  if (options.manifest !== null) keep((ledger = ledgerOf(output, target)));
  const assembler = makeAssembler(ledger?.output ?? output);
  await progress.start(portion.files.length);
  let summary: Summary;
  try {
    summary = await consume(options, portion, assembler, {
      summary: portionSummary(options, discovery),
      rows,
      reporter,
      progress,
    });
    // Two turns: signals that came while a file was worked on are delivered between them.
    await setImmediate();
    await setImmediate();
    if ((isFruitless(summary) && !policy.allowEmpty) || isStopped(options, summary)) assembler.abort();
    else assembler.commit();
  } catch (error) {
    assembler.abort();
    throw error;
  } finally {
    progress.stop();
  }
  reporter.summary(summary);
  if (isFruitless(summary) && !policy.allowEmpty) throw nothingFound(options, discovery);
  // What is given up is not there, whatever the policy tolerates.
  const exit = isStopped(options, summary) ? STOPPED : exitOf(summary, policy);
  reporter.end(exit);
  return exit.status;
}

/** What is told of a run as it goes on. */
interface Account {
  /** Which files these are. */
  readonly summary: PortionSummary;
  /** Counted by kind. */
  readonly rows: Map<SourceKind, number>;
  readonly reporter: Reporter;
  readonly progress: Progress;
}

async function consume(
  { handler, level, sourcePath, jobs, maxMemory, limit, redaction, target, manifest }: Options,
  discovery: Discovery,
  assembler: Assembler,
  { summary, rows, reporter, progress }: Account,
): Promise<Summary> {
  const accounting = new Accounting(foundIn(discovery), summary);
  const report = (diagnostic: Diagnostic): void => {
    accounting.diagnostic(diagnostic);
    reporter.diagnostic(diagnostic);
  };
  for (const diagnostic of discovery.diagnostics) report(diagnostic);
  for (const { displayPath, reason } of discovery.skipped) {
    accounting.passedOver(reason);
    reporter.passedOver(displayPath, reason);
  }
  const encoder = encoderSettings(target);
  const hashInputs = manifest !== null;
  const settings = { handler, level, sourcePath, hashInputs, jobs, maxMemory, limit, redaction, encoder };
  await convertRun(discovery.files, settings, {
    file(record) {
      accounting.file(record);
      reporter.file(record);
      const { format } = record;
      const count = record.outcome === "rows" ? record.rows : 0;
      if (format !== null && count > 0) rows.set(format, (rows.get(format) ?? 0) + count);
      progress.advance(count);
    },
    chunk: (chunk) => assembler.take(chunk),
    report,
  });
  return accounting.summary();
}

const STOPPED: Exit = { status: EXIT.rejected, reason: "secrets, with --redact=fail: nothing is written" };

/** `--redact=fail` and secrets: the run went to its end to tell all of them, and its output is given up. */
function isStopped({ redaction }: Options, { secrets_by_kind }: Summary): boolean {
  return redaction?.mode === "fail" && Object.keys(secrets_by_kind).length > 0;
}

/** An error in words: ours as they are, the system's short, a bug with its stack. */
function inWords(error: unknown): { message: string; hint?: string | undefined } {
  if (error instanceof UsageError) return { message: error.message, hint: error.hint };
  if (isSystemError(error)) return { message: `cannot write the output: ${systemMessage(error)}` };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `internal error: ${stack}`, hint: "please report this: it is a bug in rollout-ingest" };
}

/** Parquet on a screen is of no use to anybody. */
function refuseTerminal({ kind, encoding }: Target): void {
  if (kind === "stdout" && encoding === ".parquet" && process.stdout.isTTY) {
    throw new UsageError("Parquet is binary and stdout is a terminal", "name a file with --output");
  }
}
