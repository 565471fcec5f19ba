"""What is read: the project's fixtures and, where they are, the samples; and each output form of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from harness import REPOSITORY, Source, ingest, ingest_to_pipe

sys.path.append(str(Path(__file__).resolve().parents[1]))
from hermes_traps import build_databases  # noqa: E402

SAMPLES = Path(os.environ.get("SAMPLES", REPOSITORY.parent / "shared" / "samples"))
FIXTURES = REPOSITORY / "fixtures"


class Corpus(NamedTuple):
    fixtures: str
    samples: tuple[str, ...]
    pattern: str | None


# The samples keep the sessions of Codex under other names than Codex does. Of Hermes there are none.
SOURCES = {
    "atif": Corpus("atif", ("atif", "harbor-job"), None),
    "claude_code": Corpus("claude-code", ("claude-code",), None),
    "codex": Corpus("codex", ("codex",), "*.jsonl*"),
    "pi_coding_agent": Corpus("pi", ("pi-coding-agent",), None),
    "hermes_agent": Corpus("hermes", (), None),
}
SHARDS = 3  # at least


def sources(work: Path) -> Iterator[tuple[Source, list[str]]]:
    """One folder for each format, with the samples that are missing from it."""
    for name, (fixtures, folders, pattern) in SOURCES.items():
        target = work / name / "input"
        build_databases(FIXTURES / fixtures, target / "fixtures")
        for folder in folders:
            if (SAMPLES / folder).is_dir():
                shutil.copytree(SAMPLES / folder, target / folder)
        yield Source(name, target, pattern), [folder for folder in folders if not (target / folder).is_dir()]


@dataclass(frozen=True)
class Outputs:
    """The same rows in all forms."""

    jsonl: Path  # what all else is compared with
    jsonl_forms: dict[str, list[Path]]
    parquet_forms: dict[str, list[Path]]
    string_forms: dict[str, list[Path]]
    jsonl_folder: Path
    parquet_folder: Path
    string_folder: Path


def write_all(source: Source, work: Path) -> Outputs:
    """Writes all forms into a folder, shards as small as makes several of them."""
    (work / "shards").mkdir(parents=True, exist_ok=True)
    jsonl, parquet, strings = work / "rows.jsonl", work / "rows.parquet", work / "strings.parquet"
    ingest(source, jsonl)
    ingest(source, parquet)
    ingest(source, strings, "--json-columns", "string")
    for ending in ("gz", "zst"):
        ingest(source, work / f"rows.jsonl.{ending}")
    jsonl_size, parquet_size = str(jsonl.stat().st_size // 5), str(parquet.stat().st_size // 4)
    ingest(source, work / "shards" / "part.jsonl.gz", "--max-shard-size", parquet_size)
    ingest(source, work / "shards" / "part.parquet", "--max-shard-size", parquet_size)
    ingest(source, f"{work}/jsonl-set/", "--output-format", "jsonl", "--max-shard-size", jsonl_size)
    ingest(source, f"{work}/parquet-set/", "--output-format", "parquet", "--max-shard-size", parquet_size)
    ingest(source, f"{work}/string-set/", "--output-format", "parquet", "--json-columns", "string")
    piped = work / "piped.parquet"
    piped.write_bytes(ingest_to_pipe(source, "--output-format", "parquet"))
    return Outputs(
        jsonl,
        {
            "plain": [jsonl],
            "gzip": [work / "rows.jsonl.gz"],
            "zstd": [work / "rows.jsonl.zst"],
            "gzip shards": shards(work / "shards", ".jsonl.gz"),
            "data set": shards(work / "jsonl-set", ".jsonl"),
        },
        {"file": [parquet], "piped": [piped], "shards": shards(work / "shards", ".parquet"), "data set": shards(work / "parquet-set", ".parquet")},
        {"strings": [strings]},
        work / "jsonl-set",
        work / "parquet-set",
        work / "string-set",
    )


def shards(folder: Path, ending: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(ending))
