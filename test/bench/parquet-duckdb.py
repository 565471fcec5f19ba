"""Our JSONL to Parquet through DuckDB: python parquet-duckdb.py <rows.jsonl> <output> <threads>

The columns are given, as DuckDB would otherwise infer them from the first rows: the fastest way it has.
"""

import sys

import duckdb
from usage import leave_usage

CALL = 'STRUCT(id VARCHAR, "type" VARCHAR, "function" STRUCT("name" VARCHAR, arguments VARCHAR))'
BLOCK = 'STRUCT("type" VARCHAR, "text" VARCHAR, source JSON)'
MESSAGE = (
    f'STRUCT("role" VARCHAR, "content" {BLOCK}[], reasoning_content VARCHAR, '
    f"tool_calls {CALL}[], tool_call_id VARCHAR)"
)
TEXTS = [
    *["trace_id", "source_kind", "source_path", "root_session_id", "agent_id", "cwd", "project_path"],
    *["git_branch", "started_at", "ended_at", "final_assistant_message"],
]
COLUMNS = {
    **{name: "VARCHAR" for name in TEXTS},
    "is_sidechain": "BOOLEAN",
    "messages": f"{MESSAGE}[]",
    "source_meta": "JSON",
    "message_count": "BIGINT",
    "tool_call_count": "BIGINT",
}


def main(rows: str, output: str, threads: str) -> None:
    connection = duckdb.connect(config={"threads": int(threads)})
    connection.read_json(
        rows, columns=COLUMNS, format="newline_delimited", maximum_object_size=256 * 1024 * 1024
    ).write_parquet(output, compression="zstd")


main(*sys.argv[1:4])
leave_usage()
