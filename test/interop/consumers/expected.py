"""The rows that every program should find: the JSONL rows, and what docs/parquet.md makes of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
COLUMNS = [
    *["trace_id", "source_kind", "source_path", "root_session_id", "agent_id", "is_sidechain", "cwd", "project_path"],
    *["git_branch", "started_at", "ended_at", "messages", "source_meta", "message_count", "tool_call_count"],
    "final_assistant_message",
]
COUNTS = ["message_count", "tool_call_count"]
NULLABLE = ["agent_id", "cwd", "project_path", "git_branch", "started_at", "ended_at", "final_assistant_message"]
TEXTS = [name for name in COLUMNS if name not in ("is_sidechain", "messages", "source_meta", *COUNTS)]


class Number(str):
    """A number of JSON as it is spelled: 1.0 is not 1, 1e400 is not infinite."""

    def __repr__(self) -> str:
        return f"Number({super().__repr__()})"


class Members(list):  # type: ignore[type-arg]
    """The members of a JSON object: their order counts, and so do keys that stand in it twice."""


def spelled(text: str) -> Any:
    """JSON with all that its text says."""
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=Members)


def as_json(value: Any) -> str:
    """What `spelled` read, as text again: for values that are read another way."""
    if isinstance(value, Members):
        return "{" + ",".join(f"{json.dumps(key)}:{as_json(item)}" for key, item in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(as_json, value)) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value)


def jsonl_lines(path: Path) -> list[str]:
    """Lines end with a newline, and with nothing else that Unicode takes for the end of a line."""
    lines = path.read_bytes().decode("utf-8", errors="strict").split("\n")
    if lines.pop() != "":
        raise ValueError(f"{path}: the last line has no end")
    return lines


def plain_rows(lines: Iterable[str]) -> list[Row]:
    return [json.loads(line) for line in lines]


def parquet_rows(lines: Iterable[str], json_value: Callable[[str], Any]) -> list[Row]:
    """The rows as docs/parquet.md maps them; columns that hold JSON are read by `json_value`."""
    return [_parquet_row(dict(spelled(line)), json_value) for line in lines]


def _parquet_row(row: Row, json_value: Callable[[str], Any]) -> Row:
    return {
        **row,
        **{name: int(row[name]) for name in COUNTS},
        "messages": [_parquet_message(dict(message), json_value) for message in row["messages"]],
        "source_meta": json_value(as_json(row["source_meta"])),
    }


def _parquet_message(message: Row, json_value: Callable[[str], Any]) -> Row:
    calls = message.get("tool_calls")
    return {
        "role": message["role"],
        "content": [_parquet_block(block, json_value) for block in message["content"]],
        "reasoning_content": message.get("reasoning_content"),
        "tool_calls": None if calls is None else [_parquet_call(dict(call)) for call in calls],
        "tool_call_id": message.get("tool_call_id"),
    }


def _parquet_block(block: Members, json_value: Callable[[str], Any]) -> Row:
    kind, text = dict(block).get("type"), dict(block).get("text")
    is_plain = len(block) == 2 and kind == "text" and _is_text(text)
    return {
        "type": kind if _is_text(kind) else None,
        "text": text if _is_text(text) else None,
        "json": None if is_plain else json_value(as_json(block)),
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def _parquet_call(call: Row) -> Row:
    return {"id": call["id"], "type": call["type"], "function": dict(call["function"])}


def read_json_columns(row: Row, json_value: Callable[[str], Any]) -> Row:
    """A row as a program found it, whose JSON is still text."""
    messages = [
        {**message, "content": [{**block, "json": _read(block["json"], json_value)} for block in message["content"]]} for message in row["messages"]
    ]
    return {**row, "messages": messages, "source_meta": json_value(row["source_meta"])}


def _read(text: str | None, json_value: Callable[[str], Any]) -> Any:
    return None if text is None else json_value(text)


# --- comparison ----------------------------------------------------------------------------------


def same(left: Any, right: Any, floats: Callable[[float, float], bool] = lambda left, right: repr(left) == repr(right)) -> bool:
    """Equality by type and value: 1 is not 1.0 nor True, -0.0 is not 0.0, nor a missing key null."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(value, right[key], floats) for key, value in left.items())
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(same(*pair, floats) for pair in zip(left, right, strict=True))
    if isinstance(left, float):
        return floats(left, right)
    return bool(left == right)


def same_but_last_digits(left: Any, right: Any) -> bool:
    """Equality for `datasets`, whose reader of JSON (pandas' ujson) does not keep the last digits of a float."""
    return same(left, right, lambda left, right: math.isclose(left, right, rel_tol=1e-12))


def as_datasets_reads_jsonl(expected: Any, found: Any) -> bool:
    """Equality for `datasets` and JSONL, by columns: where all times of a batch are of whole seconds, it reads them as times."""
    return same_but_last_digits(expected, found) or (isinstance(expected, str) and as_datasets_spells(expected) == found)


def as_datasets_spells(text: str) -> str:
    """A time of whole seconds in the spelling that remains of it; other texts as they are."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    in_utc = time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    return text if "." in text else in_utc.isoformat(" ")


def alike(expected: Any, found: Any) -> bool:
    """Equality for programs that make up types of their own for JSON: structs with all keys of all rows
    (null where a row has none), one type for numbers, JSON text where types differ, times for texts."""
    if same(expected, found) or (expected is None and found == "null"):
        return True
    if isinstance(found, str) and not isinstance(expected, str):
        return alike(expected, json.loads(found))
    if isinstance(expected, dict):
        members = _members(found)
        return members is not None and all(alike(expected.get(key), members.get(key)) for key in expected.keys() | members.keys())
    if isinstance(expected, list):
        return isinstance(found, list) and len(expected) == len(found) and all(map(alike, expected, found))
    if isinstance(expected, str):
        return _alike_text(expected, found)
    if type(expected) in (int, float) and type(found) in (int, float):
        return math.isclose(expected, found, rel_tol=1e-12)
    return False


def _members(found: Any) -> dict[str, Any] | None:
    """The members of a struct, or of a map as pandas shows it."""
    if isinstance(found, list) and all(isinstance(one, tuple) and len(one) == 2 for one in found):
        return dict(found)
    return found if isinstance(found, dict) else {} if found is None else None


def _alike_text(expected: str, found: Any) -> bool:
    if isinstance(found, str):
        return expected == _json_or_none(found)
    if isinstance(found, datetime):
        return _instant(datetime.fromisoformat(expected)) == _instant(found)
    return str(found) == expected  # a UUID, a date


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _instant(time: datetime) -> datetime:
    return time.replace(tzinfo=time.tzinfo or UTC)


def differences(expected: list[Row], found: list[Row], equal: Callable[[Any, Any], bool] = same) -> list[str]:
    """Where rows differ: by the row's number and its column, or the place in it."""
    if len(expected) != len(found):
        return [f"{len(found)} rows, expected {len(expected)}"]
    return list(_differences(expected, found, equal))


def _differences(expected: list[Row], found: list[Row], equal: Callable[[Any, Any], bool]) -> Iterator[str]:
    for number, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
        if list(theirs) != COLUMNS:
            yield f"row {number}: columns {list(theirs)}"
            continue
        for name in COLUMNS:
            if not equal(ours[name], theirs[name]):
                place, left, right = _deepest(ours[name], theirs[name], equal)
                yield f"row {number} {name}{place}: found {str(right)!r:.250}, expected {str(left)!r:.250}"


def _deepest(expected: Any, found: Any, equal: Callable[[Any, Any], bool]) -> tuple[str, Any, Any]:
    """The innermost value that differs, and where it is."""
    pairs: list[tuple[Any, Any, Any]] = []
    if isinstance(expected, dict) and isinstance(found, dict):
        pairs = [(key, expected.get(key), found.get(key)) for key in expected | found]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = [(index, *pair) for index, pair in enumerate(zip(expected, found, strict=True))]
    for key, left, right in pairs:
        if not equal(left, right):
            place, inner_left, inner_right = _deepest(left, right, equal)
            return f"[{key!r}]{place}", inner_left, inner_right
    return "", expected, found
