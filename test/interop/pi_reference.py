"""What the rows of a Pi session must be: DataDesigner's messages, entry by entry, and the named rules.

Written from docs/pi.md (P1 to P30). Each rule says when it fires; without any the row is DataDesigner's.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.utils import (
    build_message,
    coerce_optional_str,
    min_max_timestamps,
    normalize_message_content,
    stringify_json_value,
)

from claude_reference import Expected, Prediction
from conversation import Answer, Event, Finished, Mark, Said, Spoken, put_together
from pi_log import KNOWN, NAMES, Entry, Fire, Log, Way, active_way, find_damage, instant_of, read_log, stem_of
from session_files import Record, dict_at, text_at

COMPACTION = "The conversation history before this point was compacted into the following summary:\n\n<summary>\n"
BRANCH = "The following is a summary of a branch that this conversation came back from:\n\n<summary>\n"
TOKENS = {"input": "input", "output": "output", "cacheRead": "cache_read", "cacheWrite": "cache_write", "totalTokens": "total_tokens"}
NORMAL = ("stop", "toolUse")
ROLES = {"custom_message": "custom", "hookMessage": "custom", "compaction": "compactionSummary", "branch_summary": "branchSummary", "reset_boundary": "reset"}
SAID = ("content", "command", "code", "output", "files", "summary", "customType", "toolCallId")


# --- what a message says -----------------------------------------------------------------------------


@dataclass
class Spoke:
    """An assistant's message."""

    texts: list[str] = field(default_factory=list)
    media: list[Record] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: list[Record] = field(default_factory=list)

    @property
    def content(self) -> list[Record]:
        return [{"type": "text", "text": "\n\n".join(self.texts)}, *self.media] if self.texts else self.media

    @property
    def event(self) -> Spoken:
        return Spoken(None, list(self.content), list(self.thoughts), list(self.calls))

    @property
    def is_silent(self) -> bool:
        return not (self.content or self.thoughts or self.calls)


class Teller:
    """Turns the entries of the way into events."""

    def __init__(self, fire: Fire) -> None:
        self.fire = fire
        self.events: list[Event] = []
        self.failed: tuple[Spoke, str] | None = None
        self.models: dict[str, None] = {}
        self.stop_reasons: dict[str, None] = {}
        self.counts: Counter[str] = Counter()
        self.failed_results: list[str] = []
        self.usage: dict[str, float] = {}
        self.nameless = 0
        self.retried: list[str] = []

    def tell(self, entries: list[Entry], is_elsewhere: Callable[[Entry], bool]) -> list[Event]:
        for entry in entries:
            if not is_elsewhere(entry):
                self._entry(entry)
        self._settle()
        return self.events

    def _entry(self, entry: Entry) -> None:
        record, message = entry.record, entry.message
        match entry.kind:
            case "message" if message is not None:
                self._use(message)
                self._message(message, entry)
            case "custom_message":
                self.fire("P4 extensions' messages are the user's")
                self._say(record, _custom(record))
            case "compaction":
                self._use(record)
                self.fire("P2 compactions are marked")
                self.fire("P3 summaries are the user's, in Pi's words")
                self._speak(COMPACTION + (text_at(record, "summary") or "") + "\n</summary>", "compaction-summary")
            case "branch_summary":
                self._use(record)
                self._branch(record)
            case "reset_boundary":
                self.fire("P30 resets are marked")
                self._settle()
                self.events.append(Mark("reset"))
            case "model_change" if model := text_at(record, "modelId"):
                self.models[model] = None

    def _message(self, message: Record, entry: Entry) -> None:
        match entry.role:
            case "user":
                self._say(message, None)
            case "assistant":
                self._answer(message)
            case "toolResult" if name := text_at(message, "toolCallId"):
                self._settle()
                if message.get("isError") is True:
                    self.fire("P7 failed results are named")
                    self.failed_results.append(name)
                content = message.get("content")
                self.events.append(Answer(name, _blocks("" if content is None else content)))
            case "bashExecution":
                self.counts["bash"] += 1
                self.fire("P5 commands are the user's, in Pi's words")
                if message.get("excludeFromContext") is not True:
                    self._speak(_bash(message), "bash-execution", images=_objects(message.get("images")))
            case "pythonExecution":
                self.fire("P29 files and Python are told")
                if message.get("excludeFromContext") is not True:
                    self._speak(_python(message), "python-execution", images=_objects(message.get("images")))
            case "fileMention":
                self.fire("P29 files and Python are told")
                self._mention([file for file in _objects(message.get("files")) if _is_file(file)])
            case "custom" | "hookMessage" as role:
                self.fire("P13 hooks' messages are the user's" if role == "hookMessage" else "P4 extensions' messages are the user's")
                self._say(message, _custom(message))
            case "branchSummary":
                self._branch(message)
            case "compactionSummary" if summary := text_at(message, "summary"):
                self.fire("P3 summaries are the user's, in Pi's words")
                self._speak(f"{COMPACTION}{summary}\n</summary>", "compaction-summary")
            case "compactionSummary":
                self.counts["empty"] += 1
            case "system" | "developer":
                self.fire("P27 messages of the system are the system's")
                self._say(message, None, "system")

    def _branch(self, source: Record) -> None:
        summary = text_at(source, "summary")
        if summary is None:
            self.counts["empty"] += 1
        else:
            self.fire("P3 summaries are the user's, in Pi's words")
            self._speak(f"{BRANCH}{summary}</summary>", "branch-summary")

    def _say(self, source: Record, kind: str | None, role: str = "user") -> None:
        content = source.get("content")
        blocks = [] if content is None else _blocks(content)
        if all(block.get("type") == "text" and block.get("text") == "" for block in blocks):
            self.fire("P17 empty messages are counted")
            self.counts["empty"] += 1
            return
        self._settle()
        self.events.append(Said(role, blocks, kind))

    def _mention(self, files: list[Record]) -> None:
        texts = [_file(file) for file in files if not isinstance(file.get("image"), dict)]
        seen = [file for file in files if isinstance(file.get("image"), dict)]
        if not files:
            self.fire("P17 empty messages are counted")
            self.counts["empty"] += 1
        if texts:
            self._speak("\n".join(texts), "file-mention", role="system")
        if seen:
            self._speak("\n".join(map(_file, seen)), "file-mention", images=[file["image"] for file in seen])

    def _speak(self, text: str, kind: str, role: str = "user", images: list[Record] | None = None) -> None:
        self._settle()
        self.events.append(Said(role, [{"type": "text", "text": text}, *(images or [])], kind))

    def _answer(self, message: Record) -> None:
        model, provider = text_at(message, "model"), text_at(message, "provider")
        said = self._said(message)
        if provider == "openclaw" and model in ("delivery-mirror", "gateway-injected"):
            self.fire("P22 stand-ins are no turns")
            self.events.append(Mark("stand-in"))
            return
        reason = text_at(message, "stopReason")
        if reason is not None:
            self.stop_reasons[reason] = None
        if model is not None:
            self.models[model] = None
        if self.failed is not None:
            self.fire("P6 turns that Pi tried again are left out")
            self.retried.append(self.failed[1])
            self.failed = None
        if reason in ("error", "aborted") and not said.is_silent:
            self.failed = (said, reason)
        elif said.is_silent and reason is not None and reason not in NORMAL:
            self.fire("P6 failed turns without content are no messages")
            self.events.append(Mark(f"stopped {reason}"))
        elif said.is_silent:
            self.fire("P17 empty messages are counted")
            self.counts["empty"] += 1
        else:
            self._turn(said, reason)

    def _turn(self, said: Spoke, reason: str | None) -> None:
        if not said.content and not said.calls:
            self.fire("P17 turns of thinking alone have no text")
        self.events.append(said.event)
        if reason is not None and reason not in NORMAL:
            self.fire("P6 turns that failed are named")
            self.counts["stopped turns"] += 1

    def _settle(self) -> None:
        if self.failed is not None:
            self._turn(*self.failed)
            self.failed = None

    def _said(self, message: Record) -> Spoke:
        said = Spoke()
        content = message.get("content")
        if isinstance(content, dict):
            self.fire("P28 a block alone is content")
        for block in content if isinstance(content, list) else [] if content is None else [content]:
            if not isinstance(block, dict):
                said.texts += [block] if isinstance(block, str) and block else []
                continue
            match block.get("type"):
                case "text":
                    said.texts += [text] if (text := text_at(block, "text")) else []
                case "thinking" | "redactedThinking" as kind:
                    if kind == "redactedThinking" or block.get("redacted") is True:
                        self.fire("P21 redacted thinking is counted")
                        self.counts["encrypted"] += 1
                    elif thought := text_at(block, "thinking"):
                        said.thoughts.append(thought)
                        self.counts["text"] += 1
                    else:
                        self.counts["encrypted" if block.get("thinkingSignature") is not None else "no text"] += 1
                case "toolCall" if text_at(block, "name"):
                    said.calls.append(self._call(block))
                case "image":
                    self.fire("P23 images of the assistant are kept")
                    said.media.append(block)
        return said

    def _call(self, block: Record) -> Record:
        name = text_at(block, "id")
        if name is None:
            self.fire("P24 calls without an id get one")
            self.nameless += 1
            name = f"toolCall_{self.nameless}"
        function = {"name": block["name"], "arguments": stringify_json_value(block.get("arguments"))}
        return {"id": name, "type": "function", "function": function}

    def _use(self, source: Record) -> None:
        usage = dict_at(source, "usage") or {}
        for key, name in TOKENS.items():
            if _is_number(usage.get(key)):
                self.usage[name] = self.usage.get(name, 0) + usage[key]
        total = (dict_at(usage, "cost") or {}).get("total")
        if _is_number(total):
            self.usage["cost"] = self.usage.get("cost", 0) + total


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _custom(source: Record) -> str:
    return f"custom:{text_at(source, 'customType') or 'unknown'}"


def _blocks(content: Any) -> list[Record]:
    blocks: list[Record] = build_message(role="user", content=normalize_message_content(content))["content"]
    return blocks


def _bash(message: Record) -> str:
    output, path = text_at(message, "output"), text_at(message, "fullOutputPath")
    text = f"Ran `{text_at(message, 'command') or ''}`\n" + ("(no output)" if output is None else f"```\n{output}\n```")
    text += _ending(message, "command cancelled", "Command exited")
    if message.get("truncated") is True and path is not None:
        text += f"\n\n[Output truncated. Full output: {path}]"
    return text


def _python(message: Record) -> str:
    output = text_at(message, "output")
    text = f"Ran Python:\n```python\n{text_at(message, 'code') or ''}\n```\n"
    text += "(no output)" if output is None else f"Output:\n```\n{output}\n```"
    return text + _ending(message, "execution cancelled", "Execution failed")


def _ending(message: Record, cancelled: str, failed: str) -> str:
    code, text = message.get("exitCode"), ""
    if message.get("cancelled") is True:
        text = f"\n\n({cancelled})"
    elif _is_number(code) and code != 0:
        text = f"\n\n{failed} with code {code}"
    return text + _cut(dict_at(message, "meta") or {})


def _cut(meta: Record) -> str:
    """What oh-my-pi says of what it cut."""
    parts = []
    lines = dict_at(meta, "truncation") or {}
    total, shown, head, tail = lines.get("totalLines"), *(dict_at(lines, key) for key in ("shownRange", "headRange", "tailRange"))
    if lines.get("direction") == "middle":
        elided, size = lines.get("elidedLines"), lines.get("elidedBytes")
        if _is_number(total) and _is_number(elided) and _is_number(size):
            part = f"Showing head and tail bytes of {total:,} {'line' if total == 1 else 'lines'}; {_size(size)} elided"
            if head is not None and tail is not None:
                part = f"Showing lines {head['start']}-{head['end']} and {tail['start']}-{tail['end']} of {total}; "
                part += f"{elided:,} middle {'line' if elided == 1 else 'lines'} ({_size(size)}) elided"
            parts.append(part + _reference(lines))
    elif _is_number(total) and _is_number(lines.get("outputLines")) and _is_number(lines.get("outputBytes")):
        is_range = shown is not None and shown["end"] >= shown["start"]
        part = f"lines {shown['start']}-{shown['end']} of {total}" if shown and is_range else f"{lines['outputLines']} of {total} lines"
        limit = f" ({_size(lines.get('maxBytes', lines['outputBytes']))} limit)" if lines.get("truncatedBy") == "bytes" else ""
        parts.append(f"Showing {part}{limit}{_reference(lines)}")
    if failure := text_at(meta, "artifactError"):
        parts.append(f"Full output was not saved completely (artifact {failure} failed)")
    columns = dict_at(dict_at(meta, "limits") or {}, "columnTruncated") or {}
    if _is_number(columns.get("maxColumn")):
        parts.append(f"Some lines truncated to {columns['maxColumn']} {text_at(columns, 'unit') or 'chars'}{_reference(columns)}")
    return f"\n\n[{'. '.join(parts)}]" if parts else ""


def _reference(source: Record) -> str:
    name = text_at(source, "artifactId")
    return "" if name is None else f". Read artifact://{name} for full output"


def _size(count: int) -> str:
    for unit, power in (("GB", 30), ("MB", 20), ("KB", 10)):
        if count >= 2**power:
            return f"{(Decimal(count) / 2**power).quantize(Decimal('0.1'), ROUND_HALF_UP)}{unit}"
    return f"{count}B"


def _objects(value: Any) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_file(file: Record) -> bool:
    content, image = file.get("content"), file.get("image")
    is_text = content is None or isinstance(content, str)
    return isinstance(file.get("path"), str) and is_text and (image is None or isinstance(image, dict))


def _file(file: Record) -> str:
    content = f"{file['content']}\n" if file.get("content") else ""
    return f'<file path="{file["path"]}">\n{content}</file>'


# --- tails -------------------------------------------------------------------------------------------


def with_tails(way: list[Entry], count: int, fire: Fire) -> list[Entry]:
    """The way, and behind each compaction what of its tail is not on the way before."""
    entries: list[Entry] = []
    for entry in way:
        before = len(entries)
        missing: list[Entry] = []
        tail = entry.record.get("retainedTail") if entry.kind == "compaction" else None
        for message in reversed([one for one in tail if isinstance(one, dict)] if isinstance(tail, list) else []):
            copy = Entry(0, entry.position, "message", {"message": message}, message=message, of_tail=True)
            at = next((at for at in range(before - 1, -1, -1) if _what(entries[at]) == _what(copy)), None)
            if at is None:
                missing.append(copy)
            else:
                before = at
        entries.append(entry)
        if missing:
            fire("P2 what a compaction alone has is put behind it")
        for copy in reversed(missing):
            entries.append(replace(copy, place=count))
            count += 1
    return entries


def _source(entry: Entry) -> tuple[str, Record] | None:
    if entry.message is not None:
        role = entry.role or "unknown"
        return ROLES.get(role, role), entry.message
    return (ROLES[entry.kind], entry.record) if entry.kind in ROLES else None


def _what(entry: Entry) -> Any:
    source = _source(entry)
    if source is None:
        return object()
    return source[0], json.dumps({key: source[1][key] for key in SAID if key in source[1]}, sort_keys=True)


# --- files of a run ----------------------------------------------------------------------------------


@dataclass(eq=False)
class Session:
    """A file that makes a row by itself."""

    log: Log
    way: Way
    entries: list[Entry]
    told: list[tuple[int, Any]] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    holders: Counter[str] = field(default_factory=Counter)  # by the path of the file
    trace_id: str | None = None

    @property
    def is_superseded(self) -> bool:
        return bool(self.told) and len(self.repeated) == len(self.told)


def told_in(entries: list[Entry]) -> list[tuple[int, Any]]:
    """What each entry says, when and in which role."""
    callers: dict[str, Any] = {}
    told = []
    for entry in entries:
        key = _key(entry, callers)
        if key is not None:
            told.append((entry.place, key))
    return told


def _key(entry: Entry, callers: dict[str, Any]) -> Any:
    source = _source(entry)
    if source is None:
        return None
    role, said = source
    when = next((one for one in (said.get("timestamp"), entry.record.get("timestamp"), entry.id) if one is not None), None)
    if when is None:
        return None
    call = text_at(said, "toolCallId") if role == "toolResult" else None
    what = ("of", call, callers[call]) if call in callers else _what(entry)
    key = (role, json.dumps(when), what)
    if role == "assistant":
        content = said.get("content")
        for block in content if isinstance(content, list) else []:
            if isinstance(block, dict) and block.get("type") == "toolCall" and text_at(block, "id"):
                callers[block["id"]] = key
    return key


def _parent_of(log: Log) -> tuple[str | None, str] | None:
    """The id and the name of the file of the session before."""
    if log.parent is None:
        return None
    is_path = re.search(r"[/\\]|\.jsonl", log.parent)
    found = re.fullmatch(r"\d{4}-\d\d-\d\dT[\d-]+Z_(.+)", stem_of(log.parent)) if is_path else None
    return (found[1] if found else None if is_path else log.parent), stem_of(log.parent)


def families(logs: list[Log]) -> list[list[Log]]:
    """Files that may repeat each other."""
    keys: dict[int, set[Any]] = {}
    for log in logs:
        parent = _parent_of(log)
        keys[id(log)] = {("id", log.id), ("stem", log.stem)}
        if parent is not None:
            keys[id(log)] |= {("stem", parent[1])} | ({("id", parent[0])} if parent[0] else set())
        callers: dict[str, Any] = {}
        first = next(((entry.id, key) for entry in log.entries if (key := _key(entry, callers)) is not None), None)
        keys[id(log)] |= {("first", *first)} if first else set()
    forked = {key for log in logs if log.parent is not None for key in keys[id(log)]}
    groups: list[tuple[set[Any], list[Log]]] = []
    for log in logs:
        mine = {key for key in keys[id(log)] if key[0] != "first" or key in forked}
        joined = [group for group in groups if group[0] & mine]
        groups = [group for group in groups if not group[0] & mine]
        groups.append((mine.union(*(group[0] for group in joined)), [one for group in joined for one in group[1]] + [log]))
    return [members for _, members in groups if len(members) > 1]


def share(sessions: list[Session]) -> None:
    """A message that several files hold is the longest one's."""
    holder_of: dict[Any, Session] = {}
    rows: Counter[str] = Counter()
    for session in sorted(sessions, key=lambda one: (-len(one.told), one.log.relative)):
        for place, key in session.told:
            holder = holder_of.setdefault(key, session)
            if holder is not session:
                session.repeated.add(place)
                session.holders[holder.log.relative] += 1
        if not session.is_superseded:
            rows[session.log.id] += 1
            if rows[session.log.id] > 1 and session.repeated:
                session.trace_id = f"{session.log.id}_{rows[session.log.id]}"


def roots(logs: list[Log]) -> dict[str, str]:
    """By path: the session at the beginning of all forks."""
    ordered = sorted(logs, key=lambda log: log.relative)
    by_id = {log.id: log for log in reversed(ordered)}
    by_stem = {log.stem: log for log in reversed(ordered)}
    found = {}
    for log in ordered:
        way, at = [log], log
        while (parent := _parent_of(at)) is not None:
            above = by_id.get(parent[0] or "") or by_stem.get(parent[1])
            if above is None:
                break
            if above in way:
                found[log.relative] = min(one.id for one in way[way.index(above) :])
                break
            way.append(above)
            at = above
        if log.relative not in found:
            found[log.relative] = (_parent_of(at) or (None,))[0] or at.id
    return found


# --- rows --------------------------------------------------------------------------------------------

_RENAMED = {
    "C1 one assistant message a turn": "P20 one assistant message a turn",
    "C2 results follow their turn": "P19 results follow their turn",
    "C2 a result without its call is no message": "P19 a result without its call is no message",
}


def predict_row(session: Session, root: str, trace_ids: dict[str, str], fire: Fire) -> Expected | None:
    log = session.log
    teller = Teller(fire)
    events = teller.tell(session.entries, lambda entry: entry.place in session.repeated)
    finished = put_together(events, lambda rule: fire(_RENAMED[rule]))
    for message in finished.messages:
        if "tool_calls" in message and not message["content"]:
            message["content"] = [{"type": "text", "text": ""}]  # as DataDesigner has it
    if not finished.messages and not finished.unlinked:
        return None
    _fire_for_the_file(session, fire)
    is_subagent = any(map(_is_assignment, log.entries)) or "subagent-artifacts" in log.relative.split("/")[:-1]
    if is_subagent:
        fire("P26 subagents")
    if root != log.id:
        fire("P10 forks name the first session")
    earliest, latest = _times(session, fire)
    cwd = text_at(log.header, "cwd")
    columns = {
        "trace_id": session.trace_id or log.id,
        "source_kind": "pi_coding_agent",
        "root_session_id": root,
        "agent_id": log.id if is_subagent else None,
        "is_sidechain": is_subagent,
        "cwd": cwd,
        "project_path": cwd,
        "git_branch": None,
        "started_at": earliest,
        "ended_at": latest,
    }
    return Expected(columns, finished.messages, _meta(session, teller, finished, trace_ids))


def _is_assignment(entry: Entry) -> bool:
    return entry.kind == "session_init" and all(isinstance(entry.record.get(key), str) for key in ("systemPrompt", "task"))


def _fire_for_the_file(session: Session, fire: Fire) -> None:
    log, way = session.log, session.way
    if log.dialect != "session":
        fire("P18 streams are read" if log.dialect == "stream" else "P18 the 2.0 harness is read")
    elif log.entries and not any(entry.says_parent for entry in log.entries):
        fire("P1 version 1 is the whole session")
    if way.relinked:
        fire("P14 entries without a parent that is known go on")
    if log.dialect == "session" and log.entries and log.entries[-1].kind == "leaf":
        fire("P15 a leaf moves the end")
    if way.is_of_last_message:
        fire("P15 the end is the last message's")
    if way.left:
        fire("P9 what was left is counted")
    if not log.relative.endswith(".jsonl"):
        fire("P16 renamed sessions are read")
    if session.repeated:
        fire("P10 a message is in one row")
    if text_at(log.header, "branchedFrom") or text_at(log.header, "parentSessionId"):
        fire("P10 forks of version 1 and of the harness are forks")
    ids = [entry.id for entry in log.entries if entry.id is not None]
    if len(set(ids)) < len(ids):
        fire("P14 of an id that comes twice the one before is meant")


def _times(session: Session, fire: Fire) -> tuple[str | None, str | None]:
    log = session.log
    found = [log.timestamp]
    for entry in log.entries:
        if entry.place not in session.repeated:
            found.append(instant_of(entry.record.get("timestamp")) or instant_of((entry.message or {}).get("timestamp")))
    texts = [text for text in found if text is not None]
    theirs = [coerce_optional_str(entry.record.get("timestamp")) for entry in log.entries]
    theirs = [text for text in [coerce_optional_str((log.header or {}).get("timestamp")), *theirs] if text]
    span = min_max_timestamps(texts)
    if span != ((min(theirs), max(theirs)) if theirs else (None, None)):
        fire("P11 timestamps are instants")
    return span


def _meta(session: Session, teller: Teller, finished: Finished, trace_ids: dict[str, str]) -> dict[str, Any]:
    log = session.log
    meta: dict[str, Any] = {
        "record_count": len(log.records) + log.damaged_lines,
        "entry_types": sorted({entry.kind for entry in session.way.entries}),
        "stop_reasons": list(teller.stop_reasons),
    }
    if log.header is not None and log.header.get("version") is not None:
        meta["session_version"] = log.header["version"]
    if teller.models:
        meta["models_used"] = list(teller.models)
    parents = Counter(entry.parent for entry in log.entries if entry.says_parent and entry.parent)
    if any(count > 1 for count in parents.values()):
        meta["has_branches"] = True
    if teller.counts["bash"]:
        meta["bash_execution_count"] = teller.counts["bash"]
    if log.parent is not None:
        meta["parent_session"] = log.parent
    marks = [what for _, what in finished.marks]
    meta["_unlinked"] = len(finished.unlinked)
    meta["_injected"] = [{"index": at, "kind": kind} for at, kind in finished.injected]
    meta["_resets"] = [at for at, what in finished.marks if what == "reset"]
    meta["_stand_ins"] = [at for at, what in finished.marks if what == "stand-in"]
    compactions = [entry for entry in session.entries if entry.kind == "compaction" and entry.place not in session.repeated]
    meta["_compactions"] = [at for at, kind in finished.injected if kind == "compaction-summary"][: len(compactions)]
    if any(entry.role == "compactionSummary" for entry in session.entries):
        del meta["_compactions"]  # which of the summaries are compactions, the messages do not tell
    meta["_dangling"] = finished.dangling
    meta["_skipped_records"] = log.damaged_lines + log.left_out
    meta["_continues"] = sorted((trace_ids[path], count) for path, count in session.holders.items())
    meta["_abandoned_messages"] = sum(count for _, count in session.way.left)
    meta["_failed_results"] = teller.failed_results
    meta["_empty_messages"] = teller.counts["empty"]
    meta["_retried"] = teller.retried
    meta["_stopped"] = teller.counts["stopped turns"] + sum(1 for what in marks if what.startswith("stopped "))
    meta["_relinked"] = session.way.relinked
    meta["_usage"] = {key: round(float(value), 9) for key, value in teller.usage.items()}
    meta["_reasoning_blocks"] = [teller.counts[key] for key in ("text", "no text", "encrypted")]
    return meta


# --- a run -------------------------------------------------------------------------------------------


def predict_run(folder: Path, paths: list[str], level: str) -> dict[str, Prediction]:
    """What our command must make of each file of a folder."""
    lenient = level == "lenient"
    found: dict[str, Prediction] = {}
    logs: list[Log] = []
    sessions: dict[str, Session] = {}
    for relative in paths:
        prediction = found[relative] = Prediction("skipped")
        content = (folder / relative).read_bytes()
        log = read_log(relative, content, lenient, prediction.rules.add)
        if log.records and not log.is_foreign:
            logs.append(log)
        problem = _not_a_rollout(log, content)
        if problem is not None:
            prediction.reasons = (problem,)
            prediction.rules.add(f"skipped: {problem}")
            continue
        way = active_way(log)
        entries = with_tails(way.entries, len(log.entries), prediction.rules.add)
        find_damage(log, entries, lenient, prediction.rules.add)
        if log.damage and not lenient:
            prediction.outcome, prediction.reasons = "rejected", tuple(log.damage)
        else:
            sessions[relative] = Session(log, way, entries)
    for session in sessions.values():
        # A file without a row holds nothing for others.
        if predict_row(session, "", {}, lambda _: None) is not None:
            session.told = told_in(session.entries)
    for family in families(logs):
        share([sessions[log.relative] for log in family if log.relative in sessions and sessions[log.relative].told])
    first = roots(logs)
    trace_ids = {path: session.trace_id or session.log.id for path, session in sessions.items()}
    for relative, session in sessions.items():
        prediction = found[relative]
        row = predict_row(session, first[relative], trace_ids, prediction.rules.add)
        prediction.rows = [] if row is None else [row]
        prediction.outcome = "skipped" if row is None else "rows"
        if row is None:
            prediction.reasons = ("superseded" if session.repeated else "no conversation",)
            prediction.rules.add(f"skipped: {prediction.reasons[0]}")
    return found


def _not_a_rollout(log: Log, content: bytes) -> str | None:
    if content.startswith(b"version https://git-lfs.github.com/spec/"):
        return "Git LFS pointer"
    if not content.strip() or (not log.records and not log.damage and not log.unfinished):
        return "empty file"
    if log.records and not log.is_foreign and (log.header is not None or log.entries):
        if log.dialect != "session" or not log.entries or any(entry.kind in KNOWN for entry in log.entries):
            return None
    is_companion = NAMES.sub("", Path(log.relative).name).endswith(".trajectory")
    return "companion file" if is_companion else "not a rollout"
