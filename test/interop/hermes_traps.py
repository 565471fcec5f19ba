"""Made-up Hermes files and databases for rules that the fixtures show rarely or never: folders of files, by name."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Messages = list[Record]


# --- text files --------------------------------------------------------------------------------------


def user(words: Any, **more: Any) -> Record:
    return {"role": "user", "content": words, **more}


def assistant(words: Any, *calls: Record, reason: str | None = "stop", **more: Any) -> Record:
    said = {"role": "assistant", "content": words, "finish_reason": reason, **more}
    return {**said, "tool_calls": list(calls)} if calls else said


def call(name: str | None, tool: str = "terminal", arguments: Any = "{}") -> Record:
    return {**({} if name is None else {"id": name}), "type": "function", "function": {"name": tool, "arguments": arguments}}


def result(name: str | None, words: Any = "ok", **more: Any) -> Record:
    return {"role": "tool", "content": words, **({} if name is None else {"tool_call_id": name}), **more}


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def snapshot(name: str, messages: Any, **more: Any) -> bytes:
    facts = {"session_id": name, "model": "m", "session_start": "2026-03-01T10:15:00.5", "last_updated": "2026-03-01T10:16:00.5"}
    return json.dumps({**facts, "system_prompt": "You are Hermes.", "tools": [], "messages": messages, **more}, indent=2).encode()


TOOLS = [{"type": "function", "function": {"name": "terminal", "parameters": {"b": 1.0, "a": "é"}}}]
HELLO = [user("Hi"), assistant("Hello, what may I do for you today? I have all the time there is.")]
LONG = [user("One"), assistant("", call("call_aaaaaaaaaaaa1")), result("call_aaaaaaaaaaaa1"), assistant("The first answer, which is long enough to tell."), user("Two"), assistant("Done.")]
SUMMARY = user("[CONTEXT COMPACTION - REFERENCE ONLY] All of it in short.")


def share_gpt(*turns: tuple[str, Any], **more: Any) -> Record:
    return {"conversations": [{"from": who, "value": value} for who, value in turns], "timestamp": "2026-03-01T10:00:00", "completed": True, **more}


def response(name: Any, content: Any) -> str:
    return f"<tool_response>\n{json.dumps({'tool_call_id': name, 'name': 't', 'content': content})}\n</tool_response>"


def text_traps() -> dict[str, dict[str, bytes]]:
    harness = [
        user("[CONTEXT SUMMARY]: short\n--- END, not the summary above ---\n\nGo on."),
        user("[PRIOR CONTEXT] before"),
        assistant("[CONTEXT COMPACTION] said by the model"),
        assistant("[SYSTEM: the model may say so"),
        user("[Your active task list was preserved across context compression]\n- x"),
        user("Review the conversation above and consider saving to memory: x"),
        assistant("Nothing to save."),
        user("You just executed tool calls but returned an empty response. Go on."),
        user("prefill", _thinking_prefill=True),
        user("[SYSTEM: You are running as a scheduled cron job. Be short.]\n\nWhat is new?"),
        user("[IMPORTANT: You are running as a scheduled cron job. x]"),
        user("  [System note: resumed]\n\n\nGo."),
        user("[SYSTEM: other]\n\n  "),
        user("[IMPORTANT: The user has invoked the skill x"),
        user("[SYSTEM: Background process 1 finished"),
        user("[ASYNC DELEGATION 1] done"),
        user("[Continuing toward your standing goal] x"),
        user("You've reached the maximum number of tool-calling iterations allowed. Sum up."),
        user([{"type": "text", "text": "[System note: x]\n\nmine"}, {"type": "text", "text": "also mine"}]),
        assistant("(empty)", _empty_terminal_sentinel=True),
        assistant("", call("c9"), _thinking_prefill=True, reason="tool_calls"),
        result("c9"),
        assistant("from elsewhere", mirror=True),
        user("from elsewhere too", mirror=True),
        user("a summary by its mark", _compressed_summary=True),
    ]
    bad = [user("x"), 5, {"content": "y"}, assistant("z", call("c1"), {"id": "c2"}, reason=None), result("c1"), {**assistant("w"), "tool_calls": {"a": 1}}]
    branch = [*LONG[:4], user("Another way"), assistant("It goes.")]
    compacted = [LONG[0], SUMMARY, *LONG[3:], user("Behind it"), assistant("Yes.")]
    return {
        "plain": {"session_a.json": snapshot("a", HELLO), "b.jsonl": jsonl(user("x"), assistant("y"))},
        "plain calls": {"session_a.json": snapshot("a", LONG, tools=TOOLS), "sessions.json": jsonl({"k": "b"})},
        "harness": {"session_h.json": snapshot("h", harness)},
        "harness transcript": {"h.jsonl": jsonl(*harness)},
        "meta rows": {
            "m.jsonl": jsonl(
                {"role": "session_meta", "tools": TOOLS, "model": "one", "platform": "telegram"},
                user("x", timestamp="2026-03-01T10:00:01"),
                {"role": "session_meta", "model": "two"},
                assistant("y", timestamp="2026-03-01T10:00:00"),
                {"role": "ghost", "content": "boo"},
            )
        },
        "index": {
            "sessions.json": json.dumps({"k1": "a", "k2": {"session_id": "b", "platform": "discord", "origin": {"x": 1}, "created_at": "2026-03-01T09:00:00", "updated_at": "2026-03-01T09:30:00"}}).encode(),
            "a.jsonl": jsonl(*HELLO),
            "b.jsonl": jsonl(user("x"), assistant("y")),
        },
        "links": {
            "a.jsonl": jsonl(user("x"), assistant("", call(None), call(None, "read")), result("r1"), result("r2"), assistant("done")),
            "b.jsonl": jsonl(user("x"), assistant("", call(None), call(None)), result("r1"), assistant("done"), result("ghost")),
            "c.jsonl": jsonl(user("x"), assistant("", call("c1")), result(None), assistant("done")),
            "d.jsonl": jsonl(user("x"), assistant("", call("c1"), call("c2")), user("y"), result("c2"), result("c1"), assistant("a"), assistant("b")),
            "e.jsonl": jsonl(user("x"), assistant("", {"call_id": "k", "name": "flat", "arguments": {"b": 1.0, "a": "é"}}), result("k", {"a": 1})),
        },
        "reasoning": {
            "a.jsonl": jsonl(
                user("x"),
                assistant("a", reasoning="thought"),
                user("y"),
                assistant("b", reasoning_content="other thought"),
                user("z"),
                assistant("c", reasoning_details=[{"text": "t1"}, {"summary": "t2"}, {"data": "gAAA"}]),
                user("1"),
                assistant("d", codex_reasoning_items=[{"encrypted_content": "g"}]),
                user("2"),
                assistant("e", reasoning=" ", reasoning_content=" ", reason="length"),
                user("3"),
                assistant("", reasoning="only a thought"),
                user(""),
                assistant(None),
            )
        },
        "prompt twice": {"session_a.json": snapshot("a", [{"role": "system", "content": "You are Hermes."}, *HELLO])},
        "damage": {
            "session_a.json": snapshot("a", bad),
            "session_b.json": snapshot("b", HELLO)[:300],
            "session_c.json": snapshot("c", {"0": HELLO}),
            "d.jsonl": jsonl(user("x")) + b'{"role": "user"\n[1]\n' + jsonl(assistant("y")) + b'{"role": "assi',
            "e.jsonl": jsonl({"id": "e1", "source": "cli", "messages": bad}, {"id": "e2", "source": "cli", "messages": "none"}),
        },
        "others": {
            "session_list.json": b'{"sessions": []}',
            "session_messages.json": json.dumps({"messages": HELLO}).encode(),
            "codex.jsonl": jsonl({"type": "message", "role": "user", "content": "x"}),
            "empty.jsonl": b"\n \n",
            "pointer.jsonl": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            "silent.jsonl": jsonl({"role": "system", "content": "x"}, user(""), {"role": "session_meta", "model": "m"}),
            "session_lines.json": jsonl(*HELLO),
            "whole.jsonl": json.dumps(json.loads(snapshot("whole", [user("x"), assistant("y")]))).encode(),
            "mark.jsonl": b"\xef\xbb\xbf" + jsonl(user("with a mark"), assistant("y")),
            "surrogate.jsonl": b'{"role": "user", "content": "a\\ud800b"}\n',
        },
        "exports": {
            "out.jsonl": jsonl(
                {"id": "e1", "source": "cli", "started_at": 1772357700.25, "cwd": "/w", "git_branch": "main", "model": "m", "messages": LONG},
                {"id": "e2", "source": "telegram", "started_at": 1772358000, "parent_session_id": "e1", "model_config": {"_branched_from": "e1"}, "messages": branch},
                {"id": "e3", "source": "cli", "started_at": 1772358000, "parent_session_id": "far", "messages": HELLO},
            )
        },
        "one session": {
            "session_20260301_101500_a1b2c3.json": snapshot("20260301_101500_a1b2c3", LONG[:4], tools=TOOLS),
            "20260301_101500_a1b2c3.jsonl": jsonl(*LONG),
            "session_x.json": snapshot("x", HELLO),
        },
        "alike": {
            "a.jsonl": jsonl(*LONG),
            "b.jsonl": jsonl(*LONG[:4]),
            "c.jsonl": jsonl(*branch),
            "d.jsonl": jsonl(*HELLO[:1], assistant("ok")),
            "e.jsonl": jsonl(*HELLO[:1], assistant("ok"), user("more")),
        },
        "compacted": {
            "session_20260301_101500_a1b2c3.json": snapshot("20260301_101500_a1b2c3", LONG),
            "session_20260301_111500_a1b2c4.json": snapshot("20260301_111500_a1b2c4", compacted),
        },
        "trajectories": {
            "trajectory_samples.jsonl": jsonl(
                share_gpt(
                    ("system", f"Tools:\n<tools>\n{json.dumps(TOOLS)}\n</tools>"),
                    ("human", "Do it"),
                    ("gpt", '<think>\nFirst.\n</think>\nI will.\n<tool_call>\n{"name": "terminal", "arguments": {"x": 1.0}}\n</tool_call>\n<tool_call>{"name": "read", "arguments": {}}</tool_call>'),
                    ("tool", response("call_1", {"k": [1.0, None]}) + "\n" + response("call_2", "text")),
                    ("gpt", "<think>\n</think>\nDone, <tool_call>{bad}</tool_call> and <tool_call> open"),
                ),
                share_gpt(("human", "x"), ("gpt", "<tool_call>\n{}\n</tool_call>"), ("tool", "no tags"), ("function", "?"), ("gpt", "y"), completed=None, prompt_index=3),
                share_gpt(("human", "x"), ("gpt", '<tool_call>{"name": "a"}</tool_call>'), ("tool", response("r1", "1") + response("r2", "2")), ("gpt", "unbalanced")),
            )
        },
    }


# --- databases ---------------------------------------------------------------------------------------

_SESSIONS = {
    1: "id TEXT PRIMARY KEY, source TEXT, model TEXT, system_prompt TEXT, parent_session_id TEXT, started_at REAL, ended_at REAL, end_reason TEXT",
    17: "model_config TEXT, title TEXT, billing_base_url TEXT, session_key TEXT, display_name TEXT",
    30: "system_prompt_hash TEXT, cwd TEXT, git_branch TEXT, archived INTEGER DEFAULT 0",
}
_MESSAGES = {
    1: "id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT, role TEXT, content TEXT, tool_call_id TEXT, tool_calls TEXT, timestamp REAL",
    17: "finish_reason TEXT, reasoning TEXT, reasoning_details TEXT, codex_reasoning_items TEXT",
    30: "reasoning_content TEXT, observed INTEGER DEFAULT 0, active INTEGER DEFAULT 1, compacted INTEGER DEFAULT 0, _compressed_summary INTEGER DEFAULT 0",
}


def database(era: int, sessions: list[Record], messages: list[Record], *, more: str = "", in_log: bool = False) -> dict[str, bytes]:
    """The files of a database of some version; all of its rows in the write-ahead log, if need be."""
    with tempfile.TemporaryDirectory(prefix="interop-db-") as folder:
        path = Path(folder) / "state.db"
        connection = sqlite3.connect(path)
        if in_log:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        for name, columns in (("sessions", _SESSIONS), ("messages", _MESSAGES)):
            connection.execute(f"CREATE TABLE {name} ({', '.join(text for version, text in columns.items() if version <= era)})")
        connection.execute("CREATE TABLE system_prompts (hash TEXT PRIMARY KEY, prompt TEXT)")
        connection.executescript(more)
        for table, rows in (("sessions", sessions), ("messages", messages)):
            for row in rows:
                values = [json.dumps(value) if isinstance(value, dict | list) else value for value in row.values()]
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", values)
        connection.commit()
        if not in_log:
            connection.close()
        return {name.name: name.read_bytes() for name in sorted(Path(folder).iterdir()) if not name.name.endswith("-shm")}


def rows(session: str | None, messages: Messages, **more: Any) -> Messages:
    """Messages as rows of the table."""
    found = []
    for number, message in enumerate(messages):
        row = {"session_id": session, "timestamp": 1772357700.0 + number, **message, **more}
        if isinstance(row.get("content"), list | dict):
            row["content"] = "\0json:" + json.dumps(row["content"])
        found.append(row)
    return found


def bare(messages: Messages) -> Messages:
    """Without what the first version has no column for."""
    return [{key: value for key, value in message.items() if key not in ("finish_reason", "reasoning")} for message in messages]


def store_traps() -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    for era in (1, 17, 30):
        for in_log in (False, True):
            sessions = [
                {"id": "b", "source": "cli", "model": "m", "system_prompt": "You are Hermes.", "started_at": 1772357700.25},
                {"id": "a", "source": "telegram", "started_at": 1772357800},
                {"id": "none", "source": "cli", "started_at": 1772357900},
            ]
            messages = [*rows("a", bare(HELLO) if era == 1 else HELLO), *rows("b", bare(LONG) if era == 1 else LONG), *rows("gone", [user("of a session that is gone")])]
            found[f"state {era} {'log' if in_log else 'file'}"] = database(era, sessions, messages, in_log=in_log)
    session: list[Record] = [{"id": "s", "source": "cli", "started_at": 1.5}]
    odd = [
        user([{"type": "text", "text": "parts"}, {"type": "image_url", "image_url": {"url": "data:,"}}]),
        {**user("x"), "content": "\0json:{broken"},
        {**user("x"), "content": b"bytes \xff\xc3\x28 that are no text"},
        {**user("x"), "content": "a zero \0 byte, and more than forty characters of it behind"},
        {**assistant("", call(None, arguments={"b": 1.0, "a": 12345678901234567890}), call(None, "read")), "reasoning_content": " "},
        result("z1"),
        result(None, "second"),
        {**assistant("a", reason="length"), "codex_reasoning_items": "[]"},
        {**user("said in the group"), "observed": 1},
        {**assistant("b"), "reasoning_details": json.dumps([{"text": "t"}])},
        {**user("by its mark"), "_compressed_summary": 1},
        {"role": "session_meta", "content": None},
        {**user(""), "timestamp": "2026-03-01T10:00:00+02:00"},
        {**user(9.5), "timestamp": float("inf")},
    ]
    found["state odd values"] = database(30, session, rows("s", odd))
    first = [user("protected"), assistant("An answer that is long enough to be told from others.")]
    generations = [
        *rows("s", [*first, user("archived")], active=0, compacted=1),
        *rows("s", [user("taken back"), assistant("this too")], active=0),
        *rows("s", [first[0], SUMMARY, first[1], user("on")]),
    ]
    generations[-2]["timestamp"] = generations[1]["timestamp"]
    found["state generations"] = database(30, session, generations)
    damage = rows("s", [user("x"), {**assistant("y"), "tool_calls": "{oops"}, {**assistant("z"), "tool_calls": json.dumps([{"id": "c"}, call("d")])}, {"role": "ghost"}])
    found["state damaged records"] = database(30, session, damage)
    compacted = [LONG[0], SUMMARY, *LONG[3:], user("Behind it"), assistant("Yes.")]
    family = [
        {"id": "top", "started_at": 1.0, "ended_at": 10.0, "end_reason": "compression"},
        {"id": "next", "parent_session_id": "top", "started_at": 10.0, "ended_at": 20.0, "end_reason": "branched"},
        {"id": "side", "parent_session_id": "top", "started_at": 5.0},
        {"id": "way", "parent_session_id": "next", "started_at": 21.0},
        {"id": "made", "parent_session_id": "way", "started_at": 22.0, "model_config": {"_delegate_from": "way"}},
        {"id": "new", "parent_session_id": "side", "started_at": 30.0, "model_config": '{"_reset_from": "side"}'},
        {"id": "below", "parent_session_id": "made", "started_at": 23.0, "source": "tool"},
        {"id": "lost", "parent_session_id": "far", "started_at": 40.0},
        {"id": "lost2", "parent_session_id": "far", "started_at": 41.0},
        {"id": "r1", "parent_session_id": "r2", "started_at": 50.0, "source": "subagent"},
        {"id": "r2", "parent_session_id": "r1", "started_at": 51.0},
        {"id": "self", "parent_session_id": "self", "started_at": 60.0},
    ]
    said = [*rows("top", LONG), *rows("next", compacted), *rows("way", [*compacted[:5], user("Another way"), assistant("So.")])]
    said += [row for name in ("side", "made", "new", "below", "lost", "r1", "r2", "self") for row in rows(name, [user(f"of {name}"), assistant(f"to {name}")])]
    said += rows("lost2", [SUMMARY, user("behind the summary"), assistant("Yes.")])
    found["state lineage"] = database(30, family, said)
    prompts = "INSERT INTO system_prompts VALUES ('h', 'By its hash.')"
    hashed: list[Record] = [
        {"id": "s", "source": "cli", "started_at": 1.0, "system_prompt_hash": "h", "cwd": "/w", "git_branch": "main", "session_key": "k", "billing_base_url": "https://x"},
        {"id": "t", "started_at": 2.0, "system_prompt_hash": "unknown", "system_prompt": "Beside it."},
    ]
    found["state prompts"] = database(30, hashed, [*rows("s", HELLO), *rows("t", [user("t"), assistant("u")])], more=prompts)
    ids = "CREATE TABLE sessions (id); CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id, role, content);"
    values = ["'a'", "5", "6.5", "CAST(x'61ff' AS TEXT)", "CAST(x'610062' AS TEXT)", "x'62'", "NULL"]
    listed = "".join(f"INSERT INTO sessions VALUES ({value}); INSERT INTO messages (session_id, role, content) VALUES ({value}, 'user', 'of {number}');" for number, value in enumerate(values))
    found["state ids"] = _made(ids + listed + "INSERT INTO messages (session_id, role, content) VALUES ('', 'user', 'of nobody')")
    found["state views"] = _made("CREATE TABLE t (id); CREATE VIEW sessions AS SELECT 1 AS id; CREATE TABLE messages (id, session_id, role, content)")
    found["state of others"] = _made("CREATE TABLE sessions (id); CREATE TABLE message (id)")
    whole = database(30, session, rows("s", [user("x" * 900) for _ in range(60)]))["state.db"]
    found["state cut off"] = {"state.db": whole[: len(whole) // 2]}
    found["state no database"] = {"state.db": b"SQLite format 3\0" + b"x" * 5000}
    found["state and files"] = {
        **database(30, [{"id": "one", "source": "cli", "started_at": 1.0}, {"id": "two", "started_at": 2.0}], [*rows("one", LONG[:3]), *rows("two", HELLO)]),
        "sessions/one.jsonl": jsonl(*LONG),
        "sessions/session_two.json": snapshot("two", HELLO, tools=TOOLS),
        "out.jsonl": jsonl({"id": "two", "source": "cli", "messages": HELLO}),
    }
    return found


def _made(script: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="interop-db-") as folder:
        path = Path(folder) / "state.db"
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.close()
        return {"state.db": path.read_bytes()}


def hermes_traps() -> dict[str, dict[str, bytes]]:
    return {**text_traps(), **store_traps()}


def build_databases(source: Path, target: Path) -> None:
    """A copy of a folder of fixtures with a database for each `.sql` (test/formats/hermes/databases.ts)."""
    shutil.copytree(source, target)
    for script in sorted(target.rglob("*.sql")):
        text = script.read_text("utf-8")
        path, made = script.with_suffix(".db"), script.with_suffix(".made")
        connection = sqlite3.connect(made)
        connection.execute("PRAGMA foreign_keys = OFF")
        if text.startswith("-- -wal"):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.executescript(text)
        for suffix in ("", "-wal"):
            if Path(f"{made}{suffix}").exists():
                shutil.copy(f"{made}{suffix}", f"{path}{suffix}")
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{made}{suffix}").unlink(missing_ok=True)
        if text.startswith("-- -cut "):
            content = path.read_bytes()
            path.write_bytes(content[: int(text.split()[2])])
        script.unlink()
