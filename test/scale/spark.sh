#!/usr/bin/env bash
# The recipe of docs/scale.md for Apache Spark, in its local cluster mode: one task a partition, of which
# one fails and is done again by Spark; the shards are one data set. Needs a build, python3 with venv, and
# PyPI and Debian the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."

. test/scale/common.sh
trap 'rm -rf "$work"' EXIT
need_build spark
make_venv spark test/scale/requirements-spark.txt
if ! command -v java > /dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends default-jre-headless
fi

prepare
one_run "$work/whole.parquet"
begin "Apache Spark"
recipe seeds.py
export SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$work/spark" SPARK_WORKER_DIR="$work/workers"
export PYSPARK_PYTHON="$root/$venv/bin/python"
"$venv/bin/spark-submit" --master 'local-cluster[2,1,1024]' \
  --conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false \
  test/scale/spark.py "$work/seeds.py" "$work/whole.parquet" "$OUT" "$COUNT" 2> "$work/spark.log" \
  || { tail -n 40 "$work/spark.log" >&2; exit 1; }
has_failed
