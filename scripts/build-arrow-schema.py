"""Writes src/sinks/parquet/arrow-schema.ts: what Arrow keeps of a schema beside Parquet's own.

Polars and Hugging Face `datasets` take a column for JSON only when this says so. The result is kept
in the repository; the interop suite compares it with what the installed pyarrow makes.
"""

import base64
import sys
from pathlib import Path

import pyarrow as pa

TARGET = Path(__file__).parent.parent / "src/sinks/parquet/arrow-schema.ts"


def seed_row_schema(json_type: pa.DataType) -> pa.Schema:
    text = pa.string()
    block = pa.struct([("type", text), ("text", text), ("json", json_type)])
    function = pa.struct([("name", text), ("arguments", text)])
    call = pa.struct([("id", text), ("type", text), ("function", function)])
    message = pa.struct(
        [
            ("role", text),
            ("content", pa.list_(block)),
            ("reasoning_content", text),
            ("tool_calls", pa.list_(call)),
            ("tool_call_id", text),
        ]
    )
    scalars = [
        *["trace_id", "source_kind", "source_path", "root_session_id", "agent_id"],
        *["is_sidechain", "cwd", "project_path", "git_branch", "started_at", "ended_at"],
    ]
    return pa.schema(
        [
            *[(name, pa.bool_() if name == "is_sidechain" else text) for name in scalars],
            ("messages", pa.list_(message)),
            ("source_meta", json_type),
            ("message_count", pa.int64()),
            ("tool_call_count", pa.int64()),
            ("final_assistant_message", text),
        ]
    )


def render() -> str:
    """The module's text."""
    encoded = base64.b64encode(seed_row_schema(pa.json_()).serialize().to_pybytes()).decode()
    lines = [encoded[at : at + 96] for at in range(0, len(encoded), 96)]
    body = " +\n".join(f'  "{line}"' for line in lines)
    return (
        "/** Written by scripts/build-arrow-schema.py; do not edit. */\n"
        f"export const ARROW_SCHEMA: string =\n{body};\n"
    )


if __name__ == "__main__":
    TARGET.write_text(render())
    print(f"{TARGET.name}: {len(render())} bytes", file=sys.stderr)
