"""An independent reader of session logs: every text of a row is in its file, and every record of the conversation is accounted for.

It knows nothing of turns or of order: it looks up words, calls and results of the file in the rows and their counts.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compare import _with_replacement
from harness import Checks, OurFile, Row, Run
from session_files import Record, dict_at, read_lines, text_at


def check_oracle(checks: Checks, format_name: str, title: str, folder: Path, run: Run) -> None:
    failures: list[str] = []
    texts = 0
    if format_name == "hermes_agent":  # databases, documents, and texts that are taken apart
        return
    is_from = _is_from_pi if format_name == "pi_coding_agent" else _is_from
    for path, ours in run.files.items():
        if not _is_plain(path):
            continue
        records = [record for line in read_lines((folder / path).read_bytes()) for record in line.records]
        strings = _strings(records)
        for row in ours.rows:
            found = [one for message in row["messages"] for one in _row_texts(message)]
            texts += len(found)
            failures += [
                f"{path}: {row['trace_id']}: {kind} is not in the file: {text!r:.200}"
                for kind, text in found
                if not is_from(strings, kind, text, row)
            ]
            failures += [f"{path}: {row['trace_id']}: {one}" for one in _arguments(row, records)]
    checks.check(f"{title}: every text is the file's", failures, f"{texts} texts")
    if format_name == "pi_coding_agent":
        failures = _account_of_pi(folder, run)
    else:
        failures = _account(folder, run, _pieces_of_claude if format_name == "claude_code" else _pieces_of_codex)
    checks.check(f"{title}: every record used or counted once", failures, f"{len(run.order)} rows")


def _is_plain(path: str) -> bool:
    """True for a log that is neither compressed nor one document."""
    return not path.endswith((".json", ".zst"))


# --- texts -------------------------------------------------------------------------------------------


def _strings(records: list[Record]) -> set[str]:
    """All strings of the records, and the JSON text of what is not a string."""
    found: set[str] = set()
    pending: list[Any] = list(records)
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.add(_with_replacement(value))
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return found


def _row_texts(message: Row) -> list[Piece]:
    texts = [(f"text of {message['role']}", block["text"]) for block in message["content"] if isinstance(block.get("text"), str)]
    if "reasoning_content" in message:
        texts.append(("reasoning", message["reasoning_content"]))
    return texts


def _is_from(strings: set[str], kind: str, text: str, row: Row) -> bool:
    if text in strings or not text:
        return True
    if kind == "reasoning":
        return _is_joined(strings, text)
    if kind in ("text of user", "text of system"):
        return any(text in one for one in strings if len(one) > len(text))  # a piece of a text: reminder and words
    if any(one["state"] == "inlined" for one in row["source_meta"].get("persisted_results", [])):
        return True
    try:
        json.loads(text)  # an object where text belongs
    except ValueError:
        return False
    return True


def _is_joined(strings: set[str], text: str) -> bool:
    """True for texts of the file with blank lines between them."""
    reached = {0}
    ends = {0}
    parts = [one for one in strings if one and one in text]
    while ends:
        at = ends.pop()
        for part in parts:
            if text.startswith(part, at):
                stop = at + len(part)
                if stop == len(text):
                    return True
                if text.startswith("\n\n", stop) and stop + 2 not in reached:
                    reached.add(stop + 2)
                    ends.add(stop + 2)
    return False


def _arguments(row: Row, records: list[Record]) -> list[str]:
    """Arguments are `json.dumps(input, sort_keys=True)` of a call of this id, its string, or its raw input as an object."""
    spelled: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for call in _all_calls(record):
            for name in {call.get("id"), call.get("call_id")}:
                spelled[str(name)].update(_spellings(call))
    return [
        f"arguments of {call['id']} are not the file's: {call['function']['arguments']!r:.200}"
        for message in row["messages"]
        for call in message.get("tool_calls", [])
        if call["id"] in spelled and call["function"]["arguments"] not in spelled[call["id"]]
    ]


def _spellings(call: Record) -> set[str]:
    if call.get("type") == "image_generation_call":
        return {json.dumps({"revised_prompt": call["revised_prompt"]} if "revised_prompt" in call else {})}
    source = next((call[key] for key in ("arguments", "input", "action", "operation") if call.get(key) is not None), {})
    if not isinstance(source, str):
        return {json.dumps(source, sort_keys=True)}
    is_raw = call.get("arguments") is None and call.get("type") != "tool_use"
    return {json.dumps({"input": source})} if is_raw else {_with_replacement(source)}


def _all_calls(record: Record) -> list[Record]:
    content = (dict_at(record, "message") or {}).get("content")
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    item = dict_at(record, "payload") or record
    calls = [block for block in blocks if block.get("type") in ("tool_use", "toolCall")]
    return calls + ([item] if str(item.get("type", "")).endswith("_call") else [])


# --- accounts ----------------------------------------------------------------------------------------

_MADE_UP = "(made up)"  # the id of a call that has none
Piece = tuple[str, str]  # words, a thought, or the id of a call or a result


def _account(folder: Path, run: Run, pieces: Callable[[Record], list[Piece]]) -> list[str]:
    """Words, thoughts, calls and results: as often in rows and counts as in the records that are conversation."""
    failures: list[str] = []
    for path, ours in run.files.items():
        if ours.accepted and _is_plain(path):
            failures += [f"{path}: {one}" for one in _account_of_file(folder / path, ours, pieces)]
    return failures


def _account_of_file(path: Path, ours: OurFile, pieces: Callable[[Record], list[Piece]]) -> list[str]:
    said: Counter[Piece] = Counter()
    for line in read_lines(path.read_bytes()):
        for record in line.records:
            said.update(pieces(record))
    queued = _handed_over([record for line in read_lines(path.read_bytes()) for record in line.records])
    shown: Counter[Piece] = Counter()
    for row in ours.rows:
        meta = row["source_meta"]
        for message in row["messages"]:
            shown.update(piece if piece in said or piece[0] != "call" else ("call", _MADE_UP) for piece in _pieces_of_message(message))
        shown.update(("result", one["tool_call_id"]) for one in meta.get("unlinked_results", []))
        for one in meta.get("stand_ins", []):
            shown.update(piece for piece in _pieces_of_blocks(one["content"]) if piece[0] == "words")
    # What a count stands for is not told: with any count, records may be missing.
    is_counted = any(_counts(row["source_meta"]) for row in ours.rows)
    doubled = [key for key in shown - said - queued if key[0] in ("call", "result") or key in said]
    lost = [] if is_counted else [key for key in said - shown if not _is_shown_in_pieces(key, ours)]
    return [f"more than once in the rows: {key!r:.150}" for key in doubled] + [f"neither used nor counted: {key!r:.150}" for key in lost]


def _handed_over(records: list[Record]) -> Counter[Piece]:
    """Prompts of old clients that `remove` took out of the queue, and that no attachment says: only the queue's record does."""
    waiting: list[str] = []
    handed: Counter[Piece] = Counter()
    for record in records:
        attachment = dict_at(record, "attachment") or {}
        if record.get("type") == "attachment" and attachment.get("type") == "queued_command":
            handed.subtract(_pieces_of_blocks(attachment.get("prompt")))
        if record.get("type") != "queue-operation":
            continue
        text, operation = text_at(record, "content"), record.get("operation")
        if operation == "enqueue" and text is not None:
            waiting.append(text)
            continue
        gone = waiting[:] if operation == "popAll" and text is None else [text] if text in waiting else waiting[:1] if text is None else []
        for one in gone:
            waiting.remove(one)
        if operation == "remove":
            handed.update(("words", _with_replacement(one)) for one in gone)
    return +handed


def _counts(meta: Row) -> int:
    """Records and blocks that the row says are in no message."""
    keys = (
        "abandoned_records retracted_records repeated_records repeated_blocks skipped_records empty_messages encrypted_agent_messages"
    ).split()
    listed = sum(len(meta.get(key, [])) for key in ("continues", "unattached_reasoning"))
    listed += sum((meta.get("unknown_items") or {}).values())
    return sum(meta.get(key, 0) for key in keys) + listed + (meta.get("rollbacks") or {}).get("messages", 0)


def _pieces_of_claude(record: Record) -> list[Piece]:
    if record.get("type") == "attachment" and (attachment := dict_at(record, "attachment")) and attachment.get("type") == "queued_command":
        return _pieces_of_blocks(attachment.get("prompt"))
    message = dict_at(record, "message")
    if record.get("type") not in ("user", "assistant") or message is None or record.get("isVirtual") is True:
        return []
    return _pieces_of_blocks(message.get("content"))


def _pieces_of_codex(record: Record) -> list[Piece]:
    is_item = record.get("type") in ("response_item", "inter_agent_communication") or (
        "payload" not in record and "record_type" not in record
    )
    item = dict_at(record, "payload") or record
    kind = str(item.get("type") or ("message" if "role" in item else ""))
    if not is_item:
        return []
    if kind in ("message", "agent_message") or record.get("type") == "inter_agent_communication":
        return [("words", text) for _, text in _pieces_of_blocks(item.get("content"), ("input_text", "output_text", "text"))]
    if kind == "reasoning":
        return [("thought", part["text"]) for part in item.get("summary") or [] if text_at(part, "text")]
    name = text_at(item, "call_id") or text_at(item, "id") or _MADE_UP
    return [("call", name)] if kind.endswith("_call") else [("result", name)] if kind.endswith("_output") else []


def _pieces_of_blocks(content: Any, texts: tuple[str, ...] = ("text",)) -> list[Piece]:
    blocks = content if isinstance(content, list) else [content] if isinstance(content, dict) else [{"type": "text", "text": content}]
    found: list[Piece] = []
    for block in blocks:
        if isinstance(block, str):
            found.append(("words", _with_replacement(block)))
        if not isinstance(block, dict):
            continue
        match block.get("type"):
            case kind if kind in texts and text_at(block, "text"):
                found.append(("words", _with_replacement(block["text"])))
            case "thinking" if text_at(block, "thinking"):
                found.append(("thought", _with_replacement(block["thinking"])))
            case "tool_use" if text_at(block, "id") and text_at(block, "name"):
                found.append(("call", block["id"]))
            case "tool_result" if text_at(block, "tool_use_id"):
                found.append(("result", block["tool_use_id"]))
    return found


def _pieces_of_message(message: Row) -> list[Piece]:
    if message["role"] == "tool":
        return [("result", message["tool_call_id"])]
    found = [("words", block["text"]) for block in message["content"] if isinstance(block.get("text"), str)]
    return found + [("call", call["id"]) for call in message.get("tool_calls", [])]


def _is_shown_in_pieces(key: Piece, ours: OurFile) -> bool:
    """A thought stands in its turn's reasoning; a text of reminder and words, in several messages."""
    kind, text = key
    messages = [message for row in ours.rows for message in row["messages"]]
    if kind == "thought":
        return any(text in message.get("reasoning_content", "") for message in messages)
    if kind != "words":
        return False
    rest = _bare(text)
    for message in messages:
        for block in message["content"]:
            piece = _bare(block.get("text") or "")
            if message["role"] in ("system", "user") and piece and rest.startswith(piece):
                rest = rest[len(piece) :]
    return not rest


def _bare(text: str) -> str:
    """Without white space, and without the line that parts an IDE's context from a person's request."""
    return "".join(text.replace("## My request for Codex:", "").split())


# --- Pi ----------------------------------------------------------------------------------------------

_CUT = r"(?:\n\n\[(?:Showing|Full output was|Some lines) [^\]]*\])?"
_COMMAND = re.compile(
    r"Ran `(?P<command>.*?)`\n(?:```\n(?P<output>.*)\n```|\(no output\))"
    rf"(?:\n\n(?:\(command cancelled\)|Command exited with code \S+))?{_CUT}(?:\n\n\[Output truncated\. Full output: .*\])?\Z",
    re.DOTALL,
)
_PYTHON = re.compile(
    r"Ran Python:\n```python\n(?P<code>.*?)\n```\n(?:Output:\n```\n(?P<output>.*)\n```|\(no output\))"
    rf"(?:\n\n(?:\(execution cancelled\)|Execution failed with code \S+))?{_CUT}\Z",
    re.DOTALL,
)
_FILE = re.compile(r'<file path="(?P<path>.*?)">\n(?:(?P<content>.*?)\n)?</file>(?:\n(?=<file path=)|\Z)', re.DOTALL)
_SUMMARY = re.compile(r"The .*:\n\n<summary>\n(?P<summary>.*?)\n?</summary>\Z", re.DOTALL)


def _is_from_pi(strings: set[str], kind: str, text: str, row: Row) -> bool:
    """Pi's words around a command, a file or a summary, and texts of a message as one."""
    if _FILE.match(text) is not None and _FILE.sub("", text) == "":
        return all(part in strings for file in _FILE.finditer(text) for part in file.groups() if part)
    found = (_COMMAND.match(text) or _PYTHON.match(text) or _SUMMARY.match(text)) if kind == "text of user" else None
    if found is not None:
        return all(not part or part in strings for part in found.groups())
    if kind == "text of user" and not _is_from(strings, kind, text, row):
        return _is_from(strings, "JSON", text, row)  # content that is neither text nor blocks
    return _is_from(strings, kind, text, row) or (kind == "text of assistant" and _is_joined(strings, text))


def _account_of_pi(folder: Path, run: Run) -> list[str]:
    failures: list[str] = []
    for path, ours in run.files.items():
        if ours.accepted:
            failures += [f"{path}: {one}" for one in _account_of_session(folder / path, ours.rows[0])]
    return failures


def _account_of_session(path: Path, row: Row) -> list[str]:
    """Each piece of the file is in the row at most once; messages with a piece that is not there are as many as are counted."""
    records = [record for line in read_lines(path.read_bytes()) for record in line.records]
    meta = row["source_meta"]
    messages = _messages_of_pi(records, meta.get("format") == "stream")
    said = Counter(piece for message in messages for piece in set(_pieces_of_pi(message)))
    shown = _shown_by_pi(row)
    failures = [f"more than once in the row: {piece!r:.150}" for piece in shown if piece in said and shown[piece] > said[piece]]
    # Beside the way, in another row, damaged, or in the context of nobody.
    counted = sum(meta.get(key, 0) for key in ("abandoned_messages", "skipped_records", "excluded_commands", "empty_messages"))
    counted += sum(meta.get("unknown_messages", {}).values()) + sum(meta.get("unknown_blocks", {}).values())
    counted += sum(one["records"] for one in meta.get("continues", []))
    missing = said - shown
    for piece in list(missing):
        missing[piece] -= _inside(piece, shown, row)
    lost = []
    for message in messages:
        pieces = set(_pieces_of_pi(message))
        if any(missing[piece] > 0 for piece in pieces):
            lost.append(message)
            missing.subtract(pieces)
    if len(lost) > counted:
        failures.append(f"{len(lost)} messages are not in the row, {counted} are counted: {lost[0]!r:.200}")
    return failures + _kept(records, row)


def _messages_of_pi(records: list[Record], is_stream: bool) -> list[Record]:
    """What is said in a file, in whichever dialect; what an event says again is not."""
    has_ends = any(record.get("type") == "message_end" for record in records)
    kinds = ("message",) if not is_stream else ("message_end",) if has_ends else ("agent_end",)
    found: list[Record] = []
    for record in records:
        if record.get("type") in ("custom_message", "compaction", "branch_summary"):
            found.append(record)
        elif record.get("type") in kinds and "kind" not in record or record.get("kind") == "entry":
            message = dict_at(record, "message")
            found += [message] if message is not None else [one for one in record.get("messages") or [] if isinstance(one, dict)]
    return found


def _pieces_of_pi(message: Record) -> list[Piece]:
    if (result := text_at(message, "toolCallId")) is not None:
        return [("result", result)]
    files = message.get("files")
    sources = [(message, ("summary", "command", "code", "output")), *((file, ("content",)) for file in (files if isinstance(files, list) else []))]
    found = [
        ("words", _with_replacement(text))
        for source, keys in sources
        if isinstance(source, dict)
        for key in keys
        if (text := text_at(source, key))
    ]
    content = message.get("content")
    for block in content if isinstance(content, list) else [content]:
        if isinstance(block, str) and block:
            found.append(("words", _with_replacement(block)))
        elif isinstance(block, dict) and block.get("type") == "toolCall":
            found += [("call", block["id"])] if text_at(block, "id") and text_at(block, "name") else []
        elif isinstance(block, dict) and block.get("redacted") is not True:
            kind = {"text": "words", "thinking": "thought"}.get(str(block.get("type")))
            found += [(kind, _with_replacement(block[key]))] if kind and text_at(block, key := str(block["type"])) else []
    return found


def _shown_by_pi(row: Row) -> Counter[Piece]:
    meta = row["source_meta"]
    shown: Counter[Piece] = Counter()
    for message in row["messages"]:
        shown.update(_pieces_of_message(message))
    shown.update(("result", one["tool_call_id"]) for one in meta.get("unlinked_results", []))
    for one in meta.get("retried_turns", []) + meta.get("stand_ins", []):
        shown.update(("words", block["text"]) for block in one["content"] if "text" in block)
        shown.update(("call", call["id"]) for call in one.get("tool_calls", []))
    return shown


def _inside(piece: Piece, shown: Counter[Piece], row: Row) -> int:
    """How often the row has words or a thought as a part of a longer text."""
    kind, text = piece
    if kind not in ("words", "thought"):
        return 0
    texts = [found for message in row["messages"] for _, found in _row_texts(message)]
    for one in row["source_meta"].get("retried_turns", []) + row["source_meta"].get("stand_ins", []):
        texts += [*one.get("reasoning", []), *(block["text"] for block in one["content"] if "text" in block)]
    return sum(found.count(text) for found in texts) - shown[piece]


def _kept(records: list[Record], row: Row) -> list[str]:
    """What a compaction kept begins with the words of the person that it names, where these are in the row."""
    said = [(text_at(record, "id"), dict_at(record, "message")) for record in records]
    asked = {name: _pieces_of_pi(message) for name, message in said if name is not None and message is not None}
    firsts = [asked.get(str(record.get("firstKeptEntryId"))) for record in records if record.get("type") == "compaction"]
    wanted = {text for pieces in firsts if pieces for kind, text in pieces[:1] if kind == "words"}
    found = [row["messages"][one["first_kept"]] for one in row["source_meta"].get("compactions", []) if "first_kept" in one]
    if not all(firsts) or any("retainedTail" in record for record in records):
        return []
    return [
        f"a compaction keeps {message!r:.150}, which none names"
        for message in found
        if message["role"] == "user" and not any(block.get("text") in wanted for block in message["content"])
    ]
