#!/usr/bin/env bash
# The completions in the shells themselves, and the manual page in the programs that show it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missing=()
for package in zsh fish man-db groff mandoc shellcheck; do
  command -v "${package%-db}" > /dev/null || missing+=("$package")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}" > /dev/null
fi

for shell in bash zsh fish; do node "$root/bin/rollout-ingest.js" completions "$shell" > "$work/$shell"; done
cd "$work"

expect() {
  local name=$1 expected=$2 found=$3
  if [[ $found != "$expected" ]]; then
    printf '%s: expected\n%s\nfound\n%s\n' "$name" "$expected" "$found" >&2
    exit 1
  fi
  echo "ok: $name"
}

shellcheck --shell=bash bash
bash -n bash
zsh -n zsh
fish --no-execute fish
echo "ok: syntax"

touch "a rollout.jsonl"
# A line with a tab behind it, and the words it then has.
while IFS='=>' read -r line words; do
  expect "zsh: $line" "${words#> }" "$(zsh -f "$root/test/shells/zsh.zsh" zsh "${line% }")"
done << 'LINES'
rollout-ingest --val => --validation
rollout-ingest --validation len => --validation|lenient
rollout-ingest -f herm => -f|hermes_agent
rollout-ingest --trace-dir a => --trace-dir|a rollout.jsonl
rollout-ingest compl => completions
rollout-ingest completions fi => completions|fish
rollout-ingest explain step-i => explain|step-id-order
LINES

fish_offers() { fish --no-config -c 'source fish; complete -C "$argv[1]"' "$1" | cut -f 1 | sort | paste -sd '|'; }
expect "fish: a choice" "lenient|spec|strict" "$(fish_offers "rollout-ingest --validation ")"
expect "fish: a flag" "--validation" "$(fish_offers "rollout-ingest --valid")"
expect "fish: nothing for a number" "" "$(fish_offers "rollout-ingest --num-records ")"
expect "fish: a file" "a rollout.jsonl" "$(fish_offers "rollout-ingest --trace-dir a")"
expect "fish: a code" "step-id-order" "$(fish_offers "rollout-ingest explain step-")"
expect "fish: a shell" "bash|fish|zsh" "$(fish_offers "rollout-ingest completions ")"

page=$root/dist/rollout-ingest.1
expect "groff has no warnings" "" "$(groff -ww -man -Tutf8 "$page" 2>&1 > /dev/null)"
# The page has no date: it is the same for every build of a version.
expect "mandoc has no warnings" "" "$(mandoc -T lint -W warning "$page" | grep -v 'missing date' || true)"
MANWIDTH=80 man --warnings -l "$page" > shown.txt 2> warnings.txt
expect "man has no warnings" "" "$(cat warnings.txt)"
for flag in $(node "$root/bin/rollout-ingest.js" --help | grep -o '^ .*  ' | grep -oE -- '--[a-z-]+' | sort -u); do
  grep -q -- "$flag" shown.txt || { echo "man does not show $flag" >&2; exit 1; }
done
expect "man is as wide as the terminal" "" "$(col -bx < shown.txt | grep -E '^.{81,}' | grep -v 'rollout-ingest ' || true)"
