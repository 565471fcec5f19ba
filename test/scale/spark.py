"""Partitions as the tasks of Apache Spark: their shards are one data set, with the rows of one run.

usage: spark.py <folder>    it holds the corpus, and takes what is written
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from pyspark import TaskContext
from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[2]
COUNT = 7
# It fails once, behind a shard that it should not have written.
FAILING = 3


def command(work: str, *flags: str) -> list[str]:
    corpus = str(Path(work) / "corpus")
    ingest = [shutil.which("node") or "node", str(ROOT / "bin/rollout-ingest.js")]
    return [*ingest, "--trace-dir", corpus, "--source-path", "relative", "--quiet", *flags]


def ingest(work: str, *flags: str) -> None:
    # 1 says that files were rejected: that is no reason to do a task again.
    run = subprocess.run(command(work, *flags), stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stderr)


def partition_task(work: str, output: str):
    def task(indexes) -> None:
        attempt = TaskContext.get().attemptNumber()
        for index in indexes:
            flags = ["--partition-index", str(index), "--num-partitions", str(COUNT), "--partition-by", "hash"]
            if index == FAILING and attempt == 0:
                ingest(work, *flags, "--num-records", "1", "-o", output)
                raise RuntimeError("this machine goes down")
            ingest(work, *flags, "-o", output)

    return task


def rows_of(spark: SparkSession, files: str) -> Counter[str]:
    rows = spark.read.parquet(files).selectExpr("to_json(struct(*))")
    return Counter(text for (text,) in rows.collect())


def main() -> None:
    work = sys.argv[1]
    folder = Path(work) / "seeds"
    folder.mkdir()
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("rollout-ingest")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.pyspark.python", sys.executable)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    try:
        tasks = spark.sparkContext.parallelize(range(COUNT), COUNT)
        tasks.foreachPartition(partition_task(work, str(folder / "seeds.parquet")))
        ingest(work, "-o", str(Path(work) / "whole.parquet"))

        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        assert names == [f"seeds-{index:05}-of-{COUNT:05}.parquet" for index in range(COUNT)], names
        whole = rows_of(spark, str(Path(work) / "whole.parquet"))
        shards = rows_of(spark, str(folder))
        assert sum(whole.values()) >= 90, whole
        assert shards == whole, (shards - whole, whole - shards)

        # A partition that is done again replaces its own shard, and no other.
        failing = folder / names[FAILING]
        others = {path: path.stat().st_mtime_ns for path in folder.glob("*.parquet") if path != failing}
        failing.write_bytes(b"half a shard")
        flags = ["--partition-index", str(FAILING), "--num-partitions", str(COUNT), "--partition-by", "hash"]
        ingest(work, *flags, "-o", str(folder / "seeds.parquet"))
        spark.catalog.clearCache()
        assert rows_of(spark, str(folder)) == whole
        assert all(path.stat().st_mtime_ns == time for path, time in others.items())
        print(f"Spark {spark.version}: {sum(whole.values())} rows in {COUNT} shards, as in one run")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
