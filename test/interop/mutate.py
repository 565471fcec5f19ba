"""A seeded fuzzer of the ATIF contract: mutated documents through all three levels and both oracles."""

from __future__ import annotations

import copy
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compare import RULES, Case, Comparison, account_failures, column_failures, compare_case, order_failures
from documents import Document, base_documents, raw, to_json, write_some_way
from harness import LEVELS, Checks, HarborError, JsonPath, OurFile, Row, Run, harbor_errors, parse_pointer, run_data_designer, run_ours

SEED = 20_250_101
DOCUMENTS = 3000
MOST_SHRUNK = 8  # kinds of failures a check
SHRINK_SECONDS = 60  # for all of them together

# --- mutations -----------------------------------------------------------------------------------

TEXTS = ["1", " 2 ", "", "x", "ATIF-v1.9", "ATIF-v1.0", "atif", "assistant", "tool", "agent", "system", "user", "c1", "c2", "t1", "s"]
TEXTS += ["text", "image", "audio", "image/png", " Audio/MP3 ", "audio/x-m4a", "image/PNG", "\ud800", "a\udfffb", "None", "True"]
TEXTS += ["long text " * 400, "\u4e2d\u6587 \U0001f600\x00\x1b[0m\u2028", "line\r\nline", "/steps/0", '"quoted"\\']
NUMBERS: list[Any] = [0, 1, 2, 3, -1, 1.0, 2.0, 1.5, -0.0, 12345678901234567890, 1e16, 1e-7, 0.1, 2**53 + 1, -(2**63), 2**64]
NUMBERS += [
    raw(token)
    for token in ["1e400", "-1e400", "1E2", "1.50", "-0", "1e0", "123456789.123456789012345", "0.1e1", "5e-324", "1e-400", "1.0E+2"]
]
NUMBERS += [float("nan"), float("inf"), float("-inf")]
CONTAINERS: list[Any] = [[], {}, [1], {"a": 1}, [[]], [None], {"text": "t"}, {"text": None}, {"text": [1.0]}, {"type": "x", "text": "t"}]
CONTAINERS += [
    ["a", "b"],
    [{"type": "text", "text": "part"}],
    {"b": "\u00e9'\"\n", "a": [True, 1e16]},
    [{"text": 1}, 1.0, None, "s"],
    {"\ud800": 1},
]
CONTAINERS += [
    {"10": 1, "9": 2, "a": 3},
    {"results": []},
    {"results": [{}]},
    {"results": [{"content": "c"}]},
    {"content": "c"},
    {"name": "n"},
]
POOL: list[Any] = [None, True, False, *TEXTS, *NUMBERS, *CONTAINERS]

TIMESTAMPS: list[Any] = [
    20250101,
    20250101.0,
    2025010,
    1735689600,
    True,
    "2025-W01-1",
    "2025W011",
    "2025-W53-1",
    "20250101",
    "20250101T101010",
]
TIMESTAMPS += [
    "2025-01-01",
    "2025-01-01T00:00:00Z",
    "2024-12-31 23:59:59.999999-00:30",
    "2025-02-29",
    "2024-02-29T24:00:00",
    "Z",
    "yesterday",
]
TIMESTAMPS += [
    "2025-01-01T10",
    "2025-01-01T10:10:10,5",
    "2025-01-01T10:10:10.1234567Z",
    "2025-01-01\ud80010:10",
    "2025-01-01\u4e2d10:10",
    "2025-01-01T",
]
TIMESTAMPS += [
    "2025-01-01T00:00:00+24:00",
    "2025-01-01T00:00+0000",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    " 2025-01-01",
    "2025-1-1",
]
LAX_NUMBERS: list[Any] = [
    "1",
    " 2 ",
    "1.0",
    "1_000",
    "+1",
    "-1",
    "1.",
    ".5",
    "1e3",
    "0x10",
    "\uff11",
    "1__0",
    "_1",
    "inf",
    "nan",
    "1.5",
    "\u00a01",
    "",
    "00",
    "-0",
]
LAX_NUMBERS += [
    "1" * 400,
    "9" * 25,
    "1.0_0",
    "1_0.0",
    "\u200b1",
    "1\x1f",
    "1\ufeff",
    "1e",
    "infinity",
    "-inf",
    "-0.5",
    "1 2",
    "Infinity ",
    "1e-5",
    "1e5_0",
    "1\x85",
    "\u20281",
    "1\u180e",
]
LAX_BOOLEANS: list[Any] = ["yes", "on", "t", "TRUE", " true", "n", "0", "1", 0, 1, 2, 1.0, 0.0, 0.5, "Y", "False", "\u017f", "o\ufb00"]
BY_KEY: dict[str, list[Any]] = {
    "timestamp": TIMESTAMPS,
    "is_copied_context": LAX_BOOLEANS,
    "source": ["agent", "system", "user", "assistant", "model", "tool", "Agent", "", "constructor", "human", "developer"],
    "schema_version": ["ATIF-v1.0", "ATIF-v1.8", "ATIF-v1.9", "ATIF-v1.10", "v1.8", "", "atif", None, 1.8, "other"],
}
for _key in (
    "step_id",
    "llm_call_count",
    "total_steps",
    "prompt_tokens",
    "cost_usd",
    "logprobs",
    "duration_sec",
    "total_cost_usd",
    "completion_token_ids",
):
    BY_KEY[_key] = LAX_NUMBERS + NUMBERS + LAX_BOOLEANS
for _key in ("tool_call_id", "source_call_id", "trajectory_id", "session_id", "function_name"):
    BY_KEY[_key] = ["c1", "c2", "t1", "t2", "a", "b", "", "None", "1", 1, 1.0, None, True, [], {}, "\ud800", "\udc00", "\ufffd", "s"]
KNOWN_KEYS = [
    "schema_version",
    "session_id",
    "trajectory_id",
    "agent",
    "steps",
    "notes",
    "final_metrics",
    "continued_trajectory_ref",
    "extra",
    "subagent_trajectories",
    "name",
    "version",
    "model_name",
    "tool_definitions",
    "step_id",
    "source",
    "message",
    "timestamp",
    "reasoning_effort",
    "reasoning_content",
    "tool_calls",
    "observation",
    "metrics",
    "is_copied_context",
    "llm_call_count",
    "tool_call_id",
    "function_name",
    "arguments",
    "results",
    "source_call_id",
    "content",
    "subagent_trajectory_ref",
    "trajectory_path",
    "type",
    "text",
    "media_type",
    "path",
    "duration_sec",
    "prompt_tokens",
    "completion_tokens",
    "cached_tokens",
    "cost_usd",
    "prompt_token_ids",
    "completion_token_ids",
    "logprobs",
    "total_prompt_tokens",
    "total_cost_usd",
    "total_steps",
    "cwd",
    "project_path",
    "git_branch",
    "git_branches",
    "cwds",
    "git",
    "is_error",
]
UNKNOWN_KEYS = [
    "unknown",
    "10",
    "9",
    "__proto__",
    "constructor",
    "toString",
    "a/b~c",
    "",
    "\u00e9\U0001f600",
    "\ud800",
    "hasOwnProperty",
    "then",
    "toJSON",
]

Mutation = Callable[[Any, random.Random], None]


def _nodes(value: Any, path: JsonPath = ()) -> Iterator[JsonPath]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _nodes(item, (*path, key))


def _at(document: Any, path: JsonPath) -> Any:
    for part in path:
        document = document[part]
    return document


def _pick(document: Any, chance: random.Random, *kinds: type) -> JsonPath | None:
    """A place in the document; of values of the given kinds only. Not the root itself unless asked for."""
    paths = [path for path in _nodes(document) if (isinstance(_at(document, path), kinds) if kinds else path)]
    if not paths:
        return None
    # Half of the time near the root: most nodes lie deep.
    depth = chance.choice([2, 3, 4, 99, 99])
    return chance.choice([path for path in paths if len(path) <= depth] or paths)


def _value_for(key: str | int, chance: random.Random) -> Any:
    special = BY_KEY.get(str(key))
    return copy.deepcopy(chance.choice(special if special and chance.random() < 0.6 else POOL))


def delete(document: Any, chance: random.Random) -> None:
    if path := _pick(document, chance):
        del _at(document, path[:-1])[path[-1]]


def replace(document: Any, chance: random.Random) -> None:
    if path := _pick(document, chance):
        key = next(part for part in (*reversed(path), "") if isinstance(part, str))
        _at(document, path[:-1])[path[-1]] = _value_for(key, chance)


def add_known_key(document: Any, chance: random.Random) -> None:
    if (path := _pick(document, chance, dict)) is not None:
        key = chance.choice(KNOWN_KEYS)
        _at(document, path)[key] = _value_for(key, chance)


def add_unknown_key(document: Any, chance: random.Random) -> None:
    if (path := _pick(document, chance, dict)) is not None:
        _at(document, path)[chance.choice(UNKNOWN_KEYS)] = copy.deepcopy(chance.choice(POOL))


def double_a_key(document: Any, chance: random.Random) -> None:
    """Gives an object a key twice; what stands first does not count."""
    path = _pick(document, chance, dict)
    holder = _at(document, path) if path else None
    if path and holder:
        key = to_json(chance.choice(list(holder))).decode()
        first = to_json(chance.choice(POOL)).decode()
        _at(document, path[:-1])[path[-1]] = raw("{" + f"{key}: {first}, " + to_json(holder).decode()[1:])


def copy_from_elsewhere(document: Any, chance: random.Random) -> None:
    """Puts a value of any base document where another key has it."""
    donor = chance.choice(list(base_documents().values()))
    source, target = _pick(donor, chance), _pick(document, chance, dict)
    if source and target is not None and isinstance(source[-1], str):
        _at(document, target)[source[-1]] = copy.deepcopy(_at(donor, source))


def change_list(document: Any, chance: random.Random) -> None:
    """Doubles, drops or swaps the elements of a list; more often than not steps stay numbered."""
    path = _pick(document, chance, list)
    items: list[Any] = [] if path is None else _at(document, path)
    if not items:
        return
    index, other = chance.randrange(len(items)), chance.randrange(len(items))
    match chance.choice(["double", "drop", "swap"]):
        case "double":
            items.insert(index, copy.deepcopy(items[index]))
        case "drop":
            del items[index]
        case _:
            items[index], items[other] = items[other], items[index]
    if chance.random() < 0.7:
        _renumber(items, 1)


def renumber(document: Any, chance: random.Random) -> None:
    steps = document.get("steps") if isinstance(document, dict) else None
    if isinstance(steps, list):
        _renumber(steps, chance.choice([0, 1, 1, 2]))


def _renumber(items: list[Any], first: int) -> None:
    for index, item in enumerate(items):
        if isinstance(item, dict) and "step_id" in item:
            item["step_id"] = first + index


MUTATIONS: list[Mutation] = (
    [replace] * 8
    + [delete] * 3
    + [add_known_key] * 4
    + [add_unknown_key] * 2
    + [copy_from_elsewhere] * 2
    + [change_list] * 4
    + [renumber, double_a_key]
)


def mutated_documents(count: int, seed: int) -> dict[str, Document]:
    """Documents by file name: the base documents, systematic changes of them, and `count` random ones."""
    chance = random.Random(seed)
    bases = base_documents()
    documents: dict[str, Document] = {f"base-{name}.json": document for name, document in bases.items()}
    documents |= _lax_documents() | _single_changes()
    names = list(bases)
    for number in range(count):
        document = copy.deepcopy(bases[chance.choice(names)])
        for _ in range(chance.choice([1, 1, 2, 3])):
            chance.choice(MUTATIONS)(document, chance)
        documents[f"{number:05}.json"] = document
    return documents


def _lax_documents() -> dict[str, Document]:
    """Each value that pydantic may read as a number, a truth value or a timestamp, in fields of each kind."""
    places: dict[str, list[Any]] = {
        "step_id": LAX_NUMBERS + NUMBERS + LAX_BOOLEANS,
        "llm_call_count": LAX_NUMBERS + NUMBERS + LAX_BOOLEANS,
        "reasoning_effort": CONTAINERS + NUMBERS,
        "is_copied_context": LAX_BOOLEANS + LAX_NUMBERS + NUMBERS,
        "timestamp": TIMESTAMPS,
    }
    metrics = {"cost_usd": LAX_NUMBERS + NUMBERS + LAX_BOOLEANS, "prompt_tokens": LAX_NUMBERS + NUMBERS}
    documents: dict[str, Document] = {}
    for key, values in [*places.items(), *metrics.items()]:
        for number, value in enumerate(values):
            document = base_documents()["plain"]
            del document["steps"][:2]
            step = document["steps"][0]
            step["step_id"] = 1
            (step.setdefault("metrics", {}) if key in metrics else step)[key] = value
            if key == "llm_call_count":
                del step["reasoning_content"]
            documents[f"lax-{key}-{number:03}.json"] = document
    return documents


# One value of each kind, and of each way in which our decoder holds it.
KINDS: list[Any] = [None, True, 0, 1, raw("1.50"), float("nan"), "", "x", "long text " * 400, "escaped \n", [], {}, ["x"], [{}], {"a": 1}]


def _single_changes() -> dict[str, Document]:
    """Each value of the base documents left out, and replaced by a value of each kind."""
    documents: dict[str, Document] = {}
    for name, base in base_documents().items():
        for place, path in enumerate(_nodes(base)):
            if not path:
                continue
            for kind, value in enumerate([*KINDS, ...]):
                document = copy.deepcopy(base)
                holder = _at(document, path[:-1])
                if value is ...:
                    del holder[path[-1]]
                else:
                    holder[path[-1]] = copy.deepcopy(value)
                documents[f"one-{name}-{place:03}-{kind:02}.json"] = document
    return documents


# --- the cases of the named rules ------------------------------------------------------------------


def rule_cases() -> dict[str, list[bytes]]:
    """Files that need a rule, by the rule's name; nothing else may be wrong with them."""

    def changed(change: Callable[[Document], Any]) -> bytes:
        document = base_documents()["tools"]
        change(document)
        return to_json(document)

    def nest(document: Document) -> None:
        document["extra"] = raw("[" * 1010 + "]" * 1010)

    return {
        "python-repr": [
            changed(lambda document: document.update(notes={"b": [1.0, None, "\u00e9"], "a": True})),
            changed(lambda document: document["steps"][3].update(message=[["x", 1.0], {"y": "z"}])),
            changed(lambda document: document["steps"][1].update(reasoning_content=[1, {"a": None}])),
        ],
        "true-as-step-id": [changed(lambda document: document["steps"][0].update(step_id=True))],
        "byte-order-mark": [b"\xef\xbb\xbf" + changed(lambda _: None)],
        "lone-surrogate": [
            changed(lambda document: document["steps"][3].update(message="cut \ud83d")),
            changed(lambda document: document.update(session_id="\udfff", extra={"\ud800": "\udc00\ud800"})),
        ],
        "non-finite": [changed(lambda document: document.update(extra={"n": float("nan"), "i": [float("-inf")]}))],
        "too-deep": [changed(nest)],
        "long-integer": [changed(lambda document: document.update(extra={"n": raw("7" * 4301)}))],
    }


# --- running ---------------------------------------------------------------------------------------


@dataclass
class Sample:
    """One file through everything."""

    case: Case
    levels: dict[str, OurFile]
    refusals: list[HarborError] | None  # Harbor's; None for what Python cannot read


@dataclass
class Fuzzed:
    """A folder of documents through all three levels."""

    comparison: Comparison
    runs: dict[str, Run]
    samples: dict[str, Sample] = field(default_factory=dict)


def run_all(folder: Path) -> Fuzzed:
    """Runs everything on the files of a folder."""
    runs = {level: run_ours(folder, level) for level in LEVELS}
    fuzzed = Fuzzed(Comparison(), runs)
    for path, ours in runs["strict"].files.items():
        case = Case(path, (folder / path).read_bytes(), run_data_designer(folder, path), ours)
        document = case.document
        refusals = None if document is None else harbor_errors(document)
        fuzzed.samples[path] = Sample(case, {level: runs[level].files[path] for level in LEVELS}, refusals)
    return fuzzed


# --- the checks of one document ----------------------------------------------------------------------

# Warnings that do not say that a document is outside of the specification.
NOT_ABOUT_THE_SPEC = {
    "duplicate-trace-id",
    "duplicate-key",
    "duplicate-call-id",
    "empty-call-id",
    "identity-inferred",
    "non-finite-number",
    "result-without-call-id",
}


def check_contract(sample: Sample) -> Iterator[tuple[str, str]]:
    """What is wrong with the levels: (name of the check, what).

    What Harbor refuses is told when a diagnostic stands at its place, above or below it.
    """
    strict, spec, lenient = (sample.levels[level] for level in LEVELS)
    accepted = [level for level in LEVELS if sample.levels[level].accepted]
    if (strict.accepted and not spec.accepted) or (spec.accepted and not lenient.accepted):
        yield "levels are monotone", f"accepted by {accepted} only: {_list(spec.errors)} / {_list(lenient.errors)}"
    if strict.outcome == "rejected":
        first = accepted[0] if accepted else None
        if strict.accepted_by != first:
            yield "accepted_by", f"strict says {strict.accepted_by}, the runs say {first}"
    if spec.outcome == "rejected":
        first = "lenient" if lenient.accepted else None
        if spec.accepted_by != first:
            yield "accepted_by", f"spec says {spec.accepted_by}, the runs say {first}"
    if sample.refusals is None:
        pass
    elif not sample.refusals:
        against = [one for one in spec.diagnostics if one["severity"] == "error" or one["code"] == "not-in-spec"]
        if not spec.accepted or against:
            yield "spec accepts what Harbor accepts", f"ours: {spec.outcome} {spec.reason or ''} {_list(against)}"
    elif spec.accepted:
        # A result that names the call "" is told to name none.
        said = [one for one in spec.diagnostics if one["code"] not in NOT_ABOUT_THE_SPEC or one.get("found") == '""']
        places = [parse_pointer(one["pointer"]) if "pointer" in one else [] for one in said]
        for refusal in sample.refusals:
            at = [str(part) for part in refusal.path]
            if not any(place[: len(at)] == at or at[: len(place)] == place for place in places):
                told = _list(spec.diagnostics)
                yield "spec tells what Harbor refuses", f"Harbor: {refusal.message} at /{'/'.join(at)}\nours: {told}"
                break
    for level in ("spec", "lenient"):
        for row in sample.levels[level].rows:
            if problem := row_problem(row):
                yield f"rows of {level} hold together", problem


def _brief(diagnostic: dict[str, Any]) -> str:
    return (
        f"{diagnostic['severity']} {diagnostic['code']} at {diagnostic.get('pointer', 'the root')} (expected {diagnostic.get('expected')})"
    )


def _list(diagnostics: list[dict[str, Any]]) -> str:
    return "; ".join(map(_brief, diagnostics)) or "nothing"


def row_problem(row: Row) -> str | None:
    """What does not hold together in a row, whatever file it came from."""
    declared: set[str] = set()
    calls = 0
    for index, message in enumerate(row["messages"]):
        keys = [key for key in ("role", "content", "reasoning_content", "tool_calls", "tool_call_id") if key in message]
        if list(message) != keys or not isinstance(message.get("content"), list):
            return f"message {index} has the keys {list(message)}"
        if message["role"] == "tool" and not message.get("tool_call_id"):
            return f"message {index}: a tool message without an id"
        if message["role"] == "tool" and message["tool_call_id"] not in declared:
            return f"message {index}: the id {message['tool_call_id']!r} is declared by no earlier message"
        if message["role"] not in ("tool", "assistant", "user", "system") or (message["role"] != "tool" and "tool_call_id" in message):
            return f"message {index}: {message['role']} with {list(message)}"
        for block in message["content"]:
            if not isinstance(block, dict) or "type" not in block:
                return f"message {index}: a block without a type: {block!r}"
        for call in message.get("tool_calls", []):
            calls += 1
            declared.add(call["id"])
            function = call["function"]
            if (
                list(call) != ["id", "type", "function"]
                or list(function) != ["name", "arguments"]
                or not isinstance(function["arguments"], str)
            ):
                return f"message {index}: the tool call {call!r}"
            if message["role"] != "assistant":
                return f"message {index}: tool calls of {message['role']}"
    if (row["message_count"], row["tool_call_count"]) != (len(row["messages"]), calls):
        return f"counts {row['message_count']}, {row['tool_call_count']}; there are {len(row['messages'])}, {calls}"
    return None


CONTRACT_CHECKS = [
    "strict accepts what DataDesigner accepts",
    "strict rows equal DataDesigner's",
    "levels are monotone",
    "accepted_by",
    "spec accepts what Harbor accepts",
    "spec tells what Harbor refuses",
    "rows of spec hold together",
    "rows of lenient hold together",
]


def problems_of(sample: Sample, comparison: Comparison) -> list[tuple[str, str]]:
    """Everything that is wrong with a document: (name of the check, what)."""
    problems = [
        (CONTRACT_CHECKS[0] if difference.of_outcome else CONTRACT_CHECKS[1], str(difference))
        for difference in compare_case(sample.case, comparison)
    ]
    return problems + list(check_contract(sample))


# --- shrinking -----------------------------------------------------------------------------------------


def _smaller(document: Any) -> Iterator[Any]:
    """Documents with one key or element less, a list renumbered where it holds steps."""
    for path in _nodes(document):
        if path:
            smaller = copy.deepcopy(document)
            holder = _at(smaller, path[:-1])
            del holder[path[-1]]
            if isinstance(holder, list) and path[-2:-1] == ("steps",):
                kept = copy.deepcopy(smaller)
                yield kept
                _renumber(holder, 1)
            yield smaller


def shrink(document: Any, check: str, what: str, deadline: float) -> tuple[Any, str]:
    """The smallest document to be had that still fails a check in the same way, and what is wrong with it."""
    kind = kind_of(what)
    while time.monotonic() < deadline:
        candidates = {f"{index:05}.json": smaller for index, smaller in enumerate(_smaller(document))}
        if not candidates:
            break
        failing = {path: said for path, said in _failing(candidates, check) if kind_of(said) == kind}
        if not failing:
            break
        name = min(failing, key=lambda one: len(to_json(candidates[one])))
        document, what = candidates[name], failing[name]
    return document, what


def _failing(documents: dict[str, Any], check: str) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="interop-") as name:
        folder = Path(name).resolve()
        for path, document in documents.items():
            (folder / path).write_bytes(to_json(document))
        fuzzed = run_all(folder)
        found = {path: problems_of(sample, Comparison()) for path, sample in fuzzed.samples.items()}
    return [(path, what) for path, problems in found.items() for name, what in problems if name == check]


def kind_of(what: str) -> str:
    """What problems that look alike have in common: the text without names, places and numbers."""
    first_line = what.split("\nours:")[0]
    return re.sub(r"""/tmp/\S+|'[^']*'|"[^"]*"|\d+""", "0", first_line)[:200]


# --- the part --------------------------------------------------------------------------------------------


def check_mutations(checks: Checks, folder: Path, count: int = DOCUMENTS, seed: int = SEED) -> Fuzzed:
    """Part 2: writes the documents into a folder and checks the contract on them."""
    chance = random.Random(seed + 1)
    documents = mutated_documents(count, seed)
    for path, document in documents.items():
        (folder / path).write_bytes(write_some_way(document, chance))
    for rule, contents in rule_cases().items():
        for number, content in enumerate(contents):
            (folder / f"rule-{rule}-{number}.json").write_bytes(content)

    fuzzed = run_all(folder)
    failures: dict[str, list[tuple[str, str]]] = {check: [] for check in CONTRACT_CHECKS}
    unused: list[str] = []
    for path, sample in fuzzed.samples.items():
        before = Counter(fuzzed.comparison.used)
        for check, what in problems_of(sample, fuzzed.comparison):
            failures[check].append((path, what))
        if path.startswith("rule-"):
            expected = path.removeprefix("rule-").rpartition("-")[0]
            if set(fuzzed.comparison.used - before) != {expected}:
                unused.append(f"{path}: allowed by {dict(fuzzed.comparison.used - before)}")

    strict = [sample.levels["strict"] for sample in fuzzed.samples.values()]
    spec_count = sum(sample.levels["spec"].accepted for sample in fuzzed.samples.values())
    lenient_count = sum(sample.levels["lenient"].accepted for sample in fuzzed.samples.values())
    harbor_count = sum(sample.refusals == [] for sample in fuzzed.samples.values())
    counts = {
        CONTRACT_CHECKS[0]: f"{len(strict)} documents, {sum(ours.accepted for ours in strict)} accepted",
        CONTRACT_CHECKS[1]: f"{len(fuzzed.runs['strict'].order)} rows",
        CONTRACT_CHECKS[2]: f"spec {spec_count}, lenient {lenient_count} accepted",
        CONTRACT_CHECKS[3]: f"{sum(ours.outcome == 'rejected' for ours in strict)} rejected",
        CONTRACT_CHECKS[4]: f"{harbor_count} documents",
        CONTRACT_CHECKS[5]: f"{sum(bool(sample.refusals) for sample in fuzzed.samples.values())} documents",
        CONTRACT_CHECKS[6]: f"{len(fuzzed.runs['spec'].order)} rows",
        CONTRACT_CHECKS[7]: f"{len(fuzzed.runs['lenient'].order)} rows",
    }
    deadline = time.monotonic() + SHRINK_SECONDS
    for check in CONTRACT_CHECKS:
        checks.check(f"fuzz: {check}", _told_small(failures[check], check, documents, deadline), counts[check])
    rules = f"{len(RULES)} rules, {sum(map(len, rule_cases().values()))} cases"
    checks.check("fuzz: every named rule has its case", unused + [rule.name for rule in RULES if rule.name not in rule_cases()], rules)
    for level, run in fuzzed.runs.items():
        checks.check(
            f"fuzz: {level}: columns, order, every file accounted for",
            column_failures(run) + order_failures(run) + account_failures(run),
            f"{len(run.files)} files",
        )
    checks.note("by rule: " + ", ".join(f"{rule} {number}" for rule, number in sorted(fuzzed.comparison.used.items())))
    return fuzzed


def _told_small(failures: list[tuple[str, str]], check: str, documents: dict[str, Document], deadline: float) -> list[str]:
    """One text for each kind of failure, of the first of a kind the smallest document."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for path, what in failures:
        kinds.setdefault(kind_of(what), []).append((path, what))
    told: list[str] = []
    for alike in kinds.values():
        path, what = alike[0]
        small = ""
        if path in documents and len(told) < MOST_SHRUNK:
            document, what = shrink(documents[path], check, what, deadline)
            small = f"\nsmallest document: {to_json(document).decode():.600}"
        told.append(f"{path} and {len(alike) - 1} like it: {what}{small}")
    return told
