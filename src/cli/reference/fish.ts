/** Completions for fish. */
import { type Flag, type FlagTable, type Value } from "./flag-table.ts";

export function fishCompletions({ name, flags, commands }: FlagTable): string {
  const lines = [`complete -c ${name} -f`];
  const noCommand = quoted(`not __fish_seen_subcommand_from ${commands.map((command) => command.name).join(" ")}`);
  for (const flag of flags) lines.push(`complete -c ${name} -n ${noCommand} ${flagWords(flag)}`);
  for (const command of commands) {
    lines.push(`complete -c ${name} -n ${noCommand} -a ${command.name} -d ${quoted(command.description)}`);
    const within = quoted(`__fish_seen_subcommand_from ${command.name}`);
    for (const value of command.values) {
      const words = valueWords(value);
      if (words !== "") lines.push(`complete -c ${name} -n ${within} ${words}`);
    }
    for (const flag of command.flags) lines.push(`complete -c ${name} -n ${within} ${flagWords(flag)}`);
  }
  return `# ${name} completions for fish: put this file as ${name}.fish into ~/.config/fish/completions.
${lines.join("\n")}
`;
}

function flagWords({ short, long, value, description }: Flag): string {
  const names = `${short === null ? "" : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  return `${names}${value === null ? "" : ` ${value.isPath ? "-r" : "-x"} ${valueWords(value)}`} -d ${quoted(description)}`.replaceAll(
    "  ",
    " ",
  );
}

function valueWords({ choices, isPath }: Value): string {
  if (choices.length > 0) return `-a ${quoted(choices.join(" "))}`;
  return isPath ? "-F" : "";
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/gu, "\\$&")}'`;
}
