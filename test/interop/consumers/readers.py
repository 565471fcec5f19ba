"""The programs: each reads files and gives rows of plain Python values, with JSON as it shows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import duckdb
import numpy
import pandas
import polars
import pyarrow.dataset
import pyarrow.parquet
from data_designer.config.seed_source import LocalFileSeedSource
from data_designer.engine.resources.seed_reader import LocalFileSeedReader
from data_designer.engine.secret_resolver import PlaintextResolver

from expected import COLUMNS, COUNTS, Row

datasets.disable_progress_bars()
CACHE = str(Path(os.environ["HF_HOME"]) / "datasets")
JSON_TYPES = {
    **dict.fromkeys(COLUMNS, "VARCHAR"),
    **dict.fromkeys(COUNTS, "BIGINT"),
    "is_sidechain": "BOOLEAN",
    "messages": "JSON",
    "source_meta": "JSON",
}
JSONL_FEATURES = datasets.Features(
    {
        **{name: datasets.Value("string") for name in COLUMNS},
        **{name: datasets.Value("int64") for name in COUNTS},
        "is_sidechain": datasets.Value("bool"),
        "messages": datasets.List(datasets.Json()),
        "source_meta": datasets.Json(),
    }
)

Reader = Callable[[list[Path]], list[Row]]


def names(files: list[Path]) -> list[str]:
    return [str(file) for file in files]


# --- Parquet -------------------------------------------------------------------------------------


def pyarrow_table(files: list[Path]) -> list[Row]:
    return pyarrow.concat_tables(pyarrow.parquet.read_table(file) for file in files).to_pylist()


def pyarrow_dataset(files: list[Path]) -> list[Row]:
    return pyarrow.dataset.dataset(names(files)).to_table().to_pylist()


def pandas_parquet(files: list[Path]) -> list[Row]:
    return frame_rows(pandas.concat([pandas.read_parquet(file) for file in files], ignore_index=True))


def polars_eager(files: list[Path]) -> list[Row]:
    return polars.read_parquet(files).to_dicts()


def polars_lazy(files: list[Path]) -> list[Row]:
    return polars.scan_parquet(files).filter(polars.col("trace_id").is_not_null()).collect().to_dicts()


def duckdb_parquet(files: list[Path]) -> list[Row]:
    return relation_rows(duckdb.connect().read_parquet(names(files)))


def duckdb_glob(folder: Path, pattern: str) -> list[Row]:
    return relation_rows(duckdb.connect().sql(f"from '{folder}/{pattern}'"))


def datasets_parquet(files: list[Path]) -> list[Row]:
    return list(load_files("parquet", files))


def datasets_streaming(files: list[Path]) -> list[Row]:
    return list(load_files("parquet", files, streaming=True))


PARQUET_READERS: dict[str, Reader] = {
    "pyarrow": pyarrow_table,
    "pyarrow.dataset": pyarrow_dataset,
    "pandas": pandas_parquet,
    "Polars": polars_eager,
    "Polars, lazy": polars_lazy,
    "DuckDB": duckdb_parquet,
    "datasets": datasets_parquet,
    "datasets, streaming": datasets_streaming,
}
DECODES_JSON = ("datasets", "datasets, streaming")


# --- JSONL ---------------------------------------------------------------------------------------


def pandas_jsonl(files: list[Path]) -> list[Row]:
    """With `dtype=False` no column becomes dates or numbers, with `precise_float=True` floats keep their last digits."""
    frames = [pandas.read_json(file, lines=True, dtype=False, precise_float=True) for file in files]
    return frame_rows(pandas.concat(frames, ignore_index=True))


def polars_jsonl(files: list[Path]) -> list[Row]:
    """Types from all rows of one file: from the first hundred, or from the first of several files, columns
    that are null in these are of no type, and keys that these lack are lost."""
    return [row for file in files for row in polars.read_ndjson(file, infer_schema_length=None).to_dicts()]


def duckdb_jsonl(files: list[Path]) -> list[Row]:
    return relation_rows(duckdb.connect().read_json(names(files), columns=JSON_TYPES))


def duckdb_inferred(files: list[Path]) -> list[Row]:
    return relation_rows(duckdb.connect().read_json(names(files)))


def datasets_jsonl(files: list[Path]) -> list[Row]:
    return list(load_files("json", files, features=JSONL_FEATURES))


def datasets_jsonl_streaming(files: list[Path]) -> list[Row]:
    return list(load_files("json", files, features=JSONL_FEATURES, streaming=True))


# --- both ----------------------------------------------------------------------------------------


def load_files(kind: str, files: list[Path], **options: Any) -> Any:
    return datasets.load_dataset(kind, data_files=names(files), split="train", cache_dir=CACHE, **options)


def load_folder(folder: Path, cache: Path, **options: Any) -> Any:
    """A data set, as its README.md describes it."""
    return datasets.load_dataset(str(folder), split="train", cache_dir=str(cache), **options)


def seed_reader(path: str) -> LocalFileSeedReader:
    """What DataDesigner's engine makes of a LocalFileSeedSource: of a file, or of `folder/*.parquet`."""
    reader = LocalFileSeedReader()
    reader.attach(LocalFileSeedSource(path=path), PlaintextResolver())
    return reader


def data_designer(path: str) -> list[Row]:
    """All batches, as the column generator of DataDesigner takes them."""
    reader = seed_reader(path)
    batches = reader.create_batch_reader(batch_size=50, index_range=None, shuffle=False)
    frames: list[pandas.DataFrame] = []
    while True:
        try:
            frames.append(batches.read_next_batch().to_pandas())
        except StopIteration:
            break
    frame = pandas.concat(frames, ignore_index=True)
    if len(frame) != reader.get_seed_dataset_size() or list(frame.columns) != reader.get_column_names():
        raise ValueError("DataDesigner's batches are not what it says of the whole")
    return frame_rows(frame)


def relation_rows(relation: duckdb.DuckDBPyRelation) -> list[Row]:
    return [dict(zip(relation.columns, values, strict=True)) for values in relation.fetchall()]


def frame_rows(frame: pandas.DataFrame) -> list[Row]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """pandas holds lists as arrays, and the nulls of a column of text as NaN."""
    if isinstance(value, numpy.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, numpy.generic):
        return _plain(value.item())
    if value is pandas.NaT or (isinstance(value, float) and value != value):
        return None
    return value
