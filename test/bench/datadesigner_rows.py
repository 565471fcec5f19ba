"""The rows that DataDesigner's own handlers make of a folder."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

HANDLERS = {
    "atif": "AtifAgentRolloutFormatHandler",
    "claude_code": "ClaudeCodeAgentRolloutFormatHandler",
    "codex": "CodexAgentRolloutFormatHandler",
    "hermes_agent": "HermesAgentRolloutFormatHandler",
    "pi_coding_agent": "PiCodingAgentRolloutFormatHandler",
}


def load_handler(format_name: str) -> Any:
    """Imports the handler of a format."""
    module = import_module(f"data_designer.engine.resources.agent_rollout.{format_name}")
    return getattr(module, HANDLERS[format_name])()


def rows_of(handler: Any, folder: str) -> Iterator[dict[str, Any]]:
    """Gives the rows in the order of the paths."""
    root = Path(folder)
    context = handler.build_parse_context(root_path=root, recursive=True)
    for path in sorted(str(path.relative_to(root)) for path in root.rglob("*.json*")):
        if handler.is_handled_file(path):
            for record in handler.parse_file(root_path=root, relative_path=path, parse_context=context):
                yield record.to_dict()
