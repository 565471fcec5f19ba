"""Part 3: what trips readers, each case by itself: research of consumers, sections 3c and 3d."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import readers
from combinations import check_combinations
from corpora import shards, write_all
from expected import (
    NULLABLE,
    Row,
    as_datasets_spells,
    differences,
    jsonl_lines,
    parquet_rows,
    plain_rows,
    read_json_columns,
    same_but_last_digits,
    spelled,
)
from harness import Checks, Source, failures_of, ingest, refusal, unlike
from loads import check_outputs

PADDING = 60_000  # bits of noise in a document, so that shards are of a few of them
LONG = 5_000_000


def check_traps(checks: Checks, work: Path) -> None:
    check_texts(checks, work)
    check_null_first(checks, work)
    check_numbers(checks, work)
    check_combinations(checks, work)


# --- documents -----------------------------------------------------------------------------------


def write(folder: Path, name: str, steps: list[dict[str, Any]], meta: str = "{}", **about_agent: Any) -> None:
    """An ATIF trajectory; `meta` is JSON text that source_meta repeats as `extra`."""
    numbered = [{"step_id": at, **step} for at, step in enumerate(steps, start=1)]
    document = {
        "schema_version": "ATIF-v1.7",
        "session_id": name,
        "agent": {"name": "example-agent", "version": "1.0", **about_agent},
        "steps": numbered,
    }
    text = json.dumps(document, ensure_ascii=False)
    # Surrogates cannot be written but as escapes.
    text = "".join(f"\\u{ord(one):04x}" if "\ud800" <= one <= "\udfff" else one for one in text)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(f'{text[:-1]}, "extra": {meta}}}')


def user(message: Any, **more: Any) -> dict[str, Any]:
    return {"source": "user", "message": message, **more}


def agent(message: Any, **more: Any) -> dict[str, Any]:
    return {"source": "agent", "message": message, **more}


def noise(seed: int) -> str:
    return f"{random.Random(seed).getrandbits(PADDING):x}"


# --- texts, blocks, absent things ----------------------------------------------------------------

TEXTS = {
    "lone surrogates": "a \ud83d b \udc00",
    "NUL": "a\0b",
    "ANSI escapes": "\x1b[31mred\x1b[0m",
    "astral characters": "🙂 𝔘 \U0010ffff",
    "ends of lines": "a\u2028b\u2029c\u0085d\r\ne\rf\vg\fh",
    "byte order mark": "\ufeffa\ufeff",
    "quotes": "\"'\\\\/`${}\t\b",
    "JSON": '{"type":"text","text":"not a block"}',
    "blanks": "  ",
    "empty": "",
}
BLOCKS: dict[str, list[Any]] = {
    "text only": [{"type": "text", "text": "plain"}],
    "text with more": [{"type": "text", "text": "cached", "cache_control": {"type": "ephemeral"}}],
    "image": [{"type": "image", "source": {"media_type": "image/png", "path": "images/a.png"}}],
    "audio": [{"type": "audio", "source": {"media_type": "audio/wav", "path": "a.wav", "duration_sec": 1.5}}],
    "nested": [{"type": "document", "text": {"not": ["a", {"text": None}]}, "pages": [[1, 2], []], "json": "a key of ours"}],
    "no type": [{"text": "of no type", "type": None}],
    "mixed": [
        {"type": "text", "text": "before"},
        {"type": "image", "source": {"media_type": "image/png", "path": "b.png"}},
        {"type": "text", "text": ""},
    ],
    "empty": [],
}


def check_texts(checks: Checks, work: Path) -> None:
    """Everything in all forms and programs, a few cases to a shard: no shard has all keys."""
    folder = work / "texts-input"
    for at, (name, text) in enumerate(TEXTS.items()):
        steps = [
            user(f"{text}{noise(at)}"),
            agent(text, reasoning_content=text, tool_calls=[_call("c1", {"key": text})], observation=_results("c1", text)),
        ]
        write(folder, f"text-{at:02}-{name.replace(' ', '-')}", steps, meta=json.dumps({"text": text.encode("utf-8", "replace").decode()}))
    for at, (name, blocks) in enumerate(BLOCKS.items()):
        steps = [
            user(blocks),
            agent([*blocks, {"type": "text", "text": noise(at)}], tool_calls=[_call("c1", {})], observation=_results("c1", blocks)),
        ]
        write(folder, f"block-{at:02}-{name.replace(' ', '-')}", steps, meta=json.dumps({"only_here": {f"key_{at}": [at, None]}}))
    write(folder, "long", [user("漢字🙂é\n" * (LONG // 14)), agent("ok")])
    outputs = write_all(Source("atif", folder), work / "texts")
    rows = plain_rows(jsonl_lines(outputs.jsonl))
    checks.check("texts: the rows hold what the cases are for", _text_cases(rows), f"{len(TEXTS) + len(BLOCKS) + 1} documents")
    check_outputs(checks, "texts", outputs)


def _call(name: str, arguments: Any) -> dict[str, Any]:
    return {"tool_call_id": name, "function_name": "run", "arguments": arguments}


def _results(name: str, content: Any) -> dict[str, Any]:
    return {"results": [{"source_call_id": name, "content": content}]}


def _text_cases(rows: list[Row]) -> list[str]:
    by_id = {row["trace_id"].split("-", 2)[-1].replace("-", " "): row for row in rows if row["trace_id"].startswith("text-")}
    failures = unlike("documents with texts", sorted(by_id), sorted(TEXTS))
    for name, row in by_id.items():
        text = TEXTS[name].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        failures += unlike(f"{name}: result", row["messages"][2]["content"], [{"type": "text", "text": text}])
        failures += unlike(f"{name}: final text", row["final_assistant_message"], text or None)
    contents = [message["content"] for row in rows for message in row["messages"]]
    failures += [f"{name}: no message has these blocks" for name, blocks in BLOCKS.items() if blocks not in contents]
    return failures + ["no long text"] * (max(len(json.dumps(content)) for content in contents) < LONG / 4)


# --- columns that are null at first --------------------------------------------------------------


def check_null_first(checks: Checks, work: Path) -> None:
    """A first shard without values in the nullable columns, times of seconds; then values, and times of milliseconds."""
    folder = work / "null-input"
    for at in range(4):
        write(folder, f"a{at}", [user(noise(at)), agent("")])
    for at in range(4, 8):
        time = f"2026-01-0{at}T00:00:00" + ("Z" if at < 6 else ".123Z")
        steps = [user(noise(at), timestamp=time), agent(f"done {at}", timestamp=time)]
        write(folder, f"b{at}", steps, extra={"cwd": "/work", "git_branch": "main"})
        document = json.loads((folder / f"b{at}.json").read_text())
        document["subagent_trajectories"] = [{**document, "session_id": f"s{at}", "trajectory_id": f"t{at}"}]
        (folder / f"b{at}.json").write_text(json.dumps(document))
    source = Source("atif", folder)
    for form in ("jsonl", "parquet"):
        ingest(source, f"{work}/null-{form}/", "--output-format", form, "--max-shard-size", "40KB")
    first, *others = shards(work / "null-jsonl", ".jsonl")
    firsts, later = plain_rows(jsonl_lines(first)), [row for file in others for row in plain_rows(jsonl_lines(file))]
    failures = [f"{name} is not null in the first shard" for name in NULLABLE if any(row[name] is not None for row in firsts)]
    failures += [f"{name} is null in all others" for name in NULLABLE if all(row[name] is None for row in later)]
    failures += [] if {len(row["started_at"]) for row in later if row["started_at"]} == {20, 24} else ["times are of one precision"]
    checks.check("null at first: the shards are as they should be", failures, f"{1 + len(others)} shards, {len(firsts + later)} rows")
    lines = [line for file in (first, *others) for line in jsonl_lines(file)]
    # As docs/consumers.md says: `datasets` reads times of JSONL as times when all of a batch are of whole seconds.
    respelled = [{**row, **{name: row[name] and as_datasets_spells(row[name]) for name in ("started_at", "ended_at")}} for row in plain_rows(lines)]
    exact = parquet_rows(lines, json.loads)
    for form in ("jsonl", "parquet"):
        for how, is_streaming in (("", False), (", streaming", True)):
            load = lambda: readers.load_folder(work / f"null-{form}", work / "cache", streaming=is_streaming)
            rows = respelled if form == "jsonl" else exact
            failures = failures_of(form, lambda: differences(rows, list(load()), same_but_last_digits))
            checks.check(f"null at first: {form} data set in datasets{how}", failures, f"{len(rows)} rows")
    files = shards(work / "null-parquet", ".parquet")
    for program, read in readers.PARQUET_READERS.items():
        failures = failures_of(
            "shards",
            lambda: unlike("columns", [_columns(row, NULLABLE) for row in read(files)], [_columns(row, NULLABLE) for row in plain_rows(lines)]),
        )
        checks.check(f"null at first: Parquet shards in {program}", failures, f"{len(files)} shards")
    refused = lambda: len(readers.load_files("json", shards(work / "null-jsonl", ".jsonl")))
    checks.check("null at first: datasets fails without the types of README.md, as docs/parquet.md says", refusal(refused, word="null"), "1 load")


def _columns(row: Row, names: list[str]) -> Row:
    return {name: row[name] for name in names}


# --- numbers and keys ----------------------------------------------------------------------------

# What JSON allows and programs do not all hold: the case, its JSON, the programs that refuse the row.
NUMBERS = {
    "2^53 + 1": ("9007199254740993", []),
    "2^63": ("9223372036854775808", []),
    "30 digits": ("123456789012345678901234567890", ["datasets", "datasets, streaming"]),
    "1e400": ("1e400", []),
    "spelling": ("[1.0, -0.0, 1E+2, 1e2, 100, 0.1000]", []),
    "keys": ('{"__proto__": {"a": 1}, "constructor": 1, "": 2, "a.b": [], "$ref": "#", "nul\\u0000key": 1, "toString": null}', []),
}


def check_numbers(checks: Checks, work: Path) -> None:
    for at, (name, (text, refusing)) in enumerate(NUMBERS.items()):
        folder = work / f"number-{at}"
        write(folder, "number", [user([{"type": "custom", "value": 0}]), agent("ok")], meta=f'{{"value": {text}}}')
        # A block keeps the spelling too.
        file = folder / "number.json"
        file.write_text(file.read_text().replace('"value": 0', f'"value": {text}'))
        source = Source("atif", folder)
        outputs = {kind: folder / f"{kind}.parquet" for kind in ("json", "string")}
        for kind, output in outputs.items():
            ingest(source, output, "--json-columns", kind)
        ingest(source, folder / "rows.jsonl")
        lines = jsonl_lines(folder / "rows.jsonl")
        [meta] = [dict(dict(dict(spelled(line))["source_meta"])["extra"]) for line in lines]
        failures = unlike("the row's value", meta["value"], spelled(text))
        by_spelling, decoded = parquet_rows(lines, spelled), parquet_rows(lines, json.loads)
        for kind, output in outputs.items():
            for program, read in readers.PARQUET_READERS.items():
                is_decoded = kind == "json" and program in readers.DECODES_JSON
                if is_decoded and program in refusing:
                    failures += [f"{program}: {one}" for one in refusal(lambda: read([output]), word="too big")]
                elif is_decoded:
                    failures += failures_of(f"{program} {kind}", lambda: differences(decoded, read([output]), same_but_last_digits))
                else:
                    find = lambda: [read_json_columns(row, spelled) for row in read([output])]
                    failures += failures_of(f"{program} {kind}", lambda: differences(by_spelling, find()))
        find = lambda: [read_json_columns(row, spelled) for row in readers.data_designer(str(outputs["json"]))]
        failures += failures_of("DataDesigner", lambda: differences(by_spelling, find()))
        refusals = f"; refused by {', '.join(refusing)}" if refusing else ""
        checks.check(f"number {name}: Parquet in all programs", failures, f"{len(readers.PARQUET_READERS) + 1} programs{refusals}")
