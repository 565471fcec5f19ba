"""Made-up Claude Code sessions for rules that samples show rarely or never: folders of logs, by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]
_RESULT = "The first line\nand the second.\n"


class Session:
    """Records of one session, each the child of the one before."""

    def __init__(self, session: str = "s1", **common: Any) -> None:
        self.common = {"sessionId": session, "cwd": "/work", "version": "2.1.100", "gitBranch": "main", "isSidechain": False, **common}
        self.records: list[Record] = []
        self.parent: str | None = None

    def add(self, kind: str, uuid: str, **more: Any) -> Session:
        second = len(self.records)
        record = {"type": kind, "uuid": uuid, "parentUuid": self.parent, "timestamp": f"2026-01-01T00:00:{second:02d}.000Z"}
        self.records.append({**record, **self.common, **more})
        self.parent = uuid
        return self

    def user(self, uuid: str, content: Any, **more: Any) -> Session:
        return self.add("user", uuid, message={"role": "user", "content": content}, **more)

    def assistant(self, uuid: str, *blocks: Record, key: str | None = None, model: str = "claude-x", **more: Any) -> Session:
        message = {"id": key or f"msg_{uuid}", "role": "assistant", "model": model, "content": list(blocks)}
        return self.add("assistant", uuid, message=message, **more)

    def result(self, uuid: str, call: str, content: Any = "ok", **more: Any) -> Session:
        return self.user(uuid, [{"type": "tool_result", "tool_use_id": call, "content": content}], **more)

    def plain(self, **record: Any) -> Session:
        self.records.append(record)
        return self

    def queue(self, operation: str, content: str | None = None) -> Session:
        record = {"type": "queue-operation", "operation": operation, "sessionId": self.common["sessionId"]}
        return self.plain(**record, **({} if content is None else {"content": content}))

    def copy(self, count: int, session: str) -> Session:
        """A fork: the first records again, under another session's id."""
        fork = Session(**{**self.common, "session": session, "sessionId": session})
        fork.records = [{**record, "sessionId": session} for record in self.records[:count]]
        fork.parent = fork.records[-1]["uuid"]
        return fork

    def bytes(self) -> bytes:
        return b"".join(json.dumps(record).encode() + b"\n" for record in self.records)


def text(words: str) -> Record:
    return {"type": "text", "text": words}


def call(name: str, **arguments: Any) -> Record:
    return {"type": "tool_use", "id": name, "name": "Bash", "input": arguments}


def _talk(session: str = "s1", **common: Any) -> Session:
    talk = Session(session, **common)
    return talk.user("u1", "Look around").assistant("a1", call("c1", command="ls")).result("r1", "c1").assistant("a2", text("Done."))


def _words() -> Session:
    talk = Session()
    beginnings = (
        "<teammate-message teammate_id='x'>hello</teammate-message>",
        "<user-memory-input>remember</user-memory-input>",
        "<user-prompt-submit-hook>hooked</user-prompt-submit-hook>",
        "Stop hook feedback: go on",
        "<system-reminder>one</system-reminder>\n<ide_selection>two</ide_selection>\n\nWhat is this?",
        "<system-reminder>never closed",
        "<system-reminder>only this</system-reminder>\n  ",
        "<command-name>/x</command-name>",
        " <command-name> with a space before it is a person's",
    )
    for number, words in enumerate(beginnings):
        talk.user(f"u{number}", words).assistant(f"a{number}", text(f"answer {number}"))
    talk.user("t", "shown only", isVisibleInTranscriptOnly=True)
    return talk.user("b", [text("<bash-input>ls</bash-input>"), text("mine"), text("[Request interrupted by user for tool use]")])


def _queued_again() -> Session:
    """A prompt that was said before is queued, and handed over: it is another one."""
    talk = _talk(version="2.0.10").user("u2", "continue").assistant("a3", call("c2", command="make"))
    talk.queue("enqueue", "continue").queue("remove").result("r2", "c2").assistant("a4", text("Went on."))
    return talk.queue("enqueue", "never sent")


def _attached(talk: Session) -> Session:
    talk.add("attachment", "q1", attachment={"type": "queued_command", "prompt": "and this", "commandMode": "prompt"})
    return talk.assistant("a3", text("This too."))


def _damaged(talk: Session) -> bytes:
    lines = talk.bytes().splitlines(keepends=True)
    return b"".join([*lines[:1], b'{"type":"user"\n', *lines[1:]])


def _twice_and_elsewhere() -> dict[str, bytes]:
    """A fork that has a copied record twice: neither of the two is its own."""
    first = _talk().user("u9", "More").assistant("a9", text("More."))
    fork = first.copy(2, "s2")
    fork.records.append(dict(fork.records[0]))
    fork.user("u3", "New here").assistant("a3", text("Yes."))
    return {"one.jsonl": first.bytes(), "two.jsonl": fork.bytes()}


def _joined_and_elsewhere() -> dict[str, bytes]:
    """A copied record and a new one on one line: the new one is the fork's."""
    first = _talk().user("u9", "More").assistant("a9", text("More."))
    fork = first.copy(2, "s2").user("u3", "New here").assistant("a3", text("Yes."))
    lines = fork.bytes().splitlines(keepends=True)
    return {"one.jsonl": first.bytes(), "two.jsonl": lines[0] + lines[1].rstrip(b"\n") + lines[2] + lines[3]}


def claude_traps() -> dict[str, dict[str, bytes]]:
    """Folders by name, files by path."""
    one = _talk()
    longer = _talk().user("u2", "More").assistant("a9", text("More."))
    rewound = _talk()
    rewound.parent = "a2"
    rewound.user("u2", "Wrong way").assistant("a3", text("Going."))
    rewound.parent = "a2"
    rewound.user("u3", "Right way").assistant("a4", text("Gone."))
    apart = Session().user("u1", "Go").assistant("a1", text("First"), key="m").user("u2", "Wait")
    apart.assistant("a2", call("c1", command="x"), key="m").assistant("a3", text("Other")).result("r1", "c1")
    agent_main = _talk().add("progress", "p1", agentId="agent9").assistant("x1", text("aside"), isSidechain=True, agentId="agent9")
    fork_of_agent = agent_main.copy(3, "s2").user("u3", "New here").assistant("a3", text("Yes."))
    empty = Session().user("u1", "Go").assistant("a1", {"type": "thinking", "thinking": "", "signature": "x"}, key="m").user("u2", "Wait")
    empty.assistant("a2", text("Later"), key="m")
    stub = (
        f"<persisted-output>\nOutput too large. Full output saved to: /gone/s1/tool-results/{{}}\n\nPreview:\n{_RESULT}</persisted-output>"
    )
    spilled = Session().user("u1", "Go").assistant("a1", call("c1"), call("c2"), call("c3"))
    spilled.result("r1", "c1", stub.format("c1.txt")).result("r2", "c2", stub.format("lost.txt")).result("r3", "c3")
    in_block = Session().user("u1", "Go").assistant("a1", call("c1")).result("r1", "c1", [text(stub.format("c1.txt"))])
    agent_file = Session(isSidechain=True, agentId="a77").user("u1", "Do it").assistant("a1", text("Did it."))
    retracted = _talk().assistant("a3", call("c9")).result("r9", "c9").assistant("a4", text("Again"), supersedesUuids=["a3"])
    by_fallback = _talk().assistant("a3", text("No.")).plain(type="system", subtype="model_refusal_fallback", retractedMessageUuids=["a3"])
    return {
        "plain": {"s1.jsonl": one.bytes()},
        "words": {"s1.jsonl": _words().bytes()},
        "queued": {"s1.jsonl": _attached(_talk()).bytes()},
        "queued again": {"s1.jsonl": _queued_again().bytes()},
        "queued and forked": {
            "one.jsonl": _attached(_talk()).user("u4", "More").bytes(),
            "two.jsonl": _attached(_talk()).copy(6, "s2").user("u3", "New here").assistant("a5", text("Yes.")).bytes(),
        },
        "rewound": {"s1.jsonl": rewound.bytes()},
        "message in parts": {"s1.jsonl": apart.bytes()},
        "message that begins empty": {"s1.jsonl": empty.bytes()},
        "retracted": {"s1.jsonl": retracted.bytes(), "s2.jsonl": by_fallback.bytes().replace(b'"s1"', b'"s2"').replace(b":0", b":1")},
        "repeated": {"s1.jsonl": one.bytes() + one.bytes()},
        "forked": {"one.jsonl": longer.bytes(), "two.jsonl": one.copy(3, "s2").user("u3", "New here").bytes()},
        "forked, and the holder damaged": {"one.jsonl": _damaged(longer), "two.jsonl": one.copy(3, "s2").user("u3", "New here").bytes()},
        "forked, and the copy damaged": {
            "one.jsonl": longer.bytes(),
            "two.jsonl": one.copy(3, "s2").user("u3", [{"type": "tool_result", "content": "x"}]).bytes(),
        },
        "forked, and both damaged": {
            "one.jsonl": _talk()
            .user("u2", [{"type": "tool_result", "content": "x"}])
            .user("u3", "More")
            .assistant("a3", text("x"))
            .bytes(),
            "two.jsonl": _talk().user("u2", [{"type": "tool_result", "content": "x"}]).copy(5, "s2").user("u4", "New here").bytes(),
        },
        "forked, and a record twice": _twice_and_elsewhere(),
        "forked, and joined lines": _joined_and_elsewhere(),
        "forked from a session with a sidechain": {"one.jsonl": agent_main.bytes(), "two.jsonl": fork_of_agent.bytes()},
        "same twice": {"a/s1.jsonl": _talk().bytes(), "b/s1.jsonl": _talk().bytes()},
        "spilled results": {
            "p/s1.jsonl": spilled.bytes(),
            "p/s1/tool-results/c1.txt": _RESULT.encode(),
            "p/s1/tool-results/x.jsonl": b"{}\n",
        },
        "spilled result in a block": {"s1.jsonl": in_block.bytes(), "s1/tool-results/c1.txt": _RESULT.encode()},
        **_more_traps(),
        **_settled(),
        "agents": {
            "p/s1.jsonl": _talk().bytes(),
            "p/s1/subagents/agent-a77.jsonl": agent_file.bytes(),
            "p/s1/subagents/journal.jsonl": b"{}\n",
        },
        "cut off": {"s1.jsonl": _talk().bytes()[:-30], "s2.jsonl": _talk("s2").bytes().rstrip(b"\n")},
        "cut off in a character": {"s1.jsonl": _talk().bytes() + '{"type":"user","message":"\u00e4'.encode()[:-1]},
        "damaged in the middle": {"s1.jsonl": _damaged(_talk())},
        "an object without the id of its call": {
            "s1.jsonl": _talk().user("u2", {"type": "tool_result", "content": "lost"}).assistant("a3", text("x")).bytes()
        },
        "other files": {
            "s1.jsonl": _talk().bytes(),
            "empty.jsonl": b"",
            "blank.jsonl": b"\n \n",
            "lfs.jsonl": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
            "history.jsonl": b'{"display":"x","timestamp":1}\n',
            "titles.jsonl": b'{"type":"ai-title","aiTitle":"x","sessionId":"s"}\n',
            "foreign.jsonl": b'{"id":1}\n',
            "foreign-damaged.jsonl": b'{"id":1}\n{"id":\n{}\n',
            "foreign-glued.jsonl": b'{"type":"user","message":{"parts":[]}}{"type":"assistant","message":{"parts":[]}}\n',
        },
        "byte order mark": {"s1.jsonl": b"\xef\xbb\xbf" + _talk().bytes()},
        "windows line ends": {"s1.jsonl": _talk().bytes().replace(b"\n", b"\r\n")},
    }


def _more_traps() -> dict[str, dict[str, bytes]]:
    both = Session().user("u1", "Go").assistant("a1", call("c1"), call("c2"))
    both.user("r1", [{"type": "tool_result", "tool_use_id": "c1", "content": "one"}, text("and a word")]).result("r2", "c2").assistant(
        "a2", text("x")
    )
    aside = Session().user("u1", "Go").assistant("a1", call("t1"), call("t2"))
    for number in (1, 2):
        aside.parent = None
        aside.user(f"s{number}", f"Task {number}", isSidechain=True)
    for number in (1, 2, 1, 2):
        count = len(aside.records)
        aside.plain(
            type="progress", uuid=f"p{count}", parentUuid=f"s{number}", isSidechain=True, timestamp=f"2026-01-01T00:01:{count:02d}.000Z"
        )
        aside.parent = f"p{count}"
        aside.assistant(f"x{count}", text(f"of {number}"), key="shared", isSidechain=True)
    aside.parent = "a1"
    aside.result("r1", "t1").result("r2", "t2").assistant("a2", text("Both."), key="shared")
    long_rewind = _talk()
    long_rewind.user("u2", "Wrong").assistant("a3", call("c7")).result("r7", "c7").add(
        "attachment", "at", attachment={"type": "queued_command", "prompt": "too"}
    )
    long_rewind.assistant("a4", text("Sure.")).user("i1", [text("[Request interrupted by user]")])
    long_rewind.parent = "a2"
    long_rewind.add("attachment", "hook", attachment={"type": "hook_success"}).user("u3", "Right").assistant("a5", text("Yes."))
    unproved = _talk().user("u2", "One")
    unproved.parent = "a2"
    unproved.user("u3", "Two").assistant("a3", text("To both."))
    late = _talk().user("u2", "One")
    late.parent = "a2"
    late.user("u3", "Two").assistant("a3", text("To two."))
    late.parent = "u2"
    late.assistant("a4", text("To one, late."))
    stand_in = Session().user("u1", "Go").assistant("a1", text("One."))
    stand_in.assistant("e1", text("API Error: 500"), model="<synthetic>", isApiErrorMessage=True).assistant("a2", text("Two."))
    stand_in.assistant("a3", {"type": "redacted_thinking", "data": "x"}).assistant("a4", {"type": "fallback", "from": {}, "to": {}}).result(
        "r0", "nobody"
    )
    stand_in.assistant("a5", {"type": "thinking", "thinking": "hm", "signature": "s"}).assistant(
        "a6", text("Three."), {"type": "image", "source": {}}
    )
    odd = (
        Session()
        .user("u1", {"type": "text", "text": "alone", "citations": None})
        .assistant("a1", {**call("c1"), "input": None}, {**call("c2"), "input": "raw"})
    )
    odd.assistant(
        "a2",
        {**call("c3"), "input": [1, 1.0, 1e20, "\u00e9"]},
        {**call("c4"), "input": {"b": {"d": 1, "c": 2}, "\U0001f600": 1, "\uffff": 2, "a": -0.0}},
    )
    odd.user("r1", {"type": "tool_result", "tool_use_id": "c1", "content": None}).result(
        "r2", "c2", [{"type": "image", "source": {}}, text("t"), "bare", {"text": "x"}]
    )
    odd.result("r3", "c3", {"type": "text", "text": "dict"}).result("r4", "c4", 5).result("r4b", "c4", "second answer").assistant(
        "a3", text("")
    )
    odd.user("u2", "").user("u3", []).user("u4", [text("t"), "bare"]).add(
        "user", "u5", message={"role": "user", "content": "x"}, timestamp=None
    )
    ops = (
        _talk(version="2.0.10")
        .assistant("a3", call("c2"))
        .queue("enqueue", "one")
        .queue("enqueue", "two")
        .queue("popAll", "one")
        .queue("remove")
    )
    ops.result("r2", "c2").assistant("a4", text("x")).queue("enqueue", "three").queue("dequeue").user("u3", "three").assistant(
        "a5", text("y")
    )
    ops.queue("enqueue", "<task-notification>done</task-notification>").queue("remove").assistant("a6", text("z"))
    blocks = _talk().add(
        "attachment", "q1", attachment={"type": "queued_command", "prompt": [text("see"), {"type": "image", "source": {}}]}
    )
    blocks.assistant("a3", text("I see.")).add(
        "attachment", "q2", attachment={"type": "queued_command", "prompt": "<x/>", "commandMode": "task-notification"}
    )
    one = _talk().user("u2", "More").assistant("a3", text("More."))
    two = one.copy(6, "s2").user("u3", "Even more").assistant("a4", text("Yes."))
    three = two.copy(4, "s3").user("u4", "Another way").assistant("a5", text("Fine."))
    call_elsewhere = one.copy(2, "s2").result("r9", "c1", "again").assistant("a9", text("From here."))
    stray = _talk().user("u2", "More").assistant("a3", text("More.")).plain(**_talk("s2").records[1] | {"uuid": "b1"})
    strayed = _talk("s2")
    for number, record in enumerate(strayed.records):
        record.update(uuid=f"b{number}", parentUuid=f"b{number - 1}" if number else None)
    unanswered = _talk().user("u2", "Stop").user("u3", "Go home").assistant("a3", text("Gone."))
    unanswered.records = [record for record in unanswered.records if record["uuid"] not in ("r1", "a2")]
    several = (
        _talk(cwd="", gitBranch="")
        .user("u2", "x", cwd="/a", gitBranch="dev")
        .user("u3", "y", cwd="/b", timestamp="2025-01-01T00:00:00+02:00")
    )
    index = {"entries": [{"sessionId": "s1", "projectPath": "/p", "summary": "S", "firstPrompt": "F"}, None, 5, {"sessionId": "s2"}]}
    retracted = (
        _talk()
        .assistant("a3", text("part"), key="m")
        .assistant("a4", call("c9"), call("c8"), key="m")
        .result("r9", "c9")
        .result("r8", "c8")
    )
    retracted.plain(type="system", subtype="model_refusal_fallback", retractedMessageUuids=["a4", "unknown"], uuid="y1").assistant(
        "a5", text("Other.")
    )
    left = _talk().user("u2", "Wrong").assistant("a3", text("Going."))
    goes_on = left.copy(6, "s2").user("u9", "On from here").assistant("a9", text("Sure."))
    left.parent = "a2"
    left.user("u3", "Right").assistant("a4", text("Gone.")).user("u4", "x").assistant("a5", text("y")).user("u5", "z")
    resumed = _talk()
    for number, record in enumerate(resumed.records[:3]):
        resumed.plain(**{**record, "uuid": f"again{number}"})
    resumed.user("u2", "More").assistant("a9", text("More."))
    return {
        "a fork from what was rewound": {"one.jsonl": left.bytes(), "two.jsonl": goes_on.bytes()},
        "written again on resuming": {"s1.jsonl": resumed.bytes()},
        "words beside a result": {"s1.jsonl": both.bytes()},
        "sidechains interleaved": {"s1.jsonl": aside.bytes()},
        "rewound with all that followed": {"s1.jsonl": long_rewind.bytes()},
        "two prompts in a row": {"s1.jsonl": unproved.bytes()},
        "a branch that goes on": {"s1.jsonl": late.bytes()},
        "stand-ins between": {"s1.jsonl": stand_in.bytes()},
        "odd content": {"s1.jsonl": odd.bytes()},
        "queue operations": {"s1.jsonl": ops.bytes()},
        "queued blocks": {"s1.jsonl": blocks.bytes()},
        "forked twice": {"c.jsonl": one.bytes(), "b.jsonl": two.bytes(), "a.jsonl": three.bytes()},
        "a result whose call is elsewhere": {"one.jsonl": one.bytes(), "two.jsonl": call_elsewhere.bytes()},
        "a stray copy": {"a.jsonl": stray.bytes(), "b.jsonl": strayed.bytes()},
        "forked while a call was under way": {"a.jsonl": unanswered.bytes(), "b.jsonl": _talk().copy(4, "s2").bytes()},
        "several folders": {"s1.jsonl": several.bytes()},
        "an index": {"s1.jsonl": _talk().bytes(), "sessions-index.json": json.dumps(index).encode()},
        "retracted in part": {"s1.jsonl": retracted.bytes()},
    }


def _settled() -> dict[str, dict[str, bytes]]:
    """Points of the documentation that were doubtful once."""
    rewound = _talk().user("u2", "Wrong").assistant("a3", call("c7"))
    rewound.parent = "a2"
    rewound.user("u3", "Right").assistant("a4", text("Yes."))
    outside = rewound.copy(8, "s1").result("r7", "c7").assistant("a5", text("Late."))
    outside.user("r7b", [{"type": "tool_result", "tool_use_id": "c7", "content": "again"}, text("and words")])
    withdrawn = _talk().assistant("a3", call("c9"))
    withdrawn.user("r9", [{"type": "tool_result", "tool_use_id": "c9", "content": "x"}, text("and words")])
    withdrawn.assistant("a4", text("Again."), supersedesUuids=["a3"])
    prompts = _talk().assistant("a3", text("x"))
    for number, words in enumerate(
        (
            [text("one"), text("<system-reminder>between</system-reminder>"), text("two")],
            "<system-reminder>only this</system-reminder>",
            "a person's",
        )
    ):
        prompts.add("attachment", f"q{number}", attachment={"type": "queued_command", "prompt": words})
        prompts.assistant(f"b{number}", text(f"answer {number}"))
    damaged = _talk().user("u2", [text("sound"), {"type": "tool_result", "content": "no id"}]).add("user", "u3", message={"role": "user"})
    damaged.assistant("a3", {"type": "tool_use", "id": "c5"}, {"type": "tool_use", "name": "Bash"}, text("still here"))
    lines = damaged.bytes() + b"{]\n" + b"[]\n"
    twice = _talk()
    twice.records += [dict(twice.records[0]), {**twice.records[1], "timestamp": "2026-01-01T00:02:00.000Z"}, dict(twice.records[0])]
    typed = _talk().plain(type="user", sessionId="s1", message={"role": "user", "content": "continue"}).assistant("a3", text("On."))
    typed.user("u5", "More").assistant("a6", text("More."))
    typed_too = typed.copy(4, "s2").plain(type="user", sessionId="s2", message={"role": "user", "content": "continue"})
    typed_too.assistant("a4", text("Elsewhere."))
    return {
        "no branch": {"s1.jsonl": _talk(gitBranch="", cwd="").bytes()},
        "results outside of an abandoned branch": {"s1.jsonl": outside.bytes()},
        "words beside a withdrawn result": {"s1.jsonl": withdrawn.bytes()},
        "queued prompts and others": {"s1.jsonl": prompts.bytes()},
        "damage of all kinds": {"s1.jsonl": lines},
        "rewound, and a copy": {"a.jsonl": rewound.bytes(), "b.jsonl": rewound.copy(8, "s2").bytes()},
        "repeated at another instant": {"s1.jsonl": twice.bytes()},
        "without uuids": {"one.jsonl": typed.bytes(), "two.jsonl": typed_too.bytes()},
    }


def write_traps(root: Path, traps: dict[str, dict[str, bytes]]) -> dict[str, Path]:
    """Writes the folders; returns them by name."""
    folders = {}
    for name, files in traps.items():
        folders[name] = root / name.replace(" ", "-").replace(",", "")
        for path, content in files.items():
            target = folders[name] / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return folders
