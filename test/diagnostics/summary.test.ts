/** The words of the summary. */
import { expect, test } from "vitest";
import { textReporter } from "../../src/diagnostics/text-reporter.ts";
import type { Summary } from "../../src/ingest/accounting.ts";

const NOTHING: Summary = {
  rows: 0,
  files: { found: 0, converted: 0, rejected: 0, skipped: 0, not_read: 0 },
  files_by_format: {},
  rejected_by_code: {},
  accepted_by: {},
  skipped_by_reason: {},
  secrets_by_kind: {},
  names_masked: 0,
  errors: 0,
  warnings: 0,
  bytes: 0,
  milliseconds: 0,
};

function words(summary: Partial<Summary>, quiet = false): string {
  let text = "";
  textReporter((piece) => (text += piece), { level: "strict", quiet }, false).summary({ ...NOTHING, ...summary });
  return text;
}

test("one of each is singular", () => {
  const text = words({
    rows: 1,
    files: { found: 4, converted: 1, rejected: 1, skipped: 1, not_read: 1 },
    rejected_by_code: { "step-id-order": 1 },
    accepted_by: { spec: 1 },
    skipped_by_reason: { "empty file": 1 },
    warnings: 1,
    bytes: 2_500_000,
    milliseconds: 500,
  });
  expect(text).toBe(
    "1 row from 1 of 4 files in 0.50 s (2.5 MB, 5.0 MB/s)\n" +
      "  rejected 1 file: 1 step-id-order\n" +
      "    1 of them is accepted by --validation spec\n" +
      "  skipped 1 file: 1 empty file\n" +
      "  not read 1 file: --num-records was reached\n" +
      "  1 warning\n",
  );
});

test("several of each are plural, the most frequent reason first", () => {
  const text = words({
    rows: 2,
    files: { found: 20, converted: 2, rejected: 6, skipped: 8, not_read: 4 },
    rejected_by_code: { "step-id-order": 2, "json-syntax": 4 },
    accepted_by: { spec: 2, lenient: 3 },
    skipped_by_reason: { "empty file": 3, "not a rollout": 5 },
    warnings: 2,
    milliseconds: 1,
  });
  expect(text).toContain("2 rows from 2 of 20 files in ");
  expect(text).toContain("  rejected 6 files: 4 json-syntax, 2 step-id-order\n");
  expect(text).toContain(
    "    2 of them are accepted by --validation spec\n    3 of them are accepted by --validation lenient\n",
  );
  expect(text).toContain("  skipped 8 files: 5 not a rollout, 3 empty file\n");
  expect(text).toContain("  not read 4 files: --num-records was reached\n  2 warnings\n");
});

test("what did not happen is not mentioned", () => {
  const text = words({ rows: 0, files: { ...NOTHING.files, found: 1, converted: 1 }, milliseconds: 0 });
  expect(text).toBe("0 rows from 1 of 1 file in 0.00 s (0.0 MB)\n");
});

test("quiet: none", () => {
  expect(words({ rows: 3 }, true)).toBe("");
});
