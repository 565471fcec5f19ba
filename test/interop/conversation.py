"""Events of a session put in order: one assistant message a turn, results behind their turn.

Written from docs/claude-code.md ("Messages"), which holds for all session logs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
Block = dict[str, Any]


@dataclass
class Said:
    role: str
    content: list[Block]
    kind: str | None = None  # of a harness's text
    records: list[int] = field(default_factory=list)


@dataclass
class Spoken:
    """What an assistant's record says."""

    key: str | None
    content: list[Block]
    reasoning: list[str]
    calls: list[dict[str, Any]]


@dataclass
class Answer:
    call_id: str
    content: list[Block]


@dataclass
class Mark:
    """A place among the messages."""

    what: Any


Event = Said | Spoken | Answer | Mark


@dataclass
class Turn:
    content: list[Block] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass
class Finished:
    messages: list[Message]
    unlinked: list[Answer]
    dangling: list[str]
    marks: list[tuple[int, Any]]  # number of messages before, what
    injected: list[tuple[int, str]]


def put_together(events: list[Event], fire: Callable[[str], None]) -> Finished:
    """The messages of a conversation. `fire` is told which rules made a difference."""
    items: list[Turn | Said | Mark] = []
    turns: dict[str, Turn] = {}
    callers = _callers(events)
    made: dict[str, Turn] = {}
    unlinked: list[Answer] = []
    waiting: list[Answer] = []
    last: Turn | Said | None = None
    previous: Event | None = None
    for event in events:
        match event:
            case Mark():
                items.append(event)
                continue
            case Said():
                items.append(event)
                last = event
            case Spoken():
                if not (event.content or event.reasoning or event.calls):
                    continue
                turn = turns.get(event.key) if event.key is not None else None
                if turn is None and isinstance(last, Turn) and not last.answers:
                    turn = last
                if turn is None:
                    turn = Turn()
                    items.append(turn)
                    last = turn
                else:
                    fire("C1 one assistant message a turn")
                if event.key is not None:
                    turns[event.key] = turn
                turn.content += event.content
                turn.reasoning += event.reasoning
                turn.calls += event.calls
                made.update((call["id"], turn) for call in event.calls)
            case Answer():
                if event.call_id not in callers:
                    fire("C2 a result without its call is no message")
                    unlinked.append(event)
                elif event.call_id in made:
                    made[event.call_id].answers.append(event)
                    if made[event.call_id] is not last or isinstance(previous, Said):
                        fire("C2 results follow their turn")
                else:
                    fire("C2 results follow their turn")
                    waiting.append(event)
        previous = event
    for answer in waiting:
        made[answer.call_id].answers.append(answer)
    return _finish(items, unlinked)


def _callers(events: list[Event]) -> set[str]:
    return {call["id"] for event in events if isinstance(event, Spoken) for call in event.calls}


def _finish(items: list[Turn | Said | Mark], unlinked: list[Answer]) -> Finished:
    done = Finished([], unlinked, [], [], [])
    for item in items:
        at = len(done.messages)
        match item:
            case Mark():
                done.marks.append((at, item.what))
            case Said():
                done.messages.append({"role": item.role, "content": item.content})
                if item.kind is not None:
                    done.injected.append((at, item.kind))
            case Turn():
                message: Message = {"role": "assistant", "content": item.content}
                if item.reasoning:
                    message["reasoning_content"] = "\n\n".join(item.reasoning)
                if item.calls:
                    message["tool_calls"] = item.calls
                done.messages.append(message)
                for answer in item.answers:
                    done.messages.append({"role": "tool", "content": answer.content, "tool_call_id": answer.call_id})
                answered = {answer.call_id for answer in item.answers}
                done.dangling += [call["id"] for call in item.calls if call["id"] not in answered]
    return done
