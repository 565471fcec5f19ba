#!/usr/bin/env bash
# The recipes of docs/scale.md for GNU parallel and for a Slurm array, both from Debian: together the
# partitions are what one run gives, and one that failed is done again alone. Needs a build, and root
# for a cluster of our own.
set -euo pipefail
cd "$(dirname "$0")/../.."

. test/scale/common.sh
. test/scale/slurm-cluster.sh
need_build parallel
for program in parallel slurmctld slurmd munged jq; do
  if command -v "$program" > /dev/null; then continue; fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends parallel slurm-wlm munge jq
done

slurm_processes=()
leave() {
  stop_slurm
  rm -rf "$work"
}
trap leave EXIT

prepare
one_run "$work/whole.jsonl"

shards() { find "$OUT" -name 'seeds-*-of-00007.jsonl' | sort; }

# What all shards hold is what one run gives, each row once.
same_rows() {
  has_failed
  [[ $(shards | wc -l) -eq $COUNT ]]
  [[ -z $(find "$OUT" -name '.*') ]]
  [[ $(wc -l < "$work/whole.jsonl") -ge 90 ]]
  cmp <(sort "$work/whole.jsonl") <(shards | xargs cat | sort)
  echo "  $(shards | xargs cat | wc -l) rows in $COUNT shards, as in one run"
}

begin "GNU parallel"
recipe parallel.sh
bash "$work/parallel.sh" 2> "$work/parallel.log"
same_rows

begin "Slurm array"
start_slurm "$work/slurm"
recipe seeds.sbatch
submit() { sbatch --quiet --wait --output="$work/slurm-%a.log" "$@" "$work/seeds.sbatch"; }
if submit; then
  echo "Slurm was not told that a task failed" >&2
  exit 1
fi
failed="$OUT/seeds-00003-of-00007.jsonl"
[[ $(wc -l < "$failed") -eq 1 ]]
others() { shards | grep -v "$failed" | xargs stat --format='%n %i %Y'; }
before=$(others)
submit --array=3
same_rows
[[ $(others) == "$before" ]]
recipe complete.sh
[[ $(bash "$work/complete.sh" | jq --compact-output) == '{"partitions":7,"corpora":1,"missing":0}' ]]
