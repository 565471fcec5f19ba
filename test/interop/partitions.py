"""Partitions by block are DataDesigner's: the same files, in the same order, by its own reader."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from data_designer.config.seed import PartitionBlock
from data_designer.config.seed_source import AgentRolloutFormat, AgentRolloutSeedSource
from data_designer.engine.resources.seed_reader import AgentRolloutSeedReader
from data_designer.engine.secret_resolver import PlaintextResolver
from harness import COMMAND, REPOSITORY, Checks

# Where one order of paths differs from another: folders before or behind files, capitals, digits, beyond the BMP.
FOLDERS = ("", "a", "a/b", "a-b", "B", "10", "9", "é", "\uff5e", "😀")
NAMES = ("x.json", "X.json", "-.json")
COUNTS = (1, 4, 7, 23, len(FOLDERS) * len(NAMES))


def check_partitions(checks: Checks) -> None:
    with tempfile.TemporaryDirectory(prefix="interop-") as directory:
        folder = Path(directory).resolve()
        for place in FOLDERS:
            (folder / place).mkdir(parents=True, exist_ok=True)
            for name in NAMES:
                (folder / place / name).write_text(_trajectory(f"{place}/{name}"), encoding="utf-8")
        failures: list[str] = []
        blocks = [(index, count) for count in COUNTS for index in {0, 1, count // 2, count - 2, count - 1} if 0 <= index < count]
        for index, count in blocks:
            theirs, ours = _theirs(folder, index, count), _ours(folder, index, count)
            if theirs != ours:
                failures.append(f"partition {index} of {count}: DataDesigner reads {theirs}, we read {ours}")
        checks.check("partitions by block are DataDesigner's", failures, f"{len(blocks)} partitions")


def _trajectory(session: str) -> str:
    steps = [{"step_id": 1, "source": "user", "message": "a"}, {"step_id": 2, "source": "agent", "message": "b"}]
    agent = {"name": "an-agent", "version": "1"}
    return json.dumps({"schema_version": "ATIF-v1.6", "session_id": session, "agent": agent, "steps": steps})


def _theirs(folder: Path, index: int, count: int) -> list[str]:
    reader = AgentRolloutSeedReader()
    reader.attach(AgentRolloutSeedSource(format=AgentRolloutFormat.ATIF, path=str(folder)), PlaintextResolver())
    size = reader.get_seed_dataset_size()
    index_range = PartitionBlock(index=index, num_partitions=count).to_index_range(size)
    batches = reader.create_batch_reader(batch_size=size, index_range=index_range, shuffle=False)
    return list(batches.read_next_batch().to_pandas()["trace_id"])


def _ours(folder: Path, index: int, count: int) -> list[str]:
    flags = ["--partition-index", str(index), "--num-partitions", str(count)]
    command = ["node", COMMAND, "--format", "atif", "--trace-dir", str(folder), "--quiet", *flags]
    lines = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8").split("\n")
    return [json.loads(line)["trace_id"] for line in lines if line]
