"""Part 1: every format in every form, loaded by every program, equal to the JSONL rows."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

import readers
from corpora import SHARDS, Outputs, sources, write_all
from expected import (
    COLUMNS,
    NULLABLE,
    Row,
    alike,
    as_datasets_reads_jsonl,
    differences,
    jsonl_lines,
    parquet_rows,
    plain_rows,
    read_json_columns,
    same,
    same_but_last_digits,
    spelled,
)
from harness import Checks, failures_of

Equality = Callable[[Any, Any], bool]
JSONL_READERS: dict[str, readers.Reader] = {
    "pandas": readers.pandas_jsonl,
    "DuckDB, with types": readers.duckdb_jsonl,
    "datasets": readers.datasets_jsonl,
    "datasets, streaming": readers.datasets_jsonl_streaming,
}
JSONL_INFERRERS: dict[str, readers.Reader] = {
    "Polars, types inferred": readers.polars_jsonl,
    "DuckDB, types inferred": readers.duckdb_inferred,
}


def check_formats(checks: Checks, work: Path) -> None:
    rows: list[Row] = []
    for source, missing in sources(work):
        if missing:
            checks.note(f"{source.format}: no samples {', '.join(missing)}, NOT LOADED")
        outputs = write_all(source, work / source.format)
        check_outputs(checks, source.format, outputs)
        rows += plain_rows(jsonl_lines(outputs.jsonl))
    checks.check("the formats hold what is lost most easily", lacking_cases(rows), f"{len(rows)} rows")


def lacking_cases(rows: list[Row]) -> list[str]:
    """What of it the rows lack: the other checks would say nothing."""
    messages = [message for row in rows for message in row["messages"]]
    blocks = [block for message in messages for block in message["content"]]
    cases = {
        "no messages": any(row["messages"] == [] for row in rows),
        "no blocks": any(message["content"] == [] for message in messages),
        "blocks of other types": len({block.get("type") for block in blocks}) > 2,
        "an empty text": any(block == {"type": "text", "text": ""} for block in blocks),
        "several tool calls": any(len(message.get("tool_calls", [])) > 1 for message in messages),
        "reasoning": any("reasoning_content" in message for message in messages),
        "subagents": any(row["is_sidechain"] for row in rows),
        **{f"{name}, null and not": len({row[name] is None for row in rows}) == 2 for name in NULLABLE},
    }
    return [case for case, is_there in cases.items() if not is_there]


def check_outputs(checks: Checks, name: str, outputs: Outputs) -> None:
    lines = jsonl_lines(outputs.jsonl)
    rows = f"{len(lines)} rows"
    checks.check(f"{name}: JSONL: all columns in their order in every row", column_failures(lines), rows)
    checks.check(f"{name}: JSONL: the same bytes in all forms", byte_failures(outputs), f"{len(outputs.jsonl_forms)} forms")
    checks.check(f"{name}: at least {SHARDS} shards where shards are", shard_failures(outputs), "4 places")
    check_parquet(checks, name, outputs, lines)
    check_jsonl(checks, name, outputs, lines)
    check_folders(checks, name, outputs, lines)
    check_data_designer(checks, name, outputs, lines)


def column_failures(lines: list[str]) -> list[str]:
    return ["there are no rows"] * (not lines) + [f"row {at}: {list(row)}" for at, row in enumerate(plain_rows(lines)) if list(row) != COLUMNS]


def byte_failures(outputs: Outputs) -> list[str]:
    """What the forms hold, read by Python's gzip and zstandard."""
    expected = outputs.jsonl.read_bytes()
    return [form for form, files in outputs.jsonl_forms.items() if b"".join(map(_uncompressed, files)) != expected]


def _uncompressed(file: Path) -> bytes:
    content = file.read_bytes()
    if file.suffix == ".gz":
        return gzip.decompress(content)
    if file.suffix == ".zst":
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content), read_across_frames=True).read()
    return content


def shard_failures(outputs: Outputs) -> list[str]:
    places = [outputs.jsonl_forms["gzip shards"], outputs.jsonl_forms["data set"], outputs.parquet_forms["shards"], outputs.parquet_forms["data set"]]
    return [f"{len(files)} shards: {', '.join(map(str, files))}" for files in places if len(files) < SHARDS]


def rows_failures(read: Callable[[], list[Row]], expected: list[Row], prepare: Callable[[Row], Row], equal: Equality = same) -> list[str]:
    return differences(expected, [prepare(row) for row in read()], equal)


def check_parquet(checks: Checks, name: str, outputs: Outputs, lines: list[str]) -> None:
    by_spelling, decoded = parquet_rows(lines, spelled), parquet_rows(lines, json.loads)
    forms = [
        *((form, files, True) for form, files in outputs.parquet_forms.items()),
        *((form, files, False) for form, files in outputs.string_forms.items()),
    ]
    for program, read in readers.PARQUET_READERS.items():
        failures: list[str] = []
        for form, files, is_typed in forms:
            is_decoded = is_typed and program in readers.DECODES_JSON
            expected = decoded if is_decoded else by_spelling
            prepare, equal = (_as_it_is, same_but_last_digits) if is_decoded else (_spelled_columns, same)
            failures += failures_of(form, lambda: rows_failures(lambda: read(files), expected, prepare, equal))
        checks.check(f"{name}: Parquet in {program}", failures, f"{len(lines)} rows in {len(forms)} forms")
    globbed = lambda: readers.duckdb_glob(outputs.parquet_folder, "*.parquet")
    failures = failures_of("glob", lambda: rows_failures(globbed, by_spelling, _spelled_columns))
    checks.check(f"{name}: Parquet in DuckDB, a glob of shards", failures, f"{len(lines)} rows")


def _as_it_is(row: Row) -> Row:
    return row


def _spelled_columns(row: Row) -> Row:
    return read_json_columns(row, spelled)


def check_jsonl(checks: Checks, name: str, outputs: Outputs, lines: list[str]) -> None:
    plain = plain_rows(lines)
    forms = outputs.jsonl_forms.items()
    programs = [*((one, read, True) for one, read in JSONL_READERS.items()), *((one, read, False) for one, read in JSONL_INFERRERS.items())]
    for program, read, is_exact in programs:
        prepare = _read_json_texts if program.startswith("DuckDB, with") else _as_it_is
        equal = alike if not is_exact else as_datasets_reads_jsonl if program.startswith("datasets") else same
        failures = [one for form, files in forms for one in failures_of(form, lambda: rows_failures(lambda: read(files), plain, prepare, equal))]
        checks.check(f"{name}: JSONL in {program}", failures, f"{len(lines)} rows in {len(forms)} forms")


def _read_json_texts(row: Row) -> Row:
    return {**row, "messages": json.loads(row["messages"]), "source_meta": json.loads(row["source_meta"])}


def check_folders(checks: Checks, name: str, outputs: Outputs, lines: list[str]) -> None:
    """Data sets by their README.md."""
    plain, decoded, by_spelling = plain_rows(lines), parquet_rows(lines, json.loads), parquet_rows(lines, spelled)
    folders = [
        (outputs.jsonl_folder, plain, _as_it_is, as_datasets_reads_jsonl),
        (outputs.parquet_folder, decoded, _as_it_is, same_but_last_digits),
        (outputs.string_folder, by_spelling, _spelled_columns, same),
    ]
    for how, is_streaming in (("", False), (", streaming", True)):
        failures: list[str] = []
        for folder, expected, prepare, equal in folders:
            cache = folder.with_name(f"cache-{folder.name}")
            load = lambda: list(readers.load_folder(folder, cache, streaming=is_streaming))
            failures += failures_of(folder.name, lambda: rows_failures(load, expected, prepare, equal))
        checks.check(f"{name}: data sets in datasets{how}", failures, f"{len(lines)} rows in {len(folders)} folders")


def check_data_designer(checks: Checks, name: str, outputs: Outputs, lines: list[str]) -> None:
    plain, by_spelling = plain_rows(lines), parquet_rows(lines, spelled)
    [parquet], [strings] = outputs.parquet_forms["file"], outputs.string_forms["strings"]
    exact = {"file": str(parquet), "strings": str(strings), "glob": f"{outputs.parquet_folder}/*.parquet"}
    inferred = {"jsonl": str(outputs.jsonl), "glob": f"{outputs.jsonl_folder}/*.jsonl"}
    failures: list[str] = []
    for form, path in exact.items():
        failures += failures_of(form, lambda: rows_failures(lambda: readers.data_designer(path), by_spelling, _spelled_columns))
    checks.check(f"{name}: Parquet in DataDesigner", failures, f"{len(lines)} rows in {len(exact)} forms")
    failures = []
    for form, path in inferred.items():
        failures += failures_of(form, lambda: rows_failures(lambda: readers.data_designer(path), plain, _as_it_is, alike))
    checks.check(f"{name}: JSONL in DataDesigner, types inferred", failures, f"{len(lines)} rows in {len(inferred)} forms")
