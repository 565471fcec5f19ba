"""DataDesigner's handler of a format over a folder: python datadesigner.py <format> <folder> <output>

With BENCH_USAGE_FILE set, leaves there what the process used, as usage-preload.mjs does.
"""

import time

started = time.perf_counter()

import json
import os
import resource
import sys
from pathlib import Path

if sys.argv[1] == "claude_code":
    from data_designer.engine.resources.agent_rollout.claude_code import ClaudeCodeAgentRolloutFormatHandler as Handler
elif sys.argv[1] == "codex":
    from data_designer.engine.resources.agent_rollout.codex import CodexAgentRolloutFormatHandler as Handler
else:
    from data_designer.engine.resources.agent_rollout.atif import AtifAgentRolloutFormatHandler as Handler

imported = time.perf_counter()


def main(folder: str, output: str) -> None:
    root = Path(folder)
    handler = Handler()
    context = handler.build_parse_context(root_path=root, recursive=True)
    paths = sorted(str(path.relative_to(root)) for path in root.rglob("*.json*"))
    with open(output, "w", encoding="utf-8") as out:
        for path in paths:
            if not handler.is_handled_file(path):
                continue
            for record in handler.parse_file(root_path=root, relative_path=path, parse_context=context):
                out.write(json.dumps(record.to_dict()) + "\n")


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


main(sys.argv[2], sys.argv[3])
if usage_file := os.environ.get("BENCH_USAGE_FILE"):
    used = resource.getrusage(resource.RUSAGE_SELF)
    usage = {
        "cpuSeconds": used.ru_utime + used.ru_stime,
        "peakBytes": peak_bytes(),
        "importSeconds": imported - started,
    }
    Path(usage_file).write_text(json.dumps(usage))
