/** Statistics: readers pass over row groups by them, so a wrong one loses rows without a word. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SeedRow } from "../../../src/row/row.ts";
import { parquetFooter, parquetRows, type ParquetRow } from "../../support/parquet.ts";
import { ROWS } from "../../support/random-rows.ts";
import { emptyRow } from "../../support/results.ts";
import { filesOf } from "../../support/sinks.ts";

const SCALARS = [
  "trace_id",
  "source_kind",
  "source_path",
  "root_session_id",
  "agent_id",
  "is_sidechain",
  "cwd",
  "project_path",
  "git_branch",
  "started_at",
  "ended_at",
  "message_count",
  "tool_call_count",
  "final_assistant_message",
] as const;

type Scalar = ParquetRow[(typeof SCALARS)[number]];

/** As Parquet orders them: strings by their bytes. */
function compare(one: Scalar, other: Scalar): number {
  if (typeof one === "string" && typeof other === "string") return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return Number(one) - Number(other);
}

interface Bounds {
  readonly column: string;
  readonly min: Scalar;
  readonly max: Scalar;
  readonly nulls: number;
}

/** What the footer says of each group's scalar columns. */
async function boundsOf(file: Buffer): Promise<Bounds[][]> {
  const { row_groups: groups } = await parquetFooter(file);
  return groups.map(({ columns }) =>
    columns.flatMap(({ meta_data: data }) => {
      if (data?.statistics === undefined) return [];
      const { min_value: min, max_value: max, null_count: nulls } = data.statistics;
      return [
        { column: data.path_in_schema.join("."), min: scalar(min), max: scalar(max), nulls: Number(nulls ?? -1n) },
      ];
    }),
  );
}

function scalar(value: unknown): Scalar {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return value;
  throw new TypeError(`a statistic is ${typeof value}`);
}

/** What is wrong with the statistics of a file; nothing when all is well. */
async function wrongStatistics(file: Buffer): Promise<string[]> {
  const { row_groups: groups } = await parquetFooter(file);
  const rows = await parquetRows(file);
  const bounds = await boundsOf(file);
  const wrong: string[] = [];
  let from = 0;
  for (const [index, { num_rows }] of groups.entries()) {
    const inGroup = rows.slice(from, (from += Number(num_rows)));
    for (const column of SCALARS) {
      const values = inGroup.map((row): Scalar => row[column]);
      const present = values.filter((value) => value !== null).toSorted(compare);
      const [least = null] = present;
      const greatest = present.at(-1) ?? null;
      const found = bounds[index]?.find((one) => one.column === column);
      const isRight =
        found !== undefined &&
        found.nulls === values.length - present.length &&
        (least === null ? found.min === null : isBound(found.min, least, -1)) &&
        (greatest === null ? found.max === null : isBound(found.max, greatest, 1));
      if (!isRight) wrong.push(`group ${index}, ${column}: ${String(found?.min)} to ${String(found?.max)}`);
    }
  }
  return wrong;
}

/** The value itself; for a long text one that begins alike and lies to its left (-1) or right (1). */
function isBound(bound: Scalar, value: Scalar, side: -1 | 1): boolean {
  if (typeof value === "string" && Buffer.byteLength(value) > 64) return compare(bound, value) * side >= 0;
  return compare(bound, value) === 0;
}

/** Rows in several groups of one file: what is in them compresses well, and a group ends by what it takes in memory. */
function groups(rows: readonly SeedRow[]): Buffer {
  const [file = Buffer.alloc(0), ...others] = filesOf(".parquet", rows, 100_000);
  if (others.length > 0) throw new Error("more than one file");
  return file;
}

const DAY_ROWS = Array.from({ length: 150 }, (_, index): SeedRow => {
  const at = `2026-01-${String(1 + Math.floor(index / 10)).padStart(2, "0")}T00:00:${String(index % 60).padStart(2, "0")}Z`;
  return {
    ...emptyRow(`row-${String(index).padStart(5, "0")}`),
    started_at: at,
    ended_at: index % 3 === 0 ? null : at,
    is_sidechain: index > 100,
    message_count: index,
  };
});

test("are those of their group, in each of many groups", async () => {
  const file = groups(DAY_ROWS);
  const { row_groups } = await parquetFooter(file);
  expect(row_groups.length).toBeGreaterThan(1);
  expect(await wrongStatistics(file)).toEqual([]);
});

test("let a filter find every row, in whatever group it is", async () => {
  const file = groups(DAY_ROWS);
  const missing: unknown[] = [];
  for (const { trace_id: id } of DAY_ROWS) {
    const found = await parquetRows(file, { trace_id: { $eq: id } });
    if (found.length !== 1) missing.push(id);
  }
  expect(missing).toEqual([]);
});

test("are there for the scalar columns, and no others", async () => {
  for (const columns of await boundsOf(groups(DAY_ROWS))) {
    expect(columns.map(({ column }) => column)).toEqual([...SCALARS]);
  }
});

test.each([
  ["plain", "x".repeat(300)],
  ["of two bytes a character", "é".repeat(100)],
  ["of four bytes a character, the cut within one", `a${"😀".repeat(50)}`],
  ["of the last code point, which has no successor", "\u{10ffff}".repeat(40)],
  ["of such at the beginning, and others behind", `${"\u{10ffff}".repeat(20)}${"z".repeat(100)}`],
  ["of such at the beginning, and many others behind", `${"\u{10ffff}".repeat(33)}${"z".repeat(1000)}`],
  ["of the last before the surrogates", `${"\ud7ff".repeat(21)}${"z".repeat(20)}`],
  ["of 64 bytes", "y".repeat(64)],
  ["of 65 bytes", "y".repeat(65)],
])("a text %s: bounds it from both sides, in valid UTF-8", async (_name, text) => {
  const file = groups([{ ...emptyRow("a"), cwd: text, final_assistant_message: text }]);
  expect(await wrongStatistics(file)).toEqual([]);
  const [columns = []] = await boundsOf(file);
  for (const { min, max } of columns.filter(({ column }) => column === "cwd")) {
    // A bound that were no UTF-8 would read with U+FFFD.
    expect(`${String(min)}${String(max)}`).not.toContain("\uFFFD");
  }
});

test("of any rows", async () => {
  const law = fc.asyncProperty(fc.array(ROWS, { minLength: 1, maxLength: 10 }), async (rows) => {
    for (const file of filesOf(".parquet", rows, 40_000)) expect(await wrongStatistics(file)).toEqual([]);
  });
  // Without a search for the smallest: one with several groups is large, and each takes its time.
  await fc.assert(law, { numRuns: 15, endOnFailure: true });
});
