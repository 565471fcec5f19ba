/** The flags and commands of the program as plain data: what completions and the manual page are made from. */
import type { Argument, Command, Option } from "commander";
import { TOPICS } from "../../diagnostics/explanations/explanations.ts";
import { REPORT_FORMATS } from "../../diagnostics/report-format.ts";
import { CHOICES } from "../../formats/choice.ts";

/** What stands behind a flag or a command. */
export interface Value {
  /** As the help names it, without brackets. */
  readonly name: string;
  readonly optional: boolean;
  /** All that it can be; empty when that is no short list. */
  readonly choices: readonly string[];
  /** All that it can begin with, where a path follows; empty when there is nothing of that kind. */
  readonly heads: readonly string[];
  readonly isPath: boolean;
}

export interface Flag {
  /** With its dash. */
  readonly short: string | null;
  /** With its dashes. */
  readonly long: string;
  readonly value: Value | null;
  readonly description: string;
  /** What holds without the flag, in words. */
  readonly standard: string | null;
}

export interface SubCommand {
  readonly name: string;
  readonly description: string;
  readonly values: readonly Value[];
  readonly flags: readonly Flag[];
}

export interface FlagTable {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  readonly commands: readonly SubCommand[];
}

/** Values that have no list in the program, which would have to load it to start. */
function knownChoices(name: string): readonly string[] {
  if (name === "--format") return CHOICES;
  return name === "code" ? TOPICS.flatMap(({ codes }) => codes) : [];
}

/** `--report sarif=<file>` */
function knownHeads(name: string): readonly string[] {
  return name === "--report" ? REPORT_FORMATS.map((format) => `${format}=`) : [];
}

/** Reads the table of a program. */
export function flagTable(program: Command): FlagTable {
  return {
    name: program.name(),
    description: program.description(),
    flags: flagsOf(program),
    commands: program
      .createHelp()
      .visibleCommands(program)
      .map((command) => ({
        name: command.name(),
        description: command.summary() || command.description(),
        values: command.registeredArguments.map(argumentValue),
        flags: flagsOf(command),
      })),
  };
}

/** All spellings of a flag. */
export function spellings({ short, long }: Flag): string[] {
  return short === null ? [long] : [short, long];
}

function flagsOf(command: Command): Flag[] {
  return command.createHelp().visibleOptions(command).map(flagOf);
}

function flagOf(option: Option): Flag {
  const { short, long, flags, description, defaultValue, defaultValueDescription } = option;
  if (long === undefined || long === null) throw new TypeError(`the flag ${flags} has no long name`);
  const name = /[<[](.+?)(?:\.\.\.)?[>\]]/u.exec(flags)?.[1];
  const standard: unknown = defaultValueDescription ?? defaultValue;
  return {
    short: short ?? null,
    long,
    value:
      name === undefined
        ? null
        : {
            name,
            optional: option.optional,
            choices: option.argChoices ?? knownChoices(long),
            heads: knownHeads(long),
            isPath: isPath(name),
          },
    description,
    standard: typeof standard === "string" || typeof standard === "number" ? String(standard) : null,
  };
}

function argumentValue(argument: Argument): Value {
  const name = argument.name();
  const choices = argument.argChoices ?? knownChoices(name);
  return { name, optional: !argument.required, choices, heads: [], isPath: isPath(name) };
}

function isPath(name: string): boolean {
  return /path|file|folder/u.test(name);
}
