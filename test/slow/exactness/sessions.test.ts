/**
 * Byte-exactness on real sessions (../shared/samples): every text and every call of every row against a plain
 * reader of the same log. docs/security.md says what is proven.
 */
import { expect, test } from "vitest";
import { findInFolder } from "../../../src/discover/folder.ts";
import { claudeCode } from "../../../src/formats/claude-code/handler.ts";
import { codex } from "../../../src/formats/codex/handler.ts";
import type { SessionHandler } from "../../../src/formats/handler.ts";
import { pi } from "../../../src/formats/pi/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { toPlainRow } from "../../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../../src/row/schema.ts";
import { compareRow, missing, stringsIn, valuesIn, type Findings } from "./compare.ts";
import * as source from "./source.ts";

async function rowsOf(
  handler: SessionHandler,
  folder: string,
  pattern: string,
): Promise<ReadonlyMap<string, readonly PlainSeedRow[]>> {
  const { files } = findInFolder(`../shared/samples/${folder}`, pattern, true);
  const rows = new Map<string, readonly PlainSeedRow[]>();
  const settings = { handler, level: "lenient", sourcePath: "relative" } as const;
  const results = ingestFiles(files, settings, Infinity, (result) => {
    if (result.outcome === "rows") rows.set(result.file.path, result.rows.map(toPlainRow));
  });
  while ((await results.next()).done !== true);
  return rows;
}

interface Expected {
  readonly files: number;
  readonly texts: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  /** Texts that no row has, by the entries of `source_meta` in which rows of the file count them. */
  readonly missing: Readonly<Record<string, number>>;
}

/** Entries of `source_meta` that say why something of the log is in no message. */
const REASONS = [
  "continues",
  "skipped_records",
  "skipped_blocks",
  "rollbacks",
  "retracted_records",
  "repeated_records",
];

const CLAUDE: Expected = {
  files: 109,
  texts: {
    "assistant exact": 1220,
    "reasoning exact": 77,
    "system exact": 104,
    "system part": 1,
    "tool exact": 1000,
    "tool json": 6,
    "user exact": 798,
    "user part": 1,
    "user string": 13,
  },
  calls: { exact: 1001 },
  missing: {
    "assistant: skipped_blocks, retracted_records, repeated_records": 2,
    "result: skipped_blocks": 2,
    "result: skipped_blocks, retracted_records, repeated_records": 2,
    "user: continues": 2,
    "user: continues, skipped_records": 2,
  },
};

const CODEX: Expected = {
  files: 46,
  texts: {
    "assistant empty": 160,
    "assistant exact": 723,
    "assistant string": 1,
    "reasoning exact": 13,
    "reasoning joined": 1,
    "reasoning string": 3,
    "system exact": 77,
    "system string": 3,
    "tool exact": 1283,
    "tool json": 8,
    "tool string": 1,
    "user exact": 94,
    "user string": 5,
  },
  calls: { exact: 1296, named: 9 },
  missing: {
    "assistant: continues": 1,
    "assistant: rollbacks": 1,
    "result: continues": 2,
    "system: skipped_records": 2,
    "user: continues": 3,
    "user: rollbacks": 1,
  },
};

const PI: Expected = {
  files: 3,
  texts: {
    "assistant empty": 517,
    "assistant exact": 547,
    "reasoning exact": 206,
    "tool exact": 965,
    "user exact": 162,
    "user framed": 5,
  },
  calls: { exact: 989 },
  missing: {},
};

const SAMPLES: readonly (readonly [string, SessionHandler, source.Reader, string, Expected])[] = [
  ["claude-code", claudeCode, source.claudeCode, "*.jsonl", CLAUDE],
  ["codex", codex, source.codex, "*.{jsonl,json}", CODEX],
  ["pi-coding-agent", pi, source.pi, "*.jsonl", PI],
];

test.each(SAMPLES)(
  "%s: texts, calls, order, and what is missing",
  async (folder, handler, reader, pattern, expected) => {
    const findings: Findings = { texts: {}, calls: {}, disorder: [], invented: [] };
    const unsaid: Record<string, number> = {};
    const files = await rowsOf(handler, folder, pattern);
    for (const [path, rows] of files) {
      const records = source.recordsOf(path);
      const log = {
        source: source.readRecords(records, reader),
        strings: new Set(stringsIn(records).map((text) => text.toWellFormed())),
        values: valuesIn(records),
      };
      for (const row of rows) compareRow(row, log, path, findings);
      const keys = new Set(rows.flatMap((row) => Object.keys(row.source_meta)));
      const reason = REASONS.filter((key) => keys.has(key)).join(", ");
      for (const { kind } of missing(rows, log)) unsaid[`${kind}: ${reason}`] = (unsaid[`${kind}: ${reason}`] ?? 0) + 1;
    }
    expect(findings.invented).toEqual([]);
    expect(findings.disorder).toEqual([]);
    expect({ files: files.size, texts: findings.texts, calls: findings.calls, missing: unsaid }).toEqual(expected);
  },
);
