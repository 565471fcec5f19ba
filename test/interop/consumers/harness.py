"""Our command, and the list of checks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
# Another build may be tested, such as an installed package.
COMMAND = str((REPOSITORY / os.environ.get("ROLLOUT_INGEST", "bin/rollout-ingest.js")).resolve())
MOST_SHOWN = 8  # failures of a check
MOST_TEXT = 600  # of a failure


@dataclass(frozen=True)
class Source:
    """Files that our command reads, of one format."""

    format: str
    folder: Path
    pattern: str | None = None

    @property
    def arguments(self) -> list[str]:
        pattern = [] if self.pattern is None else ["--file-pattern", self.pattern]
        return ["--format", self.format, "--trace-dir", str(self.folder), "--validation", "lenient", "--quiet", *pattern]


def ingest(source: Source, output: Path | str, *options: str) -> None:
    """Runs `rollout-ingest`. Files that it rejects are no matter here, all else is."""
    run = subprocess.run(["node", COMMAND, *source.arguments, "--output", str(output), *options], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"consumers: our command failed (exit status {run.returncode}): {' '.join(run.args)}\n{run.stderr[:2000]}")


def ingest_to_pipe(source: Source, *options: str) -> bytes:
    """What `rollout-ingest` writes to a pipe."""
    run = subprocess.run(["node", COMMAND, *source.arguments, *options], capture_output=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"consumers: our command failed (exit status {run.returncode}): {run.stderr[:2000]!r}")
    return run.stdout


class Checks:
    """Prints one line a check and counts them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, name: str, failures: list[str], count: str) -> None:
        """Prints a check: passed when there is no failure, else the first of them."""
        if not failures:
            self.passed += 1
            print(f"ok    {name} ({count})", flush=True)
            return
        self.failed += 1
        print(f"FAIL  {name} ({count}): {len(failures)} failed")
        for failure in failures[:MOST_SHOWN]:
            print("      " + shortened(failure).replace("\n", "\n      "))
        if len(failures) > MOST_SHOWN:
            print(f"      ... and {len(failures) - MOST_SHOWN} more")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        print(f"note  {text}", flush=True)


def shortened(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}... ({len(text)} characters)"


def failures_of(name: str, test: Callable[[], list[str]]) -> list[str]:
    """What a test finds, each with its name; what it raises is a failure too: a reader that refuses a file."""
    try:
        found = test()
    except Exception as error:  # of any of the programs
        cause = "" if error.__cause__ is None else f" ({type(error.__cause__).__name__}: {error.__cause__})"
        found = [f"{type(error).__name__}: {error}{cause}"]
    return [f"{name}: {one}" for one in found]


def unlike(what: str, found: object, expected: object) -> list[str]:
    """Empty when the two are equal."""
    return [] if found == expected else [f"{what} is {shortened(repr(found))}, expected {shortened(repr(expected))}"]


def refusal(action: Callable[[], object], kind: type[Exception] = Exception, word: str = "") -> list[str]:
    """Empty when an action fails with an error of a kind, whose words, or its cause's, have a word in them."""
    try:
        result = action()
    except kind as error:
        said = f"{error} {error.__cause__}"
        return [] if word in said else [f"it fails otherwise: {said}"]
    return [f"it succeeds: {shortened(repr(result))}"]
