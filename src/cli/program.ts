/** The command line: the flags, their help, and nothing that costs start-up time. */
import { Command, Option } from "commander";
import { printableLines } from "../diagnostics/printable.ts";
import { REPORT_FORMATS } from "../diagnostics/report-format.ts";
import { UsageError } from "../usage-error.ts";
import { keepRepeated } from "./given-once.ts";
import { nearMatches } from "../near-matches.ts";
import { addReferenceCommands, type ReferenceActions } from "./reference-commands.ts";

/** What commander makes of the flags; options.ts checks it. */
export type Flags = Readonly<Record<string, unknown>>;

const DESCRIPTION = `Turn the rollouts of AI agents into seed rows: JSONL, one object a line, or Parquet.

Rows go to stdout (or --output), problems and a summary to stderr.`;

/** What the help says below the flags; the manual page has it too. */
export const EXAMPLES = `
Examples:
  rollout-ingest > seeds.jsonl
  rollout-ingest --trace-dir ./rollouts > seeds.jsonl
  rollout-ingest --format claude_code > seeds.jsonl
  rollout-ingest --format atif --trace-dir ./traces > seeds.jsonl
  rollout-ingest --format codex --trace-dir ./rollouts -n 100 > seeds.jsonl
  rollout-ingest --format atif --trace-dir ./jobs --validation spec -o seeds.parquet
  rollout-ingest --format claude_code -o sessions/ --output-format parquet
  rollout-ingest --format atif --trace-dir ./traces | jq -r .final_assistant_message
  rollout-ingest validate --trace-dir ./rollouts --report sarif=rollouts.sarif
  git ls-files -z '*.json' | rollout-ingest --format atif --files-from - -0 --source-path relative > seeds.jsonl

Exit status:
  0  all well
  1  some files were rejected; the rows of all others are written (or as --redact=fail, --fail-on and the limits say)
  2  wrong usage, unreadable input or output, nothing found (unless --allow-empty)`;

const VALIDATE = `Check rollouts as a run would, and write no rows.

Reads and converts everything, tells every problem, and how many rows there would be.`;

const VALIDATE_EXAMPLES = `
Examples:
  rollout-ingest validate --trace-dir ./rollouts
  rollout-ingest validate --trace-dir ./rollouts --error-format github --report sarif=rollouts.sarif
  rollout-ingest validate --format atif --trace-dir ./jobs --max-reject-rate 5%

Exit status:
  0  all well
  1  some files would be rejected (or as --fail-on and the limits say)
  2  wrong usage, unreadable input, nothing found (unless --allow-empty)`;

/** Which files are read, and how. */
const INPUT_OPTIONS: readonly Option[] = [
  new Option(
    "-f, --format <name>",
    "format of the rollouts: atif, claude_code, codex, hermes_agent, pi_coding_agent, or auto: each file's own, by what it holds",
  ).default("auto"),
  new Option(
    "-d, --trace-dir <path>",
    "folder to search, or one file (default: where the agents keep their sessions; required for atif)",
  ),
  new Option("--file-pattern <glob>", "base names to read (default: those of the format)"),
  new Option("--no-recursive", "leave out subfolders"),
  new Option("--files-from <file>", "read the files listed there, one a line (- for stdin), instead of a folder"),
  new Option("-0, --null", "the names in --files-from end with a zero byte"),
  new Option("-n, --num-records <n>", "stop after this many rows"),
  new Option("--shuffle", "read the files in a random order: with -n a random sample"),
  new Option("--seed <n>", "the seed of --shuffle: the same order everywhere (default: a new one, which is told)"),
  new Option(
    "--partition-index <i>",
    "read one part of the files, counted from 0 (default: as a task of a Slurm array or an indexed Kubernetes job its number)",
  ),
  new Option("--num-partitions <n>", "how many parts there are; each names its output after itself"),
  new Option(
    "--partition-by <rule>",
    "how files are parted: block (equal parts in the order of paths, as DataDesigner; the default) or hash (sessions that belong together in one part, also when files are added)",
  ).choices(["block", "hash"]),
  new Option(
    "-j, --jobs <n>",
    "threads that convert files (default: as many as the machine has cores, from 256 MiB on)",
  ),
  new Option("--max-memory <size>", "reject files that take more than this to convert (default: what Node has)"),
  new Option(
    "--validation <level>",
    "what to accept: strict (as DataDesigner), spec (all that the format allows), lenient (also what is damaged but recoverable)",
  )
    .choices(["strict", "spec", "lenient"])
    .default("strict"),
  new Option(
    "--redact [mode]",
    "put placeholders in the place of keys, tokens and passwords (replace), or write nothing if there are any (fail)",
  )
    .choices(["replace", "fail"])
    .preset("replace"),
  new Option("--redact-values <file>", "exact values that are secrets too, one a line (with --redact)"),
  new Option("--anonymize-paths", "mask home folders and user names in paths"),
];

/** What is made of the rows. */
const OUTPUT_OPTIONS: readonly Option[] = [
  new Option(
    "-o, --output <path>",
    "write there; it appears when it is complete (.parquet, .jsonl.gz and .jsonl.zst by name; a folder is a data set)",
  ).default("-", "stdout"),
  new Option("--output-format <format>", "what to write, where the name does not say it").choices(["jsonl", "parquet"]),
  new Option("--max-shard-size <size>", "write several files of at most this size: name-00000.parquet, ..."),
  new Option("--json-columns <type>", "columns of Parquet that hold JSON: by that logical type, or as strings")
    .choices(["json", "string"])
    .default("json"),
  new Option(
    "--source-path <style>",
    "the column source_path: absolute, or relative for output that is the same everywhere",
  )
    .choices(["absolute", "relative"])
    .default("absolute"),
];

/** What is told of the run, and what makes it fail. */
const REPORT_OPTIONS: readonly Option[] = [
  new Option("--error-format <format>", "how problems are told on stderr").choices(REPORT_FORMATS).default("text"),
  new Option(
    "--report <format=file>",
    "tell them in a file too, in any of these formats: sarif=errors.sarif (may be given several times)",
  ).argParser<readonly string[] | undefined>((report, before) => [...(before ?? []), report]),
  new Option("--manifest <file>", "account for the run there: settings, every input and output with hash and counts"),
  new Option("--fail-on <severity>", "what makes the exit status 1: a file that is rejected, a warning too, or nothing")
    .choices(["error", "warning", "never"])
    .default("error"),
  new Option("--max-errors <n>", "exit with 1 only when there are more errors than that"),
  new Option("--max-reject-rate <percent>", "exit with 1 only when more of the rollouts are rejected, such as 5%"),
  new Option("--allow-empty", "finding no rollouts is no failure"),
  new Option("--color <when>", "colour in messages").choices(["auto", "always", "never"]).default("auto"),
  new Option("--progress <when>", "progress bar").choices(["auto", "always", "never"]).default("auto"),
  new Option("-q, --quiet", "errors only: no warnings, summary or progress"),
];

/** What the command line does. */
export interface Actions extends ReferenceActions {
  /** The main job. */
  run(this: void, flags: Flags): Promise<void>;
  validate(this: void, flags: Flags): Promise<void>;
  printSchema(this: void): Promise<void>;
}

/** Builds the program. */
export function buildProgram(version: string, { run, validate, printSchema, ...reference }: Actions): Command {
  const program = new Command("rollout-ingest")
    .description(DESCRIPTION)
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES)
    // What stands behind the name of a command is that command's.
    .enablePositionalOptions()
    .allowExcessArguments(false)
    .showHelpAfterError("  --help lists the flags")
    .configureOutput({
      outputError: (text, write) =>
        write(`${printableLines(text.trimEnd().replace(/^error: /u, "rollout-ingest: "))}\n`),
    })
    .exitOverride()
    .action((flags: Flags, command: Command) => {
      refuseArguments(command);
      return run(flags);
    });
  for (const option of [...INPUT_OPTIONS, ...OUTPUT_OPTIONS, ...REPORT_OPTIONS]) program.addOption(option);
  keepRepeated(program);
  const check = program
    .command("validate")
    .summary("check rollouts, and write no rows")
    .description(VALIDATE)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", VALIDATE_EXAMPLES)
    .action((flags: Flags, command: Command) => {
      refuseFlagsBefore(command);
      return validate(flags);
    });
  for (const option of [...INPUT_OPTIONS, ...REPORT_OPTIONS]) check.addOption(option);
  keepRepeated(check);
  program
    .command("schema")
    .description("print the JSON Schema of a seed row")
    .helpOption("-h, --help", "print this help")
    .action((_flags: Flags, command: Command) => {
      refuseFlagsBefore(command);
      return printSchema();
    });
  addReferenceCommands(program, reference);
  // Its own words for them; the commands keep commander's.
  return program.allowExcessArguments(true);
}

/** Files are given by flags: what stands alone is the name of a command that there is not, or a path. */
function refuseArguments({ args, commands }: Command): void {
  const [first] = args;
  if (first === undefined) return;
  const [near] = nearMatches(
    first,
    commands.map((command) => command.name()),
  );
  throw new UsageError(
    `unexpected argument ${JSON.stringify(first)}`,
    near === undefined ? "what is to be read goes with --trace-dir" : `did you mean the command ${near}?`,
  );
}

/** Flags before the name of a command are the main job's: they would be passed over in silence. */
function refuseFlagsBefore(command: Command): void {
  const { parent } = command;
  const given = parent?.options.find((option) => parent.getOptionValueSource(option.attributeName()) === "cli");
  if (given !== undefined) {
    command.error(`error: ${given.long ?? given.flags} stands before "${command.name()}": flags follow the command`);
  }
}
