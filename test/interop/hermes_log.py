"""Hermes' files and databases, read with `json` and `sqlite3` and nothing of ours.

Written from docs/hermes.md ("Which files", "Messages").
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.utils import build_message, coerce_optional_str, normalize_message_content, stringify_json_value

from session_files import BYTE_ORDER_MARK, Record, dict_at, read_lines, text_at

Fire = Callable[[str], None]
NAMES = re.compile(r"\A(?:session_.*\.json|.*\.jsonl|state\.db)\Z")
MAGIC = b"SQLite format 3\0"
ROLES = {"user": "user", "assistant": "assistant", "system": "system", "developer": "system", "tool": "tool"}
MARKS = {
    "_compressed_summary": "compaction-summary",
    "_empty_recovery_synthetic": "empty-recovery",
    "_empty_terminal_sentinel": "empty-recovery",
    "_thinking_prefill": "thinking-prefill",
    "_verification_stop_synthetic": "verification",
    "_pre_verify_synthetic": "verification",
    "_kanban_stop_synthetic": "kanban",
    "_dropped_toolcall_nudge": "dropped-call",
}
OF_SESSION_ROW = ("source", "started_at", "end_reason", "model_config")
OF_SNAPSHOT = ("session_id", "session_start", "last_updated", "base_url", "message_count", "platform")


@dataclass(eq=False)
class Message:
    position: int
    role: str
    content: list[Record]
    reasoning: str | None
    reasoning_state: str
    reasoning_key: str | None  # another than DataDesigner reads; "" for white space that it would keep
    calls: list[Record]  # id, name, arguments
    call_id: str | None
    finish_reason: str | None
    mark: str | None
    is_mirror: bool


@dataclass(eq=False)
class Session:
    id: str | None
    trace_id: str
    format: str
    facts: Record
    messages: list[Message] = field(default_factory=list)
    meta: Record = field(default_factory=dict)
    meta_rows: int = 0
    others: Counter[str] = field(default_factory=Counter)
    rewound: int = 0
    archived: int = 0
    left_out: int = 0
    records: int = 0
    timestamps: list[str] = field(default_factory=list)


@dataclass
class Log:
    """One file."""

    relative: str
    sessions: list[Session] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    damaged_lines: int = 0
    others: int = 0
    is_store: bool = False
    outcome: str = "skipped"
    problem: str | None = None  # why it has no sessions

    def without(self, problem: str, outcome: str = "skipped") -> Log:
        self.problem, self.outcome, self.sessions = problem, outcome, []
        return self


# --- a message ---------------------------------------------------------------------------------------


def add(session: Session, record: Record, log: Log) -> None:
    session.records += 1
    instant = instant_of(record.get("timestamp")) or instant_of(record.get("created_at"))
    if instant is not None:
        session.timestamps.append(instant)
    name = text_at(record, "role")
    if name in ROLES:
        session.messages.append(_message(session, record, ROLES[name], log))
    elif name == "session_meta":
        session.meta_rows += 1
        session.meta.update({key: record[key] for key in ("model", "platform", "tools") if record.get(key) is not None})
    else:
        session.others[name or "unknown"] += 1


def _message(session: Session, record: Record, role: str, log: Log) -> Message:
    is_assistant = role == "assistant"
    reasoning, state, key = _reasoning(record) if is_assistant else (None, "none", None)
    content = build_message(role=role, content=normalize_message_content(record.get("content")))["content"]
    return Message(
        position=len(session.messages),
        role=role,
        content=[block for block in content if not (block.get("type") == "text" and block.get("text") == "" and len(block) == 2)],
        reasoning=reasoning,
        reasoning_state=state,
        reasoning_key=key,
        calls=list(_calls(record, log)) if is_assistant else [],
        call_id=text_at(record, "tool_call_id") if role == "tool" else None,
        finish_reason=text_at(record, "finish_reason") if is_assistant else None,
        mark=next((mark for key, mark in MARKS.items() if _is_set(record, key)), None),
        is_mirror=record.get("mirror") is True,
    )


def _is_set(record: Record, key: str) -> bool:
    value = record.get(key)
    return value is True or (value == 1 and not isinstance(value, float))


def _reasoning(record: Record) -> tuple[str | None, str, str | None]:
    given = coerce_optional_str(record.get("reasoning"))
    details = record.get("reasoning_details")
    listed = _json(details) if isinstance(details, str) else details
    texts = [text_at(one, "text") or text_at(one, "summary") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    joined = "\n\n".join(text for text in texts if text)
    for key, text in (("reasoning", given), ("reasoning_content", text_at(record, "reasoning_content")), ("reasoning_details", joined)):
        if text is not None and text.strip():
            return text, "text", None if key == "reasoning" else key
    blank = "" if given else None
    if record.get("codex_reasoning_items") is not None or details:
        return None, "encrypted", blank
    return None, "none" if given is None else "empty", blank


def _calls(record: Record, log: Log) -> Iterator[Record]:
    given = record.get("tool_calls")
    if given is None or given == "":
        return
    calls = _json(given) if isinstance(given, str) else given
    if not isinstance(calls, list):
        log.damage.append("tool_calls that are no list")
        return
    for call in calls:
        inner = dict_at(call, "function") or {}
        name = text_at(inner, "name") or text_at(call, "name")
        if name is None:
            log.damage.append("a call without a name")
            continue
        arguments = inner.get("arguments")
        arguments = call.get("arguments") if arguments is None else arguments
        yield {
            "id": text_at(call, "id") or text_at(call, "call_id"),
            "name": name,
            "arguments": stringify_json_value(arguments),
            "is_flat": text_at(inner, "name") is None,
        }


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def instant_of(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value * 1000))
    except (OverflowError, ValueError):
        return None
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# --- text files --------------------------------------------------------------------------------------


def read_log(path: Path, relative: str, lenient: bool, fire: Fire) -> Log:
    log = Log(relative)
    content = path.read_bytes()
    if content.startswith(MAGIC):
        return _read_store(path, log)
    if content.startswith(b"version https://git-lfs.github.com/spec/"):
        return log.without("Git LFS pointer")
    records = _records(log, content, lenient, fire)
    if records is None:
        return log
    others = 0
    for record in records:
        if _is_foreign(record, log):
            log.sessions = []
            break
        if not _take(record, log):
            others += 1
            if not log.sessions and ("type" in record or others >= 100):
                break
    log.others = others
    if log.sessions:
        return log
    if not records and log.damage:
        return log if not lenient and any(line.lstrip().startswith(b"{") for line in content.splitlines()) else log.without("not a rollout")
    return log.without("not a rollout" if content.strip() and records else "empty file" if not records else "not a rollout")


def _records(log: Log, content: bytes, lenient: bool, fire: Fire) -> list[Record] | None:
    """None for a document that is damaged."""
    if log.relative.endswith(".json") and content.strip():
        try:
            value = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            if content.lstrip().startswith(b"{") and not _is_record(content.split(b"\n", 1)[0]):
                fire("H19 strict: damage rejects the file")
                log.without("a damaged document", "rejected")
                return None
        else:
            return [value] if isinstance(value, dict) else [{}]
    if content.startswith(BYTE_ORDER_MARK):
        fire("a byte order mark is passed over")
    records: list[Record] = []
    for line in read_lines(content):
        if line.problem == "unfinished":
            fire("a last line that is cut off is left out")
            continue
        if line.problem is not None and not (lenient and line.problem == "joined"):
            log.damage.append(f"line {line.number}")
            log.damaged_lines += 1
            records += line.records[:1]
            continue
        records += line.records
    return records


def _is_record(line: bytes) -> bool:
    return isinstance(_json(line.decode("utf-8", "replace")), dict)


def _is_foreign(record: Record, log: Log) -> bool:
    """Calls as blocks of the content, in a transcript without a session_meta row: another program's."""
    content = record.get("content")
    if record.get("role") != "assistant" or isinstance(record.get("type"), str) or not isinstance(content, list):
        return False
    is_known = bool(log.sessions) and log.sessions[0].meta_rows > 0
    return not is_known and any(isinstance(block, dict) and block.get("type") == "tool_use" for block in content)


def _take(record: Record, log: Log) -> bool:
    """Takes a record of Hermes'."""
    messages, turns = record.get("messages"), record.get("conversations")
    stem = Path(log.relative).name.removesuffix(".jsonl")
    if stem.endswith(".json"):
        stem = stem.removesuffix(".json").removeprefix("session_")
    if "messages" in record and text_at(record, "id") and any(record.get(key) is not None for key in OF_SESSION_ROW):
        session = Session(record["id"], record["id"], "session_export", record)
        _add_all(session, messages, log)
    elif isinstance(messages, list) and any(record.get(key) is not None for key in OF_SNAPSHOT):
        _add_all(session := _snapshot(record, stem), messages, log)
    elif "messages" in record and text_at(record, "session_id") and record.get("session_start") is not None:
        _add_all(session := _snapshot(record, stem), messages, log)
    elif isinstance(messages, list):
        return False
    elif isinstance(turns, list):
        if not all(isinstance(one, dict) and isinstance(one.get("from"), str) and "value" in one for one in turns):
            return False
        session = Session(None, f"{stem}:{len(log.sessions) + 1}", "trajectory", {**record, "tools": _tools(turns)})
        for turn in turns:
            for message in _from_turn(turn):
                add(session, message, log)
    elif isinstance(record.get("role"), str) and not isinstance(record.get("type"), str):
        if not log.sessions:
            log.sessions.append(Session(stem, stem, "gateway_transcript", {}))
        add(log.sessions[0], record, log)
        return True
    else:
        return False
    log.sessions.append(session)
    return True


def _snapshot(record: Record, stem: str) -> Session:
    name = text_at(record, "session_id") or stem
    return Session(name, name, "cli_session_log", record)


def _add_all(session: Session, messages: Any, log: Log) -> None:
    if not isinstance(messages, list):
        log.damage.append("messages that are no list")
        return
    for message in messages:
        if isinstance(message, dict) and text_at(message, "role"):
            add(session, message, log)
        else:
            session.records += 1
            session.left_out += 1
            log.damage.append("an item of messages that is no message")


_SAID_BY = {"system": "system", "human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
_CALL = re.compile(r"<tool_call>(?:\n([^\n]*)\n|([^\n]*?))</tool_call>")
_RESPONSE = re.compile(r"<tool_response>(?:\n([^\n]*)\n|([^\n]*?))</tool_response>")
_THOUGHT = re.compile(r"\s*<think>(.*?)</think>\s*", re.DOTALL)


def _tools(turns: list[Record]) -> list[Any] | None:
    for turn in turns:
        found = re.search(r"<tools>\s*(\[.*?\])\s*</tools>", turn["value"], re.DOTALL) if turn["from"] == "system" and isinstance(turn["value"], str) else None
        tools = _json(found[1]) if found else None
        if isinstance(tools, list):
            return tools
    return None


def _from_turn(turn: Record) -> Iterator[Record]:
    who, value = turn["from"] or "unknown", turn["value"]
    if who == "tool":
        text = value if isinstance(value, str) else "" if value is None else _spelled(value)
        found = list(_RESPONSE.finditer(text))
        for one in found:
            response = _json(one[1] if one[1] is not None else one[2])
            content = response.get("content") if isinstance(response, dict) else one[0]
            spelled = content if isinstance(content, str) else "" if content is None else _spelled(content)
            yield {"role": "tool", "content": spelled, "tool_call_id": text_at(response, "tool_call_id")}
        if not found:
            yield {"role": "tool", "content": text}
        return
    role = _SAID_BY.get(who, who)
    if role != "assistant" or not isinstance(value, str):
        yield {"role": role, "content": value}
        return
    thought = _THOUGHT.match(value)
    calls: list[Any] = []

    def take(tag: re.Match[str]) -> str:
        call = _json(tag[1] if tag[1] is not None else tag[2])
        if not isinstance(call, dict) or not text_at(call, "name"):
            return tag[0]
        calls.append(call)
        return ""

    said = _CALL.sub(take, value[thought.end() :] if thought else value)
    reasoning = thought[1].strip() if thought else ""
    yield {"role": "assistant", "content": said.strip() if calls else said, "reasoning": reasoning or None, "tool_calls": calls}


def _spelled(value: Any) -> str:
    return stringify_json_value(value) if isinstance(value, dict | list) else str(value)


# --- databases ---------------------------------------------------------------------------------------


def _read_store(path: Path, log: Log) -> Log:
    log.is_store = True
    with tempfile.TemporaryDirectory(prefix="interop-db-") as folder:
        copy = Path(folder) / "state.db"
        for suffix in ("", "-wal", "-journal"):
            if Path(f"{path}{suffix}").exists():
                shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
        try:
            database = sqlite3.connect(copy)
            database.text_factory = bytes
            try:
                return _read_tables(database, log)
            finally:
                database.close()
        except sqlite3.DatabaseError as error:
            return log.without(str(error), "rejected")


def _read_tables(database: sqlite3.Connection, log: Log) -> Log:
    tables = {
        name: {row[1].decode() for row in database.execute(f"PRAGMA table_info({name})")} if _is_table(database, name) else set()
        for name in ("sessions", "messages", "system_prompts")
    }
    if "id" not in tables["sessions"] or not {"id", "session_id", "role", "content"} <= tables["messages"]:
        return log.without("companion file" if log.relative.endswith(".db") else "not a rollout")
    for name in ("sessions", "messages"):
        for (found,) in database.execute(f"PRAGMA quick_check({name})"):
            if re.match(rb"Tree |Page |Freelist|.*btree|.*malformed", found):
                return log.without(found.decode(), "rejected")
    messages: dict[bytes, list[Record]] = {}
    for row in _rows(database, "SELECT * FROM messages ORDER BY id"):
        messages.setdefault(_key(row.get("session_id")), []).append(row)
    listed: dict[bytes, Record] = {}
    for row in _rows(database, "SELECT * FROM sessions"):
        listed.setdefault(_key(row["id"]), row)
    began = {key: row.get("started_at") for key, row in listed.items()}
    ordered = sorted(listed, key=lambda key: (began[key] is not None, began[key] or 0, key))
    for key in [*ordered, *sorted(set(messages) - set(listed))]:
        facts = {name: _text(value) for name, value in listed.get(key, {}).items()}
        name = key.decode("utf-8", "replace") or None
        if facts.get("system_prompt_hash") and "hash" in tables["system_prompts"]:
            prompt = database.execute("SELECT prompt FROM system_prompts WHERE hash = ?", (facts["system_prompt_hash"],)).fetchone()
            facts["system_prompt"] = _text(prompt[0]) if prompt else facts.get("system_prompt")
        session = Session(name, name or Path(log.relative).stem, "state_db", facts)
        _take_rows(session, messages.get(key, []), log)
        log.sessions.append(session)
    return log


def _is_table(database: sqlite3.Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ?"
    return database.execute(query, (name,)).fetchone() is not None


def _rows(database: sqlite3.Connection, query: str) -> Iterator[Record]:
    cursor = database.execute(query)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _key(value: Any) -> bytes:
    return b"" if value is None else value if isinstance(value, bytes) else str(value).encode()


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _take_rows(session: Session, rows: list[Record], log: Log) -> None:
    archived: set[str] = set()
    for row in rows:
        is_compacted = row.get("compacted") == 1
        if row.get("active") == 0 and not is_compacted:
            session.records += 1
            session.rewound += 1
            continue
        same = repr([row.get(key) for key in ("role", "content", "tool_call_id", "tool_calls", "timestamp")])
        if same in archived:
            session.records += 1
            session.archived += 1
            continue
        if is_compacted:
            archived.add(same)
        add(session, _record(row), log)


_OF_MESSAGE = (
    "role content tool_call_id tool_calls finish_reason reasoning reasoning_content reasoning_details timestamp observed "
    "_compressed_summary codex_reasoning_items"
).split()


def _record(row: Record) -> Record:
    """A row as a record of the other stores. Only what the documentation names is read."""
    record = {key: _text(value if key not in _TEXTS or isinstance(value, bytes) or value is None else str(value)) for key, value in row.items() if key in _OF_MESSAGE}
    content = record.get("content")
    if isinstance(content, str) and content.startswith("\0json:"):
        value = _json(content.removeprefix("\0json:"))
        record["content"] = content if value is None else value
    for key in ("tool_calls", "reasoning_details"):
        if isinstance(record.get(key), str):
            value = _json(record[key])
            record[key] = record[key] if value is None else value
    return record


_TEXTS = ("role", "content", "tool_call_id", "tool_calls", "finish_reason", "reasoning", "reasoning_content", "reasoning_details")
