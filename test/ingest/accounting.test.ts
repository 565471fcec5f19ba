/** The counts of a run add up. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileRecord } from "../../src/ingest/file-result.ts";
import { Accounting } from "../../src/ingest/accounting.ts";
import { accepted, passedOver, problem, refused } from "../support/results.ts";

const RESULTS: fc.Arbitrary<FileRecord> = fc.oneof(
  fc.nat({ max: 5 }).map((rows) => accepted([problem("warning", "not-in-spec")], rows)),
  fc
    .constantFrom("spec" as const, "lenient" as const, null)
    .map((level) => refused([problem("error", "no-steps")], level)),
  fc.constant(
    refused([problem("warning", "not-in-spec"), problem("error", "json-syntax"), problem("error", "no-steps")]),
  ),
  fc.constantFrom(passedOver("empty file"), passedOver("not a rollout"), passedOver("not a regular file")),
);

const total = (counts: object): number => Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);

test("found = converted + rejected + skipped + not read, and every reason is counted", () => {
  fc.assert(
    fc.property(fc.array(RESULTS), fc.nat({ max: 3 }), fc.nat({ max: 3 }), (results, listedTwice, notRead) => {
      const accounting = new Accounting(results.length + listedTwice + notRead);
      for (let index = 0; index < listedTwice; index++) accounting.passedOver("listed twice");
      for (const result of results) accounting.file(result);
      const { files, ...summary } = accounting.summary();
      expect(files.not_read).toBe(notRead);
      expect(files.found).toBe(files.converted + files.rejected + files.skipped + files.not_read);
      expect(total(summary.rejected_by_code)).toBe(files.rejected);
      expect(total(summary.skipped_by_reason)).toBe(files.skipped);
      expect(total(summary.accepted_by)).toBeLessThanOrEqual(files.rejected);
      expect(summary.rows).toBe(results.reduce((sum, one) => sum + (one.outcome === "rows" ? one.rows : 0), 0));
      expect(summary.bytes).toBe(results.length * 10);
      expect(summary.errors + summary.warnings).toBe(results.flatMap((result) => result.diagnostics).length);
    }),
  );
});

test("a rejected file counts under the code of its first error", () => {
  const accounting = new Accounting(1);
  accounting.file(
    refused([problem("warning", "not-in-spec"), problem("error", "json-syntax"), problem("error", "no-steps")]),
  );
  expect(accounting.summary().rejected_by_code).toEqual({ "json-syntax": 1 });
});

test("problems that are not listed are counted", () => {
  const accounting = new Accounting(1);
  accounting.file(
    refused(
      Array.from({ length: 1000 }, () => problem("error", "no-steps")),
      null,
      234,
    ),
  );
  const { errors, warnings } = accounting.summary();
  expect(errors + warnings).toBe(1234);
});
