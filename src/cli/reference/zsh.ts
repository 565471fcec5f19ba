/** Completions for zsh. */
import { spellings, type Flag, type FlagTable, type SubCommand, type Value } from "./flag-table.ts";

export function zshCompletions({ name, flags, commands }: FlagTable): string {
  return `#compdef ${name}
# ${name} completions for zsh: put this file as _${name} into a folder of $fpath.

_${name}() {
  local curcontext="$curcontext" state
  local -a line flags commands
  flags=(
${flags.map((flag) => `    ${flagSpec(flag)}\n`).join("")}  )
  commands=(
${commands.map((command) => `    ${quoted(`${command.name}:${command.description}`)}\n`).join("")}  )
  _arguments -C -S $flags '1: :->command' '*:: :->rest' && return
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
${commands.map(commandCase).join("")}      esac
      ;;
  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function commandCase({ name, values, flags }: SubCommand): string {
  const specs = [...values.map((value, index) => quoted(`${index + 1}${valueSpec(value)}`)), ...flags.map(flagSpec)];
  return `        ${name})
          _arguments -S ${specs.join(" \\\n            ")}
          ;;\n`;
}

/** `'(-q --quiet)'{-q,--quiet}'[errors only]'` */
function flagSpec(flag: Flag): string {
  const names = spellings(flag);
  const value = flag.value === null ? "" : valueSpec(flag.value);
  const text = quoted(`[${flag.description.replaceAll(/[\\[\]:]/gu, "\\$&")}]${value}`);
  // A long flag takes its value behind "=" too.
  const sign = flag.value === null ? "" : "=";
  const [first = ""] = names;
  if (names.length === 1) return `${quoted(`${first}${sign}`)}${text}`;
  return `${quoted(`(${names.join(" ")})`)}{${names.map((name) => (name.startsWith("--") ? name + sign : name)).join(",")}}${text}`;
}

function valueSpec({ name, choices, isPath, optional }: Value): string {
  const head = `${optional ? "::" : ":"}${name.replaceAll(":", "\\:")}:`;
  if (choices.length > 0) return `${head}(${choices.join(" ")})`;
  return isPath ? `${head}_files` : `${head} `;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
