#!/usr/bin/env bash
# Partitions by GNU parallel and by a Slurm array, both from Debian: together they are what one run
# gives, and one that failed can be done again alone. Needs a build, and root for a cluster of our own.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/test/scale

if [[ ! -d dist ]]; then
  echo "parallel: no build in dist/; run \`npm run build\` first" >&2
  exit 2
fi
if ! command -v parallel slurmctld slurmd munged > /dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends parallel slurm-wlm munge
fi
# shellcheck source=test/scale/slurm-cluster.sh
. "$here/slurm-cluster.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/scale-XXXXXX")
slurm_processes=()
leave() {
  stop_slurm
  rm -rf "$work"
}
trap leave EXIT

export INGEST="$PWD/bin/rollout-ingest.js" NODE CORPUS="$work/corpus"
NODE=$(command -v node)
COUNT=7
bash "$here/corpus.sh" "$CORPUS"

# 1 says that files were rejected: that is no reason to do a task again.
ingest() {
  "$NODE" "$INGEST" --trace-dir "$CORPUS" --source-path relative --quiet "$@" 2>> "$work/problems" || [[ $? -eq 1 ]]
}
export -f ingest
export work

ingest > "$work/whole.jsonl"
[[ $(wc -l < "$work/whole.jsonl") -ge 90 ]]

# What all shards hold is what one run gives, each row once.
same_rows() {
  local name=$1 folder=$2
  [[ $(find "$folder" -name 'seeds-*.jsonl' | wc -l) -eq $COUNT ]]
  cmp <(sort "$work/whole.jsonl") <(cat "$folder"/seeds-*.jsonl | sort)
  echo "$name: $(cat "$folder"/seeds-*.jsonl | wc -l) rows in $COUNT shards, as in one run"
}

mkdir "$work/parallel"
seq 0 $((COUNT - 1)) | parallel --will-cite --halt now,fail=1 --jobs 2 \
  ingest --partition-index {} --num-partitions $COUNT --partition-by hash -o "$work/parallel/seeds.jsonl"
same_rows "GNU parallel" "$work/parallel"

start_slurm "$work/slurm"
mkdir "$work/array"
cat > "$work/job.sh" <<JOB
#!/usr/bin/env bash
set -euo pipefail
# The disk of one machine is full: its task fails, for once.
if [[ \$SLURM_ARRAY_TASK_ID -eq 3 && ! -e $work/repaired ]]; then exit 9; fi
ingest --num-partitions $COUNT --partition-by hash -o "$work/array/seeds.jsonl"
JOB

submit() { sbatch --quiet --wait --export=ALL --output="$work/slurm-%a.out" "$@" "$work/job.sh"; }

if submit --array=0-$((COUNT - 1)); then
  echo "the failed task was not told" >&2
  exit 1
fi
[[ $(find "$work/array" -name 'seeds-*.jsonl' | wc -l) -eq $((COUNT - 1)) ]]
[[ ! -e $work/array/seeds-00003-of-00007.jsonl ]]
others() { find "$work/array" -name 'seeds-*.jsonl' ! -name 'seeds-00003-*' -printf '%p %i %T@\n' | sort; }
before=$(others)
touch "$work/repaired"
submit --array=3
same_rows "Slurm array" "$work/array"

# Once more, over a shard that is there: it alone is replaced.
echo "something else" > "$work/array/seeds-00003-of-00007.jsonl"
submit --array=3
same_rows "Slurm array, one partition again" "$work/array"
[[ $(others) == "$before" ]]
