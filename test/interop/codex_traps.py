"""Made-up Codex rollouts for rules that samples show rarely or never: folders of logs, by name."""

from __future__ import annotations

import json
from typing import Any

Record = dict[str, Any]
_ID = "01997000-0000-7000-8000-0000000000"


class Rollout:
    """Wrapped records of one thread."""

    def __init__(self, number: int = 1, **meta: Any) -> None:
        self.records: list[Record] = []
        self.id = f"{_ID}{number:02d}"
        self.add("session_meta", id=self.id, timestamp="2026-01-01T00:00:00.000Z", cwd="/work", originator="codex_cli_rs", **meta)

    def add(self, kind: str, **payload: Any) -> Rollout:
        stamp = f"2026-01-01T00:00:{len(self.records):02d}.000Z"
        self.records.append({"timestamp": stamp, "type": kind, "payload": payload})
        return self

    def item(self, kind: str, **payload: Any) -> Rollout:
        return self.add("response_item", type=kind, **payload)

    def user(self, words: Any, **more: Any) -> Rollout:
        content = [{"type": "input_text", "text": words}] if isinstance(words, str) else words
        return self.item("message", role="user", content=content, **more)

    def assistant(self, words: str, **more: Any) -> Rollout:
        return self.item("message", role="assistant", content=[{"type": "output_text", "text": words}], **more)

    def call(self, name: str, **arguments: Any) -> Rollout:
        return self.item("function_call", name="shell", call_id=name, arguments=json.dumps(arguments))

    def result(self, name: str, output: Any = "ok") -> Rollout:
        return self.item("function_call_output", call_id=name, output=output)

    def thought(self, *texts: str, **more: Any) -> Rollout:
        return self.item("reasoning", summary=[{"type": "summary_text", "text": text} for text in texts], **more)

    def event(self, kind: str, **payload: Any) -> Rollout:
        return self.add("event_msg", type=kind, **payload)

    def bytes(self) -> bytes:
        return b"".join(json.dumps(record).encode() + b"\n" for record in self.records)


def _talk(number: int = 1, **meta: Any) -> Rollout:
    return Rollout(number, **meta).user("Look around").call("c1", command=["ls"]).result("c1").assistant("Done.")


def _name(number: int) -> str:
    return f"rollout-2026-01-01T00-00-00-{_ID}{number:02d}.jsonl"


def codex_traps() -> dict[str, dict[str, bytes]]:
    """Folders by name, files by path."""
    words = Rollout()
    for text in (
        "Another language model started to solve this problem and produced a summary",
        "  <USER_INSTRUCTIONS>case and margin",
        "<environment_context>\n<cwd>/x</cwd>",
        "# Context from my IDE setup:\n\n## Open tabs\n\n## My request for Codex:\nWhat is this?\n",
        "# Context from my IDE setup:\n## My request for Codex:\n",
        "# A heading of my own",
        "<send_user_message_question_reply>yes</send_user_message_question_reply>",
        "About AGENTS.md instructions",
    ):
        words.user(text).assistant(f"answer to {text[:12]}")
    mixed = Rollout().user(
        [{"type": "input_text", "text": "<skill>x"}, {"type": "input_text", "text": "mine"}, {"type": "input_image", "image_url": "data:,"}]
    )
    mixed.user([{"type": "input_text", "text": "mine"}, {"type": "input_text", "text": "<skill>x"}]).assistant("a")
    thoughts = Rollout().user("q").event("agent_reasoning", text="told alone").call("c1").result("c1")
    thoughts.event("agent_reasoning", text="**A**\n\none").event("agent_reasoning", text="**B**\n\ntwo").thought(
        "**A**\n\none", "**B**\n\ntwo"
    ).call("c2")
    thoughts.result("c2").event("agent_reasoning", text="told alone").assistant("a").user("more").thought("unheard").user("again")
    thoughts.thought(encrypted_content="gAAA").assistant("b").thought("at the end")
    raw = (
        Rollout()
        .user("q")
        .item("reasoning", summary=[], content=[{"type": "reasoning_text", "text": "raw"}])
        .event("agent_reasoning_raw_content", text="raw")
    )
    raw.assistant("a").user("q2").event("agent_reasoning_raw_content", text="only told").assistant("b")
    rolled = _talk().user("Wrong way").assistant("Going.").event("thread_rolled_back", num_turns=1).user("Right way").assistant("Gone.")
    all_rolled = _talk().user("Second").assistant("x").event("thread_rolled_back", num_turns=9).user("New").assistant("y")
    early = Rollout().user("q").result("c1", "before its call").call("c1").assistant("a").result("c9", "nobody's").assistant("b")
    again = Rollout().user("q").call("c1", a=1).result("c1", "one").call("c1", a=2).result("c1", "two").assistant("a")
    parallel = Rollout().user("q").thought("t1").call("c1").thought("t2").call("c2").result("c2").result("c1").assistant("a").assistant("b")
    odd = Rollout().user("plain text").item("message", role="user", content="a string").item("message", role="assistant", content=None)
    odd.item("message", role="assistant", content={"type": "output_text", "text": "alone"}).item(
        "function_call", name="f", arguments={"b": 1, "a": 2}, call_id="c"
    )
    odd.item("function_call_output", call_id="c", output={"output": "x", "metadata": {"exit_code": 0}}).item(
        "message", role="developer", content=[{"type": "input_text", "text": "d"}]
    )
    custom = (
        Rollout()
        .user("q")
        .item("custom_tool_call", name="apply_patch", call_id="p", input="*** Begin Patch\n\u00e9")
        .item("custom_tool_call_output", call_id="p", output="ok")
    )
    custom.item("local_shell_call", call_id=None, id="ls1", action={"type": "exec", "command": ["ls"]}).item(
        "web_search_call", action={"type": "search", "query": "x"}
    )
    custom.item("web_search_call", action={"type": "search", "query": "y"}).assistant("a")
    no_name = _talk().item("function_call", call_id="n", arguments="{}").assistant("x")
    tool_role = _talk().item("message", role="tool", content=[{"type": "input_text", "text": "x"}]).assistant("x")
    no_payload = _talk()
    no_payload.records.append({"timestamp": "2026-01-01T00:01:00.000Z", "type": "response_item", "payload": None})
    fork = Rollout(2, forked_from_id=f"{_ID}01")
    fork.records += _talk().records
    fork.user("New here").assistant("Yes.")
    twice = Rollout(2, forked_from_id=f"{_ID}01")
    twice.records += _talk().records + _talk().records[1:2]
    twice.assistant("Asked again.")
    return {
        "plain": {_name(1): _talk().bytes()},
        "words": {_name(1): words.bytes(), _name(2): mixed.bytes().replace(b"0001", b"0002")},
        "thoughts": {_name(1): thoughts.bytes(), _name(2): raw.bytes().replace(b"0001", b"0002")},
        "rolled back": {_name(1): rolled.bytes(), _name(2): all_rolled.bytes().replace(b"0001", b"0002")},
        "results out of order": {
            _name(1): early.bytes(),
            _name(2): again.bytes().replace(b"0001", b"0002"),
            _name(3): parallel.bytes().replace(b"0001", b"0003"),
        },
        "odd content": {_name(1): odd.bytes()},
        "tools": {_name(1): custom.bytes()},
        "no name": {_name(1): no_name.bytes(), _name(2): _talk(2).bytes()},
        "role of a tool": {_name(1): tool_role.bytes(), _name(2): _talk(2).bytes()},
        "no payload": {_name(1): no_payload.bytes(), _name(2): _talk(2).bytes()},
        "forked": {_name(1): _talk().bytes(), _name(2): fork.bytes()},
        "forked alone": {_name(2): fork.bytes()},
        "forked and asked again": {_name(1): _talk().bytes(), _name(2): twice.bytes()},
        "cut off": {_name(1): _talk().bytes()[:-20]},
        "byte order mark": {_name(1): b"\xef\xbb\xbf" + _talk().bytes()},
    }
