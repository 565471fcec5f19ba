"""Leaves what a Python program used in BENCH_USAGE_FILE, as usage-preload.mjs does for Node."""

import json
import os
import resource
import sys
from pathlib import Path


def leave_usage(**more: float) -> None:
    """Writes the file, where one is asked for."""
    if usage_file := os.environ.get("BENCH_USAGE_FILE"):
        used = resource.getrusage(resource.RUSAGE_SELF)
        usage = {"cpuSeconds": used.ru_utime + used.ru_stime, "peakBytes": peak_bytes(), **more}
        Path(usage_file).write_text(json.dumps(usage))


def peak_bytes() -> int:
    """The peak of this program alone: ru_maxrss begins with that of the process that started it."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
