"""Session logs line by line, read with `json.loads` and nothing of ours."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Record = dict[str, Any]
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_DECODER = json.JSONDecoder()
_CUT_LITERAL = re.compile(r"(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|N|Na|I|In|Inf|Infi|Infin|Infini|Infinit|-I\w*)\Z")


@dataclass(frozen=True)
class Line:
    """One line of a log: what it holds, or what is wrong with it."""

    number: int
    records: tuple[Record, ...]
    problem: str | None = None  # "damaged", "joined" or "unfinished"


def read_lines(content: bytes) -> list[Line]:
    """All lines that are not blank. A cut-off last line without a newline is `unfinished`."""
    raw = content.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    lines: list[Line] = []
    for number, line in enumerate(raw, start=1):
        is_open = number == len(raw)
        stripped = line.strip(b" \t\r\n")
        if stripped:
            lines.append(_read_line(number, stripped, is_open))
    return lines


def _read_line(number: int, line: bytes, is_open: bool) -> Line:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = is_open and error.reason == "unexpected end of data" and error.end == len(line)
        return Line(number, (), "unfinished" if is_cut else "damaged")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        joined = _joined(text)
        if joined is not None:
            return Line(number, joined, "joined")
        return Line(number, (), "unfinished" if is_open and _is_cut(text, error) else "damaged")
    except RecursionError:
        return Line(number, (), "damaged")
    return Line(number, (value,)) if isinstance(value, dict) else Line(number, (), "damaged")


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """True when the text is the beginning of a document: it is wrong only because it ends."""
    rest = text[error.pos :]
    if error.msg.startswith("Unterminated string") or rest == "":
        return True
    if error.msg.startswith(("Invalid \\u", "Invalid \\escape")):
        return len(rest) < 6 and error.msg.startswith("Invalid \\u")
    return _CUT_LITERAL.match(rest) is not None


def _joined(text: str) -> tuple[Record, ...] | None:
    """Objects that stand on one line, one behind the other; None for anything else."""
    found: list[Record] = []
    at = 0
    while at < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        found.append(value)
        while at < len(text) and text[at] in " \t\r":
            at += 1
    return tuple(found) if len(found) > 1 else None


def session_files(folder: Path, names: re.Pattern[str]) -> list[str]:
    """The relative paths of a folder's logs, in the order of our rows."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found if names.search(path.name))


def text_at(record: Any, key: str) -> str | None:
    """A text that is not empty."""
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, str) and value else None


def dict_at(record: Any, key: str) -> Record | None:
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, dict) else None
