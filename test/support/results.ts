/** Results of files, for tests of what reports them. */
import type { InputFile } from "../../src/discover/discover.ts";
import type { Code } from "../../src/diagnostics/codes.ts";
import type { Diagnostic, Severity } from "../../src/diagnostics/diagnostic.ts";
import type { SkipReason, ValidationLevel } from "../../src/formats/handler.ts";
import type { FileRecord } from "../../src/ingest/file-result.ts";
import { completeRow } from "../../src/row/derive.ts";
import type { Message, SeedRow } from "../../src/row/row.ts";

export function inputFile(name: string, root = "/in"): InputFile {
  return { root, path: `${root}/${name}`, relativePath: name, displayPath: name, named: false };
}

export function problem(severity: Severity, code: Code, line = 1, rest: Partial<Diagnostic> = {}): Diagnostic {
  return { severity, code, file: "a.json", line, column: 2, ...rest };
}

export function emptyRow(id: string, messages: Message[] = []): SeedRow {
  return completeRow({
    trace_id: id,
    source_kind: "atif",
    source_path: "a.json",
    root_session_id: id,
    agent_id: null,
    is_sidechain: false,
    cwd: null,
    project_path: null,
    git_branch: null,
    started_at: null,
    ended_at: null,
    messages,
    source_meta: {},
  });
}

export function accepted(diagnostics: readonly Diagnostic[] = [], rows = 1, unlisted = 0): FileRecord {
  return {
    file: inputFile("a.json"),
    size: 10,
    diagnostics,
    unlisted: { errors: 0, warnings: unlisted },
    format: "atif",
    outcome: "rows",
    rows,
  };
}

export function refused(
  diagnostics: readonly Diagnostic[],
  by: ValidationLevel | null = null,
  unlisted = 0,
): FileRecord {
  return {
    file: inputFile("a.json"),
    size: 10,
    diagnostics,
    unlisted: { errors: unlisted, warnings: 0 },
    format: "atif",
    outcome: "rejected",
    acceptedBy: by,
  };
}

export function passedOver(reason: SkipReason): FileRecord {
  return {
    file: inputFile("a.json"),
    size: 10,
    diagnostics: [],
    unlisted: { errors: 0, warnings: 0 },
    format: null,
    outcome: "skipped",
    reason,
  };
}
