"""What the rows of a Codex rollout must be: DataDesigner's messages, item by item, and the named rules.

Written from docs/codex.md (X1 to X21). Each rule says when it fires; without any the row is DataDesigner's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.utils import build_message, coerce_optional_str, min_max_timestamps

from claude_reference import Expected, Prediction
from conversation import Answer, Event, Said, Spoken, put_together
from session_files import BYTE_ORDER_MARK, Record, dict_at, read_lines, text_at

Fire = Callable[[str], None]
WRAPPED = frozenset("session_meta response_item event_msg turn_context compacted inter_agent_communication".split())
BARE = frozenset(
    "message reasoning function_call function_call_output custom_tool_call custom_tool_call_output local_shell_call "
    "local_shell_call_output web_search_call".split()
)
# Calls, the tool that they call where the item does not name it, and the key of their arguments.
CALLS = {
    "function_call": None,
    "custom_tool_call": None,
    "apply_patch_call": "apply_patch",
    "local_shell_call": "local_shell",
    "tool_search_call": "tool_search",
    "web_search_call": "web_search",
    "image_generation_call": "image_generation",
}
THEIRS = frozenset(
    "message reasoning function_call custom_tool_call apply_patch_call function_call_output custom_tool_call_output "
    "apply_patch_call_output".split()
)
INJECTED = (
    ("# agents.md instructions", "agents-md"),
    ("<user_instructions>", "user-instructions"),
    ("<environment_context", "environment-context"),
    ("<recommended_plugins>", "recommended-plugins"),
    ("here is a list of plugins that are available but not installed.", "recommended-plugins"),
    ("<turn_aborted>", "turn-aborted"),
    ("<skill>", "skill"),
    ("<subagent_notification>", "subagent-notification"),
    ("<user_action>", "user-action"),
    ("<user_shell_command>", "user-shell-command"),
    ("<codex_internal_context", "internal-context"),
    ("<goal_context>", "goal-context"),
    ("<hook_prompt", "hook-prompt"),
    ("the following is the codex agent history", "guardian-transcript"),
    ("another language model started to solve this problem", "compaction-summary"),
    ("warning: the maximum number of unified exec processes you can keep open is", "warning"),
    ("warning: apply_patch was requested via ", "warning"),
    ("warning: your account was flagged for potentially high-risk cyber activity", "warning"),
)
REQUEST = "\n## My request for Codex:"
# What a copy of an item in another file may have otherwise.
UNSTABLE = frozenset("id status phase metadata encrypted_content internal_chat_message_metadata_passthrough".split())


@dataclass
class Person(Said):
    """Words in the role of the user or the system; `begins` for the first of a person's message."""

    begins: bool = False


@dataclass
class Thought:
    texts: list[str]
    of_event: bool = False


Step = Person | Spoken | Answer | Thought


@dataclass
class Rollout:
    relative: str
    records: list[tuple[int, Record]] = field(default_factory=list)
    damaged_lines: int = 0
    damage: list[str] = field(default_factory=list)
    flat: bool = False
    header: Record | None = None
    items: list[tuple[int, int, Record]] = field(default_factory=list)  # place among the records, line, item
    is_rollout: bool = False
    suffix: str | None = None  # of the trace id of a twin
    repeated: int = 0  # items at the beginning, behind the copied header, that another row has
    superseded: bool = False
    repeats_of: Rollout | None = None

    @property
    def thread(self) -> str:
        found = coerce_optional_str(self.header.get("id")) if self.header else None
        return found or re.sub(r"\.(jsonl\.zst|jsonl|json)\Z", "", Path(self.relative).name)

    @property
    def trace_id(self) -> str:
        return self.thread if self.suffix is None else f"{self.thread}_{self.suffix}"


# --- reading -----------------------------------------------------------------------------------------


def read_rollout(relative: str, content: bytes, lenient: bool, fire: Fire) -> Rollout:
    rollout = Rollout(relative)
    if content.startswith(BYTE_ORDER_MARK):
        fire("a byte order mark is passed over")
    document = _document(relative, content)
    if document is not None:
        fire("X3 the document of 2025 is read")
        rollout.records = [(1, record) for record in document]
    else:
        for line in read_lines(content):
            if line.problem == "unfinished":
                fire("a last line that is cut off is left out")
            elif line.problem is not None:
                rollout.damage.append(f"line {line.number} is {line.problem}")
                rollout.damaged_lines += line.problem == "damaged"
                if lenient:
                    fire("lenient: a damaged line is left out")
            if line.problem != "joined" or lenient:
                rollout.records += [(line.number, record) for record in line.records]
    _find_items(rollout, lenient, fire)
    return rollout


def _document(relative: str, content: bytes) -> list[Record] | None:
    if not relative.endswith(".json"):
        return None
    try:
        value = json.loads(content)
    except ValueError:
        return None
    if not isinstance(value, dict) or dict_at(value, "session") is None or not isinstance(value.get("items"), list):
        return None
    return [{"instructions": None, **value["session"]}, *value["items"]]


def _find_items(rollout: Rollout, lenient: bool, fire: Fire) -> None:
    headers = 0
    for place, (line, record) in enumerate(rollout.records):
        kind, payload = record.get("type"), record.get("payload")
        if kind in WRAPPED and "payload" in record:
            if not isinstance(payload, dict):
                rollout.damage.append(f"line {line}: no payload")
                if lenient:
                    fire("lenient: a damaged item is left out")
            elif kind == "session_meta":
                headers += 1
                rollout.is_rollout = True
                rollout.header = rollout.header or payload
                if headers > 1:
                    fire("X4 the first session_meta counts")
            elif kind == "response_item":
                rollout.items.append((place, line, payload))
        elif place == 0 and _is_header(record):
            rollout.header, rollout.flat, rollout.is_rollout = record, True, True
            fire("X3 flat files are read")
        elif (rollout.flat or (rollout.header is None and place > 0)) and _is_bare(record):
            rollout.flat = True
            rollout.items.append((place, line, record))
        elif place == 0:
            if not (line > 1 and _is_bare(record)):
                return
            rollout.flat = True  # the line before may have been a header
            rollout.items.append((place, line, record))
    rollout.is_rollout = rollout.is_rollout or bool(rollout.items)
    kept = []
    for place, line, item in rollout.items:
        problem = _problem(item)
        if problem is None:
            kept.append((place, line, item))
            continue
        rollout.damage.append(f"line {line}: {problem}")
        if lenient:
            fire("lenient: a damaged item is left out")
    rollout.items = kept


def _is_header(record: Record) -> bool:
    known = "type" not in record and "role" not in record and text_at(record, "id") and text_at(record, "timestamp")
    return bool(known) and ("instructions" in record or "git" in record)


def _is_bare(record: Record) -> bool:
    return "record_type" not in record and (
        record.get("type") in BARE or ("type" not in record and "role" in record and "content" in record)
    )


def item_type(item: Record) -> str:
    kind = coerce_optional_str(item.get("type")) or "unknown"
    return "message" if kind == "unknown" and "role" in item and "content" in item else kind


def _problem(item: Record) -> str | None:
    kind = item_type(item)
    if kind == "message" and item.get("role") not in ("user", "assistant", "developer", "system"):
        return f"role {item.get('role')}"
    if kind in CALLS and CALLS[kind] is None and not text_at(item, "name"):
        return "no name"
    return None


# --- files of a run ----------------------------------------------------------------------------------


def _sameness(item: Record) -> str:
    return json.dumps({key: value for key, value in item.items() if key not in UNSTABLE and value is not None}, sort_keys=True)


def relate(rollouts: list[Rollout]) -> None:
    """Files of one thread: the longest has the row. Forks: without what they copied from the other thread."""
    threads: dict[str, list[Rollout]] = {}
    for rollout in rollouts:
        if rollout.header is not None and rollout.header.get("id"):
            threads.setdefault(rollout.thread, []).append(rollout)
    same = {id(rollout): [_sameness(item) for _, _, item in rollout.items] for rollout in rollouts}
    for twins in threads.values():
        kept: list[Rollout] = []
        for twin in sorted((one for one in twins if one.items), key=lambda one: (-len(one.items) - len(one.damage), one.relative)):
            best = max(kept, key=lambda other: _common(same[id(twin)], same[id(other)]), default=None)
            if best is not None:
                twin.repeated, twin.repeats_of = _common(same[id(twin)], same[id(best)]), best
                twin.superseded = twin.repeated == len(twin.items)
                rollout_id = re.search(re.escape(twin.thread) + r"_(.+?)\.jsonl", Path(twin.relative).name)
                twin.suffix = rollout_id[1] if rollout_id else str(len(kept) + 1)
            if not twin.superseded:
                kept.append(twin)
    for rollout in rollouts:
        header = rollout.header or {}
        parent_id = text_at(header, "forked_from_id") or _parent_of(header)
        metas = [place for place, (_, record) in enumerate(rollout.records) if record.get("type") == "session_meta"]
        has_own = isinstance(header.get("subagent_history_start_ordinal"), int)
        if rollout.repeats_of is not None or parent_id is None or (len(metas) < 2 and not has_own):
            continue
        copies = [place for place in metas[1:] if (dict_at(rollout.records[place][1], "payload") or {}).get("id") != rollout.thread]
        for parent in threads.get(parent_id, []):
            own_from = header.get("subagent_history_start_ordinal")
            if isinstance(own_from, int):
                ordinals = [rollout.records[place][1].get("ordinal") for place, _, _ in rollout.items]
                count = sum(1 for ordinal in ordinals if isinstance(ordinal, int) and ordinal < own_from)
            else:
                behind = [item for place, _, item in rollout.items if copies and place > copies[0]]
                count = _copied(behind, [item for _, _, item in parent.items])
            if not parent.superseded and count > rollout.repeated:
                rollout.repeated, rollout.repeats_of = count, parent


def _copied(copy: list[Record], parent: list[Record]) -> int:
    """How many items a copy begins with that stand in the parent, in its order; calls, results and context may be left out of it."""
    best = 0
    for start in range(len(parent)):
        at, count = start, 0
        while count < len(copy) and at < len(parent):
            if _sameness(copy[count]) == _sameness(parent[at]):
                count += 1
            elif count == 0 or _is_essential(parent[at]):
                break
            at += 1
        best = max(best, count)
    return best


def _is_essential(item: Record) -> bool:
    """A person's message or a final answer."""
    if item.get("role") == "assistant":
        return item.get("phase") == "final_answer"
    blocks = item.get("content") if item.get("role") == "user" else None
    texts = [block for block in blocks if isinstance(block, dict)][:1] if isinstance(blocks, list) else []
    return item.get("role") == "user" and all(_kind_of({**block, "type": "text"}, None) is None for block in texts)


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _parent_of(header: Record) -> str | None:
    spawn = dict_at(dict_at(dict_at(header, "source"), "subagent"), "thread_spawn")
    return text_at(header, "parent_thread_id") or text_at(spawn, "parent_thread_id")


# --- steps -------------------------------------------------------------------------------------------


class Teller:
    """Turns the items of a file into steps."""

    def __init__(self, rollout: Rollout, fire: Fire) -> None:
        self.rollout = rollout
        self.fire = fire
        self.steps: list[Step] = []
        self.removed: list[Step] = []
        self.folder: str | None = None
        self.numbers: dict[str, int] = {}
        self.meta: dict[str, int] = {}

    def tell(self) -> list[Step]:
        items = {place: item for place, _, item in self.rollout.items}
        places = sorted(items)
        behind = self.rollout.repeats_of is not None and self.rollout.suffix is None
        if behind and self.rollout.repeated:
            metas = [place for place, (_, record) in enumerate(self.rollout.records) if record.get("type") == "session_meta"]
            places = [place for place in places if len(metas) < 2 or place > metas[1]]
        repeated = places[: self.rollout.repeated]
        last = repeated[-1] if repeated else -1
        first = repeated[0] if repeated and behind else 0
        carried = {text.strip() for item in items.values() if item_type(item) == "reasoning" for text in _carried(item)}
        for place, (_, record) in enumerate(self.rollout.records):
            is_repeated = first <= place <= last
            if place in items and not is_repeated:
                self._item(items[place])
            elif record.get("type") == "event_msg" and isinstance(payload := record.get("payload"), dict):
                self._event(payload, carried, is_repeated)
            elif (
                record.get("type") == "inter_agent_communication" and not is_repeated and isinstance(payload := record.get("payload"), dict)
            ):
                self._letter(payload)
        return self.steps

    def _event(self, event: Record, carried: set[str], is_repeated: bool) -> None:
        text = text_at(event, "text")
        match event.get("type"):
            case "agent_reasoning" | "agent_reasoning_raw_content" if text is not None:
                if text.strip() in carried:
                    self.fire("X1 reasoning once")
                elif not is_repeated:
                    if event["type"] == "agent_reasoning_raw_content":
                        self.fire("X13 raw reasoning")
                    self.steps.append(Thought([text], of_event=True))
            case "thread_rolled_back" if not is_repeated:
                self._roll_back(event.get("num_turns"))

    def _roll_back(self, turns: Any) -> None:
        self.fire("X10 turns that were rolled back are left out")
        begins = [at for at, step in enumerate(self.steps) if isinstance(step, Person) and step.begins]
        if not isinstance(turns, int) or turns < 1 or not begins:
            return
        cut = begins[-min(turns, len(begins))]
        while cut - 1 > begins[0] and isinstance(step := self.steps[cut - 1], Person) and step.role == "system":
            if step.kind is not None and "turn-aborted" in step.kind:
                break
            cut -= 1
        self.removed += self.steps[cut:]
        self.steps = self.steps[:cut]

    def _item(self, item: Record) -> None:
        kind = item_type(item)
        if "type" not in item:
            self.fire("X20 messages without a type")
        if kind not in THEIRS and not self.rollout.flat and (kind in CALLS or kind.endswith("_output") or kind == "agent_message"):
            self.fire("X7 items that DataDesigner drops")
        if kind == "message":
            self._message(item)
        elif kind == "reasoning":
            self._reasoning(item)
        elif kind in CALLS:
            self._call(item, kind)
        elif kind.endswith("_output"):
            self.steps.append(Answer(self._id(item, kind), self._output(item)))
        elif kind == "agent_message":
            self._letter(item)

    def _message(self, item: Record) -> None:
        content = self._blocks(item.get("content"))
        if not content:
            self.fire("X16 a message without content is counted")
            self.meta["empty_messages"] = self.meta.get("empty_messages", 0) + 1
        elif item["role"] == "assistant":
            self.steps.append(Spoken(None, content, [], []))
        elif item["role"] == "user":
            self._words(content, item)
        else:
            self.steps.append(Person("system", content))

    def _words(self, content: list[Record], item: Record) -> None:
        noted = (dict_at(item, "internal_chat_message_metadata_passthrough") or {}).get("content_item_kinds")
        kinds = noted if isinstance(noted, list) else []
        parts: list[tuple[str | None, Record]] = []
        for index, block in enumerate(content):
            kind = _kind_of(block, kinds[index] if index < len(kinds) else None)
            text = block.get("text") if block.get("type") == "text" else None
            if kind is None and isinstance(text, str) and text.lstrip()[:2] == "# " and REQUEST in text:
                before, _, behind = text.partition(REQUEST)
                parts.append(("ide-context", {"type": "text", "text": before}))
                behind = re.sub(r"\A\s*\n", "", behind)
                parts += [(None, {"type": "text", "text": behind})] if behind.strip() else []
            else:
                parts.append((kind, block))
        begins = any(kind is None for kind, _ in parts)
        at = 0
        while at < len(parts):
            stop = at
            while stop < len(parts) and (parts[stop][0] is None) == (parts[at][0] is None):
                stop += 1
            blocks = [block for _, block in parts[at:stop]]
            found = [kind for kind, _ in parts[at:stop] if kind is not None]
            for kind in found:
                self.fire(f"X11 injected text is the system's ({kind})")
                if kind == "environment-context":
                    self.folder = self.folder or _folder_in(blocks)
            self.steps.append(Person("system" if found else "user", blocks, " ".join(found) or None, begins=begins and at == 0))
            at = stop

    def _reasoning(self, item: Record) -> None:
        texts = _texts_in(item, "summary")
        if not texts and (texts := _texts_in(item, "content")):
            self.fire("X13 raw reasoning")
        self.steps.append(Thought(texts))

    def _letter(self, item: Record) -> None:
        blocks = [block for block in self._blocks(item.get("content")) if "encrypted_content" not in block and block.get("text") != ""]
        if blocks:
            self.fire("X7 letters between agents are the system's")
            self.steps.append(Person("system", blocks, "agent-message"))

    def _call(self, item: Record, kind: str) -> None:
        name = text_at(item, "name") or CALLS[kind] or ""
        call = {"id": self._id(item, kind), "type": "function", "function": {"name": name, "arguments": self._arguments(item, kind)}}
        self.steps.append(Spoken(None, [], [], [call]))

    def _id(self, item: Record, kind: str) -> str:
        if found := text_at(item, "call_id"):
            return found
        self.fire("X17 calls without an id are given one")
        if found := text_at(item, "id"):
            return found
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return f"{kind}_{self.numbers[kind]}"

    def _arguments(self, item: Record, kind: str) -> str:
        if kind in ("local_shell_call", "web_search_call"):
            return json.dumps(item.get("action") if item.get("action") is not None else {}, sort_keys=True)
        if kind == "image_generation_call":
            prompt = text_at(item, "revised_prompt")
            return json.dumps({} if prompt is None else {"revised_prompt": prompt})
        given = item.get("arguments")
        if given is not None:
            return given if isinstance(given, str) else json.dumps(given, sort_keys=True)
        raw = item.get("input") if item.get("input") is not None else item.get("operation")
        if raw is None:
            if "arguments" not in item:
                self.fire("X12 raw input is JSON")
            return "{}"
        self.fire("X12 raw input is JSON")
        return json.dumps({"input": raw} if isinstance(raw, str) else raw, sort_keys=True)

    def _output(self, item: Record) -> list[Record]:
        if "output" not in item and "tools" in item:
            return [{"type": "text", "text": json.dumps(item["tools"], sort_keys=True)}]
        return self._blocks(item.get("output"))

    def _blocks(self, content: Any) -> list[Record]:
        """DataDesigner's blocks, with one spelling of text, and JSON for what is no text."""
        if isinstance(content, dict):
            self.fire("X9 objects as text are JSON")
            return self._blocks([content]) if "type" in content else [{"type": "text", "text": json.dumps(content, sort_keys=True)}]
        blocks = build_message(role="user", content=content)["content"]
        for index, block in enumerate(blocks):
            if (
                isinstance(block, dict)
                and block.get("type") in ("input_text", "output_text", "text")
                and isinstance(block.get("text"), str)
            ):
                if set(block) != {"type", "text"} or block["type"] != "text":
                    self.fire("X8 text blocks have one spelling")
                blocks[index] = {"type": "text", "text": block["text"]}
        return blocks


def _texts_in(item: Record, key: str) -> list[str]:
    value = item.get(key)
    if isinstance(value, str) and value:
        return [value]
    return [part["text"] for part in value if text_at(part, "text")] if isinstance(value, list) else []


def _carried(item: Record) -> list[str]:
    texts = [*_texts_in(item, "summary"), *_texts_in(item, "content")]
    return texts + [glue.join(text.strip() for text in texts) for glue in ("\n\n", "\n", "")]


def _kind_of(block: Record, noted: Any) -> str | None:
    text = block.get("text") if block.get("type") == "text" else None
    begun = None
    if isinstance(text, str):
        start = text[:200].lstrip().lower()
        begun = next((kind for beginning, kind in INJECTED if start.startswith(beginning)), None)
    if not isinstance(noted, str) or not noted or noted == "unknown":
        return begun
    named = {"agents_md.instructions": "agents-md", "user.heartbeat": "heartbeat"}
    if noted in named:
        return named[noted]
    return None if noted.startswith("user.") else begun or noted.rpartition(".")[2].replace("_", "-")


def _folder_in(blocks: list[Record]) -> str | None:
    for block in blocks:
        found = re.search(r"<cwd>([^<]+)</cwd>|^Current working directory: (.+)$", str(block.get("text")), re.MULTILINE)
        if found:
            return (found[1] or found[2]).strip()
    return None


def to_events(steps: list[Step], fire: Fire) -> tuple[list[Event], list[str]]:
    """Thoughts go to what the assistant says next. Returns what is left of them too."""
    events: list[Event] = []
    pending: list[str] = []
    for step in steps:
        match step:
            case Thought():
                if step.of_event and step.texts[0].strip() in {text.strip() for text in pending}:
                    fire("X1 reasoning once")
                    continue
                if not step.of_event and step.texts:
                    fire("X1 reasoning of items")
                pending += step.texts
            case Spoken():
                events.append(Spoken(None, step.content, pending, step.calls))
                pending = []
            case Person():
                if pending:
                    fire("X19 thoughts behind which somebody else speaks are a turn")
                    events.append(Spoken(None, [], pending, []))
                    pending = []
                events.append(step)
            case Answer():
                events.append(step)
    return events, pending


_RENAMED = {
    "C1 one assistant message a turn": "X6 one assistant message a turn",
    "C2 results follow their turn": "X6 results follow their turn",
    "C2 a result without its call is no message": "X18 a result without its call is no message",
}


# --- rows --------------------------------------------------------------------------------------------


def predict_row(rollout: Rollout, threads: dict[str, Rollout], fire: Fire) -> Expected | None:
    teller = Teller(rollout, fire)
    events, unattached = to_events(teller.tell(), fire)
    finished = put_together(events, lambda rule: fire(_RENAMED[rule]))
    for message in finished.messages:
        if "tool_calls" in message and not message["content"]:
            message["content"] = [{"type": "text", "text": ""}]  # as DataDesigner has it
    if not finished.messages and not finished.unlinked and not unattached:
        return None
    header = rollout.header or {}
    records = [record for _, record in rollout.records]
    timestamps = [text for record in records if (text := coerce_optional_str(record.get("timestamp")))]
    metas = [payload for record in records if record.get("type") == "session_meta" and (payload := dict_at(record, "payload"))]
    timestamps += [text for meta in metas if (text := coerce_optional_str(meta.get("timestamp")))]
    earliest, latest = min_max_timestamps(timestamps)
    cwd = text_at(header, "cwd") or (teller.folder if rollout.flat else None)
    branch = text_at(dict_at(header, "git"), "branch")
    if branch is not None:
        fire("X2 the branch of git")
    is_subagent = _is_subagent(header)
    if is_subagent:
        fire("X5 subagents")
    columns = {
        "trace_id": rollout.trace_id,
        "source_kind": "codex",
        "root_session_id": _root_of(rollout, threads) if is_subagent else rollout.thread,
        "agent_id": rollout.thread if is_subagent else None,
        "is_sidechain": is_subagent,
        "cwd": cwd,
        "project_path": cwd,
        "git_branch": branch or text_at(header, "git_branch"),
        "started_at": text_at(header, "timestamp") or earliest,
        "ended_at": latest,
    }
    meta: dict[str, Any] = {
        "record_count": len(records) + rollout.damaged_lines,
        "record_types": sorted({coerce_optional_str(record.get("type")) or "unknown" for record in records}),
        "response_item_types": sorted(_item_types(rollout)),
    }
    for key in ("originator", "cli_version", "model_provider", "source"):
        value = header.get(key)
        if isinstance(value, dict):
            fire("X5 the source stays an object")
            meta[key] = value
        elif value:
            meta[key] = coerce_optional_str(value)
    if unattached:
        meta["unattached_reasoning"] = unattached
    meta["_unlinked"] = len(finished.unlinked)
    meta["_injected"] = [{"index": at, "kind": kind} for at, kinds in finished.injected for kind in kinds.split(" ")]
    if rollout.repeated and rollout.repeats_of is not None:
        meta["_continues"] = [(rollout.repeats_of.trace_id, rollout.repeated)]
    return Expected(columns, finished.messages, meta)


def _item_types(rollout: Rollout) -> set[str]:
    types = set()
    for place, (_, record) in enumerate(rollout.records):
        if record.get("type") == "response_item" and isinstance(payload := record.get("payload"), dict):
            types.add(coerce_optional_str(payload.get("type")) or "unknown")
        elif rollout.flat and (place > 0 or _is_bare(record)) and "record_type" not in record and "payload" not in record:
            types.add(coerce_optional_str(record.get("type")) or "unknown")
    return types


def _is_subagent(header: Record) -> bool:
    source = text_at(header, "thread_source")
    started = source not in (None, "user", text_at(header, "source"))
    subagent = (dict_at(header, "source") or {}).get("subagent")
    return subagent is not None or started or _parent_of(header) is not None


def _root_of(rollout: Rollout, threads: dict[str, Rollout]) -> str:
    header, thread, seen = rollout.header or {}, rollout.thread, {rollout.thread}
    while True:
        session = text_at(header, "session_id")
        if session is not None and session != thread:
            return session
        parent = _parent_of(header)
        if parent is None:
            return thread
        if parent in seen:
            return rollout.thread
        if parent not in threads:
            return parent
        seen.add(parent)
        header, thread = threads[parent].header or {}, parent


# --- a run -------------------------------------------------------------------------------------------


def predict_run(folder: Path, paths: list[str], level: str) -> dict[str, Prediction]:
    """What our command must make of each file of a folder."""
    lenient = level == "lenient"
    found: dict[str, Prediction] = {}
    rollouts: list[Rollout] = []
    plain = {Path(path).name for path in paths if path.endswith(".jsonl")}
    for relative in paths:
        prediction = found[relative] = Prediction("skipped")
        if relative.endswith(".zst"):
            is_made_of = Path(relative).name.removesuffix(".zst") in plain
            prediction.outcome, prediction.reasons = ("skipped", ("superseded",)) if is_made_of else ("not read", ())
            prediction.rules.add("X14 a compressed file beside a plain one" if is_made_of else "X14 compressed files are read")
            continue
        content = (folder / relative).read_bytes()
        rollout = read_rollout(relative, content, lenient, prediction.rules.add)
        problem = _not_a_rollout(rollout, content)
        if problem is not None:
            prediction.reasons = (problem,)
            prediction.rules.add(f"skipped: {problem}")
        elif rollout.damage and not lenient:
            prediction.outcome, prediction.reasons = "rejected", tuple(rollout.damage)
            if all(" is damaged" not in one and " is joined" not in one for one in rollout.damage):
                prediction.rules.add("strict: a damaged item rejects the file")
        else:
            rollouts.append(rollout)
    relate(rollouts)
    threads = {rollout.thread: rollout for rollout in reversed(rollouts)}
    for rollout in rollouts:
        prediction = found[rollout.relative]
        if rollout.superseded:
            prediction.rules.add("X4 a thread has one row")
            prediction.reasons = ("superseded",)
            continue
        if rollout.repeats_of is not None:
            prediction.rules.add("X4 a thread has one row" if rollout.suffix else "X4 a parent's history is the parent's")
        row = predict_row(rollout, threads, prediction.rules.add)
        prediction.rows = [] if row is None else [row]
        prediction.outcome = "skipped" if row is None else "rows"
        if row is None:
            prediction.reasons = ("superseded" if rollout.repeats_of else "no conversation",)
            prediction.rules.add(f"skipped: {prediction.reasons[0]}")
    return found


def _not_a_rollout(rollout: Rollout, content: bytes) -> str | None:
    if content.startswith(b"version https://git-lfs.github.com/spec/"):
        return "Git LFS pointer"
    if not content.strip():
        return "empty file"
    if rollout.is_rollout:
        return None
    is_companion = Path(rollout.relative).name in ("history.jsonl", "session_index.jsonl")
    return "companion file" if is_companion else "not a rollout"
