"""Runs the recipe for Spark, and compares the rows of its shards with those of one run.

usage: spark.py <recipe> <whole.parquet> <folder of shards> <number of partitions>
"""

from __future__ import annotations

import runpy
import sys
from collections import Counter
from pathlib import Path


def main() -> None:
    recipe, whole, folder, count = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    spark = runpy.run_path(recipe, run_name="__main__")["spark"]

    def rows_of(files: str) -> Counter[str]:
        rows = spark.read.parquet(files).selectExpr("to_json(struct(*))")
        return Counter(text for (text,) in rows.collect())

    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"seeds-{index:05}-of-{count:05}.parquet" for index in range(count)], names
    expected, found = rows_of(whole), rows_of(str(folder))
    assert sum(expected.values()) >= 90, expected
    assert found == expected, (found - expected, expected - found)
    print(f"  {sum(found.values())} rows in {count} shards, as in one run (Spark {spark.version})")


if __name__ == "__main__":
    main()
