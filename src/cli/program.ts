/** The command line: the flags, their help, and nothing that costs start-up time. */
import { Command, Option } from "commander";
import { printableLines } from "../diagnostics/printable.ts";
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
  git ls-files -z '*.json' | rollout-ingest --format atif --files-from - -0 --source-path relative > seeds.jsonl

Exit status:
  0  all well
  1  some files were rejected; the rows of all others are written
  2  wrong usage, unreadable input or output, nothing found`;

/** What the command line does. */
export interface Actions extends ReferenceActions {
  /** The main job. */
  run(this: void, flags: Flags): Promise<void>;
  printSchema(this: void): Promise<void>;
}

/** Builds the program. */
export function buildProgram(version: string, { run, printSchema, ...reference }: Actions): Command {
  const program = new Command("rollout-ingest")
    .description(DESCRIPTION)
    .addOption(
      new Option(
        "-f, --format <name>",
        "format of the rollouts: atif, claude_code, codex, hermes_agent, pi_coding_agent, or auto: each file's own, by what it holds",
      ).default("auto"),
    )
    .addOption(
      new Option(
        "-d, --trace-dir <path>",
        "folder to search, or one file (default: where the agents keep their sessions; required for atif)",
      ),
    )
    .addOption(new Option("--file-pattern <glob>", "base names to read (default: those of the format)"))
    .addOption(new Option("--no-recursive", "leave out subfolders"))
    .addOption(
      new Option("--files-from <file>", "read the files listed there, one a line (- for stdin), instead of a folder"),
    )
    .addOption(new Option("-0, --null", "the names in --files-from end with a zero byte"))
    .addOption(
      new Option(
        "-o, --output <path>",
        "write there; it appears when it is complete (.parquet, .jsonl.gz and .jsonl.zst by name; a folder is a data set)",
      ).default("-", "stdout"),
    )
    .addOption(
      new Option("--output-format <format>", "what to write, where the name does not say it").choices([
        "jsonl",
        "parquet",
      ]),
    )
    .addOption(
      new Option("--max-shard-size <size>", "write several files of at most this size: name-00000.parquet, ..."),
    )
    .addOption(
      new Option("--json-columns <type>", "columns of Parquet that hold JSON: by that logical type, or as strings")
        .choices(["json", "string"])
        .default("json"),
    )
    .addOption(new Option("-n, --num-records <n>", "stop after this many rows"))
    .addOption(new Option("-j, --jobs <n>", "threads that convert files (default: as many as the machine has cores)"))
    .addOption(
      new Option("--max-memory <size>", "reject files that take more than this to convert (default: what Node has)"),
    )
    .addOption(
      new Option(
        "--validation <level>",
        "what to accept: strict (as DataDesigner), spec (all that the format allows), lenient (also what is damaged but recoverable)",
      )
        .choices(["strict", "spec", "lenient"])
        .default("strict"),
    )
    .addOption(
      new Option(
        "--source-path <style>",
        "the column source_path: absolute, or relative for output that is the same everywhere",
      )
        .choices(["absolute", "relative"])
        .default("absolute"),
    )
    .addOption(
      new Option("--error-format <style>", "problems as text, or as one JSON document")
        .choices(["text", "json"])
        .default("text"),
    )
    .addOption(new Option("--color <when>", "colour in messages").choices(["auto", "always", "never"]).default("auto"))
    .addOption(new Option("--progress <when>", "progress bar").choices(["auto", "always", "never"]).default("auto"))
    .addOption(new Option("-q, --quiet", "errors only: no warnings, summary or progress"))
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES)
    .allowExcessArguments(false)
    .showHelpAfterError("  --help lists the flags")
    .configureOutput({
      outputError: (text, write) =>
        write(`${printableLines(text.trimEnd().replace(/^error: /u, "rollout-ingest: "))}\n`),
    })
    .exitOverride()
    .action((flags: Flags) => run(flags));
  program
    .command("schema")
    .description("print the JSON Schema of a seed row")
    .helpOption("-h, --help", "print this help")
    .action(() => printSchema());
  addReferenceCommands(program, reference);
  return program;
}
