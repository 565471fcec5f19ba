"""Filters: they find all rows that they should, and read no row group that cannot match."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

import readers
from expected import Row
from harness import Checks, Source, failures_of, ingest, refusal, unlike

GROUPS = 3  # at least, of the large file
DOCUMENTS, DOCUMENT_BYTES = 45, 7_000_000
LAST_CODE_POINT = "\U0010ffff"  # a maximum of nothing else cannot be cut: no text is greater than its beginning


def chunks(metadata: pyarrow.parquet.FileMetaData) -> Iterator[tuple[int, Any]]:
    """Every column of every row group, with the group's number."""
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            yield group, metadata.row_group(group).column(column)


def first_page(chunk: Any) -> int:
    """The address of a column chunk's first page."""
    return int(chunk.data_page_offset if chunk.dictionary_page_offset is None else chunk.dictionary_page_offset)


def write_large(work: Path) -> Path:
    """About 300 MB of text in several row groups, their rows in the order of time."""
    folder = work / "large"
    folder.mkdir()
    words = random.Random(1).choices(["receive", "tests pass", "naïve", "diff --git", "\n", "🙂", "0x7f", '"quoted"'], k=2000)
    text = " ".join(words)
    for number in range(DOCUMENTS):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        repeated = f"{number} {text} " * (DOCUMENT_BYTES // len(text.encode()))
        steps = [(start.isoformat(), "user", repeated), ((start + timedelta(seconds=7)).isoformat(), "agent", f"done {number}")]
        write_document(folder, f"large-{number:03}", steps)
    ingest(Source("atif", folder), work / "large.parquet")
    return work / "large.parquet"


def write_shards(work: Path) -> list[Path]:
    """Small row groups, each followed by others, with texts longer than statistics are."""
    folder = work / "shards"
    folder.mkdir()
    noise = random.Random(2)
    for number in range(40):
        # Cut within a character of two, three and four bytes.
        start = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number)
        final = "x" * (number % 4) + ["é", "漢", "🙂", LAST_CODE_POINT][number // 4 % 4] * 40
        steps = [(start.isoformat(), "user", f"{noise.getrandbits(40_000):x}"), (start.isoformat(), "agent", final)]
        write_document(folder, f"shard-{number:03}", steps, cwd=f"/home/{final}/{number}")
    ingest(Source("atif", folder), work / "shards.parquet", "--max-shard-size", "64KB")
    return sorted(work.glob("shards-*.parquet"))


def write_document(folder: Path, name: str, steps: list[tuple[str, str, str]], **extra: str) -> None:
    """An ATIF trajectory of plain steps: timestamp, source, message."""
    listed = [{"step_id": at, "timestamp": time, "source": source, "message": text} for at, (time, source, text) in enumerate(steps, start=1)]
    agent = {"name": "example-agent", "version": "1.0", **({"extra": extra} if extra else {})}
    document = {"schema_version": "ATIF-v1.6", "session_id": name, "agent": agent, "steps": listed}
    (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))


def check_filters(checks: Checks, files: dict[str, list[Path]]) -> None:
    """A filter finds the rows that it should: statistics that are wrong would hide some."""
    filters: dict[str, Callable[[list[Path], str, str], list[str]]] = {
        "pyarrow": lambda files, name, value: _texts(
            pyarrow.parquet.read_table(readers.names(files), columns=["trace_id"], filters=[(name, "=", value)])
        ),
        "pandas": lambda files, name, value: list(
            pandas.read_parquet(readers.names(files), columns=["trace_id"], filters=[(name, "=", value)])["trace_id"]
        ),
        "Polars": lambda files, name, value: polars.scan_parquet(files).filter(polars.col(name) == value).collect()["trace_id"].to_list(),
        "DuckDB": _duckdb_filter,
        "datasets": _datasets_filter,
    }
    columns = ["trace_id", "source_path", "started_at", "cwd", "final_assistant_message"]
    for corpus, parts in files.items():
        rows = [row for part in parts for row in pyarrow.parquet.read_table(part, columns=[*columns, "ended_at"]).to_pylist()]
        for program, find in filters.items():
            # A scan of the large file takes a second where groups are not skipped.
            names = columns if corpus == "shards" else ["started_at"]
            asked = rows if corpus == "shards" else rows[:: DOCUMENTS // 5]
            failures = [one for name in names for one in failures_of(name, lambda: _filter_failures(find, parts, name, asked))]
            checks.check(
                f"{corpus}: filters in {program} find their rows", failures, f"{len(asked)} rows by {len(names)} columns in {len(parts)} files"
            )


def _filter_failures(find: Callable[[list[Path], str, str], list[str]], files: list[Path], name: str, rows: list[Row]) -> list[str]:
    values = {row[name] for row in rows if row[name] is not None}
    wanted = {value: {row["trace_id"] for row in rows if row[name] == value} for value in values}
    return [one for value, ids in wanted.items() for one in unlike(f"rows of {value!r:.80}", set(find(files, name, value)), ids)]


def _texts(table: pyarrow.Table) -> list[str]:
    return table["trace_id"].to_pylist()


def _duckdb_filter(files: list[Path], name: str, value: str) -> list[str]:
    rows = duckdb.execute(f"select trace_id from read_parquet(?) where {name} = ?", [readers.names(files), value]).fetchall()
    return [trace_id for (trace_id,) in rows]


def _datasets_filter(files: list[Path], name: str, value: str) -> list[str]:
    rows = readers.load_files("parquet", files, streaming=True, filters=[(name, "=", value)], columns=["trace_id"])
    return [row["trace_id"] for row in rows]


def check_skipping(checks: Checks, work: Path, large: Path, by_kind: list[Path]) -> None:
    """Groups that cannot match are not read: those of a copy are destroyed, and only a scan minds."""
    groups = pyarrow.parquet.read_metadata(large).num_row_groups
    checks.check("large: several row groups", [] if groups >= GROUPS else [f"{groups} groups"], f"{groups} groups of {DOCUMENTS} rows")
    kept = 1
    damaged = work / "damaged.parquet"
    damaged.write_bytes(_all_but_group(large, kept))
    opened = pyarrow.parquet.ParquetFile(large)
    wanted = opened.read_row_group(kept, columns=["trace_id"])["trace_id"].to_pylist()
    low, high = f"{_day(wanted[0])}", f"{_day(wanted[-1])}~"
    programs: dict[str, Callable[[Path, str, str], list[str]]] = {
        "pyarrow": lambda file, low, high: _texts(
            pyarrow.parquet.read_table(file, columns=["trace_id"], filters=[("started_at", ">=", low), ("started_at", "<=", high)])
        ),
        "Polars": lambda file, low, high: (
            polars.scan_parquet(file).filter(polars.col("started_at").is_between(polars.lit(low), polars.lit(high))).collect()["trace_id"].to_list()
        ),
        "DuckDB": _duckdb_between,
    }
    for program, find in programs.items():
        failures = failures_of("filter", lambda: unlike("rows found", find(damaged, low, high), wanted))
        failures += [f"a scan of the damaged file: {one}" for one in refusal(lambda: find(damaged, "", "~"))]
        checks.check(f"large: a filter on started_at skips groups in {program}", failures, f"1 of {groups} groups")
    failures = unlike("fragments by source_kind", _matching_groups(by_kind, "source_kind", "codex"), [by_kind[-1].name])
    failures += unlike("fragments by started_at", _matching_groups([large], "started_at", f"{_day(wanted[0])}T00:00:00+00:00"), [large.name])
    checks.check("pyarrow.dataset keeps only the groups that can match", failures, f"{len(by_kind)} files, {groups} groups")


def _all_but_group(file: Path, kept: int) -> bytes:
    """The file, with the bytes of all other groups overwritten."""
    content = bytearray(file.read_bytes())
    metadata = pyarrow.parquet.read_metadata(file)
    for group, chunk in chunks(metadata):
        if group != kept:
            start = first_page(chunk)
            content[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
    return bytes(content)


def _day(trace_id: str) -> str:
    """Of `write_large`, by the number of the document."""
    return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=int(trace_id[-3:]))).date().isoformat()


def _duckdb_between(file: Path, low: str, high: str) -> list[str]:
    rows = duckdb.connect().execute("select trace_id from read_parquet(?) where started_at between ? and ?", [str(file), low, high]).fetchall()
    return [trace_id for (trace_id,) in rows]


def _matching_groups(files: list[Path], name: str, value: str) -> list[str]:
    """The file of each row group that pyarrow would read."""
    condition = pyarrow.dataset.field(name) == value
    fragments = pyarrow.dataset.dataset(readers.names(files)).get_fragments()
    return [Path(part.path).name for fragment in fragments for part in fragment.split_by_row_group(condition) if part.row_groups]
