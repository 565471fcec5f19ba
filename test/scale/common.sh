# What the runs past one machine have in common: to be sourced, from the root of the repository.
# $work is a folder that goes away; $CORPUS and $OUT are what the recipes of docs/scale.md read and write.

. test/support/venv.sh

root=$PWD
work=$(mktemp -d "${TMPDIR:-/tmp}/scale-XXXXXX")
export CORPUS="$work/corpus" OUT="$work/out"
COUNT=7

# prepare: a corpus, the rows of one run over it, and a command that fails once: as partition 3, behind a
# shard that it should not have written.
prepare() {
  bash test/scale/corpus.sh "$CORPUS"
  mkdir "$work/bin"
  cat > "$work/bin/rollout-ingest" <<COMMAND
#!/usr/bin/env bash
set -euo pipefail
index=\${SLURM_ARRAY_TASK_ID:-}
if [[ " \$* " == *" --partition-index 3 "* ]]; then index=3; fi
command=("$(command -v node)" "$root/bin/rollout-ingest.js" "\$@" --source-path relative --quiet)
if [[ \$index -eq 3 && ! -e "$work/has-failed" ]]; then
  touch "$work/has-failed"
  "\${command[@]}" --num-records 1 2> /dev/null
  exit 9
fi
exec "\${command[@]}"
COMMAND
  chmod +x "$work/bin/rollout-ingest"
  export PATH="$work/bin:$PATH"
}

# one_run <output>: what all partitions together are compared with. Files are rejected, which is status 1.
one_run() { rollout-ingest --trace-dir "$CORPUS" -o "$1" 2> /dev/null || [[ $? -eq 1 ]]; }

# begin <name>: nothing is written yet, and nothing has failed.
begin() {
  echo "$1:"
  rm -rf "$OUT" "$work/has-failed"
  mkdir "$OUT"
}

# recipe <name>: the code block of docs/scale.md that bears it, as it stands there.
recipe() {
  awk -v fence="$1" '$0 == "```" { shown = 0 } shown { print } $1 ~ /^```/ && $2 == fence { shown = 1 }' docs/scale.md > "$work/$1"
  if [[ ! -s $work/$1 ]]; then
    echo "docs/scale.md has no $1" >&2
    return 1
  fi
}

# has_failed: a suite in which nothing went wrong has shown nothing.
has_failed() { [[ -e $work/has-failed ]]; }
