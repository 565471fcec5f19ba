"""JUnit reports as others read them: valid by Jenkins' schema, the same cases and counts for junitparser.

usage: reports.py <junit-10.xsd>
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import xmlschema
from junitparser import Failure, JUnitXml, Skipped

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["node", str(ROOT / "bin" / "rollout-ingest.js")]
# Names and values that no report may be broken by; a name has no slash and no zero byte.
HOSTILE = "::error::x\r\n##[error] ]]></failure></testcase><x/>&amp;&#0;\"'<![CDATA[<!-- \x1b[2J\u202e\ufffe"


def write_hostile(folder: Path) -> None:
    """Broken rollouts whose names, keys and values are hostile."""
    folder.mkdir()
    for index, end in enumerate(["", "}", '","source":"user"}']):
        text = json.dumps({"schema_version": "ATIF-v1.6", "session_id": HOSTILE, HOSTILE: 1, "steps": [{"step_id": HOSTILE, "source": HOSTILE}]})
        name = f"{index}{HOSTILE}.json".replace("/", "|")
        (folder / name).write_text(text[:-1] + end, encoding="utf-8")


def check(schema: xmlschema.XMLSchema, folder: Path, level: str, reports: Path) -> str:
    """Runs over a folder and compares the two reports. @returns what was seen"""
    junit, plain = reports / "junit.xml", reports / "report.json"
    arguments = ["validate", "--trace-dir", str(folder), "--validation", level, "--quiet", "--fail-on", "never"]
    run = subprocess.run(
        [*COMMAND, *arguments, "--report", f"junit={junit}", "--report", f"json={plain}"], cwd=ROOT, capture_output=True
    )
    assert run.returncode == 0, run.stderr.decode()
    schema.validate(str(junit))
    files = json.loads(plain.read_text(encoding="utf-8"))["files"]
    parsed = JUnitXml.fromfile(str(junit))
    cases = [case for suite in parsed for case in suite]
    seen = Counter(outcome(case) for case in cases)
    expected = Counter(file["outcome"] for file in files)
    assert seen == expected, (seen, expected)
    assert len({case.name for case in cases}) == len(files)
    parsed.update_statistics()
    assert (parsed.tests, parsed.failures, parsed.skipped) == (len(files), expected["rejected"], expected["skipped"])
    return f"{folder.name}, {level}: {dict(seen)}"


def outcome(case) -> str:
    kinds = [type(result) for result in case.result]
    if Failure in kinds:
        return "rejected"
    return "skipped" if Skipped in kinds else "rows"


def main() -> int:
    schema = xmlschema.XMLSchema(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="reports-") as directory:
        reports = Path(directory).resolve()
        hostile = reports / "hostile"
        write_hostile(hostile)
        for folder in [*sorted(path for path in (ROOT / "fixtures").iterdir() if path.is_dir()), hostile]:
            for level in ["strict", "spec", "lenient"]:
                print(check(schema, folder, level, reports))
        broken = reports / "broken.xml"
        broken.write_text('<testsuites><testsuite tests="1"><testcase/></testsuite></testsuites>', encoding="utf-8")
        assert not schema.is_valid(str(broken)), "the schema refuses nothing"
    return 0


if __name__ == "__main__":
    sys.exit(main())
