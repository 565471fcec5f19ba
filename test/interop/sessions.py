"""Our rows of session logs against DataDesigner's, changed by named rules (claude_reference.py, codex_reference.py,
pi_reference.py, hermes_reference.py).

A rule is a prediction: the rows must equal what DataDesigner's messages become by the rules. A file on which no rule
fires must have DataDesigner's row outright.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_designer.engine.resources.agent_rollout.base import AgentRolloutFormatHandler
from data_designer.engine.resources.agent_rollout.claude_code import ClaudeCodeAgentRolloutFormatHandler
from data_designer.engine.resources.agent_rollout.codex import CodexAgentRolloutFormatHandler
from data_designer.engine.resources.agent_rollout.hermes_agent import HermesAgentRolloutFormatHandler
from data_designer.engine.resources.agent_rollout.pi_coding_agent import PiCodingAgentRolloutFormatHandler
from data_designer.engine.resources.agent_rollout.types import _extract_final_assistant_text

import claude_reference
import codex_reference
import hermes_log
import hermes_reference
import pi_log
import pi_reference
from claude_reference import Expected, Prediction
from codex_traps import codex_traps
from compare import COLUMNS, SAMPLES, Difference, _with_replacement, account_failures, row_differences
from harness import REPOSITORY, Checks, DataDesignerFile, OurFile, Row, Run, run_ours, same
from hermes_traps import build_databases, hermes_traps
from oracle import check_oracle
from pi_traps import pi_traps
from session_files import session_files
from session_traps import claude_traps, write_traps

LEVELS = ("strict", "spec", "lenient")


@dataclass(frozen=True)
class Format:
    name: str
    folder: str  # of fixtures, and of samples where these have no other
    handler: AgentRolloutFormatHandler
    names: re.Pattern[str]  # of files
    named: Callable[[str], bool]  # as the format's own pattern has it
    traps: Callable[[], dict[str, dict[str, bytes]]]
    predict: Callable[[Path, list[str], str], dict[str, Prediction]]
    their_keys: tuple[str, ...]  # of source_meta
    rules: tuple[str, ...]  # beginnings of the names of all rules that must fire
    samples: str | None = None
    index: str | None = None  # a file that is no log, and that problems may be told of
    build: Callable[[Path, Path], None] | None = None  # copies a folder of fixtures, and makes of it what is not text


CLAUDE_RULES = (
    "C1 one assistant message a turn",
    "C1 a block of a message counts once",
    "C1 a call counts once",
    "a block of one instant counts once",
    "C2 results follow their turn",
    "C2 a result without its call is no message",
    *(
        f"C4 harness words are the system's ({kind})"
        for kind in (
            "meta command command-output caveat bash-input bash-output interruption task-notification compaction-summary "
            "transcript-only teammate-message system-reminder ide-context hook-output memory-input"
        ).split()
    ),
    "C6 stand-ins are no messages",
    "C7 records of another file",
    "C7 not the longest history",
    "C8 sidechains are rows",
    "C8 a sidechain without an agent's id is named after its first record",
    "a byte order mark is passed over",
    "objects as text are JSON",
    "C9 queued prompts",
    "C9 queued prompts of older clients",
    "C9 prompts that were never sent",
    "C10 persisted results are read",
    "C10 blocks that say nothing are counted",
    "C11 retracted messages",
    "C12 summaries of the log",
    "C12 a number is no version of the client",
    "a block alone is content",
    "a session_id is a sessionId too",
    "an unpaired surrogate is U+FFFD",
    "rewound prompts",
    "messages that are only shown",
    "the same record twice in a file",
    "a last line that is cut off is left out",
    "lenient: two records on one line",
    "lenient: a damaged line is left out",
    "lenient: a damaged message or block is left out",
    "skipped: not a rollout",
    "skipped: no conversation",
    "skipped: companion file",
    "skipped: empty file",
    "skipped: Git LFS pointer",
)
CLAUDE = Format(
    "claude_code",
    "claude-code",
    ClaudeCodeAgentRolloutFormatHandler(),
    re.compile(r"\.jsonl\Z"),
    lambda path: True,
    claude_traps,
    claude_reference.predict_run,
    ("record_count", "record_types", "claude_versions", "summary", "first_prompt"),
    CLAUDE_RULES,
)


@dataclass
class Case:
    """One file: what DataDesigner makes of it, what ours must be, what ours is."""

    path: str
    theirs: DataDesignerFile
    expected: Prediction
    ours: OurFile


def run_theirs(form: Format, folder: Path, relative: str, context: Any) -> DataDesignerFile:
    try:
        rows = form.handler.parse_file(root_path=folder.resolve(), relative_path=relative, parse_context=context)
    except Exception as error:  # whatever it raises ends this file
        return DataDesignerFile(None, error)
    return DataDesignerFile([row.to_dict() for row in rows], None)


def expected_row(expected: Expected, folder: Path, case: Case, form: Format) -> Row:
    """A whole row, without the keys of source_meta that DataDesigner lacks."""
    messages = _with_replacement_everywhere(expected.messages)
    row: Row = dict.fromkeys(COLUMNS)
    row.update(expected.columns)
    row["source_path"] = str(folder.resolve() / case.path)
    row["messages"] = messages
    row["source_meta"] = {key: value for key, value in expected.meta.items() if key in form.their_keys}
    row["message_count"] = len(messages)
    row["tool_call_count"] = sum(len(message.get("tool_calls", [])) for message in messages)
    row["final_assistant_message"] = _extract_final_assistant_text(messages)
    return row


def _with_replacement_everywhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_replacement_everywhere(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_replacement_everywhere(one) for one in value]
    return _with_replacement(value)


def our_row(row: Row, form: Format) -> Row:
    meta = {key: value for key, value in row["source_meta"].items() if key in form.their_keys}
    return {**row, "source_meta": meta}


def row_failures(case: Case, folder: Path, form: Format) -> list[str]:
    """Where our rows are not what they must be."""
    expected, ours = case.expected.rows, case.ours.rows
    if case.expected.outcome == "not read":
        return []
    if len(expected) != len(ours):
        return [f"{len(expected)} rows expected {[one.columns['trace_id'] for one in expected]}, got {[one['trace_id'] for one in ours]}"]
    failures = []
    for must, is_ in zip(expected, ours, strict=True):
        differences = list(row_differences(expected_row(must, folder, case, form), our_row(is_, form)))
        failures += [f"{is_['trace_id']} {_named(one)}" for one in differences[:4]]
        failures += [f"{is_['trace_id']} source_meta: {text}" for text in _meta_failures(must.meta, is_["source_meta"])]
    return failures


def _named(difference: Difference) -> str:
    return str(difference).replace("DataDesigner:", "expected:")


def _meta_failures(must: Row, is_: Row) -> list[str]:
    """What our source_meta counts, against what the reference counts (keys that begin with `_`)."""
    counts = {
        "_unlinked": len(is_.get("unlinked_results", [])),
        "_injected": is_.get("injected_messages", []),
        "_stand_ins": [one["index"] for one in is_.get("stand_ins", [])],
        "_compactions": [one["index"] for one in is_.get("compactions", [])],
        "_resets": [one["index"] for one in is_.get("resets", [])],
        "_queued_prompts": is_.get("queued_prompts", 0),
        "_repeated_blocks": is_.get("repeated_blocks", 0),
        "_fallback_blocks": is_.get("fallback_blocks", 0),
        "_persisted": [one["state"] for one in is_.get("persisted_results", [])],
        "_dangling": is_.get("dangling_calls", []),
        "_abandoned": is_.get("abandoned_records", 0),
        "_retracted": is_.get("retracted_records", 0),
        "_repeated": is_.get("repeated_records", 0),
        "_skipped_records": is_.get("skipped_records", 0),
        "_virtual_records": is_.get("virtual_records", 0),
        "_skipped_blocks": is_.get("skipped_blocks", 0),
        "_continues": _continues(is_.get("continues", [])),
        "_abandoned_messages": is_.get("abandoned_messages", 0),
        "_failed_results": is_.get("failed_results", []),
        "_empty_messages": is_.get("empty_messages", 0),
        "_retried": [one["stop_reason"] for one in is_.get("retried_turns", [])],
        "_stopped": len(is_.get("stopped_turns", [])),
        "_relinked": is_.get("relinked_entries", 0),
        "_usage": {key: round(float(value), 9) for key, value in is_.get("usage", {}).items()},
        "_rewound": is_.get("rewound_messages", 0),
        "_archived": is_.get("archived_copies", 0),
        "_session_meta": is_.get("session_meta_rows", 0),
        "_other_messages": sum(is_.get("other_messages", {}).values()),
        "_naive": is_.get("naive_timestamps", False),
        "_cut": len(is_.get("turn_finish_reasons", [])),
        "_parent": [is_.get("parent_session_id"), is_.get("parent_relation")],
        "_reasoning_blocks": [is_.get("reasoning_blocks", {}).get(key, 0) for key in ("text", "empty", "encrypted")],
    }
    return [f"{key[1:]}: expected {must[key]}, got {counts[key]}" for key in counts if key in must and not same(must[key], counts[key])]


def _continues(value: Any) -> list[tuple[str, int]]:
    return sorted((one["trace_id"], one.get("records", one.get("items", one.get("messages")))) for one in (value if isinstance(value, list) else [value]))


def outcome_failures(case: Case) -> list[str]:
    expected, ours = case.expected, case.ours
    if expected.outcome == "not read":  # by the reference: Python has no zstd before 3.14
        return [] if ours.accepted else [f"expected rows, got {ours.outcome}"]
    if expected.outcome != ours.outcome:
        codes = [f"{one['code']} line {one.get('line')}" for one in ours.diagnostics]
        return [f"expected {expected.outcome} {expected.reasons}, got {ours.outcome} {ours.reason or ''} {codes}"]
    if expected.outcome == "skipped" and ours.reason not in expected.reasons:
        return [f"expected skipped as {expected.reasons}, got {ours.reason}"]
    return []


_MESSAGES = ("messages", "message_count", "tool_call_count", "final_assistant_message")
_IDENTITY = ("trace_id", "root_session_id", "agent_id", "is_sidechain", "started_at", "ended_at")
# The columns that a rule may change, by the beginning of its name; of several the longest counts.
_REACH = {
    "": _MESSAGES,
    "C8": (*_MESSAGES, *_IDENTITY),
    "C8 a sidechain without": ("trace_id",),
    "C9 prompts that were never sent": (),
    "C12": ("source_meta",),
    "a session_id": _IDENTITY,
    "X1 ": (*_MESSAGES, "source_meta"),
    "X2 ": ("git_branch",),
    "X3 ": (*_MESSAGES, *_IDENTITY, "cwd", "project_path", "source_meta"),
    "X4 the first session_meta": (*_IDENTITY, "cwd", "project_path", "git_branch", "source_meta"),
    "X4 a thread has one row": (*_MESSAGES, "trace_id", "source_meta"),
    "X5 ": (*_IDENTITY, "source_meta"),
    "X5 the source stays": ("source_meta",),
    "X8 ": (),
    "X13": (*_MESSAGES, "source_meta"),
    "P1 ": (*_MESSAGES, "source_meta"),
    "P2 compactions": (),
    "P2 what a compaction alone has": (*_MESSAGES, "source_meta"),
    "P6 turns that failed are named": (),
    "P7 ": (),
    "P9 ": (),
    "P10": (*_MESSAGES, *_IDENTITY, "source_meta"),
    "P10 forks": ("root_session_id", "source_meta"),
    "P11": ("started_at", "ended_at"),
    "P14": (*_MESSAGES, "source_meta"),
    "P15": (*_MESSAGES, "source_meta"),
    "P16": (),
    "P18": (*_MESSAGES, *_IDENTITY, "cwd", "project_path", "source_meta"),
    "P22": (*_MESSAGES, "source_meta"),
    "P26": ("agent_id", "is_sidechain"),
    "P30": (),
    "H3": (*_MESSAGES, "source_meta"),
    "H4": (*_MESSAGES, *_IDENTITY, "source_meta"),
    "H5": ("started_at", "ended_at"),
    "H6": ("source_meta",),
    "H7 encrypted": (),
    "H11": (),
    "H12": ("cwd", "project_path", "git_branch"),
    "H13": (),
    "H22": ("source_meta",),
}


def _reach_of(rule: str) -> tuple[str, ...]:
    return _REACH[max((beginning for beginning in _REACH if rule.startswith(beginning)), key=len)]


def silent_failures(case: Case, folder: Path, form: Format) -> list[str]:
    """A row differs from DataDesigner's only in columns that a fired rule may change; without a rule it is the same outright."""
    rules, theirs = case.expected.rules, case.theirs.rows
    if theirs is None or case.expected.outcome != "rows":
        if (theirs is None) != (case.expected.outcome != "rows") and not rules and case.expected.outcome != "not read":
            verdict = "accepts" if case.theirs.accepted else f"refuses ({case.theirs.error!s:.200})"
            return [f"DataDesigner {verdict}, expected {case.expected.outcome} {case.expected.reasons}, and no rule says why"]
        return []
    rows = [expected_row(one, folder, case, form) for one in case.expected.rows]
    if len(rows) != len(theirs):
        return [] if any(rule.startswith("C8") for rule in rules) else [f"{len(theirs)} rows of DataDesigner, {len(rows)} expected"]
    if form is CODEX:
        theirs = [_in_one_spelling(row) for row in theirs]
    allowed = {column for rule in rules for column in _reach_of(rule)}
    found = [one for left, right in zip(theirs, rows, strict=True) for one in row_differences(left, right) if one.path[0] not in allowed]
    return [f"by the rules {sorted(rules)} no difference is allowed here: {one}" for one in found]


def _in_one_spelling(row: Row) -> Row:
    """DataDesigner's row with `input_text` and `output_text` as `text`."""
    messages = [{**message, "content": [_plain_text(block) for block in message["content"]]} for message in row["messages"]]
    return {**row, "messages": messages, "final_assistant_message": _extract_final_assistant_text(messages)}


def _plain_text(block: Any) -> Any:
    is_text = isinstance(block, dict) and block.get("type") in ("input_text", "output_text", "text") and isinstance(block.get("text"), str)
    return {"type": "text", "text": block["text"]} if is_text else block


@dataclass
class Tally:
    """How often each rule fired, over all folders."""

    files: Counter[str] = field(default_factory=Counter)
    plain: int = 0
    compared: int = 0


def compare_sessions(checks: Checks, form: Format, name: str, folder: Path, pattern: str | None, tally: Tally) -> None:
    paths = [path for path in session_files(folder, form.names) if pattern is not None or form.named(path)]
    if not paths:
        checks.note(f"{form.name} {name}: no logs in {folder}")
        return
    context = form.handler.build_parse_context(root_path=folder, recursive=True)
    theirs = {path: run_theirs(form, folder, path, context) for path in paths}
    runs: dict[str, Run] = {}
    fired: set[tuple[str, str]] = set()
    for level in LEVELS:
        predictions = form.predict(folder, paths, level)
        for prediction in predictions.values():
            if any(not same(_with_replacement_everywhere(row.messages), row.messages) for row in prediction.rows):
                prediction.rules.add("an unpaired surrogate is U+FFFD")
        fired |= {(path, rule) for path, prediction in predictions.items() for rule in prediction.rules}
        run = runs[level] = run_ours(folder, level, form.name, pattern, paths)
        run.strays = [stray for stray in run.strays if stray != f"diagnostic of {form.index}"]
        cases = [Case(path, theirs[path], predictions[path], run.files[path]) for path in paths]
        title = f"{form.name} {name} {level}"
        count = f"{len(paths)} files, {len(run.order)} rows"
        _check_cases(checks, f"{title}: files accepted, skipped and rejected as predicted", cases, outcome_failures, count)
        agreed = [case for case in cases if not outcome_failures(case)]
        _check_cases(checks, f"{title}: rows as predicted", agreed, lambda case: row_failures(case, folder, form), count)
        if level == "strict":
            _check_cases(
                checks, f"{title}: no rule, no difference to DataDesigner", cases, lambda case: silent_failures(case, folder, form), count
            )
            tally.plain += sum(1 for case in cases if not case.expected.rules and case.ours.accepted)
            tally.compared += len(cases)
        checks.check(f"{title}: every file accounted for", account_failures(run), count)
        check_oracle(checks, form.name, title, folder, run)
    _check_levels(checks, f"{form.name} {name}", runs)
    tally.files.update(rule for _, rule in fired)


def _check_cases(checks: Checks, title: str, cases: list[Case], failures: Callable[[Case], list[str]], count: str) -> None:
    checks.check(title, [f"{case.path}\n{one}" for case in cases for one in failures(case)], count)


def _holders(ours: OurFile) -> list[Any]:
    return [row["source_meta"].get("continues") for row in ours.rows]


def _check_levels(checks: Checks, title: str, runs: dict[str, Run]) -> None:
    """What strict accepts, the next levels accept with the same messages; spec is strict."""
    failures = []
    for path, strict in runs["strict"].files.items():
        for level in ("spec", "lenient"):
            ours = runs[level].files[path]
            is_elsewhere = ours.reason == "superseded" or _holders(ours) != _holders(strict)
            if is_elsewhere:
                continue  # another file, rejected at strict, has the records here
            if strict.accepted and not ours.accepted:
                failures.append(f"{path}: rows at strict, {ours.outcome} at {level} ({ours.reason})")
            elif strict.accepted and [row["messages"] for row in strict.rows] != [row["messages"] for row in ours.rows]:
                failures.append(f"{path}: other messages at {level}")
        if strict.outcome != runs["spec"].files[path].outcome:
            failures.append(f"{path}: {strict.outcome} at strict, {runs['spec'].files[path].outcome} at spec")
        if strict.outcome == "skipped" and strict.reason != "superseded" and runs["lenient"].files[path].outcome != "skipped":
            failures.append(f"{path}: skipped at strict, {runs['lenient'].files[path].outcome} at lenient")
    checks.check(f"{title}: levels nested", failures, f"{len(runs['strict'].files)} files")


def check_sessions(checks: Checks) -> None:
    """Part 2: session logs."""
    logging.getLogger("data_designer").setLevel(logging.ERROR)  # it warns of each item that it drops
    for form in FORMATS:
        tally = Tally()
        with tempfile.TemporaryDirectory(prefix="interop-") as directory:
            for name, folder in write_traps(Path(directory).resolve(), form.traps()).items():
                compare_sessions(checks, form, f"trap ({name})", folder, None, tally)
        fixtures = REPOSITORY / "fixtures" / form.folder
        folders = sorted(path for path in fixtures.iterdir() if path.is_dir()) if fixtures.is_dir() else []
        checks.check(f"{form.name} fixtures are there", [] if folders else [f"no folders in {fixtures}"], f"{len(folders)} folders")
        for folder in folders:
            with tempfile.TemporaryDirectory(prefix="interop-") as directory:
                built = folder if form.build is None else Path(directory).resolve() / folder.name
                if form.build is not None:
                    form.build(folder, built)
                compare_sessions(checks, form, f"fixtures/{folder.name}", built, None, tally)
        samples = SAMPLES / (form.samples or form.folder)
        if samples.is_dir():
            compare_sessions(checks, form, "samples", samples, "*.jsonl", tally)
        else:
            checks.note(f"{form.name}: no samples in {samples}, NOT COMPARED")
        checks.note(f"{form.name}: {tally.plain} of {tally.compared} files by no rule; by rule (files):")
        for rule, count in sorted(tally.files.items()):
            checks.note(f"  {count:4d}  {rule}")
        silent = [rule for rule in form.rules if rule not in tally.files]
        unknown = [rule for rule in tally.files if rule not in form.rules]
        checks.check(
            f"{form.name}: every rule fires",
            [f"never: {rule}" for rule in silent] + [f"not in the list: {rule}" for rule in unknown],
            f"{len(form.rules)} rules",
        )


CODEX_RULES = (
    "X1 reasoning once",
    "X1 reasoning of items",
    "X2 the branch of git",
    "X3 flat files are read",
    "X3 the document of 2025 is read",
    "X4 the first session_meta counts",
    "X4 a thread has one row",
    "X4 a parent's history is the parent's",
    "X5 subagents",
    "X5 the source stays an object",
    "X6 one assistant message a turn",
    "X6 results follow their turn",
    "X18 a result without its call is no message",
    "X7 items that DataDesigner drops",
    "X20 messages without a type",
    "X7 letters between agents are the system's",
    "X17 calls without an id are given one",
    "X8 text blocks have one spelling",
    "X9 objects as text are JSON",
    "X10 turns that were rolled back are left out",
    *(
        f"X11 injected text is the system's ({kind})"
        for kind in (
            "agents-md user-instructions environment-context recommended-plugins turn-aborted skill subagent-notification user-action "
            "user-shell-command budget-notice internal-context goal-context hook-prompt guardian-transcript "
            "compaction-summary warning ide-context heartbeat"
        ).split()
    ),
    "X12 raw input is JSON",
    "X13 raw reasoning",
    "X14 a compressed file beside a plain one",
    "X14 compressed files are read",
    "X19 thoughts behind which somebody else speaks are a turn",
    "X16 a message without content is counted",
    "a byte order mark is passed over",
    "a last line that is cut off is left out",
    "lenient: a damaged line is left out",
    "lenient: a damaged item is left out",
    "strict: a damaged item rejects the file",
    "skipped: not a rollout",
    "skipped: no conversation",
    "skipped: superseded",
    "skipped: empty file",
    "skipped: Git LFS pointer",
)
CODEX = Format(
    "codex",
    "codex",
    CodexAgentRolloutFormatHandler(),
    re.compile(r"\.(?:jsonl|jsonl\.zst|json)\Z"),
    lambda path: Path(path).name.startswith("rollout-"),
    codex_traps,
    codex_reference.predict_run,
    (
        "record_count",
        "record_types",
        "response_item_types",
        "originator",
        "cli_version",
        "model_provider",
        "source",
        "unattached_reasoning",
    ),
    CODEX_RULES,
)
PI_RULES = (
    "P1 version 1 is the whole session",
    "P2 compactions are marked",
    "P2 what a compaction alone has is put behind it",
    "P3 summaries are the user's, in Pi's words",
    "P4 extensions' messages are the user's",
    "P5 commands are the user's, in Pi's words",
    "P6 turns that Pi tried again are left out",
    "P6 failed turns without content are no messages",
    "P6 turns that failed are named",
    "P7 failed results are named",
    "P9 what was left is counted",
    "P10 forks name the first session",
    "P10 forks of version 1 and of the harness are forks",
    "P10 a message is in one row",
    "P11 timestamps are instants",
    "P12 a last line that is cut off is left out",
    "P12 lenient: a damaged line is left out",
    "P13 hooks' messages are the user's",
    "P14 entries without a parent that is known go on",
    "P14 of an id that comes twice the one before is meant",
    "P15 a leaf moves the end",
    "P15 the end is the last message's",
    "P16 renamed sessions are read",
    "P17 turns of thinking alone have no text",
    "P17 empty messages are counted",
    "P18 streams are read",
    "P18 the 2.0 harness is read",
    "P18 a title before the header is passed over",
    "P19 results follow their turn",
    "P19 a result without its call is no message",
    "P20 one assistant message a turn",
    "P21 redacted thinking is counted",
    "P22 stand-ins are no turns",
    "P23 images of the assistant are kept",
    "P24 calls without an id get one",
    "P25 strict: a damaged record rejects the file",
    "P25 lenient: a damaged record is left out",
    "P26 subagents",
    "P27 messages of the system are the system's",
    "P28 a block alone is content",
    "P29 files and Python are told",
    "P30 resets are marked",
    "a byte order mark is passed over",
    "an unpaired surrogate is U+FFFD",
    "skipped: not a rollout",
    "skipped: companion file",
    "skipped: no conversation",
    "skipped: superseded",
    "skipped: empty file",
    "skipped: Git LFS pointer",
)
PI = Format(
    "pi_coding_agent",
    "pi",
    PiCodingAgentRolloutFormatHandler(),
    pi_log.NAMES,
    lambda path: True,
    pi_traps,
    pi_reference.predict_run,
    (
        "record_count",
        "entry_types",
        "stop_reasons",
        "session_version",
        "models_used",
        "has_branches",
        "bash_execution_count",
        "parent_session",
    ),
    PI_RULES,
    "pi-coding-agent",
)
HERMES_RULES = (
    "H1 a session_meta row is no message",
    "H2 databases are read",
    "H2 exports are read",
    "H2 messages that were taken back are counted",
    "H2 a message of several generations is once in the row",
    "H3 one session has one row",
    "H4 a message is in one row",
    *(f"H4 parents are named ({relation})" for relation in ("compression", "branch", "subagent", "reset", "unknown")),
    "H5 times are those of the messages",
    "H6 tools, model and platform of session_meta",
    "H7 reasoning under other keys",
    "H7 encrypted reasoning is counted",
    "H8 calls and results are linked by position",
    "H9 stand-ins are no turns",
    "H9 mirrored messages are the system's",
    *(
        f"H10 harness words are the system's ({kind})"
        for kind in (
            "compaction-summary task-list background-review empty-recovery thinking-prefill verification cron system-note skill background-process "
            "delegation goal iteration-limit"
        ).split()
    ),
    "H11 local times are said to be such",
    "H12 the folder is the database's",
    "H13 turns that were cut off are named",
    "H14 files are known by their content",
    "H15 trajectories are read",
    "H16 one assistant message a turn",
    "H16 results follow their turn",
    "H16 the system prompt stands once",
    "H17 a message without content is counted",
    "H18 a result without its call is no message",
    "H19 strict: damage rejects the file",
    "H19 lenient: a damaged message or call is left out",
    "H19 lenient: a damaged line is left out",
    "H20 roles that nobody knows of are counted",
    "H20 skipped: not a rollout",
    "H20 skipped: companion file",
    "H20 skipped: no conversation",
    "H20 skipped: superseded",
    "H20 skipped: empty file",
    "H20 skipped: Git LFS pointer",
    "H21 a reasoning of white space is none",
    "H22 calls of the flat form are named",
    "a byte order mark is passed over",
    "a last line that is cut off is left out",
    "an unpaired surrogate is U+FFFD",
)
HERMES = Format(
    "hermes_agent",
    "hermes",
    HermesAgentRolloutFormatHandler(),
    hermes_log.NAMES,
    lambda path: True,
    hermes_traps,
    hermes_reference.predict_run,
    hermes_reference.THEIR_KEYS,
    HERMES_RULES,
    index="sessions.json",
    build=build_databases,
)
FORMATS = (CLAUDE, CODEX, PI, HERMES)


if __name__ == "__main__":
    checks = Checks()
    check_sessions(checks)
    print(f"{checks.passed} passed, {checks.failed} failed")
