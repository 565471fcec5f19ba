"""Line, column and JSON Pointer of every diagnostic, checked against Python's own parser."""

from __future__ import annotations

import json
from typing import Any

from harness import LEVELS, Checks, parse_pointer, resolve, same
from mutate import Fuzzed, Sample, kind_of

# Diagnostics of the JSON text, not of a value: what the text says at their place.
OF_THE_TEXT: dict[str, tuple[str, ...]] = {
    "lone-surrogate": ("\\u", '"'),
    "non-finite-number": ("NaN", "Infinity", "-Infinity"),
    "duplicate-key": ('"',),
    "byte-order-mark": ("\ufeff",),
}
# Diagnostics of a file among others, which have no place in it.
WITHOUT_PLACE = {"duplicate-trace-id"}

_DECODER = json.JSONDecoder()


def place_problem(diagnostic: dict[str, Any], text: str, lines: list[int], document: Any) -> str | None:
    """What is wrong with a diagnostic's place. `lines`: where each line of the text begins."""
    line, column, pointer = diagnostic.get("line"), diagnostic.get("column"), diagnostic.get("pointer")
    if line is None or column is None:
        return None if diagnostic["code"] in WITHOUT_PLACE else "no line and column"
    if not 1 <= line <= len(lines):
        return f"line {line} of {len(lines)}"
    offset = lines[line - 1] + column - 1
    if column < 1 or offset >= (lines[line] if line < len(lines) else len(text)):
        return f"line {line} has no column {column}"
    if pointer is None and diagnostic["code"] in OF_THE_TEXT:
        starts = OF_THE_TEXT[diagnostic["code"]]
        return None if text.startswith(starts, offset) else f"place {line}:{column} is at {text[offset : offset + 20]!r}"
    try:
        expected = resolve(document, parse_pointer(pointer) if pointer is not None else [])
    except (LookupError, ValueError) as error:
        return f"the pointer {pointer} leads nowhere ({error!r})"
    try:
        found, _ = _DECODER.raw_decode(text, offset)
    except ValueError:
        return f"no value at {line}:{column}: {text[offset : offset + 20]!r}"
    if not same(found, expected):
        return f"{pointer} is {expected!r:.60}, at {line}:{column} stands {found!r:.60}"
    return None


def check_places(checks: Checks, fuzzed: Fuzzed) -> None:
    """Part 3: the diagnostics of all levels."""
    for level in LEVELS:
        kinds: dict[str, list[str]] = {}
        count = 0
        for path, sample in fuzzed.samples.items():
            if sample.case.document is None:
                continue
            count += len(sample.levels[level].diagnostics)
            for diagnostic, problem in _problems(sample, level):
                said = f"{diagnostic['severity']} {diagnostic['code']} ({diagnostic.get('action')})"
                text = sample.case.content.decode("utf-8")
                kinds.setdefault(kind_of(f"{said} {problem.split()[0]}"), []).append(f"{path}: {said}: {problem}\nin {text:.700}")
        told = [f"{min(alike, key=len)}\n... and {len(alike) - 1} like it" for alike in kinds.values()]
        checks.check(f"places: {level}: line, column and pointer agree", told, f"{count} diagnostics")


def _problems(sample: Sample, level: str) -> list[tuple[dict[str, Any], str]]:
    text = sample.case.content.decode("utf-8")
    lines = [0]
    while (end := text.find("\n", lines[-1])) >= 0:
        lines.append(end + 1)
    problems = ((one, place_problem(one, text, lines, sample.case.document)) for one in sample.levels[level].diagnostics)
    return [(one, problem) for one, problem in problems if problem is not None]
