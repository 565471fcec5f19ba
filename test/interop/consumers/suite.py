"""What our command writes, in the programs that read it. `consumers.sh` prepares the environment and calls this.

usage: suite.py [part ...]    of: formats, footer, traps, recipes (default: all)
"""

from __future__ import annotations

import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

from footer import check_footer
from harness import Checks
from loads import check_formats
from recipes import check_recipes
from traps import check_traps

PARTS = {"formats": check_formats, "footer": check_footer, "traps": check_traps, "recipes": check_recipes}
PROGRAMS = ("pyarrow", "pandas", "polars", "duckdb", "datasets", "data-designer")


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := [part for part in wanted if part not in PARTS]:
        print(f"consumers: no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    started = time.monotonic()
    checks = Checks()
    checks.note(f"Python {sys.version.split()[0]}, " + ", ".join(f"{name} {version(name)}" for name in PROGRAMS))
    for part in wanted:
        work = Path(os.environ["CONSUMERS_WORK"]).resolve() / part
        work.mkdir()
        PARTS[part](checks, work)
        checks.note(f"{part}: {time.monotonic() - started:.0f} s")
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
