"""The three parties: our command, DataDesigner's handler, Harbor's models; and the list of checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from data_designer.engine.resources.agent_rollout.atif import AtifAgentRolloutFormatHandler
from harbor.models import trajectories as harbor
from harbor.models.trajectories.content import AudioSource, ContentPart, ImageSource
from pydantic import BaseModel, ValidationError

REPOSITORY = Path(__file__).resolve().parents[2]
# Another build may be tested, such as an installed package.
COMMAND = os.environ.get("ROLLOUT_INGEST", "bin/rollout-ingest.js")
LEVELS = ("strict", "spec", "lenient")

Row = dict[str, Any]
MOST_SHOWN = 30  # failures of a check
JsonPath = tuple[str | int, ...]


# --- our command ---------------------------------------------------------------------------------


@dataclass
class OurFile:
    """What our command says of one file."""

    outcome: str = "not in the report"
    reason: str | None = None
    row_count: int | None = None
    accepted_by: str | None = None
    rows: list[Row] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return self.outcome == "rows"

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [one for one in self.diagnostics if one["severity"] == "error"]


@dataclass
class Run:
    """One run of our command over a folder."""

    status: int
    files: dict[str, OurFile]  # by path relative to the folder
    order: list[str]  # of the rows: the relative path of each
    summary: dict[str, Any]
    diagnostic_count: dict[str, int]
    unlisted: int
    strays: list[str]  # rows, diagnostics and entries that belong to no file of the folder


def run_ours(folder: Path, level: str, format_name: str = "atif", pattern: str | None = None, paths: list[str] | None = None) -> Run:
    """Runs `rollout-ingest` over a folder, of which `paths` are the files (default: all JSON files)."""
    command = ["node", COMMAND, "--format", format_name, "--trace-dir", str(folder)]
    command += ["--validation", level, "--error-format", "json"]
    if pattern is not None:
        command += ["--file-pattern", pattern]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        status = subprocess.run(command, cwd=REPOSITORY, stdout=out, stderr=err, check=False).returncode
        out.seek(0)
        err.seek(0)
        lines = out.read().decode("utf-8", errors="strict").split("\n")
        report_text = err.read().decode("utf-8", errors="strict")
    try:
        report = json.loads(report_text)
    except ValueError:
        raise SystemExit(f"interop: our report is not JSON (exit status {status}):\n{report_text[:2000]}") from None
    if "error" in report and not report["error"]["message"].startswith(f"no {format_name} rollouts found"):
        raise SystemExit(f"interop: our command failed: {report['error']}")

    root = folder.resolve()
    files = {path: OurFile() for path in (json_files(folder) if paths is None else paths)}
    strays: list[str] = []
    seen: set[str] = set()

    def entry(path: str, what: str) -> OurFile:
        if path not in files:
            strays.append(f"{what} of {path}")
            return OurFile()
        return files[path]

    for record in report["files"]:
        relative = relative_to(folder, record["file"])
        ours = entry(relative, "report entry")
        if relative in seen:
            strays.append(f"second report entry of {relative}")
        seen.add(relative)
        ours.outcome, ours.reason = record["outcome"], record.get("reason")
        ours.row_count, ours.accepted_by = record.get("rows"), record.get("accepted_by")
    counts = {"error": 0, "warning": 0}
    for diagnostic in report["diagnostics"]:
        counts[diagnostic["severity"]] += 1
        entry(relative_to(folder, diagnostic["file"]), "diagnostic").diagnostics.append(diagnostic)
    order: list[str] = []
    if lines.pop() != "":
        strays.append("end of stdout without a newline")
    for line in lines:
        with _without_limits():
            row = json.loads(line)
        relative = relative_to(root, row["source_path"])
        entry(relative, "row").rows.append(row)
        order.append(relative)
    unlisted = sum(record.get("unlisted_diagnostics", 0) for record in report["files"])
    return Run(status, files, order, report["summary"], counts, unlisted, strays)


@contextmanager
def _without_limits() -> Iterator[None]:
    """Lets Python read rows that are nested deeper, or hold longer integers, than it usually does."""
    digits, depth = sys.get_int_max_str_digits(), sys.getrecursionlimit()
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(10_000)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(digits)
        sys.setrecursionlimit(depth)


def relative_to(folder: Path, path: str) -> str:
    prefix = f"{folder}/"
    return path[len(prefix) :] if path.startswith(prefix) else path


def json_files(folder: Path) -> list[str]:
    """The relative paths that DataDesigner would read, in the order of our rows."""
    found = (path for path in folder.rglob("*.json") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found)


# --- DataDesigner --------------------------------------------------------------------------------

_HANDLER = AtifAgentRolloutFormatHandler()


@dataclass
class DataDesignerFile:
    """What DataDesigner makes of one file: rows, or the exception that it raised."""

    rows: list[Row] | None
    error: Exception | None

    @property
    def accepted(self) -> bool:
        return self.rows is not None


def run_data_designer(folder: Path, relative: str) -> DataDesignerFile:
    try:
        records = _HANDLER.parse_file(root_path=folder.resolve(), relative_path=relative)
    except Exception as error:  # whatever it raises: its reader passes over some and dies of others
        return DataDesignerFile(None, error)
    return DataDesignerFile([record.to_dict() for record in records], None)


# --- Harbor --------------------------------------------------------------------------------------


def _ignore_unknown_fields() -> None:
    """Takes the ban on unknown fields (`extra: forbid`) from Harbor's models, and nothing else."""
    in_order_of_use: list[type[BaseModel]] = [
        ImageSource,
        AudioSource,
        ContentPart,
        harbor.SubagentTrajectoryRef,
        harbor.ToolCall,
        harbor.ObservationResult,
        harbor.Observation,
        harbor.Metrics,
        harbor.FinalMetrics,
        harbor.Agent,
        harbor.Step,
        harbor.Trajectory,
    ]
    for model in in_order_of_use:
        model.model_config["extra"] = "ignore"
        model.model_rebuild(force=True)


_ignore_unknown_fields()


class HarborError(NamedTuple):
    path: JsonPath  # of the value at fault, or of the deepest value that holds its place
    kind: str
    message: str


def harbor_errors(document: Any) -> list[HarborError]:
    """What Harbor's models refuse in a document, unknown fields aside; empty when they accept it."""
    try:
        harbor.Trajectory.model_validate(document)
    except ValidationError as error:
        return [
            HarborError(_path_of(one["loc"], document), one["type"], one["msg"])
            for one in error.errors(include_url=False, include_context=False, include_input=False)
        ]
    except UnicodeEncodeError as error:  # an unpaired surrogate in a key
        return [HarborError((), "unicode", str(error))]
    return []


def _path_of(location: tuple[int | str, ...], document: Any) -> JsonPath:
    """A pydantic location as a path in the document: without the names of union members."""
    path: list[str | int] = []
    current = document
    for part in location:
        if isinstance(current, list) and isinstance(part, int) and part < len(current):
            current = current[part]
        elif isinstance(current, dict) and part in current:
            current = current[part]
        else:
            continue
        path.append(part)
    return tuple(path)


# --- JSON ----------------------------------------------------------------------------------------


def same(left: Any, right: Any) -> bool:
    """Equality by type and value: 1 is not 1.0 nor True, NaN is NaN, -0.0 is not 0.0."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float):
        return repr(left) == repr(right)
    return bool(left == right)


def parse_pointer(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        raise ValueError(f"not a JSON Pointer: {pointer!r}")
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def resolve(document: Any, parts: Iterable[str]) -> Any:
    """The value that a pointer names; LookupError when there is none."""
    current = document
    for part in parts:
        if isinstance(current, list) and part.isascii() and part.isdigit():
            current = current[int(part)]
        elif isinstance(current, dict):
            current = current[part]
        else:
            raise LookupError(part)
    return current


# --- checks --------------------------------------------------------------------------------------


class Checks:
    """Prints one line a check and counts them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, name: str, failures: list[str], count: str) -> bool:
        """Prints a check: passed when there is no failure, else the first of them."""
        if not failures:
            self.passed += 1
            print(f"ok    {name} ({count})", flush=True)
            return True
        self.failed += 1
        print(f"FAIL  {name} ({count}): {len(failures)} failed")
        for failure in failures[:MOST_SHOWN]:
            print("      " + failure.replace("\n", "\n      "))
        if len(failures) > MOST_SHOWN:
            print(f"      ... and {len(failures) - MOST_SHOWN} more")
        sys.stdout.flush()
        return False

    def note(self, text: str) -> None:
        print(f"note  {text}", flush=True)
