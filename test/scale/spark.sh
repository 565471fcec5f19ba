#!/usr/bin/env bash
# Partitions as the tasks of Apache Spark (spark.py). Needs a build, python3 with venv, and PyPI and
# Debian the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."

here=test/scale
venv=.venv/spark
stamp="$venv/installed.txt"
wanted=$(python3 --version && cat "$here/requirements-spark.txt")

if [[ ! -d dist ]]; then
  echo "spark: no build in dist/; run \`npm run build\` first" >&2
  exit 2
fi
if ! command -v java > /dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends default-jre-headless
fi
if [[ ! -f $stamp || $(cat "$stamp") != "$wanted" ]]; then
  echo "spark: installing into $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements-spark.txt"
  printf '%s' "$wanted" > "$stamp"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/scale-XXXXXX")
trap 'rm -rf "$work"' EXIT
bash "$here/corpus.sh" "$work/corpus"
SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$work/spark" SPARK_WORKER_DIR="$work/workers" \
  "$venv/bin/python" -B "$here/spark.py" "$work"
