"""Files of Pi: what they are, their entries, and the way to the last one.

Written from docs/pi.md ("Which files", "The active path").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PureWindowsPath
from typing import Any

from session_files import BYTE_ORDER_MARK, Record, dict_at, read_lines, text_at

Fire = Callable[[str], None]
NAMES = re.compile(r"\.jsonl(?:\.reset\..*|\.deleted\..*|\.bak.*)?\Z")
EVENTS = frozenset("agent_start agent_end turn_start turn_end message_start message_update message_end".split())
LINE_KINDS = frozenset("entry record lane fact".split())
KNOWN = frozenset(
    "message custom_message compaction branch_summary model_change thinking_level_change session_info title_change label leaf "
    "session_init reset_boundary custom".split()
)


@dataclass(eq=False)
class Entry:
    place: int  # among the entries
    position: int  # among the records
    kind: str
    record: Record
    id: str | None = None
    parent: str | None = None
    says_parent: bool = False
    message: Record | None = None
    of_tail: bool = False

    @property
    def role(self) -> str | None:
        return None if self.message is None else text_at(self.message, "role") or "unknown"


@dataclass(eq=False)
class Log:
    relative: str
    records: list[tuple[int, Record]] = field(default_factory=list)
    damaged_lines: int = 0
    damage: list[str] = field(default_factory=list)
    left_out: int = 0  # damaged parts of records
    unfinished: bool = False
    dialect: str = "session"
    is_foreign: bool = False
    header: Record | None = None
    title: str | None = None
    entries: list[Entry] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    leaf: str | None = None
    has_leaf: bool = False

    @property
    def stem(self) -> str:
        return stem_of(self.relative)

    @property
    def id(self) -> str:
        return text_at(self.header, "id") or self.stem

    @property
    def parent(self) -> str | None:
        keys = ("parentSession", "branchedFrom")
        if self.header is not None and self.header.get("kind") == "header":
            keys = ("parentSessionId", "legacyParentSessionPath")
        return next((found for key in keys if (found := text_at(self.header, key))), None)

    @property
    def timestamp(self) -> str | None:
        key = "createdAt" if self.dialect == "harness" else "timestamp"
        return instant_of((self.header or {}).get(key))


def stem_of(path: str) -> str:
    return NAMES.sub("", PureWindowsPath(path).name)


def instant_of(value: Any) -> str | None:
    """ISO 8601, as it is or of milliseconds."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 8.64e15:
        return None
    try:
        moment = datetime.fromtimestamp(value // 1000, UTC).replace(microsecond=int(value % 1000) * 1000)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_log(relative: str, content: bytes, lenient: bool, fire: Fire) -> Log:
    log = Log(relative)
    if content.startswith(BYTE_ORDER_MARK):
        fire("a byte order mark is passed over")
    for line in read_lines(content):
        if line.problem == "unfinished":
            log.unfinished = True
            fire("P12 a last line that is cut off is left out")
        elif line.problem is not None:
            log.damage.append(f"line {line.number} is {line.problem}")
            log.damaged_lines += line.problem == "damaged"
            if lenient:
                fire("P12 lenient: a damaged line is left out")
        if line.problem != "joined" or lenient:
            log.records += [(line.number, record) for record in line.records]
    _find_entries(log, fire)
    return log


def _find_entries(log: Log, fire: Fire) -> None:
    records = list(enumerate(record for _, record in log.records))
    if not records:
        return
    first = records[0][1]
    if first.get("type") == "title" and isinstance(first.get("title"), str):
        fire("P18 a title before the header is passed over")
        log.title = first["title"]
        records = records[1:]
    if not records or not _begin(log, records[0][1], first is records[0][1] and log.records[0][0] > 1):
        log.is_foreign = True
        return
    if log.header is not None:
        records = records[1:]
    is_certain = False
    ends = any(record.get("type") == "message_end" for _, record in records)
    for position, record in records:
        kind = text_at(record, "type") or "unknown"
        if log.dialect == "session" and kind in EVENTS and "parentId" not in record and not is_certain:
            log.dialect = "stream"
        _take(log, position, record, kind, ends)
        if not is_certain and (is_foreign := _is_foreign(record, kind)):
            log.is_foreign = is_foreign
            return
        is_certain = is_certain or isinstance(record.get("message"), dict)


def _begin(log: Log, record: Record, is_behind_damage: bool) -> bool:
    """True where a file of Pi begins, with a header or behind a damaged one."""
    if record.get("kind") == "header":
        log.dialect = "harness"
        log.header = record if text_at(record, "id") and text_at(record, "cwd") else None
        return log.header is not None
    if record.get("type") == "session":
        is_other = "timestamp" not in record and "createdAt" in record
        is_header = text_at(record, "id") is not None or isinstance(record.get("timestamp"), str)
        log.header = record if is_header and not is_other else None
        return log.header is not None
    if not is_behind_damage:
        return False
    if record.get("kind") in LINE_KINDS and isinstance(record.get("seq"), int | float):
        log.dialect = "harness"
        return True
    if record.get("type") == "agent_start":
        return True
    said = text_at(dict_at(record, "message"), "role") if record.get("type") == "message" else None
    return bool(text_at(record, "type") and isinstance(record.get("timestamp"), str) and ("parentId" in record or said))


def _is_foreign(record: Record, kind: str) -> bool:
    meta = dict_at(dict_at(record, "message"), "meta") or {}
    return "/" in kind or "parent_id" in record or isinstance(meta.get("source"), str)


def _take(log: Log, position: int, record: Record, kind: str, ends: bool) -> None:
    if log.dialect == "harness":
        line_kind = record.get("kind")
        is_main = record.get("lane") == "main"
        if line_kind == "entry":
            _add(log, position, record, kind)
            log.leaf, log.has_leaf = (text_at(record, "id"), True) if is_main else (log.leaf, log.has_leaf)
            return
        if line_kind == "lane" and is_main:
            log.leaf, log.has_leaf = text_at(record, "leafId"), True
        log.others[str(line_kind) if line_kind not in (None, "record") else kind] += 1
    elif log.dialect == "session":
        if kind == "session":
            log.others[kind] += 1
        else:
            _add(log, position, record, kind)
    elif kind == "message_end":
        _add(log, position, record, "message")
    elif kind in ("compaction_end", "auto_compaction_end") and isinstance(record.get("result"), dict):
        _add(log, position, record["result"], "compaction")
    else:
        log.others[kind] += 1
        messages = record.get("messages")
        if kind == "agent_end" and not ends and isinstance(messages, list):
            for message in messages:
                if isinstance(message, dict):
                    _add(log, position, {"message": message}, "message")


def _add(log: Log, position: int, record: Record, kind: str) -> None:
    parent = record.get("parentId")
    says_parent = "parentId" in record and (parent is None or isinstance(parent, str))
    message = dict_at(record, "message") if kind == "message" else None
    log.entries.append(Entry(len(log.entries), position, kind, record, text_at(record, "id"), parent, says_parent, message))


def find_damage(log: Log, path: list[Entry], lenient: bool, fire: Fire) -> None:
    """Damage in records, also in the tails of compactions on the way."""
    found = [] if log.header is None or text_at(log.header, "id") else ["the header has no id"]
    for entry in log.entries + [one for one in path if one.of_tail]:
        if entry.kind == "message":
            found += [f"record {entry.position}: {problem}" for problem in _problems(entry.record.get("message"))]
    if found:
        fire("P25 lenient: a damaged record is left out" if lenient else "P25 strict: a damaged record rejects the file")
    log.damage += found
    log.left_out = len(found)


def _problems(message: Any) -> list[str]:
    if not isinstance(message, dict):
        return ["no message"]
    if message.get("role") == "toolResult":
        return [] if text_at(message, "toolCallId") else ["a result of no call"]
    blocks = message.get("content")
    if message.get("role") != "assistant" or not isinstance(blocks, list):
        return []
    calls = [block for block in blocks if isinstance(block, dict) and block.get("type") == "toolCall"]
    return ["a call of no tool" for call in calls if text_at(call, "name") is None]


@dataclass
class Way:
    entries: list[Entry]
    relinked: int
    left: list[tuple[Entry | None, int]]  # after which entry, how many messages
    is_of_last_message: bool


def active_way(log: Log) -> Way:
    entries = log.entries
    parents, relinked = _parents(entries)
    if log.has_leaf:
        leaf = _last_of(entries, log.leaf)
    else:
        leaf = entries[-1] if entries else None
        if leaf is not None and leaf.kind == "leaf":
            leaf = _last_of(entries, text_at(leaf.record, "targetId"))
    way = _walk(leaf, parents, entries)
    falls_back = not any(entry.kind == "message" for entry in way)
    if falls_back:
        last = next((entry for entry in reversed(entries) if entry.kind == "message"), way[-1] if way else None)
        way = _walk(last, parents, entries)
    return Way(way, relinked, _left(way, parents, entries), falls_back)


def _last_of(entries: list[Entry], name: str | None) -> Entry | None:
    return next((entry for entry in reversed(entries) if name is not None and entry.id == name), None)


def _parents(entries: list[Entry]) -> tuple[list[int | None], int]:
    is_tree = any(entry.says_parent for entry in entries)
    anywhere = {entry.id: entry.place for entry in entries if entry.id is not None}
    before: dict[str, int] = {}
    parents: list[int | None] = []
    relinked = 0
    for entry in entries:
        named = before.get(entry.parent, anywhere.get(entry.parent)) if entry.says_parent and entry.parent is not None else None
        if entry.id is not None:
            before[entry.id] = entry.place
        if entry.says_parent and entry.parent is None or named == entry.place:
            parents.append(None)
        elif named is not None:
            parents.append(named)
        else:
            relinked += is_tree and entry.place > 0
            parents.append(entry.place - 1 if entry.place > 0 else None)
    return parents, relinked


def _walk(leaf: Entry | None, parents: list[int | None], entries: list[Entry]) -> list[Entry]:
    way: list[Entry] = []
    seen: set[int] = set()
    at = None if leaf is None else leaf.place
    while at is not None and at not in seen:
        seen.add(at)
        way.append(entries[at])
        at = parents[at]
    return way[::-1]


def _left(way: list[Entry], parents: list[int | None], entries: list[Entry]) -> list[tuple[Entry | None, int]]:
    """How many messages were left behind which entry of the way."""
    on_way = {entry.place for entry in way}
    counts: Counter[int | None] = Counter()
    for entry in entries:
        if entry.place in on_way or entry.kind not in ("message", "custom_message", "compaction", "branch_summary"):
            continue
        at, seen = parents[entry.place], {entry.place}
        while at is not None and at not in on_way and at not in seen:
            seen.add(at)
            at = parents[at]
        counts[at if at in on_way else None] += 1
    return [(None if at is None else entries[at], count) for at, count in counts.items()]
