/** `rollout-ingest man`: the manual page in roff, from the flag table. */
import type { Command } from "commander";
import { EXAMPLES } from "../program.ts";
import { flagTable, type Flag, type SubCommand, type Value } from "./flag-table.ts";

const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ["CLAUDE_CONFIG_DIR", "Where Claude Code keeps its folder projects, in place of ~/.claude."],
  ["CODEX_HOME", "Where Codex keeps its folders sessions and archived_sessions, in place of ~/.codex."],
  ["HERMES_HOME", "Where Hermes keeps its sessions, in place of ~/.hermes."],
  ["PI_CODING_AGENT_DIR", "Where Pi keeps its folder sessions, in place of ~/.pi/agent."],
  ["PI_CODING_AGENT_SESSION_DIR", "Where Pi keeps its sessions, in place of that folder."],
  ["SLURM_ARRAY_TASK_ID", "The index of the partition, where --num-partitions is given without --partition-index."],
  ["SLURM_ARRAY_TASK_MAX", "Must be less than --num-partitions then: tasks are counted from 0."],
  ["JOB_COMPLETION_INDEX", "As SLURM_ARRAY_TASK_ID, of an indexed Kubernetes job."],
  ["GITHUB_WORKSPACE", "Where the paths of github and sarif reports count from, when the command runs inside of it."],
  ["NO_COLOR", "No colour in messages, when it is set and not empty."],
  ["FORCE_COLOR", "Colour in messages wherever they go, when it is set and not empty; none when it is 0."],
  ["TERM", "No colour in messages, when it is dumb."],
  ["CI", "No progress bar, when it is set and not empty or false."],
];

/** The page, in the man macros that every roff knows. */
export function manPage(program: Command, version: string): string {
  const { name, description, flags, commands } = flagTable(program);
  const [summary = "", ...details] = description.split("\n\n");
  const { examples, statuses } = helpSections();
  return [
    `.TH ${escaped(name.toUpperCase())} 1 "" "${escaped(`${name} ${version}`)}" "User Commands"`,
    // No justified lines, no words cut in two: names of files and flags stay whole.
    ".nh",
    ".ad l",
    ".SH NAME",
    `${escaped(name)} \\- ${line(firstSmall(summary.replace(/\.$/u, "")))}`,
    ".SH SYNOPSIS",
    `.B ${escaped(name)}`,
    "[\\fIflags\\fR]",
    ...commands.flatMap((command) => [".br", `\\fB${escaped(`${name} ${command.name}`)}\\fR${argumentsOf(command)}`]),
    ".SH DESCRIPTION",
    ...paragraphs([summary, ...details].map((text) => [line(text.replaceAll("\n", " "))])),
    ".SH OPTIONS",
    ...flags.flatMap(flagEntry),
    ".SH COMMANDS",
    ...commands.flatMap((command) => commandEntry(command, flags)),
    '.SH "EXIT STATUS"',
    ...statuses.flatMap(([status, meaning]) => [".TP", `.B ${escaped(status)}`, line(sentence(meaning))]),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([variable, meaning]) => [".TP", `.B ${escaped(variable)}`, line(meaning)]),
    ".SH EXAMPLES",
    ...paragraphs(examples.map((example) => [".nf", ".RS 4", line(example), ".RE", ".fi"])),
    ".SH NOTES",
    line(`What the codes of problems mean is told by ${name} explain.`),
    "",
  ].join("\n");
}

/** What stands below the flags in the help: the examples, and what each exit status means. */
function helpSections(): { examples: readonly string[]; statuses: readonly (readonly [string, string])[] } {
  const sections = new Map(
    [...EXAMPLES.matchAll(/^(\S.*):\n((?: {2}.*(?:\n|$))+)/gmu)].map(([, title = "", body = ""]) => [
      title,
      body
        .trimEnd()
        .split("\n")
        .map((text) => text.trim()),
    ]),
  );
  return {
    examples: sections.get("Examples") ?? [],
    statuses: (sections.get("Exit status") ?? []).map((text) => [text.slice(0, 1), text.slice(1).trim()]),
  };
}

/** Paragraphs of a section, which needs no request before the first. */
function paragraphs(texts: readonly (readonly string[])[]): string[] {
  return texts.flatMap((lines, index) => (index === 0 ? lines : [".PP", ...lines]));
}

function flagEntry({ short, long, value, description, standard }: Flag): string[] {
  const names = [short, long].flatMap((name) => (name === null ? [] : [`\\fB${escaped(name)}\\fR`]));
  const choices = value?.choices ?? [];
  const told = choices.every((choice) => description.includes(choice));
  const more = [
    choices.length === 0 || told ? "" : ` One of ${choices.join(", ")}.`,
    standard === null ? "" : ` Default: ${standard}.`,
  ];
  return [
    ".TP",
    `${names.join(", ")}${value === null ? "" : ` \\fI${escaped(value.name)}\\fR`}`,
    line(`${sentence(description)}${more.join("")}`),
  ];
}

/** A command: what it does, which of the program's flags it takes, and those that are its alone. */
function commandEntry(command: SubCommand, flags: readonly Flag[]): string[] {
  const names = new Set(flags.map(({ long }) => long));
  const shared = command.flags.filter(({ long }) => names.has(long) && long !== "--help").map(({ long }) => long);
  const more = shared.length === 0 ? "" : ` Of the flags above it takes ${shared.join(", ")}.`;
  return [
    ".TP",
    `\\fB${escaped(command.name)}\\fR${argumentsOf(command)}`,
    line(`${sentence(command.description)}${more}`),
    ...command.flags.filter(({ long }) => !names.has(long)).flatMap(flagEntry),
  ];
}

function argumentsOf({ values }: SubCommand): string {
  return values.map((value) => ` ${argument(value)}`).join("");
}

function argument({ name, optional, choices }: Value): string {
  const few = choices.length > 0 && choices.length < 5 ? choices.map((choice) => `\\fB${choice}\\fR`).join("|") : null;
  const shown = few ?? `\\fI${escaped(name)}\\fR`;
  return optional ? `[${shown}]` : shown;
}

function sentence(text: string): string {
  const full = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return full.endsWith(".") ? full : `${full}.`;
}

function firstSmall(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** A line of text: one that begins with a dot or a quote would be a request. */
function line(text: string): string {
  return escaped(text).replace(/^(?=[.'])/u, "\\&");
}

/** A dash of roff is a hyphen, which cannot be copied into a shell; a backslash begins an escape. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll('"', "\\(dq").replaceAll("~", "\\(ti");
}
