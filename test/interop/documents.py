"""Small ATIF documents that between them have every field of v1.0 to v1.8, and how they are written."""

from __future__ import annotations

import json
import random
from typing import Any

Document = dict[str, Any]

_RAW = "\u0001raw:"


def raw(spelling: str) -> str:
    """Stands for a JSON token that Python's encoder would spell differently, such as 1e400 or 1.50."""
    return f"{_RAW}{spelling}\u0001"


def to_json(document: Any, *, ascii_only: bool = True, indent: int | None = None) -> bytes:
    """Writes a document; `raw` tokens stand as they are, unpaired surrogates as escapes."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    pieces = text.split('"\\u0001raw:')
    spelled = [pieces[0]]
    for piece in pieces[1:]:
        token, rest = piece.split('\\u0001"', 1)
        spelled += [json.loads(f'"{token}"'), rest]
    return _escape_surrogates("".join(spelled)).encode("utf-8")


def write_some_way(document: Any, chance: random.Random) -> bytes:
    """Writes a document in one of the ways that writers have."""
    return to_json(document, ascii_only=chance.random() < 0.5, indent=chance.choice([None, None, 2]))


def _escape_surrogates(text: str) -> str:
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return "".join(f"\\u{ord(one):04x}" if "\ud800" <= one <= "\udfff" else one for one in text)


def _root(version: str, steps: list[Document], **fields: Any) -> Document:
    agent = {"name": "agent", "version": "1.0", "model_name": "model-1"}
    return {"schema_version": f"ATIF-v{version}", "session_id": "s", "agent": agent, "steps": steps} | fields


def _user(number: int, message: Any = "Do it.", **fields: Any) -> Document:
    return {"step_id": number, "source": "user", "message": message} | fields


def _agent(number: int, message: Any = "", **fields: Any) -> Document:
    return {"step_id": number, "source": "agent", "message": message} | fields


def _call(call_id: str, name: str = "bash", **fields: Any) -> Document:
    return {"tool_call_id": call_id, "function_name": name, "arguments": {"command": "ls", "timeout": 1.0}} | fields


def base_documents() -> dict[str, Document]:
    """The documents by name. DataDesigner and Harbor accept most of them as they are."""
    image = {"type": "image", "source": {"media_type": "image/png", "path": "images/1.png"}}
    audio = {"type": "audio", "source": {"media_type": "audio/x-wav", "path": "1.wav", "duration_sec": 2.5}}
    text = {"type": "text", "text": "Look. \u4e2d \U0001f600"}
    return {
        "plain": _root(
            "1.0",
            [
                {"step_id": 1, "source": "system", "message": "Be good.", "timestamp": "2025-01-01T00:00:00Z"},
                _user(2, timestamp="2025-01-01T00:00:01.5+01:00"),
                _agent(3, "Done.", timestamp="2025-01-01T00:00:02", model_name="m", reasoning_content="Hm."),
            ],
            notes="notes",
            final_metrics={"total_prompt_tokens": 1, "total_cost_usd": 0.5, "total_steps": 3},
        ),
        "tools": _root(
            "1.2",
            [
                _user(1),
                _agent(
                    2,
                    tool_calls=[_call("c1"), _call("c2", "edit", arguments={"b": [1, 2.50, None], "a\u00e9": {"z": True}})],
                    observation={"results": [{"source_call_id": "c1", "content": "a\nb"}, {"source_call_id": "c2", "content": "ok"}]},
                    metrics={"prompt_tokens": 10, "completion_tokens": 2, "cached_tokens": 1, "cost_usd": 0.001},
                ),
                _agent(3, "More.", tool_calls=[_call("c1")], observation={"results": [{"source_call_id": "c1", "content": None}]}),
                _agent(4, "Done."),
            ],
            extra={"run": 1, "nested": {"x": [1.0, -0.0]}},
        ),
        "tokens": _root(
            "1.5",
            [
                _user(1, is_copied_context=True),
                _agent(
                    2,
                    "Yes",
                    is_copied_context=True,
                    reasoning_effort="high",
                    metrics={
                        "prompt_token_ids": [1, 2],
                        "completion_token_ids": [3],
                        "logprobs": [-0.1, -2],
                        "extra": {"k": None},
                    },
                    extra={"id": "x"},
                ),
                _agent(3, "Then", is_copied_context=False, reasoning_effort=0.5),
            ],
            agent={
                "name": "terminus",
                "version": "2",
                "tool_definitions": [{"type": "function", "function": {"name": "bash"}}],
                "extra": {"cwd": "/app", "git_branch": "main", "project_path": ""},
            },
            continued_trajectory_ref="trajectory.cont-1.json",
        ),
        "parts": _root(
            "1.8",
            [
                _user(1, [text, image, audio]),
                _agent(
                    2,
                    [{"type": "text", "text": "I see."}, {"type": "text", "text": "Well."}],
                    tool_calls=[_call("c1")],
                    observation={"results": [{"source_call_id": "c1", "content": [text, image], "extra": {"is_error": True}}]},
                ),
            ],
        ),
        "references": _root(
            "1.7",
            [
                _user(1),
                _agent(
                    2,
                    tool_calls=[_call("c1", "task", extra={"retries": 1})],
                    observation={
                        "results": [
                            {
                                "source_call_id": "c1",
                                "content": "found",
                                "subagent_trajectory_ref": [
                                    {"session_id": "sub", "trajectory_path": "sub.json", "extra": {"n": 1}},
                                    {"session_id": "s", "trajectory_id": "t1"},
                                ],
                            }
                        ]
                    },
                    llm_call_count=1,
                ),
                _agent(3, "By rule.", llm_call_count=0),
            ],
            trajectory_id="t0",
            subagent_trajectories=[
                _root("1.7", [_user(1, "Find."), _agent(2, "Found.", tool_calls=[_call("c1")])], trajectory_id="t1"),
                {"trajectory_id": "t2", "agent": {"name": "a", "version": "1"}, "steps": [_user(1)]},
            ],
        ),
        # What the RFC allows and DataDesigner refuses.
        "system-observation": _root(
            "1.6",
            [
                _user(1),
                {
                    "step_id": 2,
                    "source": "system",
                    "message": "Summarised.",
                    "observation": {
                        "results": [{"content": "summary"}, {"subagent_trajectory_ref": [{"session_id": "x", "trajectory_path": "p"}]}]
                    },
                },
                _agent(3, "On.", tool_calls=[_call("a"), _call("b")], observation={"results": [{"content": "1"}, {"content": "2"}]}),
                _agent(4, "On.", tool_calls=[_call("")], observation={"results": [{"source_call_id": "", "content": "1"}, {}]}),
            ],
        ),
        "no-session": _root(
            "1.7", [_user(1), _agent(2, "Hi", observation={"results": [{"content": "screen"}]})], session_id=None, trajectory_id="t"
        ),
    }
