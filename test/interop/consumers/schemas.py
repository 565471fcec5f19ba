"""The schema of the files, and the types that each program finds."""

from __future__ import annotations

import base64
import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import datasets
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet

import readers
from expected import COLUMNS, COUNTS, TEXTS
from harness import REPOSITORY, Checks, failures_of, unlike


def schema_script() -> ModuleType:
    """scripts/build-arrow-schema.py"""
    spec = importlib.util.spec_from_file_location("build_arrow_schema", REPOSITORY / "scripts" / "build-arrow-schema.py")
    if spec is None or spec.loader is None:
        raise SystemExit("consumers: scripts/build-arrow-schema.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def arrow_schema(encoded: str | bytes) -> pyarrow.Schema:
    return pyarrow.ipc.read_schema(pyarrow.py_buffer(base64.b64decode(encoded)))


def check_schemas(checks: Checks, files: dict[str, Path]) -> None:
    wanted = schema_script().seed_row_schema
    typed, strings = wanted(pyarrow.json_()), wanted(pyarrow.string())
    committed = "".join(re.findall(r'"([A-Za-z0-9+/=]+)"', (REPOSITORY / "src/sinks/parquet/arrow-schema.ts").read_text()))
    failures = unlike("the schema in arrow-schema.ts", arrow_schema(committed), typed)
    failures += unlike("ARROW:schema", arrow_schema(pyarrow.parquet.read_metadata(files["json"]).metadata[b"ARROW:schema"]), typed)
    failures += unlike("what pyarrow reads", pyarrow.parquet.read_schema(files["json"]), typed)
    failures += unlike("what pyarrow reads of strings", pyarrow.parquet.read_schema(files["string"]), strings)
    checks.check("the Arrow schema is that of scripts/build-arrow-schema.py", failures, "4 places")


def check_types(checks: Checks, files: dict[str, Path]) -> None:
    for program, types in {"Polars": _polars_types, "DuckDB": _duckdb_types, "pandas": _pandas_types, "datasets": _datasets_types}.items():
        failures = [one for kind in ("json", "string") for one in failures_of(kind, lambda: types(files[kind], kind == "json"))]
        checks.check(f"types in {program}", failures, "json and string")


def _polars_types(file: Path, is_typed: bool) -> list[str]:
    schema = polars.read_parquet(file).schema
    text = polars.String()
    json_type = schema["source_meta"] if is_typed else text
    block = polars.Struct({"type": text, "text": text, "json": json_type})
    function = polars.Struct({"name": text, "arguments": text})
    call = polars.Struct({"id": text, "type": text, "function": function})
    message = {"role": text, "content": polars.List(block), "reasoning_content": text, "tool_calls": polars.List(call), "tool_call_id": text}
    failures = unlike("messages", schema["messages"], polars.List(polars.Struct(message)))
    failures += unlike("source_meta", str(json_type), "Extension('arrow.json', String, '')" if is_typed else "String")
    failures += unlike("lazy schema", polars.scan_parquet(file).collect_schema(), schema)
    return failures + _scalar_failures(lambda name: str(schema[name]), "String", "Boolean", "Int64")


def _duckdb_types(file: Path, is_typed: bool) -> list[str]:
    relation = duckdb.connect().read_parquet(str(file))
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    json_type = "JSON" if is_typed else "VARCHAR"
    messages = (
        f'STRUCT("role" VARCHAR, "content" STRUCT("type" VARCHAR, "text" VARCHAR, "json" {json_type})[], reasoning_content VARCHAR, '
        'tool_calls STRUCT(id VARCHAR, "type" VARCHAR, "function" STRUCT("name" VARCHAR, arguments VARCHAR))[], tool_call_id VARCHAR)[]'
    )
    failures = unlike("messages", types["messages"], messages) + unlike("source_meta", types["source_meta"], json_type)
    return failures + _scalar_failures(types.__getitem__, "VARCHAR", "BOOLEAN", "BIGINT")


def _pandas_types(file: Path, _is_typed: bool) -> list[str]:
    frame = pandas.read_parquet(file)
    first = frame.iloc[0]
    failures = unlike("messages", (type(first["messages"]).__name__, type(first["messages"][0])), ("ndarray", dict))
    failures += unlike("source_meta", type(first["source_meta"]), str)
    # A column that is null throughout is of objects.
    dtypes = {name: "str" if frame[name].isna().all() else str(frame[name].dtype) for name in COLUMNS}
    return failures + _scalar_failures(dtypes.__getitem__, "str", "bool", "int64")


def _datasets_types(file: Path, is_typed: bool) -> list[str]:
    features = readers.load_files("parquet", [file], streaming=True).features
    text = datasets.Value("string")
    json_type = datasets.Json() if is_typed else text
    call = {"id": text, "type": text, "function": {"name": text, "arguments": text}}
    message = {
        "role": text,
        "content": datasets.List({"type": text, "text": text, "json": json_type}),
        "reasoning_content": text,
        "tool_calls": datasets.List(call),
        "tool_call_id": text,
    }
    failures = unlike("messages", features["messages"], datasets.List(message)) + unlike("source_meta", features["source_meta"], json_type)
    return failures + _scalar_failures(lambda name: features[name].dtype, "string", "bool", "int64")


def _scalar_failures(type_of: Callable[[str], str], text: str, boolean: str, count: str) -> list[str]:
    wanted = {**dict.fromkeys(TEXTS, text), **dict.fromkeys(COUNTS, count), "is_sidechain": boolean}
    return [one for name, kind in wanted.items() for one in unlike(name, type_of(name), kind)]
