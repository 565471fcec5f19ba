"""Files without rows, files together with others, and what people do with a data set."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet

import readers
from corpora import FIXTURES
from expected import COLUMNS, Row, differences, same
from harness import Checks, Source, failures_of, ingest, refusal, unlike
from schemas import schema_script


def check_combinations(checks: Checks, work: Path) -> None:
    check_no_rows(checks, work)
    check_together(checks, work)
    check_operations(checks, work)
    check_second_run(checks, work)


def check_no_rows(checks: Checks, work: Path) -> None:
    """All files are rejected: the outputs are complete, and typed."""
    folder = work / "rejected"
    folder.mkdir()
    (folder / "rejected.json").write_text('{"schema_version": "ATIF-v1.6", "session_id": "x", "agent": {}, "steps": []}')
    source = Source("atif", folder)
    for form in ("jsonl", "parquet"):
        ingest(source, f"{work}/none-{form}/", "--output-format", form)
    for ending in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet"):
        ingest(source, work / f"none.{ending}")
    file = work / "none.parquet"
    typed = schema_script().seed_row_schema(pyarrow.json_())
    full = work / "one.parquet"
    ingest(Source("atif", FIXTURES / "atif" / "plain"), full)
    programs: dict[str, Callable[[], list[str]]] = {
        "pyarrow": lambda: (
            unlike("schema", pyarrow.parquet.read_table(file).schema, typed) + unlike("rows", pyarrow.parquet.read_table(file).num_rows, 0)
        ),
        "pandas": lambda: unlike("frame", (list(pandas.read_parquet(file).columns), len(pandas.read_parquet(file))), (COLUMNS, 0)),
        "Polars": lambda: unlike("schema", polars.read_parquet(file).schema, polars.read_parquet(full).schema),
        "Polars, lazy": lambda: unlike("rows", polars.scan_parquet([file, full]).collect().height, polars.read_parquet(full).height),
        "DuckDB": lambda: unlike("types", duckdb.read_parquet(str(file)).types, duckdb.read_parquet(str(full)).types),
        "datasets, which refuses any": lambda: refusal(lambda: readers.load_folder(work / "none-parquet", work / "none-cache"), word="no data"),
        "datasets, streaming": lambda: unlike("rows", list(readers.load_folder(work / "none-parquet", work / "none-cache", streaming=True)), []),
        "datasets, streaming JSONL": lambda: unlike("rows", list(readers.load_folder(work / "none-jsonl", work / "none-cache", streaming=True)), []),
        "DataDesigner": lambda: unlike("rows and columns", _seed_size(file), (0, COLUMNS)),
        "pandas, gzip": lambda: unlike("rows", len(pandas.read_json(work / "none.jsonl.gz", lines=True)), 0),
        "pandas, zstd": lambda: unlike("rows", len(pandas.read_json(work / "none.jsonl.zst", lines=True)), 0),
        "DuckDB, JSONL": lambda: unlike("rows", readers.duckdb_jsonl([work / f"none.{ending}" for ending in ("jsonl", "jsonl.gz", "jsonl.zst")]), []),
    }
    for program, test in programs.items():
        checks.check(f"no rows in {program}", failures_of("empty", test), "1 file")


def _seed_size(file: Path) -> tuple[int, list[str]]:
    reader = readers.seed_reader(str(file))
    return reader.get_seed_dataset_size(), reader.get_column_names()


# --- together with others ------------------------------------------------------------------------


def check_together(checks: Checks, work: Path) -> None:
    """Our files of several formats, and a file that pyarrow wrote of the same rows, as one table."""
    folder = work / "together"
    folder.mkdir()
    ours: list[Path] = []
    for name in ("atif", "claude-code", "codex"):
        ingest(Source(name.replace("-", "_"), FIXTURES / name), folder / f"{name}.parquet")
        ours.append(folder / f"{name}.parquet")
    table = pyarrow.concat_tables(pyarrow.parquet.read_table(file) for file in ours)
    theirs = folder / "pyarrow.parquet"
    pyarrow.parquet.write_table(table, theirs)
    rows = pyarrow.parquet.read_table(ours[0]).to_pylist() + table.to_pylist()[pyarrow.parquet.read_metadata(ours[0]).num_rows :]
    wanted = [row["trace_id"] for row in rows] * 2
    files = [*ours, theirs]
    quoted = " union all ".join(f"from '{file}'" for file in files)
    programs: dict[str, Callable[[], list[Row]]] = {
        "pyarrow.concat_tables": lambda: pyarrow.concat_tables(pyarrow.parquet.read_table(file) for file in files).to_pylist(),
        "pyarrow.dataset": lambda: readers.pyarrow_dataset(files),
        "polars.concat": lambda: polars.concat([polars.read_parquet(file) for file in files]).to_dicts(),
        "polars.scan_parquet": lambda: polars.scan_parquet(files).collect().to_dicts(),
        "DuckDB, union all": lambda: readers.relation_rows(duckdb.connect().sql(quoted)),
        "DuckDB, list of files": lambda: readers.duckdb_parquet(files),
        "pandas.concat": lambda: readers.pandas_parquet(files),
        "datasets.concatenate_datasets": lambda: list(datasets.concatenate_datasets([readers.load_files("parquet", [file]) for file in files])),
    }
    for program, read in programs.items():
        failures = failures_of("files", lambda: _together_failures(read(), wanted))
        checks.check(f"together: {program}", failures, f"{len(files)} files, {len(wanted)} rows")


def _together_failures(rows: list[Row], ids: list[str]) -> list[str]:
    half = len(rows) // 2
    return unlike("ids", [row["trace_id"] for row in rows], ids) + differences(rows[:half], rows[half:], same)


# --- datasets ------------------------------------------------------------------------------------


def check_operations(checks: Checks, work: Path) -> None:
    """What people do with a data set: filter, map, save, and load it again."""
    for form in ("jsonl", "parquet"):
        folder = work / f"operations-{form}"
        ingest(Source("codex", FIXTURES / "codex"), f"{folder}/", "--output-format", form)
        loaded = readers.load_folder(folder, work / "operations-cache")
        rows = list(loaded)
        saved, parquet = work / f"saved-{form}", work / f"saved-{form}.parquet"
        filtered = lambda: list(loaded.filter(lambda row: row["agent_id"] is not None))
        checks.check(
            f"datasets, {form}: filter",
            failures_of("rows", lambda: differences([row for row in rows if row["agent_id"] is not None], filtered())),
            f"{len(rows)} rows",
        )
        mapped = lambda: list(loaded.map(lambda row: {"roles": [message["role"] for message in row["messages"]]}))
        expected = [{**row, "roles": [message["role"] for message in row["messages"]]} for row in rows]
        checks.check(f"datasets, {form}: map", failures_of("rows", lambda: [] if same(mapped(), expected) else ["other rows"]), f"{len(rows)} rows")
        checks.check(
            f"datasets, {form}: save_to_disk and load", failures_of("rows", lambda: differences(rows, _saved(loaded, saved))), f"{len(rows)} rows"
        )
        checks.check(
            f"datasets, {form}: to_parquet and load",
            failures_of("rows", lambda: differences(rows, _as_parquet(loaded, parquet))),
            f"{len(rows)} rows",
        )


def _saved(loaded: Any, folder: Path) -> list[Row]:
    loaded.save_to_disk(str(folder))
    return list(datasets.load_from_disk(str(folder)))


def _as_parquet(loaded: Any, file: Path) -> list[Row]:
    loaded.to_parquet(str(file))
    return list(readers.load_files("parquet", [file]))


def check_second_run(checks: Checks, work: Path) -> None:
    """`datasets` keeps what it loaded: a new run into the same folder, or a folder of the same name, is other rows."""
    for form in ("jsonl", "parquet"):
        places = {"first run": "here", "second run": "here", "same name elsewhere": "there"}
        formats = dict(zip(places, ("atif", "claude-code", "codex"), strict=True))
        failures: list[str] = []
        for run, place in places.items():
            name = formats[run]
            (work / f"{place}-{form}").mkdir(exist_ok=True)
            folder = work / f"{place}-{form}" / "seeds"
            ingest(Source(name.replace("-", "_"), FIXTURES / name), f"{folder}/", "--output-format", form)
            loaded = lambda: {row["source_kind"] for row in readers.load_folder(folder, work / "runs-cache")}
            failures += failures_of(run, lambda: unlike("source_kind", loaded(), {name.replace("-", "_")}))
        checks.check(f"datasets, {form}: each run loads its own rows", failures, "3 runs")
        shutil.rmtree(work / "runs-cache")
