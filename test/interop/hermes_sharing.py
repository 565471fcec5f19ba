"""Sessions of a run that have messages in common: which has a row, and which messages are another one's.

Written from docs/hermes.md ("Sessions that share messages", "Lineage").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hermes_log import Message, Session
from session_files import Record, text_at

PREFERENCE = ("state_db", "session_export", "gateway_transcript", "cli_session_log")


@dataclass
class Lineage:
    parent: str
    relation: str | None
    root: str
    is_sidechain: bool
    is_known: bool


@dataclass
class Place:
    is_superseded: bool = False
    copied: set[int] = field(default_factory=set)  # positions
    of: str = ""
    lineage: Lineage | None = None
    snapshot: Session | None = None


@dataclass
class Print:
    position: int
    whole: Any
    outline: Any
    is_distinctive: bool
    is_of_compaction: bool


@dataclass(eq=False)
class History:
    session: Session
    path: str
    prints: list[Print]


class Sharing:
    """Settles a run. `sessions` in the order of files."""

    def __init__(self, sessions: list[tuple[Session, str]], links: Callable[..., Any], segments: Callable[..., Any]) -> None:
        histories = [History(session, path, _prints(session, links, segments)) for session, path in sorted(sessions, key=lambda one: one[1])]
        histories.sort(key=lambda one: one.session.format == "trajectory")
        self.places: dict[int, Place] = {id(one.session): Place() for one in histories}
        self.origins = _origins(histories)
        self.inferred: dict[int, Lineage] = {}
        self.holder: dict[int, History] = {}
        elected = self._elect(histories)
        by_id: dict[str, History] = {}
        for one in elected:
            if one.session.id is not None:
                by_id.setdefault(one.session.id, one)
        for one in elected:
            lineage = self._lineage(one)
            if lineage is not None and lineage.relation in ("compression", "branch") and lineage.parent in by_id:
                parent = by_id[lineage.parent]
                self._link(one, parent, _copied(one, parent))
        free = [one for one in elected if id(one.session) not in self.holder]
        for one, of, positions in _alike(free):
            self._link(one, of, positions)
        for one in elected:
            if id(one.session) not in self.holder and self._lineage(one) is None:
                self._find_parent(one, elected)
        for one in elected:
            self.places[id(one.session)].lineage = self._lineage(one)

    # --- one session in several stores

    def _elect(self, histories: list[History]) -> list[History]:
        groups: dict[Any, list[History]] = {}
        for one in histories:
            groups.setdefault(one.session.id if one.session.id is not None else id(one), []).append(one)
        elected = []
        for group in groups.values():
            rest = sorted(group, key=_preference)
            while rest:
                first, *behind = rest
                own = {one.outline for one in first.prints}
                others = [one for one in behind if not one.prints or any(print_.outline in own for print_ in one.prints)]
                place = self.places[id(first.session)]
                facts, meta = first.session.facts, first.session.meta
                if not (facts.get("system_prompt") and (isinstance(facts.get("tools"), list) or isinstance(meta.get("tools"), list))):
                    place.snapshot = next((one.session for one in others if one.session.format == "cli_session_log"), None)
                for other in others:
                    self.places[id(other.session)].is_superseded = True
                elected.append(first)
                rest = [one for one in behind if one not in others]
        return elected

    # --- parents

    def _lineage(self, history: History) -> Lineage | None:
        session = history.session
        if id(session) in self.inferred:
            return self.inferred[id(session)]
        origin = self.origins.get(session.id or "")
        parent = None if origin is None else _parent(origin)
        if origin is None or parent is None or parent == session.id or session.id is None:
            return None
        relation = _relation(origin, self.origins.get(parent))
        if relation is None and any(one.is_of_compaction for one in history.prints):
            relation = "compression"
        root, is_sidechain = self._top(session.id)
        return Lineage(parent, relation, root, is_sidechain, parent in self.origins)

    def _top(self, name: str) -> tuple[str, bool]:
        way, is_sidechain = [name], False
        while True:
            origin = self.origins.get(way[-1])
            above = None if origin is None else _parent(origin)
            if origin is None or above is None:
                return way[-1], is_sidechain
            relation = _relation(origin, self.origins.get(above))
            if relation == "reset":
                return way[-1], is_sidechain
            is_sidechain = is_sidechain or relation == "subagent"
            if above in way:
                return min(way[way.index(above) :]), is_sidechain
            way.append(above)

    def _find_parent(self, child: History, elected: list[History]) -> None:
        if not any(one.is_of_compaction for one in child.prints):
            return
        counts: list[tuple[int, int, History]] = []
        for number, other in enumerate(elected):
            theirs = {one.outline for one in other.prints if one.is_distinctive}
            count = sum(1 for one in child.prints if one.is_distinctive and one.outline in theirs)
            if count and _is_earlier(other, child):
                counts.append((-count, number, other))
        if not counts:
            return
        parent = min(counts)[2]
        if self._link(child, parent, _copied(child, parent)):
            above = self._lineage(parent)
            root = above.root if above else parent.session.trace_id
            self.inferred[id(child.session)] = Lineage(parent.session.trace_id, "compression", root, bool(above and above.is_sidechain), True)

    def _link(self, one: History, of: History, positions: set[int]) -> bool:
        at: History | None = of
        while at is not None:
            if at is one:
                return False
            at = self.holder.get(id(at.session))
        if not positions:
            return False
        self.holder[id(one.session)] = of
        place = self.places[id(one.session)]
        place.copied, place.of = positions, of.session.trace_id
        return True


def _preference(one: History) -> tuple[int, int, int]:
    form = one.session.format
    last = 2 if not one.prints else 1 if form == "cli_session_log" else 0
    return last, -len(one.prints), PREFERENCE.index(form) if form in PREFERENCE else -1


_BEGIN = re.compile(r"\d{8}_\d{6}")


def _is_earlier(a: History, b: History) -> bool:
    begins = [_BEGIN.match(one.session.id or "") for one in (a, b)]
    return begins[0] is not None and begins[1] is not None and begins[0][0] < begins[1][0]


def _copied(child: History, parent: History) -> set[int]:
    copied: set[int] = set()
    last = -1
    theirs = [one.outline for one in parent.prints]
    for one in child.prints:
        found = next((at for at in range(last + 1, len(theirs)) if theirs[at] == one.outline), None)
        if found is not None:
            copied.add(one.position)
            last = found
        elif not one.is_of_compaction:
            break
    return copied


def _alike(histories: list[History]) -> list[tuple[History, History, set[int]]]:
    """Sessions that begin like a longer one, or like one that comes first."""
    found = []
    for number, one in enumerate(histories):
        best: tuple[int, int, int, History] | None = None
        for other_number, other in enumerate(histories):
            is_before = (-len(other.prints), other_number) < (-len(one.prints), number)
            if other is one or not is_before:
                continue
            length = 0
            for left, right in zip(one.prints, other.prints, strict=False):
                if left.whole != right.whole:
                    break
                length += 1
            key = (-length, -len(other.prints), other_number, other)
            if length and (best is None or key[:3] < best[:3]):
                best = key
        if best is not None and any(print_.is_distinctive for print_ in one.prints[: -best[0]]):
            found.append((one, best[3], {print_.position for print_ in one.prints[: -best[0]]}))
    return found


# --- what a store says of parents --------------------------------------------------------------------


def _config(facts: Record) -> Record:
    config = facts.get("model_config")
    if isinstance(config, str):
        try:
            config = json.loads(config)
        except ValueError:
            return {}
    return config if isinstance(config, dict) else {}


def _origins(histories: list[History]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for one in histories:
        name = one.session.id
        if name is not None and (text_at(one.session.facts, "parent_session_id") or name not in found):
            found[name] = one.session.facts
    return found


def _parent(facts: Record) -> str | None:
    config = _config(facts)
    marks = (text_at(config, key) for key in ("_branched_from", "_delegate_from", "_reset_from"))
    return text_at(facts, "parent_session_id") or next((mark for mark in marks if mark), None)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _relation(child: Record, parent: Record | None) -> str | None:
    config = _config(child)
    if text_at(config, "_delegate_from") or child.get("source") in ("subagent", "tool"):
        return "subagent"
    if text_at(config, "_branched_from"):
        return "branch"
    if text_at(config, "_reset_from"):
        return "reset"
    if parent is None:
        return None
    ended, began = _number(parent.get("ended_at")), _number(child.get("started_at"))
    reason = text_at(parent, "end_reason")
    is_after = reason in ("compression", "branched") if ended is None or began is None else began >= ended
    if not is_after:
        return "subagent"
    return {"compression": "compression", "branched": "branch"}.get(reason or "", "reset")


# --- what a message says -----------------------------------------------------------------------------


def _prints(session: Session, links: Callable[..., Any], segments: Callable[..., Any]) -> list[Print]:
    of_calls, of_results = links(session.messages)
    prints = []
    opened: set[str] = set()
    made: Any = ""
    for message in session.messages:
        if message.role == "system":
            continue
        ids = [call["id"] or of_calls.get(id(call), "") for call in message.calls]
        result = of_results.get(id(message), message.call_id or "")
        said = tuple((name, call["name"], _canonical(call["arguments"])) for name, call in zip(ids, message.calls, strict=True))
        head = (message.role, result, said)
        if message.calls:
            opened, made = set(ids), head
        texts = tuple(_canonical(block["text"] if set(block) == {"type", "text"} and block["type"] == "text" else json.dumps(block)) for block in message.content)
        thought = () if message.reasoning is None else (_canonical(message.reasoning),)
        is_answer = message.role == "tool" and result in opened
        is_thought = not message.content and not message.calls
        kinds = {kind for kind, _ in segments(message)} if message.content else {None}
        prints.append(
            Print(
                message.position,
                (head, texts, thought),
                (head, made if is_answer else texts, thought if is_thought else ()),
                _is_distinctive(message),
                message.role != "tool" and kinds <= {"compaction-summary", "task-list"},
            )
        )
    return prints


def _is_distinctive(message: Message) -> bool:
    if message.role == "tool":
        return len(message.call_id or "") >= 12
    if message.role != "assistant":
        return False
    texts = [block["text"] for block in message.content if block.get("type") == "text" and isinstance(block.get("text"), str)]
    return any(len(call["id"] or "") >= 12 for call in message.calls) or any(len(text) >= 40 for text in texts)


def _canonical(text: str) -> str:
    if text.lstrip()[:1] in ("[", "{"):
        try:
            return json.dumps(json.loads(text), sort_keys=True)
        except (ValueError, RecursionError):
            pass
    return text.strip()
