"""Part 4: docs/consumers.md: its blocks are run in their order, and its claims are true."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import duckdb

from claims import check_claims
from expected import Row, jsonl_lines, plain_rows, same
from harness import COMMAND, REPOSITORY, Checks, failures_of, unlike

PAGE = REPOSITORY / "docs" / "consumers.md"
BLOCK = re.compile(r"^## (?P<section>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    section: str
    language: str
    text: str


def check_recipes(checks: Checks, work: Path) -> None:
    (work / "fixtures").symlink_to(REPOSITORY / "fixtures")
    blocks = page_blocks()
    with chdir(work):
        names: dict[str, dict[str, Any]] = {block.section: {} for block in blocks}  # a section's blocks build on each other
        results = [(block, run_block(block, work, names[block.section])) for block in blocks]
        rows = plain_rows(jsonl_lines(work / "seeds.jsonl"))
    expected = expected_results(rows)
    found = [f"{block.section}, {block.language}" for block, _ in results]
    checks.check("recipes: every block has its expected result", unlike("blocks", found, [name for name, _ in expected]), f"{len(blocks)} blocks")
    for (block, (result, problems)), (_, wanted) in zip(results, expected, strict=False):
        failures = problems or ([] if same(result, wanted) else unlike("result", result, wanted))
        checks.check(f"recipe: {block.section}, {block.language}", failures, f"{len(block.text.splitlines())} lines")
    check_claims(checks, work, PAGE.read_text(), names["Chat templates"])


def page_blocks() -> list[Block]:
    section, blocks = "Files", []
    for match in BLOCK.finditer(PAGE.read_text()):
        if match["section"]:
            section = match["section"]
        else:
            blocks.append(Block(section, match["language"], match["text"]))
    return blocks


def run_block(block: Block, work: Path, names: dict[str, Any]) -> tuple[Any, list[str]]:
    """A block's result, and what went wrong."""
    result: list[Any] = [None]

    def run() -> list[str]:
        runners = {"python": lambda: run_python(block.text, names), "sql": lambda: duckdb.connect().sql(block.text).fetchall()}
        result[0] = runners[block.language]() if block.language in runners else run_console(block.text, work)
        return []

    problems = failures_of(block.language, run)
    return result[0], problems


def run_python(text: str, names: dict[str, Any]) -> Any:
    """Runs a program; gives the value of the expression that it ends with."""
    tree = ast.parse(text)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError("the block does not end with an expression")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # progress and logs
        exec(compile(tree, str(PAGE), "exec"), names)
        return eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)


def run_console(text: str, work: Path) -> list[tuple[str, str]]:
    """Runs the commands of a block; gives what each prints beside what the page shows."""
    tools = work / "bin"
    if not tools.is_dir():
        tools.mkdir()
        (tools / "rollout-ingest").write_text(f'#!/bin/sh\nexec node "{COMMAND}" "$@"\n')
        (tools / "rollout-ingest").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    shown = []
    for example in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = example.partition("\n")
        run = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=work, env=environment, capture_output=True, text=True, check=False)
        if run.returncode != 0 or run.stdout + run.stderr != output:
            raise ValueError(f"{command}: status {run.returncode}, prints {run.stdout + run.stderr!r}, the page shows {output!r}")
        shown.append((command.split()[0], output))
    return shown


def expected_results(rows: list[Row]) -> list[tuple[str, Any]]:
    """What each block of the page gives, in its order: worked out from the JSONL rows."""
    agents = [row["source_meta"]["agent_name"] for row in rows]
    counts = [row["message_count"] for row in rows]
    timed = [row for row in rows if row["started_at"] is not None]
    by_id = [(row["source_meta"]["agent_name"], row["message_count"]) for row in sorted(timed, key=lambda row: row["trace_id"])]
    calls = [call["function"] for row in rows for message in row["messages"] for call in message.get("tool_calls", [])]
    commands = sorted((call["name"], json.loads(call["arguments"])["cmd"]) for call in calls if call["name"] == "exec_command")
    tasks = [[row["source_meta"]["agent_name"], row["messages"][0]["content"][0]["text"]] for row in rows]
    chat = [_chat_message(message) for message in rows[1]["messages"]]
    table = "".join(f"{row['source_meta']['agent_name']}\t{row['message_count']}\n" for row in rows if row["tool_call_count"])
    keys = "      2 cmd\n      1 command\n      1 timeout\n"
    return [
        ("Files, console", [("rollout-ingest", "")] * 3),
        ("pandas, python", [list(pair) for pair in zip(agents, counts, strict=True)]),
        ("pandas, python", [row["started_at"] for row in rows][:2]),
        ("Polars, python", [(row["message_count"], row["source_meta"]["agent_name"]) for row in rows if row["tool_call_count"] > 0]),
        ("Polars, python", [row["final_assistant_message"] for row in rows]),
        ("DuckDB, sql", by_id),
        ("DuckDB, sql", commands),
        ("DuckDB, sql", by_id),
        ("pyarrow, python", [(row["source_meta"]["agent_name"], row["message_count"]) for row in timed]),
        ("Hugging Face datasets, python", agents[0]),
        ("Hugging Face datasets, python", datasets.Json()),
        ("DataDesigner, python", tasks),
        ("Shell, console", [("jq", table)]),
        ("Shell, console", [("rollout-ingest", ""), ("zstd", keys)]),
        ("Shell, python", counts),
        ("Chat templates, python", chat),
        ("Chat templates, python", chat),
    ]


def _chat_message(message: Row) -> Row:
    """The fixture has one block of text, or none, in a message."""
    [text] = [block["text"] for block in message["content"]]
    calls = [{"id": call["id"], "type": "function", "function": _chat_function(call["function"])} for call in message.get("tool_calls", [])]
    return {**message, "content": text, **({"tool_calls": calls} if calls else {})}


def _chat_function(function: Row) -> Row:
    return {"name": function["name"], "arguments": json.loads(function["arguments"])}
