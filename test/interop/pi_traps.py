"""Made-up Pi sessions for rules that samples show rarely or never: folders of files, by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

Record = dict[str, Any]
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def _iso(second: int) -> str:
    return (_BEGIN + timedelta(seconds=second)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Session:
    """Entries of one session, each the child of the one before."""

    def __init__(self, session: str = "s1", **header: Any) -> None:
        self.records: list[Record] = [{"type": "session", "version": 3, "id": session, "timestamp": _iso(0), "cwd": "/work", **header}]
        self.parent: str | None = None

    def add(self, kind: str, **more: Any) -> Session:
        count = len(self.records)
        record = {"type": kind, "id": f"e{count}", "parentId": self.parent, "timestamp": _iso(count), **more}
        self.records.append(record)
        self.parent = record["id"]
        return self

    def message(self, role: str, content: Any = None, **more: Any) -> Session:
        stamp = int(_BEGIN.timestamp() * 1000) + 1000 * len(self.records)
        said = {} if content is None else {"content": content}
        return self.add("message", message={"role": role, **said, "timestamp": stamp, **more})

    def user(self, words: Any) -> Session:
        return self.message("user", words)

    def assistant(self, *blocks: Any, reason: str | None = "stop", **more: Any) -> Session:
        usage = {"input": 3, "output": 2, "cacheRead": 0, "cacheWrite": 1, "totalTokens": 6, "cost": {"input": 0.1, "total": 0.25}}
        more = {"provider": "anthropic", "model": "claude-x", "usage": usage, **more}
        return self.message("assistant", list(blocks), **more, **({} if reason is None else {"stopReason": reason}))

    def result(self, name: Any, content: Any = "ok", **more: Any) -> Session:
        return self.message("toolResult", content, **{"toolCallId": name, "toolName": "bash", "isError": False, **more})

    def back_to(self, entry: str | None) -> Session:
        self.parent = entry
        return self

    def copy(self, count: int, session: str, **header: Any) -> Session:
        """A fork: the first entries again, in a file of its own."""
        fork = Session(session, **header)
        fork.records += [dict(record) for record in self.records[1 : count + 1]]
        fork.parent = fork.records[-1].get("id")
        return fork

    def old(self) -> Session:
        """As version 1 has it: no ids."""
        self.records = [{key: value for key, value in one.items() if key not in ("parentId", "version")} for one in self.records]
        self.records = [one if one["type"] == "session" else {key: one[key] for key in one if key != "id"} for one in self.records]
        return self

    def stream(self) -> Session:
        events: list[Record] = [{"type": "agent_start"}]
        for record in self.records[1:]:
            if record["type"] == "message":
                events += [{"type": "message_start", "message": record["message"]}, {"type": "message_end", "message": record["message"]}]
        self.records = [self.records[0], *events, {"type": "agent_end", "messages": [one["message"] for one in self.records[1:]]}]
        return self

    def bytes(self) -> bytes:
        return b"".join(json.dumps(record).encode() + b"\n" for record in self.records)


def text(words: Any) -> Record:
    return {"type": "text", "text": words}


def call(name: str | None, tool: str = "bash", **arguments: Any) -> Record:
    return {"type": "toolCall", "name": tool, "arguments": arguments, **({} if name is None else {"id": name})}


def thought(words: str, **more: Any) -> Record:
    return {"type": "thinking", "thinking": words, **more}


def talk(session: str = "s1", **header: Any) -> Session:
    asked = Session(session, **header).user("Look around").assistant(thought("hm"), call("c1", command="ls"), reason="toolUse")
    return asked.result("c1", [text("a.py")]).assistant(text("Done."))


def pi_traps() -> dict[str, dict[str, bytes]]:
    """Folders by name, files by path."""
    return {**_conversations(), **_trees(), **_files(), **_forks(), **_hostile()}


def _conversations() -> dict[str, dict[str, bytes]]:
    commands = talk().message("bashExecution", command="ls", output="a\nb", exitCode=0, cancelled=False, truncated=False)
    commands.message("bashExecution", command="x", output="", exitCode=2, cancelled=False, truncated=True, fullOutputPath="/tmp/o")
    commands.message("bashExecution", command="y", output="z", exitCode=None, cancelled=True, truncated=False)
    commands.message("bashExecution", command="secret", output="hidden", exitCode=0, excludeFromContext=True)
    commands.user("Well?").assistant(text("Yes."))
    cut = {"truncation": {"direction": "tail", "truncatedBy": "bytes", "totalLines": 9, "outputLines": 4, "outputBytes": 1280}}
    middle = {"direction": "middle", "totalLines": 4000, "elidedLines": 1500, "elidedBytes": 6912, "artifactId": "3"}
    ends = {"headRange": {"start": 1, "end": 9}, "tailRange": {"start": 1510, "end": 4000}}
    attached = talk().message("fileMention", files=[{"path": "a.md", "content": "A"}, {"path": "b.md"}, {"path": 5}, None])
    image = {"type": "image", "data": "AA==", "mimeType": "image/png"}
    attached.message("fileMention", files=[{"path": "c.png", "content": "small", "image": image}, {"path": "d", "content": ""}])
    attached.message("fileMention", files=[]).message("fileMention").user("What is it?").assistant(text("A file."))
    attached.message("pythonExecution", code="1", output="1", exitCode=0, meta={"artifactError": "flush", **cut})
    attached.message("pythonExecution", code="2", output="", exitCode=2, meta={"truncation": middle})
    attached.message("pythonExecution", code="3", output="x", cancelled=True, meta={"truncation": {**middle, **ends}})
    attached.message("pythonExecution", code="secret", output="hidden", exitCode=0, excludeFromContext=True)
    columns = {"limits": {"columnTruncated": {"maxColumn": 512, "unit": "bytes", "artifactId": "4"}}}
    attached.message("bashExecution", command="icat", output="drawn", exitCode=0, images=[image], meta=columns).assistant(text("So."))
    cleared = talk().assistant(text("Part"), reason="error").add("reset_boundary").user("Anew").assistant(text("Yes.")).add("reset_boundary")
    extensions = talk().add("custom_message", customType="note", content="shown", display=True)
    extensions.add("custom_message", customType="note", content=[text("hidden")], display=False).message("custom", "x", display=True)
    extensions.message("custom", "y", customType="k", display=False).message("hookMessage", "from a hook", customType="h")
    extensions.message("developer", "rules").message("system", [text("more rules")]).assistant(text("All right."))
    summaries = talk().add("branch_summary", fromId="e2", summary="Left.").add("branch_summary", fromId="e2", summary="")
    summaries.message("branchSummary", summary="Old style.", fromId="e2").message("compactionSummary", summary="Also old.", tokensBefore=1)
    summaries.message("compactionSummary", summary="", tokensBefore=1).assistant(text("On."))
    failed = talk().user("More").assistant(text("Part of"), reason="error", errorMessage="503").assistant(text("All of it."))
    failed.user("And?").assistant(text("Cut sh"), reason="aborted").user("Go on").assistant(reason="error", errorMessage="429")
    failed.assistant(call("c2"), reason="error").result("c2").assistant(text("too long"), reason="length").user("x")
    failed.assistant(reason="stop").user("").user([]).assistant(text("last words"), reason="aborted")
    blocks = Session().user([text("see"), {"type": "image", "data": "AA==", "mimeType": "image/png"}])
    blocks.assistant(thought("", thinkingSignature="sig"), thought("[Reasoning redacted]", redacted=True), text("one"), text("two"))
    blocks.user("q").assistant({"type": "image", "data": "BB==", "mimeType": "image/png"}, text("picture")).user("q")
    blocks.assistant(thought("only this")).user("q").assistant({"type": "redactedThinking", "data": "x"}, thought(""), text("so"))
    blocks.user("q").message("assistant", "a string", stopReason="stop").user("q").message("assistant", text("alone"), stopReason="stop")
    blocks.user("q").assistant(text(""), "bare", {"type": "unheard of"}).user({"b": 1, "a": True})
    tools = Session().user("q").assistant(call(None), call(None, "read"), {**call("r"), "arguments": "raw"}, reason="toolUse")
    tools.result("toolCall_2", [text("two")]).result("toolCall_1", "one").result("r", isError=True).result("nobody", "lost")
    tools.result("late", "before its call").user("q").assistant(call("late", b={"d": 1, "c": 1.0}, a="\u00e9"), reason="toolUse")
    tools.assistant(text("more"), reason="stop").result("late", "again", isError=True).assistant(call("open"), reason="toolUse")
    between = Session().user("q").assistant(call("a"), call("b"), reason="toolUse").result("a")
    between.add("custom_message", customType="n", content="between").result("b").assistant(text("So.")).assistant(text("And so."))
    stand_in = talk().assistant(text("Delivered."), provider="openclaw", model="delivery-mirror").user("Thanks")
    stand_in.assistant(text("Injected."), provider="openclaw", model="gateway-injected", reason=None)
    settings = Session().add("model_change", provider="p", modelId="first").add("thinking_level_change", thinkingLevel="high")
    settings.user("q").assistant(text("a"), model="second").add("session_info", name="A name").add("label", targetId="e3", label="here")
    settings.add("custom", customType="state", data={"x": 1}).add("label", targetId="gone", label="x").user("r").assistant(text("b"))
    return {
        "plain": {"s1.jsonl": talk().bytes()},
        "commands": {"s1.jsonl": commands.bytes()},
        "attached files and Python": {"s1.jsonl": attached.bytes()},
        "cleared": {"s1.jsonl": cleared.bytes()},
        "extensions": {"s1.jsonl": extensions.bytes()},
        "summaries": {"s1.jsonl": summaries.bytes()},
        "turns that failed": {"s1.jsonl": failed.bytes()},
        "blocks": {"s1.jsonl": blocks.bytes()},
        "tools": {"s1.jsonl": tools.bytes()},
        "results apart": {"s1.jsonl": between.bytes()},
        "stand-ins": {"s1.jsonl": stand_in.bytes()},
        "settings": {"s1.jsonl": settings.bytes()},
    }


def _trees() -> dict[str, dict[str, bytes]]:
    left = talk().user("Wrong way").assistant(text("Going.")).back_to("e4").user("Right way").assistant(text("Gone."))
    left.back_to("e1").add("custom_message", customType="n", content="aside").add("branch_summary", summary="Left too.")
    left.back_to("e8").user("On").assistant(text("Yes."))
    new_root = talk().back_to(None).user("From the start").assistant(text("Sure."))
    at_the_end = talk().back_to(None).add("custom", customType="x", data=1)
    by_leaf = talk().user("Wrong way").assistant(text("Going.")).add("leaf", targetId="e4")
    by_no_leaf = talk().add("leaf", targetId="nowhere")
    orphan = talk().user("x").assistant(text("y"))
    orphan.records[5]["parentId"] = "not copied"
    unlinked = talk().user("x").assistant(text("y"))
    del unlinked.records[5]["parentId"]
    twice = talk().user("x").assistant(text("y"))
    for record in twice.records[1:]:
        record["id"] = "same"
        record["parentId"] = "same"
    rounds = talk()
    rounds.records[1]["parentId"] = "e4"
    itself = talk()
    itself.records[3]["parentId"] = "e3"
    names = talk()
    for record in names.records[1:]:
        for key in ("id", "parentId"):
            record[key] = {"e1": "__proto__", "e2": "constructor", "e3": "toString", "e4": "hasOwnProperty"}.get(record[key])
    kept = talk().user("Second").assistant(text("Two.")).add("compaction", summary="Sum", firstKeptEntryId="e5", tokensBefore=9)
    kept.user("Third").assistant(text("Three.")).add("compaction", summary="", firstKeptEntryId="e1", tokensBefore=1, fromHook=True)
    kept.add("compaction", summary="Third", firstKeptEntryId="e99").user("Fourth").assistant(text("Four."))
    tail = talk().user("Second").assistant(text("Two."))
    copies = [dict(record["message"]) for record in tail.records[-2:]]
    tail.add("compaction", summary="Sum", tokensBefore=9, retainedTail=[*copies, {"role": "user", "content": "only here"}, None])
    tail.user("Third").assistant(text("Three."))
    return {
        "branches": {"s1.jsonl": left.bytes()},
        "a second root": {"s1.jsonl": new_root.bytes()},
        "an end of its own": {"s1.jsonl": at_the_end.bytes()},
        "a leaf": {"s1.jsonl": by_leaf.bytes()},
        "a leaf that is nowhere": {"s1.jsonl": by_no_leaf.bytes()},
        "a parent that is missing": {"s1.jsonl": orphan.bytes()},
        "no parent": {"s1.jsonl": unlinked.bytes()},
        "one id for all": {"s1.jsonl": twice.bytes()},
        "a round": {"s1.jsonl": rounds.bytes()},
        "its own parent": {"s1.jsonl": itself.bytes()},
        "names of JavaScript": {"s1.jsonl": names.bytes()},
        "compactions": {"s1.jsonl": kept.bytes()},
        "a tail": {"s1.jsonl": tail.bytes()},
    }


def _files() -> dict[str, dict[str, bytes]]:
    first = talk().old()
    first.records[0] |= {"provider": "anthropic", "modelId": "claude-x", "thinkingLevel": "low", "branchedFrom": "/old/x.jsonl"}
    first.records.append({"type": "compaction", "summary": "Sum", "firstKeptEntryIndex": 2, "tokensBefore": 3, "timestamp": _iso(9)})
    run = talk().stream()
    run.records = [one for one in run.records if one["type"] != "message_end"]
    harness = [
        {"kind": "header", "version": 4, "id": "h1", "createdAt": 1767225600000, "cwd": "/work", "parentSessionId": "s1"},
        {"kind": "lane", "seq": 1, "lane": "main", "leafId": None},
        {"kind": "record", "type": "operation_started", "seq": 2, "intent": {"systemPromptOverride": "Be terse."}},
    ]
    for seq, record in enumerate(talk().records[1:], start=3):
        harness.append({**record, "kind": "entry", "lane": "main", "seq": seq, "timestamp": 1767225600000 + 250 * seq})
    aside = {"role": "assistant", "content": [text("Beside.")], "stopReason": "stop", "timestamp": 1767225609000}
    harness.append({**harness[-1], "id": "aside", "lane": "side", "seq": 9, "message": aside})
    harness.append({"kind": "fact", "seq": 10, "fact": "name", "name": "Named"})
    numbers = talk()
    for at, record in enumerate(numbers.records):
        record["timestamp"] = 1767225600000 + at
    offsets = talk(timestamp="2026-01-01T02:00:00+02:00")
    no_name = talk().assistant({"type": "toolCall", "id": "n"}, text("kept")).result(7).add("message", message="none").add("message")
    no_name.assistant(text("End."))
    tail_damage = talk().add("compaction", summary="S", retainedTail=[{"role": "toolResult", "content": "of nothing"}])
    header = talk().bytes().split(b"\n", 1)
    slot = b'{"type":"title","title":"Slot","updatedAt":"x"}\n'
    lines = talk().bytes().split(b"\n")
    return {
        "version 1": {"s1.jsonl": first.bytes()},
        "a stream": {"s1.jsonl": talk().stream().bytes(), "s2.jsonl": run.bytes().replace(b'"s1"', b'"s2"')},
        "a stream and its session": {"a.jsonl": talk().stream().bytes(), "b.jsonl": talk().bytes()},
        "the harness": {"h1.jsonl": b"".join(json.dumps(one).encode() + b"\n" for one in harness)},
        "times": {"s1.jsonl": numbers.bytes(), "s2.jsonl": offsets.bytes().replace(b'"s1"', b'"s2"')},
        "titles": {"s1.jsonl": slot + talk().bytes()},
        "subagents": {
            "subagent-artifacts/s1.jsonl": talk().bytes(),
            "s3.jsonl": talk("s3").add("session_init", profile="default").bytes(),
            "s2.jsonl": talk("s2").add("session_init", systemPrompt="You are a worker.", task="x", tools=["read"]).user("x").bytes(),
        },
        "renamed": {
            "s1.jsonl.reset.2026-01-01T00-00-00.000Z": talk().bytes(),
            "s2.jsonl.deleted.2026-01-01T00-00-00.000Z": talk("s2").bytes(),
            "s3.jsonl.bak-1": talk("s3").bytes(),
            "s4.trajectory.jsonl": b'{"traceSchema":"openclaw-trajectory","type":"session.started"}\n',
        },
        "others": {
            "s1.jsonl": talk().bytes(),
            "empty.jsonl": b"",
            "blank.jsonl": b"\n \n",
            "lfs.jsonl": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
            "header.jsonl": json.dumps(Session("s2").records[0]).encode() + b"\n",
            "foreign.jsonl": b'{"id":1}\n',
            "slash.jsonl": b'{"type":"session","id":"x","timestamp":"t"}\n{"type":"user/message","id":"1"}\n',
            "created.jsonl": b'{"type":"session","id":"x","createdAt":1}\n{"type":"message","message":{}}\n',
            "snake.jsonl": b'{"type":"session","id":"x","timestamp":"t"}\n{"type":"message","parent_id":"1"}\n',
            "source.jsonl": b'{"type":"session","id":"x"}\n{"type":"message","message":{"role":"user","meta":{"source":"cli"}}}\n',
            "unheard.jsonl": b'{"type":"session","id":"x"}\n{"type":"unheard","id":"1"}\n',
        },
        "cut off": {"s1.jsonl": talk().bytes()[:-30], "s2.jsonl": talk("s2").bytes().rstrip(b"\n")},
        "damaged lines": {"s1.jsonl": b"\n".join([*lines[:2], b"{]", b"[]", *lines[2:]]), "s2.jsonl": talk("s2").bytes()},
        "joined lines": {"s1.jsonl": talk().bytes().replace(b"\n", b"", 2)},
        "damaged records": {
            "s1.jsonl": no_name.bytes(),
            "s2.jsonl": talk("").bytes(),
            "s3.jsonl": tail_damage.bytes().replace(b'"s1"', b'"s3"'),
        },
        "damaged header": {"s1.jsonl": header[0][:-20] + b"\n" + header[1]},
        "damaged header of version 1": {"s1.jsonl": b"{]\n" + talk().old().bytes().split(b"\n", 1)[1]},
        "byte order mark": {"s1.jsonl": b"\xef\xbb\xbf" + talk().bytes()},
        "windows line ends": {"s1.jsonl": talk().bytes().replace(b"\n", b"\r\n")},
    }


def _forks() -> dict[str, dict[str, bytes]]:
    one = talk().user("More").assistant(text("More."))
    fork = one.copy(4, "s2", parentSession="/gone/s1.jsonl").user("New here").assistant(text("Yes."))
    again = fork.copy(5, "s3", parentSession="s2").assistant(text("Again."))
    orphan = "/x/2026-01-01T00-00-00-000Z_s9.jsonl"
    named = "2026-01-01T00-00-00-000Z_s1.jsonl"
    shortened = talk("s1")
    shortened.records[3] = {**shortened.records[3], "message": {**shortened.records[3]["message"], "content": [text("a...")]}}
    damaged = one.bytes().replace(b'"toolCallId": "c1", ', b"")
    circle = {f"{a}.jsonl": Session(a, parentSession=b).user(f"I am {a}").bytes() for a, b in (("z", "y"), ("y", "x"), ("x", "y"))}
    cleared = talk().add("reset_boundary").user("Anew").assistant(text("Yes."))
    after = cleared.copy(5, "s2", parentSession="s1").user("New here").add("reset_boundary").assistant(text("Yes."))
    return {
        "forked behind a reset": {"s1.jsonl": cleared.bytes(), "s2.jsonl": after.bytes()},
        "forked": {"s1.jsonl": one.bytes(), "s2.jsonl": fork.bytes(), "s3.jsonl": again.bytes()},
        "forked from a file that is gone": {
            "a.jsonl": one.copy(4, "s2", parentSession=orphan).user("A").assistant(text("a")).bytes(),
            "b.jsonl": one.copy(4, "s3", parentSession=orphan).user("B").bytes(),
        },
        "forked, by the name of the file": {named: one.bytes(), "b.jsonl": one.copy(5, "s2", parentSession=f"C:\\x\\{named}").bytes()},
        "copies": {"s1.jsonl": one.bytes(), "s1.checkpoint.x.jsonl": talk().bytes(), "s1.jsonl.bak-1": shortened.bytes()},
        "two files of one session": {
            "a.jsonl": one.bytes(),
            "b.jsonl": one.copy(4, "s1").user("Other").bytes(),
            "c.jsonl": Session().user("Else").bytes(),
        },
        "forked, and the parent damaged": {"s1.jsonl": damaged, "s2.jsonl": fork.bytes()},
        "in a circle": circle,
        "its own parent file": {"s1.jsonl": talk(parentSession="/x/s1.jsonl").bytes()},
        "unrelated": {"a.jsonl": talk("s1").bytes(), "b.jsonl": talk("s2").bytes()},
    }


def _hostile() -> dict[str, dict[str, bytes]]:
    """What Pi never writes."""
    events = Session().add("turn_end").user("q").add("message_end", message={"role": "user", "content": "no"}).assistant(text("a"))
    kinds = talk()
    for record, kind in zip(kinds.records[1:], ("entry", "record", "lane", "fact"), strict=True):
        record["kind"] = kind
    headers = talk()
    headers.records[2:2] = [dict(headers.records[0])]
    again = Session("s2").user("second").assistant(text("two"))
    odd = talk().add("label", targetId=5, label=["x"]).add("model_change", modelId=None).add("session_info", name=7)
    odd.add("custom", customType=1)
    odd.message("user", True).message("user", 5).message("assistant", 5).message("user").add("branch_summary", summary={})
    odd.add("compaction", summary=None, firstKeptEntryId=3, tokensBefore="x", retainedTail="no").message(5, "x")
    odd.assistant(text("x"), reason=None)
    return {
        "events among entries": {"s1.jsonl": events.bytes()},
        "kinds among entries": {"s1.jsonl": kinds.bytes()},
        "a header twice": {"s1.jsonl": headers.bytes(), "s2.jsonl": talk("s9").bytes() + again.bytes()},
        "wrong types": {"s1.jsonl": odd.bytes()},
        "half a pair": {"s1.jsonl": talk().user("cut \ud83d").assistant(text("\udc00 too")).bytes()},
    }
