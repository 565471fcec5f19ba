"""Our command beside DataDesigner and Harbor. `run.sh` prepares the environment and calls this.

usage: suite.py [documents] [seed]    how many documents to mutate, and from which seed
"""

from __future__ import annotations

import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from compare import compare_samples
from differential import check_random_values
from harness import Checks
from mutate import DOCUMENTS, SEED, check_mutations
from partitions import check_partitions
from places import check_places
from sessions import check_sessions


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    started = time.monotonic()
    checks = Checks()
    checks.note(f"Python {sys.version.split()[0]}, data-designer {version('data-designer')}, harbor {version('harbor')}, seed {seed}")
    compare_samples(checks)
    with tempfile.TemporaryDirectory(prefix="interop-") as directory:
        fuzzed = check_mutations(checks, Path(directory).resolve(), count, seed)
        check_places(checks, fuzzed)
    check_random_values(checks)
    check_partitions(checks)
    check_sessions(checks)
    checks.note(f"{time.monotonic() - started:.0f} s")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
