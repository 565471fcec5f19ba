/** Completions for bash, 3.2 (macOS) and newer. */
import { spellings, type Flag, type FlagTable, type Value } from "./flag-table.ts";

export function bashCompletions({ name, flags, commands }: FlagTable): string {
  const own = `_${name.replaceAll("-", "_")}`;
  const names = commands.map((command) => command.name);
  return `# ${name} completions for bash: source this file, or put it where bash-completion looks for files named
# after the command: ~/.local/share/bash-completion/completions/${name}

${own}_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$current")
}

${own}_files() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  compopt -o filenames 2> /dev/null
}

# Words that more follows: no blank behind them.
${own}_heads() {
  ${own}_words "$1"
  compopt -o nospace 2> /dev/null
}

${own}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command='' equals='' index
  COMPREPLY=()
  # Of --flag=value bash makes three words.
  if [[ $current == "=" ]]; then
    current='' equals=1
  elif [[ $previous == "=" ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]} equals=1
  fi
  # In --flag format=file it stands behind what is no flag.
  if [[ -n $equals && $previous != -* ]]; then
    ${own}_files
    return
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${flags
        .filter(({ value }) => value !== null)
        .flatMap(spellings)
        .join(" | ")}) ((index++)) ;;
      ${names.join(" | ")})
        command=\${COMP_WORDS[index]}
        break
        ;;
    esac
  done
  case $command in
${commands.map((command) => commandCase(own, command.name, command.flags, command.values)).join("")}\
${commandCase(own, "*", flags, [{ name: "command", optional: true, choices: names, heads: [], isPath: false }])}  esac
}

complete -F ${own} ${name}
`;
}

/** What is offered behind a command: values of its flags; else its own values and its flags. */
function commandCase(own: string, pattern: string, flags: readonly Flag[], values: readonly Value[]): string {
  const words = [...flags.flatMap(spellings), ...values.flatMap(({ choices }) => choices)];
  return `    ${pattern})
      case $previous in
${flags.map((flag) => flagCase(own, flag)).join("")}        *)
          ${own}_words "${words.join(" ")}"
${values.some(({ isPath }) => isPath) ? `          ${own}_files\n` : ""}          ;;
      esac
      ;;
`;
}

function flagCase(own: string, flag: Flag): string {
  if (flag.value === null) return "";
  return `        ${spellings(flag).join(" | ")}) ${offer(own, flag.value)};;\n`;
}

function offer(own: string, { choices, heads, isPath }: Value): string {
  if (heads.length > 0) return `${own}_heads "${heads.join(" ")}" `;
  if (choices.length > 0) return `${own}_words "${choices.join(" ")}" `;
  return isPath ? `${own}_files ` : "";
}
