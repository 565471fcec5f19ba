"""What docs/consumers.md says beside its blocks."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pyarrow.json
import zstandard
from data_designer.errors import DataDesignerError

import readers
from harness import Checks, Source, failures_of, ingest, refusal, unlike

PROGRAMS = {
    "pyarrow": "pyarrow",
    "pandas": "pandas",
    "Polars": "polars",
    "DuckDB": "duckdb",
    "`datasets`": "datasets",
    "DataDesigner": "data-designer",
}
ChatMessages = Callable[[list[Any]], list[Any]]


def check_claims(checks: Checks, work: Path, page: str, functions: dict[str, ChatMessages]) -> None:
    """What the page says beside its blocks; part 3 has those of `datasets` on numbers, times and no rows."""
    parquet, folder, jsonl = work / "seeds.parquet", work / "seeds", work / "seeds.jsonl"
    claims: dict[str, Callable[[], list[str]]] = {
        "the table's pyarrow": lambda: _table_row(readers.pyarrow_table([parquet])[0], list, str, True),
        "the table's pandas": lambda: _table_row(pandas.read_parquet(parquet).iloc[0], numpy.ndarray, str, True),
        "the table's Polars": lambda: _table_row(readers.polars_eager([parquet])[0], list, str, True),
        "the table's DuckDB": lambda: _table_row(readers.duckdb_parquet([parquet])[0], list, str, True),
        "the table's datasets, Parquet": lambda: _table_row(readers.load_folder(folder, work / "cache")[0], list, dict, True),
        "the table's datasets, JSONL": lambda: _table_row(readers.datasets_jsonl([jsonl])[0], list, dict, False),
        "the table's DataDesigner": lambda: _table_row(_seed_frame(parquet).iloc[0], numpy.ndarray, str, True),
        "pandas: arrays are refused": lambda: refusal(lambda: json.dumps(pandas.read_parquet(parquet)["messages"][0]), TypeError),
        "pandas: null is NaN": lambda: unlike("cwd", repr(pandas.read_parquet(parquet)["cwd"][0]), "nan"),
        "pandas: dates are made of times": lambda: _is_unlike_text(pandas.read_json(jsonl, lines=True)["started_at"][0]),
        "pandas: floats lose their last digits": lambda: _float_failures(work),
        "Polars: .str and cast fail": lambda: (
            refusal(lambda: _meta(parquet).str.len_bytes(), polars.exceptions.PolarsError)
            + refusal(lambda: _meta(parquet).cast(polars.String), polars.exceptions.PolarsError)
        ),
        "Polars: types of the first rows, of the first file": lambda: _polars_failures(work),
        "DuckDB: times are text in one file and TIMESTAMP in another": lambda: _duckdb_failures(work),
        "DuckDB and DataDesigner: a line of more than 32 MiB": lambda: _long_line_failures(work),
        "pyarrow.json: types that differ": lambda: refusal(lambda: pyarrow.json.read_json(_differing(work)), pyarrow.ArrowInvalid),
        "DataDesigner: no folder": lambda: refusal(lambda: readers.seed_reader(str(folder)), DataDesignerError, "not a file"),
        "DataDesigner: no compressed JSONL": lambda: refusal(
            lambda: readers.seed_reader(str(work / "seeds.jsonl.zst")), DataDesignerError, "must be in"
        ),
        "zstandard: decompress stops after the first frame": lambda: _frame_failures(work),
        "the versions of the page": lambda: [f"the page does not say {one}" for one in installed() if one not in " ".join(page.split())],
        "chat templates: arguments that are no JSON": lambda: refusal(lambda: _chat_of_raw_arguments(functions["chat_messages"]), ValueError),
        "chat templates: a column of structs fills absent keys": lambda: _struct_failures(functions["chat_messages"], folder, work),
    }
    for claim, test in claims.items():
        checks.check(f"claim: {claim}", failures_of("claim", test), "1 claim")


def installed() -> list[str]:
    """The programs as the page names them: `pyarrow 24.0`."""
    return [f"{name} {'.'.join(version(package).split('.')[:2])}" for name, package in PROGRAMS.items()]


def _table_row(row: Any, messages: type, meta: type, is_filled: bool) -> list[str]:
    failures = unlike("messages", type(row["messages"]), messages) + unlike("source_meta", type(row["source_meta"]), meta)
    failures += unlike("a message", type(row["messages"][0]), dict)
    return failures + unlike("has the key tool_call_id", "tool_call_id" in row["messages"][0], is_filled)


def _seed_frame(file: Path) -> pandas.DataFrame:
    return readers.seed_reader(str(file)).create_batch_reader(batch_size=10, index_range=None, shuffle=False).read_next_batch().to_pandas()


def _is_unlike_text(value: Any) -> list[str]:
    return [f"it is the text {value!r}"] if isinstance(value, str) else []


def _meta(parquet: Path) -> polars.Series:
    return polars.read_parquet(parquet)["source_meta"]


def _with_meta(work: Path, name: str, *values: str, time: str = "") -> Path:
    """Our JSONL of trajectories that differ in `source_meta.extra.value`, given as JSON."""
    folder = work / f"{name}-input"
    folder.mkdir()
    for at, value in enumerate(values):
        step = {"step_id": 1, "source": "user", "message": "hi", **({"timestamp": time} if time else {})}
        document = {
            "schema_version": "ATIF-v1.6",
            "session_id": f"{name}-{at:04}",
            "agent": {"name": "a", "version": "1"},
            "steps": [step],
            "extra": {"value": 0},
        }
        (folder / f"{at:04}.json").write_text(json.dumps(document).replace('"value": 0', f'"value": {value}'))
    ingest(Source("atif", folder), work / f"{name}.jsonl")
    return work / f"{name}.jsonl"


def _float_failures(work: Path) -> list[str]:
    file = _with_meta(work, "float", "0.17190789999999997")
    read = lambda **options: pandas.read_json(file, lines=True, dtype=False, **options)["source_meta"][0]["extra"]["value"]
    return unlike("precise", read(precise_float=True), 0.17190789999999997) + unlike("imprecise is exact", read() == 0.17190789999999997, False)


def _polars_failures(work: Path) -> list[str]:
    late = _with_meta(work, "late", *['{"other": 1}'] * 100, '{"key": 1}')
    early, other = _with_meta(work, "early", '{"other": 1}'), _with_meta(work, "other", '{"key": 1}')
    last = lambda files, **options: polars.read_ndjson(files, **options)["source_meta"].to_list()[-1]["extra"]["value"]
    failures = unlike("all rows", last(late, infer_schema_length=None), {"other": None, "key": 1})
    failures += unlike("a hundred rows", last(late), {"other": None})
    return failures + unlike("two files", last([early, other], infer_schema_length=None), {"other": None})


def _duckdb_failures(work: Path) -> list[str]:
    seconds = _with_meta(work, "seconds", "1", time="2026-01-01T00:00:00Z")
    offset = _with_meta(work, "offset", "1", time="2026-01-01T00:00:00+02:00")
    precise = _with_meta(work, "precise", "1", time="2026-01-01T00:00:00.123456789+02:00")
    kinds = {
        str(dict(zip((read := duckdb.connect().read_json(str(file))).columns, read.types, strict=True))["started_at"])
        for file in (seconds, offset, precise)
    }
    return [] if len(kinds) > 1 and "VARCHAR" in kinds else [f"types are {kinds}"]


def _long_line_failures(work: Path) -> list[str]:
    file = _with_meta(work, "long-line", f'"{"x" * 33 * 2**20}"')
    count = lambda options: duckdb.connect().sql(f"select count(*) from read_json('{file}'{options})").fetchall()
    failures = refusal(lambda: count(""), duckdb.Error, "maximum_object_size")
    failures += refusal(lambda: readers.data_designer(str(file)), duckdb.Error, "maximum_object_size")
    return failures + unlike("rows", count(", maximum_object_size = 1000000000"), [(1,)])


def _differing(work: Path) -> str:
    return str(_with_meta(work, "differing", '"text"', "1"))


def _frame_failures(work: Path) -> list[str]:
    folder = work / "frames-input"
    folder.mkdir()
    for at in range(2):
        step = {"step_id": 1, "source": "user", "message": "x" * 5_000_000}
        document = {"schema_version": "ATIF-v1.6", "session_id": f"frame-{at}", "agent": {"name": "a", "version": "1"}, "steps": [step]}
        (folder / f"{at}.json").write_text(json.dumps(document))
    for ending in ("jsonl", "jsonl.zst"):
        ingest(Source("atif", folder), work / f"frames.{ending}")
    content, expected = (work / "frames.jsonl.zst").read_bytes(), (work / "frames.jsonl").read_bytes()
    streamed = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content), read_across_frames=True).read()
    first = zstandard.ZstdDecompressor().decompress(content)
    return unlike("the stream is all", streamed == expected, True) + unlike("the first frame is a part", 0 < len(first) < len(expected), True)


def _chat_of_raw_arguments(chat_messages: ChatMessages) -> object:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "not { json"}}
    return chat_messages([{"role": "assistant", "content": [], "tool_calls": [call]}])


def _struct_failures(chat_messages: ChatMessages, folder: Path, work: Path) -> list[str]:
    rows = readers.load_folder(folder, work / "cache").map(lambda row: {"messages": chat_messages(row["messages"])})
    return unlike("tool_calls of a user's message", rows[0]["messages"][0].get("tool_calls", "absent"), None)
