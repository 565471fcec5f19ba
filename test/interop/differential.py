"""Random timestamps and tool arguments: the two columns that must match Python to the letter."""

from __future__ import annotations

import json
import random
import struct
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from compare import compare_folder, report_comparison
from harness import Checks, run_ours

SEED = 20_250_102
VALUES = 20_000

# --- timestamps ------------------------------------------------------------------------------------


def _digits(number: int, width: int, chance: random.Random) -> str:
    return f"{number:0{width}}" if chance.random() < 0.98 else str(number)


def random_timestamp(chance: random.Random) -> str:
    """A timestamp in one of the ISO 8601 spellings, sometimes out of range, sometimes damaged."""
    year = chance.choice([1, 4, 1582, 1900, 1970, 2000, 2020, 2024, 2025, 2026, 9999, chance.randrange(0, 10_000)])
    dash = chance.choice(["-", "-", ""])
    if chance.random() < 0.25:
        date = f"{year:04}{dash}W{_digits(chance.randrange(0, 55), 2, chance)}"
        date += chance.choice(["", f"{dash}{chance.randrange(0, 9)}", f"{dash}{chance.randrange(1, 8)}"])
    else:
        date = f"{year:04}{dash}{_digits(chance.randrange(0, 14), 2, chance)}{dash}{_digits(chance.randrange(0, 33), 2, chance)}"
    text = date
    if chance.random() < 0.85:
        text += chance.choice(["T", "T", " ", "t", "-", "0", "Z", "\u00e9", "\u4e2d", "\U0001f600"]) + _random_clock(chance, 26)
        text += (
            chance.choice(["", "", "Z", "z", "+00:00", "-00:00"])
            if chance.random() < 0.6
            else chance.choice("+-") + _random_clock(chance, 25)
        )
    return _damaged(text, chance) if chance.random() < 0.2 else text


def _random_clock(chance: random.Random, hours: int) -> str:
    colon = chance.choice([":", ":", ""])
    parts = [f"{chance.randrange(0, hours):02}", f"{chance.randrange(0, 62):02}", f"{chance.randrange(0, 62):02}"]
    text = colon.join(parts[: chance.choice([1, 2, 2, 3, 3, 3, 3])])
    if chance.random() < 0.4:
        text += chance.choice(".,") + "".join(chance.choice("0123456789") for _ in range(chance.choice([0, 1, 2, 3, 3, 5, 6, 6, 7, 9])))
    return text


def _damaged(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    inserted = chance.choice("0159-+:.,TWZz \u00e9\u0660\U0001f600\x00/")
    return chance.choice([text[:at] + text[at + 1 :], text[:at] + inserted + text[at:], text[:at] + inserted + text[at + 1 :], text[:at]])


def respelled(text: str, chance: random.Random) -> str:
    """The same instant with another offset, or one that is off by a microsecond."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        offset = timezone(timedelta(minutes=chance.randrange(-1439, 1440), seconds=chance.choice([0, 0, 30])))
        return (moment + timedelta(microseconds=chance.choice([0, 0, 1, -1]))).astimezone(offset).isoformat(chance.choice("T "))
    except (ValueError, OverflowError):
        return random_timestamp(chance)


def timestamp_document(number: int, chance: random.Random) -> str:
    """A document with two timestamps: its row has both, if both are valid, in their order."""
    first = random_timestamp(chance)
    second = respelled(first, chance) if chance.random() < 0.4 else random_timestamp(chance)
    steps = [{"step_id": place, "source": "user", "message": "", "timestamp": text} for place, text in enumerate([first, second], start=1)]
    return json.dumps(_document(f"t{number}", steps), ensure_ascii=chance.random() < 0.5)


def _document(session: str, steps: list[Any], **fields: Any) -> dict[str, Any]:
    return {"schema_version": "ATIF-v1.7", "session_id": session, "agent": {"name": "a", "version": "1"}, "steps": steps} | fields


# --- arguments ---------------------------------------------------------------------------------------

_CHARACTERS = [
    "a",
    "Z",
    "0",
    " ",
    '"',
    "\\",
    "/",
    "\b",
    "\f",
    "\n",
    "\r",
    "\t",
    "\x00",
    "\x1f",
    "\x7f",
    "\x80",
    "\u00e9",
    "\u07ff",
    "\u0800",
]
_CHARACTERS += ["\u2028", "\u2029", "\u4e2d", "\ue000", "\ufeff", "\uffff", "\U00010000", "\U0001f600", "\U0010ffff", "\ud800", "\udfff"]
_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _random_text(chance: random.Random) -> str:
    """A JSON string, spelled with what escapes are needed and some that are not."""
    length = chance.choice([0, 1, 1, 2, 3, 5, 8, 40, 200])
    plain = chance.random() < 0.5
    return (
        '"' + "".join(_spelled(chance.choice("abc xyz-_.") if plain else chance.choice(_CHARACTERS), chance) for _ in range(length)) + '"'
    )


def _spelled(character: str, chance: random.Random) -> str:
    code = ord(character)
    must = code < 0x20 or character in '"\\' or 0xD800 <= code <= 0xDFFF
    if not must and chance.random() < 0.8:
        return character
    if character in _ESCAPES and chance.random() < 0.7:
        return _ESCAPES[character]
    units = [code] if code < 0x10000 else [0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)]
    return "".join("\\u" + chance.choice(["{:04x}", "{:04X}"]).format(unit) for unit in units)


def _random_number(chance: random.Random) -> str:
    match chance.randrange(7):
        case 0:
            return str(chance.randrange(-100, 100))
        case 1:
            return chance.choice(["", "-"]) + str(chance.randrange(10 ** chance.choice([5, 15, 16, 17, 20, 40, 400])))
        case 2:
            (value,) = struct.unpack("<d", chance.randbytes(8))
            return json.dumps(value)
        case 3:
            return repr(chance.random() * 10.0 ** chance.randrange(-20, 25))
        case 4:
            return f"{chance.choice(['', '-'])}{chance.randrange(1000)}.{chance.choice(['0', '00', '5', '50', '25', '125', '1' * 30])}"
        case 5:
            exponent = (
                chance.choice("eE")
                + chance.choice(["", "+", "-"])
                + chance.choice(["0", "1", "05", "15", "16", "17", "22", "23", "300", "308", "309", "324", "400"])
            )
            return f"{chance.choice(['', '-'])}{chance.randrange(100)}{chance.choice(['', '.0', '.5', '.123456789012345678'])}{exponent}"
        case _:
            return chance.choice(
                [
                    "-0",
                    "0",
                    "-0.0",
                    "0.0",
                    "0e0",
                    "-0E+5",
                    "9007199254740993",
                    "-9223372036854775809",
                    "1e16",
                    "1e-5",
                    "0.0001",
                    "NaN",
                    "-Infinity",
                ]
            )


def _space(chance: random.Random) -> str:
    return "" if chance.random() < 0.8 else chance.choice([" ", "\n", "\t", "\r\n", "  "])


def random_json(chance: random.Random, depth: int = 0) -> str:
    """The text of a random JSON value."""
    kind = chance.randrange(10 if depth < 4 else 7)
    if kind < 3:
        return _random_text(chance)
    if kind < 6:
        return _random_number(chance)
    if kind == 6:
        return chance.choice(["null", "true", "false", "[]", "{}", "[ ]", "{ }"])
    items = range(chance.choice([0, 1, 1, 2, 3, 6]))
    if kind == 7:
        return "[" + ",".join(_space(chance) + random_json(chance, depth + 1) + _space(chance) for _ in items) + "]"
    members = (
        f"{_space(chance)}{_random_key(chance)}{_space(chance)}:{_space(chance)}{random_json(chance, depth + 1)}{_space(chance)}"
        for _ in items
    )
    return "{" + ",".join(members) + "}"


def _random_key(chance: random.Random) -> str:
    common = [
        '"a"',
        '"b"',
        '"command"',
        '"1"',
        '"10"',
        '"2"',
        '"__proto__"',
        '"constructor"',
        '"toString"',
        '"A"',
        '"\u00e9"',
        '"toJSON"',
        '"length"',
    ]
    return chance.choice(common) if chance.random() < 0.7 else _random_text(chance)


def arguments_document(number: int, calls: int, chance: random.Random) -> str:
    """A document with many calls; some of the values stand in `extra` as well, to pass as they are."""
    records: list[str] = []
    kept: list[str] = []
    for call in range(calls):
        value = random_json(chance)
        records.append(f'{{"tool_call_id": "c{call}", "function_name": "f", "arguments": {value}}}')
        # Two unpaired surrogates may make one key of two, so such a value is not for `extra`.
        if call % 10 == 0 and "\\ud" not in value.lower():
            kept.append(value)
    document = json.dumps(
        _document(f"a{number}", [{"step_id": 1, "source": "agent", "message": "", "tool_calls": "@calls"}], extra={"values": "@values"})
    )
    return document.replace('"@calls"', f"[{', '.join(records)}]").replace('"@values"', f"[{', '.join(kept)}]")


# --- the part ----------------------------------------------------------------------------------------


def check_random_values(checks: Checks, values: int = VALUES, seed: int = SEED) -> None:
    """Part 4: as many timestamps and as many arguments."""
    chance = random.Random(seed)
    timestamps = {f"{number:05}.json": timestamp_document(number, chance) for number in range(values // 2)}
    documents = 20
    arguments = {f"{number:02}.json": arguments_document(number, values // documents, chance) for number in range(documents)}
    _compare(checks, f"{values} timestamps", timestamps)
    _compare(checks, f"{values} arguments", arguments)


def _compare(checks: Checks, name: str, documents: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="interop-") as directory:
        folder = Path(directory).resolve()
        for path, text in documents.items():
            (folder / path).write_text(text, encoding="utf-8", newline="")
        run = run_ours(folder, "strict")
        comparison = compare_folder(folder, run)
        with_times = sum(row["started_at"] is not None for ours in run.files.values() for row in ours.rows)
        report_comparison(checks, name, run, comparison)
        if with_times:
            checks.note(f"{with_times} documents have a valid timestamp")
