"""Part 2: what the files say of themselves: types, compression, statistics, and what readers skip by them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet

from corpora import FIXTURES, SOURCES
from expected import COLUMNS
from filters import LAST_CODE_POINT, check_filters, check_skipping, chunks, first_page, write_large, write_shards
from harness import REPOSITORY, Checks, Source, ingest, unlike
from schemas import check_schemas, check_types

SCALARS = [name for name in COLUMNS if name not in ("messages", "source_meta")]
STATISTICS_BYTES = 64
VERSION = json.loads((REPOSITORY / "package.json").read_text())["version"]


def check_footer(checks: Checks, work: Path) -> None:
    small = Source("atif", FIXTURES / "atif")
    files = {kind: work / f"{kind}.parquet" for kind in ("json", "string")}
    for kind, file in files.items():
        ingest(small, file, "--json-columns", kind)
    check_schemas(checks, files)
    check_types(checks, files)
    for name, corpus in SOURCES.items():
        if name == "atif":
            continue
        files[name] = work / f"{name}.parquet"
        ingest(Source(name, FIXTURES / corpus.fixtures), files[name])
    large, shards = write_large(work), write_shards(work)
    for name, parts in {**{name: [file] for name, file in files.items()}, "large": [large], "shards": shards}.items():
        checks.check(f"{name}: footer in pyarrow", [one for part in parts for one in footer_failures(part)], f"{len(parts)} files")
        checks.check(f"{name}: footer in DuckDB", [one for part in parts for one in second_footer_failures(part)], f"{len(parts)} files")
        failures = [one for part in parts for one in statistics_failures(part)]
        groups = sum(pyarrow.parquet.read_metadata(part).num_row_groups for part in parts)
        checks.check(f"{name}: statistics bound what the groups hold", failures, f"{groups} groups, {len(SCALARS)} columns")
    check_filters(checks, {"large": [large], "shards": shards})
    check_skipping(checks, work, large, [files[name] for name in ("json", "claude_code", "codex")])


def footer_failures(file: Path) -> list[str]:
    """Codec, statistics where they belong, and sizes and addresses that fit together."""
    metadata = pyarrow.parquet.read_metadata(file)
    failures = unlike("created_by", metadata.created_by, f"rollout-ingest version {VERSION}")
    groups = [metadata.row_group(at) for at in range(metadata.num_row_groups)]
    failures += unlike("rows", sum(group.num_rows for group in groups), metadata.num_rows)
    end = 4  # of the magic number
    for group, chunk in chunks(metadata):
        place = f"{file.name}: group {group} {chunk.path_in_schema}"
        failures += unlike(f"{place}: codec", chunk.compression, "ZSTD")
        failures += unlike(f"{place}: has statistics", chunk.is_stats_set, chunk.path_in_schema in SCALARS)
        failures += unlike(f"{place}: first page", first_page(chunk), end)
        end = first_page(chunk) + chunk.total_compressed_size
    failures += unlike(f"{file.name}: size", file.stat().st_size, end + metadata.serialized_size + 8)
    return failures + [f"{file.name}: group {at} is empty" for at, group in enumerate(groups) if group.num_rows == 0]


def second_footer_failures(file: Path) -> list[str]:
    """What DuckDB reads of the footer is what pyarrow reads."""
    connection = duckdb.connect()
    metadata = pyarrow.parquet.read_metadata(file)
    theirs = connection.execute(
        "select row_group_id, path_in_schema, compression, encodings, num_values, total_compressed_size, total_uncompressed_size,"
        " data_page_offset, stats_null_count from parquet_metadata(?) order by row_group_id, column_id",
        [str(file)],
    ).fetchall()
    ours = [
        (
            *(group, chunk.path_in_schema.replace(".", ", "), chunk.compression, ", ".join(chunk.encodings), chunk.num_values),
            *(chunk.total_compressed_size, chunk.total_uncompressed_size, chunk.data_page_offset),
            chunk.statistics.null_count if chunk.is_stats_set else None,
        )
        for group, chunk in chunks(metadata)
    ]
    failures = [f"{file.name}: DuckDB reads {theirs}, pyarrow {ours}" for theirs, ours in zip(theirs, ours, strict=True) if theirs != ours]
    [(created_by, rows)] = connection.execute("select created_by, num_rows from parquet_file_metadata(?)", [str(file)]).fetchall()
    keys = connection.execute("select key, value from parquet_kv_metadata(?)", [str(file)]).fetchall()
    failures += unlike("created_by and rows", (created_by, rows), (metadata.created_by, metadata.num_rows))
    return failures + unlike("key-value metadata", dict(keys), metadata.metadata or {})


def statistics_failures(file: Path) -> list[str]:
    """Nulls are counted; bounds are the values, or bound them where they are cut; and they are text."""
    opened = pyarrow.parquet.ParquetFile(file)
    failures: list[str] = []
    for group, chunk in chunks(opened.metadata):
        name, statistics = chunk.path_in_schema, chunk.statistics
        if statistics is None:
            continue
        values = opened.read_row_group(group, columns=[name])[name].to_pylist()
        present = [_raw(value) for value in values if value is not None]
        place = f"{file.name}: group {group} {name}"
        failures += unlike(f"{place}: nulls", statistics.null_count, len(values) - len(present))
        failures += unlike(f"{place}: bounds", statistics.has_min_max, present != [])
        if statistics.has_min_max and present:
            failures += _bound_failures(place, statistics.min_raw, statistics.max_raw, present)
    return failures


def _raw(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


def _bound_failures(place: str, low: Any, high: Any, values: list[Any]) -> list[str]:
    least, most = min(values), max(values)
    if not low <= least or not high >= most:
        return [f"{place}: [{low!r}, {high!r}] does not bound [{least!r}, {most!r}]"]
    failures: list[str] = []
    for bound, value in ((low, least), (high, most)):
        if not isinstance(bound, bytes):
            failures += unlike(f"{place}: bound", bound, value)
            continue
        if len(value) <= STATISTICS_BYTES:
            failures += unlike(f"{place}: bound", bound, value)
        if len(bound) > STATISTICS_BYTES and not bound.startswith(LAST_CODE_POINT.encode() * 16):
            failures.append(f"{place}: bound of {len(bound)} bytes: {bound!r}")
        try:
            bound.decode()
        except UnicodeDecodeError as error:
            failures.append(f"{place}: bound {bound!r}: {error}")
    return failures
