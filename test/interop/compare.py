"""Our strict level against DataDesigner's own ATIF handler, file by file and value by value.

A difference passes only by one of the named RULES: DataDesigner's accidents (design, section 3).
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.types import NormalizedAgentRolloutRecord, _extract_final_assistant_text

from harness import (
    REPOSITORY,
    Checks,
    DataDesignerFile,
    JsonPath,
    OurFile,
    Row,
    Run,
    json_files,
    run_data_designer,
    run_ours,
    same,
)

COLUMNS = NormalizedAgentRolloutRecord.get_field_names()
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SAMPLES = REPOSITORY.parent / "shared" / "samples"
FOLDERS = (REPOSITORY / "fixtures" / "atif", SAMPLES / "atif", SAMPLES / "harbor-job")


@dataclass
class Case:
    """One file and what the two made of it."""

    path: str
    content: bytes
    theirs: DataDesignerFile
    ours: OurFile

    @cached_property
    def document(self) -> Any:
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def texts_of_containers(self) -> dict[str, str]:
        """Python's `str` of every object and list of the document, and its sorted JSON text."""
        texts: dict[str, str] = {}
        pending = [self.document]
        while pending:
            value = pending.pop()
            if isinstance(value, dict | list):
                texts[str(value)] = json.dumps(value, sort_keys=True)
                pending.extend(value.values() if isinstance(value, dict) else value)
        return texts


@dataclass(frozen=True)
class Difference:
    """Where the rows differ. The path is empty for a file that only one of the two accepts."""

    path: JsonPath
    theirs: Any
    ours: Any

    @property
    def of_outcome(self) -> bool:
        return self.path == ()

    def __str__(self) -> str:
        if self.of_outcome:
            return f"DataDesigner: {self.theirs!s:.300}\nours: {self.ours!s:.300}"
        theirs, ours = self.theirs, self.ours
        where = "/".join(str(part) for part in self.path)
        if isinstance(theirs, str) and isinstance(ours, str):
            common = len(os.path.commonprefix([theirs, ours]))
            where += f", from character {common}"
            start = max(0, common - 30)
            theirs, ours = theirs[start:], ours[start:]
        return f"row/{where}\nDataDesigner: {theirs!r:.300}\nours: {ours!r:.300}"


@dataclass(frozen=True)
class Rule:
    """A difference that is meant."""

    name: str
    sentence: str
    allows: Callable[[Difference, Case], bool]


def _python_repr(difference: Difference, case: Case) -> bool:
    theirs = difference.theirs
    return isinstance(theirs, str) and case.texts_of_containers.get(theirs) == difference.ours != theirs


def _true_as_step_id(difference: Difference, case: Case) -> bool:
    if not difference.of_outcome or not case.theirs.accepted or case.ours.outcome != "rejected":
        return False
    places = {error.get("pointer") for error in case.ours.errors}
    return case.document["steps"][0]["step_id"] is True and places == {"/steps/0/step_id"}


def _byte_order_mark(difference: Difference, case: Case) -> bool:
    refused = "BOM" in str(case.theirs.error)
    return difference.of_outcome and refused and case.content.startswith(BYTE_ORDER_MARK) and case.ours.accepted


_SURROGATE = re.compile("[\ud800-\udfff]")


def _with_replacement(value: Any) -> Any:
    """U+FFFD for each surrogate (Python joins pairs itself: what is left has no partner)."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_with_replacement(item) for item in value]
    return value


def _lone_surrogate(difference: Difference, _case: Case) -> bool:
    if difference.of_outcome:
        return False
    replaced = _with_replacement(difference.theirs)
    return not same(replaced, difference.theirs) and same(replaced, difference.ours)


def _non_finite(difference: Difference, case: Case) -> bool:
    theirs = difference.theirs
    written = any(word in case.content for word in (b"NaN", b"Infinity"))
    return difference.ours is None and written and isinstance(theirs, float) and theirs - theirs != 0


def _too_deep(difference: Difference, case: Case) -> bool:
    return difference.of_outcome and isinstance(case.theirs.error, RecursionError)


def _long_integer(difference: Difference, case: Case) -> bool:
    return difference.of_outcome and "Exceeds the limit (4300 digits)" in str(case.theirs.error)


RULES = (
    Rule("python-repr", "DataDesigner writes Python's repr of an object or a list as text, ours its sorted JSON text.", _python_repr),
    Rule("true-as-step-id", "To Python `true` is the integer 1, so DataDesigner takes it as a step_id; ours does not.", _true_as_step_id),
    Rule("byte-order-mark", "DataDesigner refuses a file that begins with a byte order mark; ours passes over it.", _byte_order_mark),
    Rule("lone-surrogate", "An unpaired surrogate is no Unicode text; in ours U+FFFD takes its place.", _lone_surrogate),
    Rule("non-finite", "NaN and Infinity are no JSON; in ours they are null outside of `arguments`.", _non_finite),
    Rule("too-deep", "Python's parser ends at a depth of about 990 (RecursionError); ours goes on.", _too_deep),
    Rule("long-integer", "Python does not read integers of more than 4300 digits (ValueError); ours does.", _long_integer),
)


def row_differences(theirs: Any, ours: Any, path: JsonPath = ()) -> Iterator[Difference]:
    """Every place where two values differ in type, value or the order of keys."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        their_keys, our_keys = list(theirs), list(ours)
        if _is_given(path):
            their_keys, our_keys = sorted(their_keys), sorted(our_keys)
        if their_keys != our_keys:
            yield Difference((*path, "(keys)"), their_keys, our_keys)
        pairs = [(key, _with_replacement(key) if key not in ours else key) for key in their_keys]
        for key, our_key in pairs:
            if our_key in ours:
                yield from row_differences(theirs[key], ours[our_key], (*path, key))
    elif isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) != len(ours):
            yield Difference((*path, "(length)"), len(theirs), len(ours))
        for index, (their_item, our_item) in enumerate(zip(theirs, ours, strict=False)):
            yield from row_differences(their_item, our_item, (*path, index))
    elif not same(theirs, ours):
        yield Difference(path, theirs, ours)


def _is_given(path: JsonPath) -> bool:
    """True for an object that the row holds as the file gives it: the order of its keys is free."""
    match path:
        case ("messages", _, "content", _, *_):
            return True
        case ("source_meta", "final_metrics" | "extra", *_):
            return True
        case ("source_meta", "subagent_trajectory_refs", _, "refs", _, "extra", *_):
            return True
    return False


@dataclass
class Comparison:
    """What came of a folder."""

    cases: list[Case] = field(default_factory=list)
    accepted: int = 0
    used: Counter[str] = field(default_factory=Counter)
    outcomes: list[tuple[Case, Difference]] = field(default_factory=list)
    values: list[tuple[Case, Difference]] = field(default_factory=list)


def compare_case(case: Case, comparison: Comparison) -> list[Difference]:
    """Adds a file to the comparison; returns the differences that no rule allows."""

    def refused(difference: Difference) -> bool:
        rule = next((rule.name for rule in RULES if rule.allows(difference, case)), None)
        if rule is not None:
            comparison.used[rule] += 1
        return rule is None

    comparison.cases.append(case)
    theirs, ours = case.theirs, case.ours
    comparison.accepted += ours.accepted
    if theirs.accepted != ours.accepted:
        codes = [f"{one['code']} at {one.get('pointer', 'the root')}: expected {one.get('expected')}" for one in ours.errors]
        verdict = "accepted" if theirs.accepted else f"{type(theirs.error).__name__}: {theirs.error}"
        difference = Difference((), verdict, f"{ours.outcome} {ours.reason or ''} {codes or ''}")
        if refused(difference):
            comparison.outcomes.append((case, difference))
            return [difference]
        if not case.content.startswith(BYTE_ORDER_MARK):
            return []
        theirs = _without_byte_order_mark(case)
    if theirs.rows is None:
        return []
    different = [one for one in _rows_of(theirs.rows, ours.rows) if refused(one)]
    comparison.values += [(case, difference) for difference in different]
    return different


def _rows_of(theirs: list[Row], ours: list[Row]) -> Iterator[Difference]:
    if len(theirs) != len(ours):
        yield Difference(("(rows)",), len(theirs), len(ours))
        return
    for their_row, our_row in zip(theirs, ours, strict=True):
        differences = list(row_differences(their_row, our_row))
        if any(one.path[0] == "messages" for one in differences):
            # The column follows from messages that differ (by a rule): it must follow from ours.
            differences = [one for one in differences if one.path[0] != "final_assistant_message"]
            expected = _extract_final_assistant_text(our_row["messages"])
            differences += row_differences(expected, our_row["final_assistant_message"], ("final_assistant_message",))
        yield from differences


def _without_byte_order_mark(case: Case) -> DataDesignerFile:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "plain.json").write_bytes(case.content.removeprefix(BYTE_ORDER_MARK))
        theirs = run_data_designer(Path(folder), "plain.json")
    for row in theirs.rows or []:
        row["source_path"] = case.ours.rows[0]["source_path"]
    return theirs


def compare_folder(folder: Path, run: Run) -> Comparison:
    comparison = Comparison()
    for path, ours in run.files.items():
        case = Case(path, (folder / path).read_bytes(), run_data_designer(folder, path), ours)
        compare_case(case, comparison)
    return comparison


def order_failures(run: Run) -> list[str]:
    expected = sorted(run.order)
    return [] if run.order == expected else [f"rows not in the order of the relative paths: {run.order[:5]} ..."]


def account_failures(run: Run) -> list[str]:
    """What does not add up in the report."""
    failures = list(run.strays)
    outcomes = Counter(ours.outcome for ours in run.files.values())
    failures += [f"{path} is not in the report" for path, ours in run.files.items() if ours.outcome == "not in the report"]
    failures += [
        f"{path}: the report says {ours.row_count} rows, stdout has {len(ours.rows)}"
        for path, ours in run.files.items()
        if (ours.row_count or 0) != len(ours.rows)
    ]
    failures += [
        f"{path} is rejected without an error" for path, ours in run.files.items() if ours.outcome == "rejected" and not ours.errors
    ]
    failures += [f"{path} has rows and errors" for path, ours in run.files.items() if ours.accepted and ours.errors]
    summary = run.summary
    files = summary["files"]
    expected_status = 1 if outcomes["rejected"] else 0 if outcomes["rows"] else 2
    pairs = {
        "exit status": (run.status, expected_status),
        "rows": (summary["rows"], len(run.order)),
        "found": (files["found"], len(run.files)),
        "converted": (files["converted"], outcomes["rows"]),
        "rejected": (files["rejected"], outcomes["rejected"]),
        "skipped": (files["skipped"], outcomes["skipped"]),
        "not_read": (files["not_read"], 0),
        "sum of rejected_by_code": (sum(summary["rejected_by_code"].values()), outcomes["rejected"]),
        "sum of skipped_by_reason": (sum(summary["skipped_by_reason"].values()), outcomes["skipped"]),
        "accepted_by": (summary["accepted_by"], dict(Counter(ours.accepted_by for ours in run.files.values() if ours.accepted_by))),
        "diagnostics": (summary["errors"] + summary["warnings"], sum(run.diagnostic_count.values()) + run.unlisted),
    }
    return failures + [f"{name}: the summary says {said}, counted {counted}" for name, (said, counted) in pairs.items() if said != counted]


def column_failures(run: Run) -> list[str]:
    return [f"{path}: {list(row)}" for path, ours in run.files.items() for row in ours.rows if list(row) != COLUMNS]


def report_comparison(checks: Checks, name: str, run: Run, comparison: Comparison) -> None:
    """Prints the checks of a folder."""
    files = f"{len(comparison.cases)} files"
    rows = f"{len(run.order)} rows"
    checks.check(
        f"{name}: same files accepted",
        [f"{case.path}\n{one}" for case, one in comparison.outcomes],
        f"{files}, {comparison.accepted} accepted",
    )
    checks.check(f"{name}: rows equal", [f"{case.path}\n{one}" for case, one in comparison.values], rows)
    checks.check(f"{name}: columns and order of rows", column_failures(run) + order_failures(run), rows)
    checks.check(f"{name}: every file accounted for", account_failures(run), files)
    if comparison.used:
        checks.note("by rule: " + ", ".join(f"{rule} {count}" for rule, count in sorted(comparison.used.items())))


def compare_samples(checks: Checks) -> None:
    """Part 1: the fixtures and the samples."""
    for folder in FOLDERS:
        name = folder.name if folder.parent == SAMPLES else "fixtures"
        if not folder.is_dir() or not json_files(folder):
            checks.note(f"{name}: no JSON files in {folder}, NOT COMPARED")
            continue
        run = run_ours(folder, "strict")
        report_comparison(checks, name, run, compare_folder(folder, run))
