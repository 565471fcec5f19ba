"""What the rows of a Claude Code log must be: DataDesigner's messages, record by record, and the named rules.

Written from docs/claude-code.md. Each rule says when it fires (`fire`); without any the row is DataDesigner's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.claude_code import (
    normalize_claude_assistant_messages,
    normalize_claude_user_messages,
)
from data_designer.engine.resources.agent_rollout.utils import coerce_optional_str, min_max_timestamps

from claude_words import kind_of_record, split_words
from conversation import Answer, Event, Finished, Mark, Said, Spoken, put_together
from session_files import BYTE_ORDER_MARK, Line, Record, dict_at, read_lines, text_at

Fire = Callable[[str], None]
OWN_TYPES = frozenset(
    "progress attachment file-history-snapshot file-history-delta queue-operation last-prompt summary custom-title ai-title agent-name "
    "agent-setting mode permission-mode pr-link worktree-state bridge-session frame-link relocated cost-state fork-context-ref "
    "api-request-shape api-request-blob content-replacement continued-in rewind_stand_in".split()
)


@dataclass(eq=False)
class Entry:
    """A record of the conversation."""

    kind: str  # user, assistant, queued, boundary
    record: Record
    line: int
    position: int
    content: Any = None
    fate: str = "used"  # or what became of it
    dropped_results: Counter[str] = field(default_factory=Counter)  # blocks of its content, by the fate of their calls
    trace_id: str | None = None  # of the row that has it

    @property
    def uuid(self) -> str | None:
        return text_at(self.record, "uuid")


@dataclass
class Log:
    """One file: its lines, its conversation, and what is wrong with it."""

    relative: str
    lines: list[Line]
    records: list[tuple[int, Record]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)  # what strict rejects the file for
    skipped_records: int = 0  # damaged lines, and records without a message
    skipped_blocks: int = 0
    virtual_records: int = 0  # messages that are only shown
    unfinished: bool = False
    elsewhere: list[Entry] = field(default_factory=list)  # records that another file's row has: those of that file

    @property
    def session_id(self) -> str | None:
        return next((found for _, record in self.records if (found := text_at(record, "sessionId") or text_at(record, "session_id"))), None)

    @property
    def is_session(self) -> bool:
        return any(entry.kind in ("user", "assistant", "queued") for entry in self.entries)

    @property
    def is_claude_code(self) -> bool:
        return self.is_session or self.virtual_records > 0 or any(record.get("type") in OWN_TYPES for _, record in self.records)


Group = list[tuple[Log, Entry]]  # copies of one record


@dataclass
class Expected:
    """A row as it must be, and the accounts of its records."""

    columns: dict[str, Any]
    messages: list[dict[str, Any]]
    meta: dict[str, Any]


@dataclass
class Prediction:
    outcome: str  # rows, rejected, skipped
    rows: list[Expected] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    reasons: tuple[str, ...] = ()


# --- reading ---------------------------------------------------------------------------------------


def read_log(relative: str, content: bytes, lenient: bool, fire: Fire) -> Log:
    log = Log(relative, read_lines(content))
    if content.startswith(BYTE_ORDER_MARK):
        fire("a byte order mark is passed over")
    for line in log.lines:
        if line.problem == "unfinished":
            log.unfinished = True
            fire("a last line that is cut off is left out")
        elif line.problem is not None:
            log.damage.append(f"line {line.number} is {line.problem}")
            log.skipped_records += line.problem == "damaged"
            if lenient:
                fire("lenient: two records on one line" if line.problem == "joined" else "lenient: a damaged line is left out")
        if line.problem != "joined" or lenient:
            log.records += [(line.number, record) for record in line.records]
    attached = [_prompt_of(record) for _, record in log.records if _is_queued_command(record)]
    queue = _Queue(attached, fire)
    for position, (line, record) in enumerate(log.records):
        match record.get("type"):
            case "user" | "assistant" as kind:
                content_of, problems = _message_content(record)
                log.skipped_records += content_of is None
                log.skipped_blocks += 0 if content_of is None else len(problems)
                log.damage += [f"line {line}: {problem}" for problem in problems]
                if problems and lenient:
                    fire("lenient: a damaged message or block is left out")
                if content_of is not None and record.get("isVirtual") is True:
                    log.virtual_records += 1
                    fire("messages that are only shown")
                elif content_of is not None:
                    log.entries.append(Entry(kind, record, line, position, content_of))
            case "queue-operation":
                if (prompt := queue.take(record)) is not None:
                    log.entries.append(Entry("queued", prompt, line, position, prompt["content"]))
            case "attachment" if _is_queued_command(record):
                fire("C9 queued prompts")
                log.entries.append(Entry("queued", record, line, position, _prompt_of(record)))
            case "system" if record.get("subtype") == "compact_boundary":
                log.entries.append(Entry("boundary", record, line, position))
    log.undelivered = queue.undelivered(log.entries)
    return log


def _message_content(record: Record) -> tuple[Any, list[str]]:
    """The content of a message without its damaged blocks (None: no message), and what is damaged."""
    message = record.get("message")
    if not isinstance(message, dict):
        return None, ["no message"]
    content = message.get("content")
    if not isinstance(content, str | list | dict):
        return None, ["no content"]
    if not isinstance(content, list):
        wrong = isinstance(content, dict) and _block_problem(content)
        return ([], [wrong]) if wrong else (content, [])
    problems = [problem for block in content if (problem := _block_problem(block))]
    return [block for block in content if not _block_problem(block)], problems


def _block_problem(block: Any) -> str | None:
    if not isinstance(block, dict):
        return None
    if block.get("type") == "tool_use" and not (text_at(block, "id") and text_at(block, "name")):
        return "a call without an id or a name"
    if block.get("type") == "tool_result" and not text_at(block, "tool_use_id"):
        return "a result without the id of its call"
    return None


def _is_queued_command(record: Record) -> bool:
    return record.get("type") == "attachment" and (dict_at(record, "attachment") or {}).get("type") == "queued_command"


def _prompt_of(record: Record) -> Any:
    return (dict_at(record, "attachment") or {}).get("prompt")


class _Queue:
    """Prompts that wait. `remove` hands one over: to an attachment, or in older clients to nothing but this record."""

    def __init__(self, attached: list[Any], fire: Fire) -> None:
        self.waiting: list[Record] = []
        self.attached = list(attached)
        self.fire = fire

    def take(self, record: Record) -> Record | None:
        text = text_at(record, "content")
        match record.get("operation"):
            case "enqueue" if text is not None:
                self.waiting.append(record)
            case "popAll" if text is None:
                self.waiting = []
            case "dequeue" | "popAll":
                self._leave(text)
            case "remove":
                prompt = self._leave(text)
                if prompt is not None and prompt["content"] in self.attached:
                    self.attached.remove(prompt["content"])
                elif prompt is not None:
                    self.fire("C9 queued prompts of older clients")
                    return prompt
        return None

    def _leave(self, text: str | None) -> Record | None:
        for index, record in enumerate(self.waiting):
            if text is None or record["content"] == text:
                return self.waiting.pop(index)
        return None

    def undelivered(self, entries: list[Entry]) -> list[str]:
        said = {text for entry in entries for text in _texts(entry.content)}
        waiting = [record["content"] for record in self.waiting]
        return [text for text in waiting if text not in said and split_words(text)[0][0] is None]


def _texts(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    blocks = content if isinstance(content, list) else []
    return [block["text"] for block in blocks if isinstance(block, dict) and isinstance(block.get("text"), str)]


# --- records of several files ------------------------------------------------------------------------


def share_records(logs: list[Log], fire_of: Callable[[Log], Fire], has_row: Callable[[Log, list[Entry]], bool]) -> None:
    """A record counts once in a run. A call stays with its result, in the file that has more of the two; what the same files
    share stays together, in the file that has most of it; of several in the one whose session it is said to be, then in the one
    with the longest history, then in the one whose path comes first.

    A file that leaves the record out (abandoned, withdrawn), or makes no row of it, does not have it: there it is counted as what it is.
    """
    for log in logs:
        for _, _, entries in split_chains(log, fire_of(log)):
            if not has_row(log, drop_entries(entries, log, fire_of(log))):
                for entry in entries:
                    entry.fate = "no row" if entry.fate == "used" else entry.fate
    group_of: dict[Any, list[tuple[Log, Entry]]] = {}
    for log in logs:
        bearers_of: dict[Any, set[str]] = {}
        for entry in log.entries:
            bearers_of.setdefault(_name(entry), set()).add(_identity(entry))
        for entry in log.entries:
            if entry.uuid is None:
                continue
            keys: list[Any] = [_identity(entry)]
            if len(bearers_of[_name(entry)]) == 1:
                keys.append(_name(entry))
            known = {id(group_of[key]): group_of[key] for key in keys if key in group_of}
            group = [(log, entry)]
            if known:
                group += [one for other in known.values() for one in other]
                keys += [key for key, other in group_of.items() if id(other) in known]
            group_of.update(dict.fromkeys(keys, group))
    groups = [[one for one in group if one[1].fate == "used"] for group in {id(group): group for group in group_of.values()}.values()]
    calls, clusters = _clusters(logs, groups)
    for at, group in enumerate(groups):
        used = sorted(group, key=lambda one: (one[0].relative, one[1].position))
        bearers = {id(log): log for log, _ in used}
        if len(bearers) < 2:
            continue
        call, together = ([other for index, other in enumerate(groups) if of[index] == of[at]] for of in (calls, clusters))

        def rank(log: Log, call: list[Group] = call, together: list[Group] = together) -> tuple[Any, ...]:
            mine = [[entry for other, entry in one if other is log] for one in together]
            home = sum(any(_session_of(entry) in (None, log.session_id) for entry in entries) for entries in mine)
            of_call = sum(any(other is log for other, _ in one) for one in call)
            return (-of_call, -sum(map(bool, mine)), -home, -_length(log), log.relative)

        owner = min(bearers.values(), key=rank)
        if owner is not min(bearers.values(), key=lambda log: (-_length(log), log.relative)):
            fire_of(owner)("C7 not the longest history")
        original = next(entry for log, entry in used if log is owner)
        for log in bearers.values():
            if log is not owner:
                log.elsewhere.append(original)
        for log, entry in used:
            if log is not owner:
                entry.fate = "continues"


def _clusters(logs: list[Log], groups: list[Group]) -> tuple[list[int], list[int]]:
    """For each group of copies the number of its cluster: of calls with their results, and of these with all that the same files share."""
    cluster_of = list(range(len(groups)))

    def join(one: int, other: int) -> None:
        old, new = cluster_of[other], cluster_of[one]
        cluster_of[:] = [new if cluster == old else cluster for cluster in cluster_of]

    at_of = {id(entry): at for at, group in enumerate(groups) for _, entry in group}
    for log in logs:
        steps = [(at_of[id(entry)], block) for entry in log.entries if id(entry) in at_of for block in _blocks(entry)]
        calls = [(index, at, block["id"]) for index, (at, block) in enumerate(steps) if block.get("type") == "tool_use"]
        for index, at, call_id in calls:
            until = next((later for later, _, other in calls if other == call_id and later > index), len(steps))
            is_first = not any(other == call_id and earlier < index for earlier, _, other in calls)
            behind = [result for result, block in steps[index:until] if block.get("tool_use_id") == call_id]
            before = [result for result, block in steps[:index] if block.get("tool_use_id") == call_id] if is_first else []
            for result in (behind or before)[:1]:
                join(at, result)
    calls = cluster_of[:]
    first_of: dict[frozenset[str], int] = {}
    for at, group in enumerate(groups):
        files = frozenset(log.relative for log, _ in group)
        if len(files) > 1:
            join(first_of.setdefault(files, at), at)
    return calls, cluster_of


def _session_of(entry: Entry) -> str | None:
    return text_at(entry.record, "sessionId") or text_at(entry.record, "session_id")


def _length(log: Log) -> int:
    return sum(1 for entry in log.entries if entry.kind in ("user", "assistant"))


def _identity(entry: Entry) -> str:
    record = entry.record
    said = record.get("message") if entry.kind != "queued" else record.get("attachment")
    return json.dumps([record.get("uuid"), record.get("timestamp"), record.get("type"), said], sort_keys=True)


def _name(entry: Entry) -> tuple[Any, ...]:
    record = entry.record
    return tuple(text_at(record, key) for key in ("sessionId", "uuid", "timestamp", "type"))


# --- one conversation --------------------------------------------------------------------------------


def split_chains(log: Log, fire: Fire) -> list[tuple[str | None, bool, list[Entry]]]:
    """The conversations of a file: (what tells it from others, is it a sidechain, its entries)."""
    main = [entry for entry in log.entries if entry.record.get("isSidechain") is not True]
    aside = [entry for entry in log.entries if entry.record.get("isSidechain") is True]
    parents = {uuid: text_at(record, "parentUuid") for _, record in reversed(log.records) if (uuid := text_at(record, "uuid"))}
    chains: dict[str, list[Entry]] = {}
    chain_of: dict[str, str] = {}
    for entry in aside:
        key = text_at(entry.record, "agentId") or _chain_of_parent(entry, parents, chain_of) or entry.uuid or f"line-{entry.line}"
        chains.setdefault(key, []).append(entry)
        if entry.uuid is not None:
            chain_of[entry.uuid] = key
    if aside and (main or len(chains) > 1):
        fire("C8 sidechains are rows")
    if any(text_at(entry.record, "agentId") is None for entry in aside):
        fire("C8 a sidechain without an agent's id is named after its first record")
    found: list[tuple[str | None, bool, list[Entry]]] = []
    if main:
        scope = main if aside else [Entry("", record, 0, 0) for _, record in log.records]
        found.append((next((agent for entry in scope if (agent := text_at(entry.record, "agentId"))), None), False, main))
    return found + [(key, True, entries) for key, entries in chains.items()]


def _chain_of_parent(entry: Entry, parents: dict[str, str | None], chain_of: dict[str, str]) -> str | None:
    at, seen = text_at(entry.record, "parentUuid"), set[str]()
    while at is not None and at not in seen:
        if at in chain_of:
            return chain_of[at]
        seen.add(at)
        at = parents.get(at)
    return None


def drop_entries(entries: list[Entry], log: Log, fire: Fire) -> list[Entry]:
    """Without what was said again by the same record, abandoned or withdrawn, and without the results of such calls."""
    seen: set[str] = set()
    for entry in entries:
        if entry.uuid is None:
            continue
        said = json.dumps([entry.kind, entry.uuid, entry.record.get("timestamp"), entry.content, entry.record.get("compactMetadata")])
        if said in seen:
            entry.fate = "repeated"
            fire("the same record twice in a file")
        seen.add(said)
    kept = _without_abandoned([entry for entry in entries if entry.fate == "used"], log, fire)
    withdrawn = {
        uuid
        for _, record in log.records
        for key in ("supersedesUuids", "retractedMessageUuids")
        for uuid in (record.get(key) if isinstance(record.get(key), list) else [])
        if isinstance(uuid, str)
    }
    uuids = Counter(entry.uuid for entry in kept)
    for entry in kept:
        if entry.uuid in withdrawn and uuids[entry.uuid] == 1:
            entry.fate = "retracted"
            fire("C11 retracted messages")
    remaining = _call_ids(entries, "used")
    for fate in ("retracted", "abandoned"):
        gone = _call_ids(entries, fate) - remaining
        for entry in entries:
            if entry.fate == "used" and entry.kind == "user" and isinstance(entry.content, list):
                _drop_results(entry, gone, fate)
    return [entry for entry in entries if entry.fate == "used"]


def _drop_results(entry: Entry, gone: set[str], fate: str) -> None:
    """The results of calls that were left out go with them, and are counted as these; what else the record says stays."""
    dropped = [
        block for block in entry.content if isinstance(block, dict) and block.get("type") == "tool_result" and block["tool_use_id"] in gone
    ]
    if not dropped:
        return
    entry.dropped_results[fate] += len(dropped)
    entry.content = [block for block in entry.content if block not in dropped]
    if not entry.content:
        entry.fate = f"results of what was {fate}"


def _blocks(entry: Entry) -> list[Record]:
    return [block for block in entry.content if isinstance(block, dict)] if isinstance(entry.content, list) else []


def _call_ids(entries: list[Entry], fate: str) -> set[str]:
    return {
        block["id"]
        for entry in entries
        if entry.kind == "assistant" and entry.fate == fate
        for block in _blocks(entry)
        if block.get("type") == "tool_use"
    }


def _without_abandoned(entries: list[Entry], log: Log, fire: Fire) -> list[Entry]:
    """A prompt that was taken back: another one answers the same record, and what follows from it ended before that."""
    parents = {uuid: text_at(record, "parentUuid") for _, record in reversed(log.records) if (uuid := text_at(record, "uuid"))}
    uuids = Counter(entry.uuid for entry in entries)
    known = {entry.uuid: entry for entry in entries if entry.uuid is not None and uuids[entry.uuid] == 1}
    siblings: dict[str, list[Entry]] = {}
    for entry in known.values():
        if _is_prompt(entry):
            anchor = _ancestor(entry, parents, known)
            if anchor is not None:
                siblings.setdefault(anchor, []).append(entry)
    for prompts in siblings.values():
        for prompt in prompts[:-1]:
            branch = [entry for entry in entries if entry is prompt or _follows(entry, prompt, parents)]
            if len(branch) > 1 and all(entry.position < prompts[-1].position for entry in branch):
                fire("rewound prompts")
                for entry in branch:
                    entry.fate = "abandoned"
    return [entry for entry in entries if entry.fate == "used"]


def _is_prompt(entry: Entry) -> bool:
    if entry.kind != "user" or entry.record.get("isSidechain") is True or kind_of_record(entry.record) is not None:
        return False
    if any(block.get("type") == "tool_result" for block in _blocks(entry)):
        return False
    return any(kind is None for text in _texts(entry.content) for kind, _ in split_words(text))


def _ancestor(entry: Entry, parents: dict[str, str | None], known: dict[str, Entry]) -> str | None:
    at, seen = parents.get(entry.uuid or ""), {entry.uuid}
    while at is not None and at not in seen and at not in known:
        seen.add(at)
        at = parents.get(at)
    return at if at in known else None


def _follows(entry: Entry, prompt: Entry, parents: dict[str, str | None]) -> bool:
    at, seen = entry.uuid, set[str]()
    while at is not None and at not in seen:
        if at == prompt.uuid:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


class Teller:
    """Turns entries into events: DataDesigner's messages of each record, changed by the rules."""

    def __init__(self, log: Log, folder: Path, kept: list[Entry], fire: Fire) -> None:
        self.log = log
        self.steps = [(entry.position, block) for entry in kept for block in _blocks(entry)]
        self.known_calls: set[str] = set()
        self.folder = folder
        self.fire = fire
        self.meta: dict[str, Any] = {"repeated_blocks": 0, "stand_ins": 0, "queued_prompts": 0, "fallback_blocks": 0, "persisted": []}
        self.known_blocks: dict[tuple[str, str], list[Any]] = {}

    def events(self, entry: Entry) -> list[Event]:
        match entry.kind:
            case "boundary":
                return [Mark(("compaction", entry.record))]
            case "assistant":
                return self._assistant(entry)
            case "queued":
                events = self._user(entry, kind_of_record(dict_at(entry.record, "attachment") or entry.record))
                self.meta["queued_prompts"] += any(isinstance(event, Said) and event.role == "user" for event in events)
                return events
        return self._user(entry, kind_of_record(entry.record))

    def _assistant(self, entry: Entry) -> list[Event]:
        message = entry.record["message"]
        if entry.record.get("isApiErrorMessage") is True or message.get("model") == "<synthetic>":
            self.fire("C6 stand-ins are no messages")
            self.meta["stand_ins"] += 1
            return [Mark(("stand-in", message.get("content")))]
        key = text_at(message, "id")
        content = self._new_blocks("C1 a block of a message counts once", key, entry.content)
        content = self._new_calls(content, entry.position)
        base = self._without_repr(normalize_claude_assistant_messages({"message": {"content": content}}), content)
        events: list[Event] = []
        for said in base:
            if said["role"] == "tool":
                events.append(self._answer(said))
                continue
            blocks = []
            for block in said["content"]:
                if block.get("type") in ("fallback", "redacted_thinking"):
                    self.fire("C10 blocks that say nothing are counted")
                    self.meta["fallback_blocks"] += block["type"] == "fallback"
                else:
                    blocks.append(block)
            reasoning = [said["reasoning_content"]] if "reasoning_content" in said else []
            events.append(Spoken(key, blocks, reasoning, said.get("tool_calls", [])))
        return events

    def _without_repr(self, messages: list[Record], source: Any) -> list[Record]:
        """DataDesigner writes Python's repr of an object or list as text; ours is its JSON text."""
        texts = {block.get("text") for message in messages for block in message["content"] if isinstance(block, dict)}
        pending, json_of = [source], {}
        while pending:
            value = pending.pop()
            if isinstance(value, dict | list):
                if (shown := str(value)) in texts:
                    json_of[shown] = json.dumps(value, sort_keys=True)
                pending.extend(value.values() if isinstance(value, dict) else value)
        for message in messages:
            for block in message["content"]:
                if isinstance(block, dict) and block.get("text") in json_of:
                    self.fire("objects as text are JSON")
                    block["text"] = json_of[block["text"]]
        return messages

    def _new_blocks(self, rule: str, key: str | None, content: Any) -> Any:
        """Without blocks that an earlier record of the same message, or of the same instant, has."""
        if key is None:
            return content
        blocks = content if isinstance(content, list) else [content]
        known = self.known_blocks.setdefault((rule, key), [])
        fresh = [block for block in blocks if _sameness(block) not in known]
        known += [_sameness(block) for block in blocks]
        if len(fresh) == len(blocks):
            return content
        self.fire(rule)
        self.meta["repeated_blocks"] += len(blocks) - len(fresh)
        return fresh

    def _new_calls(self, content: Any, position: int) -> Any:
        """Without calls that an earlier message has, unless they are made anew: answered before, and again."""
        if not isinstance(content, list):
            return content
        fresh = []
        for block in content:
            if isinstance(block, dict) and block.get("type") == "tool_use":
                said = json.dumps([block["id"], block["name"], block.get("input")])
                if said in self.known_calls and not self._is_answered_again(block["id"], position):
                    self.fire("C1 a call counts once")
                    self.meta["repeated_blocks"] += 1
                    continue
                self.known_calls.add(said)
            fresh.append(block)
        return fresh

    def _is_answered_again(self, call_id: str, position: int) -> bool:
        """A result came before, and the next that is said of this call is one too."""
        mine = [(at, block.get("type")) for at, block in self.steps if call_id in (block.get("id"), block.get("tool_use_id"))]
        later = [kind for at, kind in mine if at > position]
        return later[:1] == ["tool_result"] and any(kind == "tool_result" for at, kind in mine if at < position)

    def _user(self, entry: Entry, kind: str | None) -> list[Event]:
        events: list[Event] = []
        instant = text_at(entry.record, "timestamp")
        instant = instant if min_max_timestamps([instant] if instant else [])[0] is not None else None  # masked logs have a word there
        content = self._new_blocks("a block of one instant counts once", instant, entry.content)
        if isinstance(content, dict) and content.get("type") == "text":
            self.fire("a block alone is content")
            content = [content]
        record = {"message": {"content": content}}
        for said in self._without_repr(normalize_claude_user_messages(record), record):
            if said["role"] == "tool":
                events.append(self._answer(said))
            elif kind is not None:
                self.fire(f"C4 harness words are the system's ({kind})")
                events.append(Said("system", said["content"], kind))
            else:
                events += self._words(said["content"])
        return events

    def _words(self, content: list[Any]) -> list[Event]:
        events: list[Event] = []
        spoken: list[Any] = []
        for block in content:
            pieces = split_words(block["text"]) if block.get("type") == "text" and isinstance(block.get("text"), str) else [(None, None)]
            for kind, text in pieces:
                if kind is None:
                    spoken.append(block if text is None or text == block["text"] else {"type": "text", "text": text})
                    continue
                self.fire(f"C4 harness words are the system's ({kind})")
                if spoken:
                    events.append(Said("user", spoken))
                    spoken = []
                events.append(Said("system", [{"type": "text", "text": text}], kind))
        if spoken:
            events.append(Said("user", spoken))
        return events

    def _answer(self, said: Record) -> Event:
        content = said["content"]
        if len(content) == 1 and isinstance(content[0].get("text"), str) and content[0]["text"].startswith("<persisted-output>"):
            state, text = self._persisted(content[0]["text"])
            self.meta["persisted"].append(state)
            if text is not None:
                self.fire("C10 persisted results are read")
                content = [{"type": "text", "text": text}]
        return Answer(said["tool_call_id"], content)

    def _persisted(self, stub: str) -> tuple[str, str | None]:
        """The file that a stub names: beside the log, or where the stub says, if that is inside the folder given."""
        _, found, rest = stub.partition("saved to: ")
        if not found:
            return "none", None
        named = rest.split("\n")[0].strip()
        beside = (self.folder / self.log.relative).parent
        name = named.replace("\\", "/").split("/")[-1]
        places = [beside / (self.log.session_id or "") / "tool-results" / name, beside.parent / "tool-results" / name]
        places += [beside / "tool-results" / name] + ([Path(named)] if named.startswith("/") else [])
        state = "missing"
        for place in places:
            if not name or not place.is_file():
                continue
            if not place.resolve().is_relative_to(self.folder.resolve()):
                state = "outside"
                continue
            try:
                return "inlined", place.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                return "not-text", None
        return state, None


def _sameness(block: Any) -> str:
    """What makes a block the same: a call its id, anything else all of it but the signature."""
    if isinstance(block, dict) and block.get("type") == "tool_use":
        return f"call {block.get('id')}"
    if isinstance(block, str):
        block = {"type": "text", "text": block}
    if isinstance(block, dict):
        block = {name: value for name, value in block.items() if name != "signature"}
    return json.dumps(block, sort_keys=True)


# --- rows --------------------------------------------------------------------------------------------


def predict_rows(log: Log, folder: Path, index: dict[str, Record], summaries: dict[str, list[str]], fire: Fire) -> list[Expected]:
    rows: list[Expected] = []
    chains = split_chains(log, fire)
    session = log.session_id or Path(log.relative).stem
    if session != next((found for _, record in log.records if (found := text_at(record, "sessionId"))), Path(log.relative).stem):
        fire("a session_id is a sessionId too")
    for key, is_sidechain, entries in chains:
        finished, teller = _finished(log, folder, [entry for entry in entries if entry.fate == "used"], fire)
        if finished.messages:
            rows.append(_row(log, session, key, is_sidechain, entries, finished, teller, index, summaries, len(chains), fire))
    return rows


def _finished(log: Log, folder: Path, kept: list[Entry], fire: Fire) -> tuple[Finished, Teller]:
    teller = Teller(log, folder, kept, fire)
    return put_together([event for entry in kept for event in teller.events(entry)], fire), teller


def _row(
    log: Log,
    session: str,
    key: str | None,
    is_sidechain: bool,
    entries: list[Entry],
    finished: Finished,
    teller: Teller,
    index: dict[str, Record],
    summaries: dict[str, list[str]],
    chain_count: int,
    fire: Fire,
) -> Expected:
    records = [record for _, record in log.records]
    if chain_count > 1:
        own = [entry.record for entry in entries] if is_sidechain else [one for one in records if one.get("isSidechain") is not True]
    else:
        own = records
    timestamps = [text for record in own if (text := coerce_optional_str(record.get("timestamp")))]
    started_at, ended_at = min_max_timestamps(timestamps)
    cwd, branch = _first_of(records, "cwd"), _first_of(records, "gitBranch")
    entry = index.get(session, {})
    agent_id = next((agent for one in entries if (agent := text_at(one.record, "agentId"))), None) if is_sidechain else key
    columns = {
        "trace_id": session if key is None else f"{session}:{key}",
        "source_kind": "claude_code",
        "root_session_id": session,
        "agent_id": agent_id,
        "is_sidechain": is_sidechain,
        "cwd": cwd,
        "project_path": text_at(entry, "projectPath") or cwd,
        "git_branch": branch,
        "started_at": started_at,
        "ended_at": ended_at,
    }
    meta: dict[str, Any] = {
        "record_count": len(records) + sum(1 for line in log.lines if line.problem == "damaged"),
        "record_types": sorted({str(record.get("type", "unknown")) for record in records}),
    }
    versions = sorted({text for record in records if (text := text_at(record, "version"))})
    if versions != sorted({text for record in records if (text := coerce_optional_str(record.get("version")))}):
        fire("C12 a number is no version of the client")
    if versions:
        meta["claude_versions"] = versions
    summary = text_at(entry, "summary")
    if summary is None:
        uuids = {text_at(record, "uuid") for record in records}
        own_summaries = [
            text
            for record in records
            if record.get("type") == "summary" and (text := text_at(record, "summary")) and record.get("leafUuid") in {None, *uuids}
        ]
        found = own_summaries + summaries.get(log.relative, [])
        summary = found[-1] if found else None
        if summary is not None:
            fire("C12 summaries of the log")
    if summary is not None:
        meta["summary"] = summary
    if first_prompt := text_at(entry, "firstPrompt"):
        meta["first_prompt"] = first_prompt
    meta["_unlinked"] = len(finished.unlinked)
    meta["_injected"] = [{"index": at, "kind": kind} for at, kind in finished.injected]
    meta["_stand_ins"] = [at for at, what in finished.marks if what[0] == "stand-in"]
    meta["_compactions"] = [at for at, what in finished.marks if what[0] == "compaction"]
    meta["_queued_prompts"] = teller.meta["queued_prompts"]
    meta["_repeated_blocks"] = teller.meta["repeated_blocks"]
    meta["_fallback_blocks"] = teller.meta["fallback_blocks"]
    meta["_persisted"] = [state for state in teller.meta["persisted"] if state != "none"]
    meta["_dangling"] = finished.dangling
    for fate in ("abandoned", "retracted", "repeated"):
        meta[f"_{fate}"] = sum((entry_.fate == fate) + entry_.dropped_results[fate] for entry_ in entries)
    meta["_virtual_records"] = log.virtual_records
    meta["_skipped_records"], meta["_skipped_blocks"] = log.skipped_records, log.skipped_blocks
    for one in entries:
        one.trace_id = columns["trace_id"]
    return Expected(columns, finished.messages, meta)


def _first_of(records: list[Record], key: str) -> str | None:
    """The first one that is not empty, or else what the last record says."""
    texts = [record[key] for record in records if isinstance(record.get(key), str)]
    return next((text for text in texts if text), "" if records and records[-1].get(key) == "" else None)


# --- a run -------------------------------------------------------------------------------------------


def predict_run(folder: Path, paths: list[str], level: str) -> dict[str, Prediction]:
    """What our command must make of each file of a folder."""
    lenient = level == "lenient"
    found: dict[str, Prediction] = {}
    logs: list[Log] = []
    everything: list[Log] = []
    for relative in paths:
        prediction = found[relative] = Prediction("skipped")
        content = (folder / relative).read_bytes()
        log = read_log(relative, content, lenient, prediction.rules.add)
        everything.append(log)
        problem = _not_a_session(log, content)
        if problem is not None:
            prediction.reasons = (problem,)
            prediction.rules.add(f"skipped: {problem}")
        elif log.damage and not lenient:
            prediction.outcome, prediction.reasons = "rejected", tuple(log.damage)
        elif not log.is_session:
            prediction.reasons = ("no conversation",)
            prediction.rules.add("skipped: no conversation")
        else:
            logs.append(log)
    share_records(
        logs,
        lambda log: found[log.relative].rules.add,
        lambda log, entries: bool(_finished(log, folder, entries, lambda _rule: None)[0].messages),
    )
    index = read_indexes(folder)
    summaries = summaries_of_others(everything)
    for log in logs:
        prediction = found[log.relative]
        if log.elsewhere:
            prediction.rules.add("C7 records of another file")
        if log.undelivered:
            prediction.rules.add("C9 prompts that were never sent")
        prediction.rows = predict_rows(log, folder, index, summaries, prediction.rules.add)
        prediction.outcome = "rows" if prediction.rows else "skipped"
        if not prediction.rows:
            prediction.reasons = ("superseded" if log.elsewhere else "no conversation",)
    for log in logs:
        continues = Counter(str(entry.trace_id) for entry in log.elsewhere)
        for row in found[log.relative].rows:
            row.meta["_continues"] = sorted((*continues.items(), *_fork_context(log, set(continues))))
    return found


def _fork_context(log: Log, named: set[str]) -> list[tuple[str, None]]:
    """The session that a forked subagent goes on from."""
    sessions = [text_at(record, "parentSessionId") for _, record in log.records if record.get("type") == "fork-context-ref"]
    return [(session, None) for session in sessions[:1] if session is not None and session not in named]


def _not_a_session(log: Log, content: bytes) -> str | None:
    path = Path(log.relative)
    if "tool-results" in path.parts:
        return "companion file"
    if content.startswith(b"version https://git-lfs.github.com/spec/"):
        return "Git LFS pointer"
    if not log.lines:
        return "empty file"
    if log.is_claude_code:
        return None
    return "companion file" if path.name in ("history.jsonl", "journal.jsonl") else "not a rollout"


def read_indexes(folder: Path) -> dict[str, Record]:
    """What `sessions-index.json` files say, by session."""
    index: dict[str, Record] = {}
    for path in sorted(folder.rglob("sessions-index.json")):
        try:
            entries = json.loads(path.read_bytes()).get("entries", [])
        except (ValueError, AttributeError):
            continue
        for entry in entries if isinstance(entries, list) else []:
            if session := text_at(entry, "sessionId"):
                index[session] = entry
    return index


def summaries_of_others(logs: list[Log]) -> dict[str, list[str]]:
    """Summaries that name a record of a session in another file, by that file."""
    holder: dict[str, str] = {}
    for log in logs:
        for _, record in log.records:
            if uuid := text_at(record, "uuid"):
                holder.setdefault(uuid, log.relative)
    found: dict[str, list[str]] = {}
    for log in logs:
        for _, record in log.records:
            text, about = text_at(record, "summary"), holder.get(text_at(record, "leafUuid") or "")
            if record.get("type") == "summary" and text and about not in (None, log.relative):
                known = found.setdefault(about or "", [])
                if text not in known:
                    known.append(text)
    return found
