/** Parquet holds every value of every row: read back and mapped back it is the JSONL. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SeedRow } from "../../../src/row/row.ts";
import { memoryOutput } from "../../support/memory-output.ts";
import { parquetFooter, plainRows } from "../../support/parquet.ts";
import { ROWS } from "../../support/random-rows.ts";
import { makeParquetSink, filesOf, parsedLines, textOf } from "../../support/sinks.ts";

function lines(rows: readonly SeedRow[]): unknown[] {
  return filesOf(".jsonl", rows).flatMap((file) => parsedLines(textOf(".jsonl", file)));
}

test.each(["json", "string"] as const)("any rows, JSON columns as %s", async (jsonColumns) => {
  const law = fc.asyncProperty(fc.array(ROWS, { maxLength: 6 }), async (rows) => {
    const output = memoryOutput();
    const sink = makeParquetSink(output, jsonColumns);
    for (const row of rows) sink.write(row);
    sink.commit();
    const [file = Buffer.alloc(0), ...others] = output.files();
    expect(others).toEqual([]);
    expect(await plainRows(file)).toEqual(lines(rows));
  });
  await fc.assert(law, { numRuns: 25 });
});

test("any rows in several groups and files: in their order, and the counts add up", async () => {
  const law = fc.asyncProperty(
    fc.array(ROWS, { minLength: 2, maxLength: 8 }),
    fc.integer({ min: 1, max: 60_000 }),
    async (rows, maxBytes) => {
      const found: unknown[] = [];
      for (const file of filesOf(".parquet", rows, maxBytes)) {
        const read = await plainRows(file);
        const { num_rows, row_groups } = await parquetFooter(file);
        expect(num_rows).toBe(BigInt(read.length));
        expect(row_groups.reduce((sum, group) => sum + group.num_rows, 0n)).toBe(num_rows);
        expect(row_groups.every((group) => group.num_rows > 0n)).toBe(true);
        found.push(...read);
      }
      expect(found).toEqual(lines(rows));
    },
  );
  await fc.assert(law, { numRuns: 20 });
});

test("the same rows make the same bytes", () => {
  const law = fc.property(fc.array(ROWS, { maxLength: 4 }), (rows) => {
    expect(filesOf(".parquet", rows)).toEqual(filesOf(".parquet", rows));
  });
  fc.assert(law, { numRuns: 10 });
});
