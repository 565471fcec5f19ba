#!/usr/bin/env -S zsh -f
# Types a line and a tab in an interactive zsh, and prints the words that the line then has.
# Usage: zsh.zsh <script of completions> <the line>
emulate -L zsh
zmodload zsh/zpty
zpty shell zsh -f -i
expect() {
  local seen= piece
  repeat 400; do
    if zpty -r -t shell piece; then seen+=$piece; else sleep 0.05; fi
    if [[ $seen == *${~1}* ]]; then print -r -- $seen; return; fi
  done
  print -r -u 2 -- "waited for $1, saw: $seen"
  exit 1
}
zpty -w shell "PS1=; unsetopt beep; autoload -Uz compinit; compinit -u -D; source ${(q)1}"
zpty -w shell 'rollout-ingest() { print -r -- "WORDS:${(j:|:)@}:END" }; print -r -- rea""dy'
expect ready > /dev/null
zpty -w shell "$2"$'\t'
seen=$(expect 'WORDS:*:END') || exit 1
print -r -- "${${seen##*WORDS:}%%:END*}"
