"""What the rows of Hermes' sessions must be: DataDesigner's messages and the named rules.

Written from docs/hermes.md (H1 to H21). Each rule says when it fires; without any the row is DataDesigner's.
Files and databases are read by hermes_log.py, sessions that share messages are settled by hermes_sharing.py.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.hermes_agent import extract_hermes_tool_names
from data_designer.engine.resources.agent_rollout.utils import coerce_optional_str, min_max_timestamps, stringify_json_value

from claude_reference import Expected, Prediction
from conversation import Answer, Event, Finished, Mark, Said, Spoken, put_together
from hermes_log import Fire, Log, Message, Session, instant_of, read_log
from hermes_sharing import Place, Sharing
from session_files import Record, text_at

NORMAL = ("stop", "tool_calls", "end_turn", "tool_use")
INDEX_KEYS = (
    "session_key display_name platform chat_type input_tokens output_tokens cache_read_tokens cache_write_tokens total_tokens "
    "last_prompt_tokens estimated_cost_usd cost_status memory_flushed"
).split()
THEIR_KEYS = (
    *("record_count", "session_format", "available_tool_count", "available_tool_names", "finish_reasons", "tool_names_used"),
    *INDEX_KEYS,
    *("origin", "model", "base_url", "has_system_prompt", "system_prompt_chars", "tools"),
)


# --- whose words -------------------------------------------------------------------------------------

_SUMMARY, _BRACKET, _WHOLE = "not the summary above ---", "]\n\n", None
_WORDS = [
    ("[CONTEXT COMPACTION", "compaction-summary", _SUMMARY),
    ("[CONTEXT SUMMARY]:", "compaction-summary", _SUMMARY),
    ("[PRIOR CONTEXT", "compaction-summary", _WHOLE),
    ("Continue from the compressed conversation context above.", "compaction-summary", _WHOLE),
    ("[Your active task list was preserved across context compression]", "task-list", _WHOLE),
    ("Review the conversation above and update the skill library", "background-review", _WHOLE),
    ("Review the conversation above and consider saving to memory", "background-review", _WHOLE),
    ("You just executed tool calls but returned an empty response.", "empty-recovery", _WHOLE),
    ("You've reached the maximum number of tool-calling iterations allowed.", "iteration-limit", _WHOLE),
    ("[Continuing toward your standing goal]", "goal", _WHOLE),
    ("[ASYNC DELEGATION", "delegation", _WHOLE),
    ("[IMPORTANT: Background process", "background-process", _WHOLE),
    ("[SYSTEM: Background process", "background-process", _WHOLE),
    ("[IMPORTANT: The user has invoked the", "skill", _WHOLE),
    ("[SYSTEM: The user has invoked the", "skill", _WHOLE),
    ("[IMPORTANT: You are", "cron", _BRACKET),
    ("[SYSTEM: You are running as a scheduled cron job", "cron", _BRACKET),
    ("[System note:", "system-note", _BRACKET),
    ("[SYSTEM:", "system-note", _BRACKET),
]


def segments(message: Message) -> list[tuple[str | None, list[Record]]]:
    """The harness's parts of a message, each with its kind, and the speaker's own."""
    if message.is_mirror:
        return [("mirror", message.content)]
    if message.mark not in (None, "compaction-summary"):
        return [(message.mark, message.content)]
    found: list[tuple[str | None, list[Record]]] = []
    for number, block in enumerate(message.content):
        for kind, part in _parts(block, message.role, message.mark if number == 0 else None):
            if found and found[-1][0] == kind:
                found[-1][1].append(part)
            else:
                found.append((kind, [part]))
    return found


def _parts(block: Record, role: str, mark: str | None) -> list[tuple[str | None, Record]]:
    text = block.get("text")
    known = None
    if isinstance(text, str):
        known = next((one for one in _WORDS if text.lstrip().startswith(one[0])), None)
    if known is None or not isinstance(text, str) or (role == "assistant" and known[1] != "compaction-summary"):
        return [(mark, block)]
    _, kind, end = known
    before, found, behind = text.partition(end) if end is not None else (text, "", "")
    if not found or not behind.strip():
        return [(kind, block)]
    return [(kind, {"type": "text", "text": before + found}), (None, {"type": "text", "text": behind.lstrip("\n")})]


# --- a session ---------------------------------------------------------------------------------------


def links(messages: list[Message]) -> tuple[dict[int, str], dict[int, str]]:
    """The ids of calls without one (by the object), and of results that answer by their place."""
    declared = {call["id"] for message in messages for call in message.calls if call["id"]}
    of_calls: dict[int, str] = {}
    of_results: dict[int, str] = {}
    for number, message in enumerate(messages):
        behind = []
        for other in messages[number + 1 :]:
            if other.role != "tool":
                break
            behind.append(other)
        answered = {one.call_id for one in behind}
        free = [one for one in behind if one.call_id is None or one.call_id not in declared]
        open_calls = [call for call in message.calls if not call["id"] or call["id"] not in answered]
        for place, call in enumerate(open_calls):
            result = free[place] if len(free) == len(open_calls) else None
            name = call["id"] or (result.call_id if result else None) or f"call_{message.position}_{place + 1}"
            if not call["id"]:
                of_calls[id(call)] = name
            if result is not None and (not call["id"] or result.call_id is None):
                of_results[id(result)] = name
    return of_calls, of_results


class Teller:
    """Turns messages into events."""

    def __init__(self, fire: Fire) -> None:
        self.fire = fire
        self.events: list[Event] = []
        self.empty = 0
        self.reasoning: Counter[str] = Counter()

    def tell(self, messages: list[Message]) -> list[Event]:
        of_calls, of_results = links(messages)
        if of_calls or of_results:
            self.fire("H8 calls and results are linked by position")
        for message in messages:
            if message.role == "tool":
                name = of_results.get(id(message), message.call_id or "")
                self.events.append(Answer(name, message.content or [_text("")]))
            elif message.role == "assistant":
                self._answer(message, of_calls)
            else:
                self._say(message)
        return self.events

    def _say(self, message: Message) -> None:
        if not message.content:
            self._count_empty()
        for kind, content in segments(message):
            if kind is not None:
                self._fire_for(kind, message)
            self.events.append(Said(message.role if kind is None else "system", list(content), kind))

    def _fire_for(self, kind: str, message: Message) -> None:
        self.fire("H9 mirrored messages are the system's" if message.is_mirror else f"H10 harness words are the system's ({kind})")

    def _answer(self, message: Message, of_calls: dict[int, str]) -> None:
        is_marked = message.mark not in (None, "compaction-summary")
        if is_marked and not message.calls:
            self.fire("H9 stand-ins are no turns")
            self.events.append(Mark("stand-in"))
            return
        own: list[Record] = []
        for kind, content in [(None, message.content)] if is_marked else segments(message):
            if kind is None:
                own += content
            else:
                self._fire_for(kind, message)
                self.events.append(Said("system", list(content), kind))
        if message.reasoning_state != "none":
            self.reasoning[message.reasoning_state] += 1
        if message.reasoning_key is not None:
            self.fire("H7 reasoning under other keys" if message.reasoning_key else "H21 a reasoning of white space is none")
        calls = [
            {"id": call["id"] or of_calls.get(id(call), ""), "type": "function", "function": {"name": call["name"], "arguments": call["arguments"]}}
            for call in message.calls
        ]
        if own or calls or message.reasoning is not None:
            self.events.append(Spoken(None, own, [] if message.reasoning is None else [message.reasoning], calls))
            self.events.append(Mark("cut" if message.finish_reason and message.finish_reason not in NORMAL else ""))
        elif not message.content:
            self._count_empty()

    def _count_empty(self) -> None:
        self.empty += 1
        self.fire("H17 a message without content is counted")


def _text(words: str) -> Record:
    return {"type": "text", "text": words}


_RENAMED = {
    "C1 one assistant message a turn": "H16 one assistant message a turn",
    "C2 results follow their turn": "H16 results follow their turn",
    "C2 a result without its call is no message": "H18 a result without its call is no message",
}


def is_spoken(messages: list[Message]) -> bool:
    return any(one.role != "system" and (one.content or one.calls or one.reasoning is not None) for one in messages)


def predict_row(session: Session, log: Log, place: Place, index: dict[str, Record], fire: Fire) -> Expected | None:
    messages = [one for one in session.messages if one.position not in place.copied]
    if not is_spoken(messages):
        return None
    teller = Teller(fire)
    prompt = coerce_optional_str(session.facts.get("system_prompt")) or None
    if prompt is None and place.snapshot is not None and not log.relative.endswith(".json"):
        prompt = coerce_optional_str(place.snapshot.facts.get("system_prompt")) or None
        if prompt is not None:
            fire("H3 one session has one row")
    first = messages[0]
    if prompt is not None and not (first.role == "system" and first.content[:1] == [_text(prompt)]):
        teller.events.append(Said("system", [_text(prompt)]))
    elif prompt is not None:
        fire("H16 the system prompt stands once")
    finished = put_together(teller.tell(messages), lambda rule: fire(_RENAMED[rule]))
    for message in finished.messages:
        if message["role"] == "assistant" and not message["content"]:
            message["content"] = [_text("")]
    _fire_for_the_session(session, log, place, fire)
    entry = index.get(session.id or "") if session.format == "gateway_transcript" else None
    started, ended = _times(session, entry, fire)
    lineage = place.lineage
    cwd = text_at(session.facts, "cwd")
    columns = {
        "trace_id": session.trace_id,
        "source_kind": "hermes_agent",
        "root_session_id": lineage.root if lineage else session.trace_id,
        "agent_id": session.trace_id if lineage and lineage.is_sidechain else None,
        "is_sidechain": bool(lineage and lineage.is_sidechain),
        "cwd": cwd,
        "project_path": cwd,
        "git_branch": text_at(session.facts, "git_branch"),
        "started_at": started,
        "ended_at": ended,
    }
    meta = _meta(session, log, place, entry, prompt, fire)
    return Expected(columns, finished.messages, {**meta, **_accounts(session, log, place, teller, finished, (started, ended))})


def _fire_for_the_session(session: Session, log: Log, place: Place, fire: Fire) -> None:
    fire({"state_db": "H2 databases are read", "session_export": "H2 exports are read", "trajectory": "H15 trajectories are read"}.get(session.format, ""))
    if session.meta_rows:
        fire("H1 a session_meta row is no message")
    if place.copied:
        fire("H4 a message is in one row")
    if place.lineage is not None:
        fire(f"H4 parents are named ({place.lineage.relation or 'unknown'})")
    if session.format == "cli_session_log" and not log.relative.endswith(".json"):
        fire("H14 files are known by their content")
    if session.format in ("gateway_transcript", "session_export") and log.relative.endswith(".json"):
        fire("H14 files are known by their content")
    if session.others:
        fire("H20 roles that nobody knows of are counted")
    if session.rewound:
        fire("H2 messages that were taken back are counted")
    if session.archived:
        fire("H2 a message of several generations is once in the row")
    if session.left_out:
        fire("H19 lenient: a damaged message or call is left out")
    if text_at(session.facts, "cwd"):
        fire("H12 the folder is the database's")
    if log.damaged_lines:
        fire("H19 lenient: a damaged line is left out")


def _times(session: Session, entry: Record | None, fire: Fire) -> tuple[str | None, str | None]:
    facts = session.facts
    span = min_max_timestamps(session.timestamps)
    told = instant_of(facts.get("timestamp"))
    started = instant_of(facts.get("session_start")) or instant_of(facts.get("started_at")) or span[0] or told
    ended = instant_of(facts.get("last_updated")) or instant_of(facts.get("ended_at")) or span[1] or told
    if entry is not None:
        started = text_at(entry, "created_at") or started
        ended = text_at(entry, "updated_at") or ended
    if session.format == "gateway_transcript":
        theirs = tuple(coerce_optional_str((entry or {}).get(key)) for key in ("created_at", "updated_at"))
        if (started, ended) != theirs:
            fire("H5 times are those of the messages")
    return started, ended


def _distinct(values: list[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _meta(session: Session, log: Log, place: Place, entry: Record | None, prompt: str | None, fire: Fire) -> dict[str, Any]:
    facts, is_transcript = session.facts, session.format == "gateway_transcript"
    is_snapshot = session.format == "cli_session_log"
    tools = facts.get("tools") if facts.get("tools") is not None else session.meta.get("tools")
    if not (isinstance(tools, list) and tools):
        elsewhere = place.snapshot.facts.get("tools") if place.snapshot is not None and not log.relative.endswith(".json") else None
        tools = elsewhere if isinstance(elsewhere, list) and elsewhere else None
        if tools is not None:
            fire("H3 one session has one row")
    names = extract_hermes_tool_names(tools)
    available = {"available_tool_count": len(names), "available_tool_names": names}
    meta: dict[str, Any] = {
        "record_count": session.records + (log.damaged_lines + log.others if is_transcript else 0),
        "session_format": session.format,
        **(available if is_snapshot else {}),
        "finish_reasons": _distinct([one.finish_reason for one in session.messages]),
    }
    if not is_snapshot:
        meta["tool_names_used"] = _distinct([call["name"] for one in session.messages for call in one.calls])
        if any(call["is_flat"] for one in session.messages for call in one.calls):
            fire("H22 calls of the flat form are named")
    if entry is not None:
        meta.update({key: entry[key] for key in INDEX_KEYS if entry.get(key) not in (None, "")})
        if isinstance(entry.get("origin"), dict) and entry["origin"]:
            meta["origin"] = entry["origin"]
    model = coerce_optional_str(facts.get("model")) or text_at(session.meta, "model")
    base_url = coerce_optional_str(facts.get("base_url")) or text_at(facts, "billing_base_url")
    platform = coerce_optional_str(facts.get("platform")) or text_at(facts, "source") or text_at(session.meta, "platform")
    for key, value in (("model", model), ("base_url", base_url), ("platform", meta.get("platform") or platform)):
        if value:
            meta[key] = value
    if is_transcript and any(session.meta.get(key) for key in ("model", "platform", "tools")):
        fire("H6 tools, model and platform of session_meta")
    if prompt is not None:
        meta["has_system_prompt"], meta["system_prompt_chars"] = True, len(prompt)
    if names and not is_snapshot:
        meta.update(available)
    if isinstance(tools, list) and tools:
        meta["tools"] = stringify_json_value(tools)
    if session.format in ("state_db", "session_export"):
        meta.update({key: facts[key] for key in ("session_key", "chat_type", "display_name") if facts.get(key) not in (None, "")})
    return meta


_NAIVE = re.compile(r"T\d\d:\d\d(?!.*(?:Z|[+-]\d\d:?\d\d)\Z)")


def _accounts(session: Session, log: Log, place: Place, teller: Teller, done: Finished, times: tuple[str | None, ...]) -> dict[str, Any]:
    lineage = place.lineage
    is_naive = any(text is not None and _NAIVE.search(text) for text in times)
    if is_naive:
        teller.fire("H11 local times are said to be such")
    if any(what == "cut" for _, what in done.marks):
        teller.fire("H13 turns that were cut off are named")
    if teller.reasoning["encrypted"]:
        teller.fire("H7 encrypted reasoning is counted")
    return {
        "_unlinked": len(done.unlinked),
        "_injected": [{"index": at, "kind": kind} for at, kind in done.injected],
        "_stand_ins": [at for at, what in done.marks if what == "stand-in"],
        "_dangling": done.dangling,
        "_empty_messages": teller.empty,
        "_reasoning_blocks": [teller.reasoning[key] for key in ("text", "empty", "encrypted")],
        "_skipped_records": session.left_out + (log.damaged_lines if session.format == "gateway_transcript" else 0),
        "_continues": [(place.of, len(place.copied))] if place.copied else _elsewhere(place),
        "_rewound": session.rewound,
        "_archived": session.archived,
        "_session_meta": session.meta_rows,
        "_other_messages": sum(session.others.values()),
        "_naive": is_naive,
        "_cut": sum(1 for _, what in done.marks if what == "cut"),
        "_parent": [lineage.parent, lineage.relation] if lineage else [None, None],
    }


def _elsewhere(place: Place) -> list[tuple[str, int | None]]:
    return [(place.lineage.parent, None)] if place.lineage is not None and place.lineage.relation == "compression" else []


# --- a run -------------------------------------------------------------------------------------------


def read_indexes(folder: Path) -> dict[str, dict[str, Record]]:
    """By folder: what sessions.json says of each session."""
    found: dict[str, dict[str, Record]] = {}
    for path in sorted(folder.rglob("sessions.json")):
        try:
            value = json.loads(path.read_text("utf-8-sig"))
        except ValueError:
            continue
        if not isinstance(value, dict):
            continue
        entries = found.setdefault(path.parent.relative_to(folder).as_posix(), {})
        for key, entry in value.items():
            if isinstance(entry, str) and entry:
                entries[entry] = {"session_key": key}
            elif isinstance(entry, dict) and text_at(entry, "session_id"):
                entries[entry["session_id"]] = {"session_key": key, **entry}
    return found


def index_for(relative: str, indexes: dict[str, dict[str, Record]]) -> dict[str, Record]:
    """The entries that count for a file: of the nearest index above it first, else of any."""
    merged: dict[str, Record] = {}
    for entries in indexes.values():
        merged.update(entries)
    for parent in reversed(Path(relative).parents):
        merged.update(indexes.get(parent.as_posix(), {}))
    return merged


def predict_run(folder: Path, paths: list[str], level: str) -> dict[str, Prediction]:
    """What our command must make of each file of a folder."""
    lenient = level == "lenient"
    indexes = read_indexes(folder)
    found = {relative: Prediction("skipped") for relative in paths}
    logs: list[Log] = []
    for relative in paths:
        prediction = found[relative]
        log = read_log(folder / relative, relative, lenient, prediction.rules.add)
        if log.problem is not None:
            prediction.outcome, prediction.reasons = log.outcome, (log.problem,)
            if log.outcome == "skipped":
                prediction.rules.add(f"H20 skipped: {log.problem}")
        elif log.damage and not lenient:
            prediction.outcome, prediction.reasons = "rejected", tuple(log.damage)
            prediction.rules.add("H19 strict: damage rejects the file")
        else:
            logs.append(log)
    # A text file in which nobody speaks has nothing for others; a database may.
    shared = [log for log in logs if log.is_store or any(is_spoken(one.messages) for one in log.sessions)]
    sharing = Sharing([(session, log.relative) for log in shared for session in log.sessions], links, segments)
    for log in logs:
        prediction = found[log.relative]
        is_superseded = False
        for session in log.sessions:
            place = sharing.places.get(id(session), Place())
            if place.is_superseded:
                is_superseded = True
                prediction.rules.add("H3 one session has one row")
                continue
            row = predict_row(session, log, place, index_for(log.relative, indexes), lambda rule: prediction.rules.add(rule))
            if row is not None:
                prediction.rows.append(row)
            elif place.copied:
                is_superseded = True
                prediction.rules.add("H4 a message is in one row")
        prediction.rules.discard("")
        prediction.outcome = "rows" if prediction.rows else "skipped"
        if not prediction.rows:
            prediction.reasons = ("superseded" if is_superseded else "no conversation",)
            prediction.rules.add(f"H20 skipped: {prediction.reasons[0]}")
    return found


