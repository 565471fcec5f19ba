/** When a run has failed, by its counts and what the user said. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { exitOf, isChosen, readRate, type Policy } from "../../src/cli/policy.ts";
import { Accounting, type Summary } from "../../src/ingest/accounting.ts";

const DEFAULT: Policy = { failOn: "error", maxErrors: null, maxRejectRate: null, allowEmpty: false };

interface Counts {
  readonly converted?: number;
  readonly rejected?: number;
  readonly skipped?: number;
  readonly errors?: number;
  readonly warnings?: number;
}

function summary({ converted = 1, rejected = 0, skipped = 0, errors = rejected, warnings = 0 }: Counts): Summary {
  const found = converted + rejected + skipped;
  const files = { found, converted, rejected, skipped, not_read: 0 };
  return { ...new Accounting(found).summary(), files, errors, warnings };
}

const rate = (spelling: string): Policy["maxRejectRate"] => readRate(spelling);

test.each<[string, Counts, Partial<Policy>, number, string]>([
  ["nothing wrong", {}, {}, 0, "no file rejected"],
  ["a file rejected", { rejected: 1 }, {}, 1, "1 file rejected"],
  ["warnings only", { warnings: 2 }, {}, 0, "no file rejected"],
  ["warnings, where they count", { warnings: 2 }, { failOn: "warning" }, 1, "2 warnings, with --fail-on warning"],
  ["no warnings, where they count", {}, { failOn: "warning" }, 0, "no file rejected"],
  [
    "errors and warnings, where both count",
    { rejected: 1, warnings: 1 },
    { failOn: "warning" },
    1,
    "1 warning, with --fail-on warning; 1 file rejected",
  ],
  ["anything, where nothing counts", { rejected: 9, warnings: 9 }, { failOn: "never" }, 0, "--fail-on never"],
  [
    "as many errors as may be",
    { rejected: 2, errors: 5 },
    { maxErrors: 5 },
    0,
    "5 errors, no more than --max-errors 5",
  ],
  ["one more", { rejected: 2, errors: 6 }, { maxErrors: 5 }, 1, "6 errors, more than --max-errors 5"],
  ["no error allowed", { rejected: 1 }, { maxErrors: 0 }, 1, "1 error, more than --max-errors 0"],
  [
    "as large a part as may be",
    { converted: 19, rejected: 1 },
    { maxRejectRate: rate("5%") },
    0,
    "1 of 20 rollouts rejected (5%), no more than --max-reject-rate 5%",
  ],
  [
    "a larger part",
    { converted: 18, rejected: 1 },
    { maxRejectRate: rate("5%") },
    1,
    "1 of 19 rollouts rejected (5.27%), more than --max-reject-rate 5%",
  ],
  [
    "files that are no rollouts make the part no smaller",
    { converted: 9, rejected: 1, skipped: 90 },
    { maxRejectRate: rate("5%") },
    1,
    "1 of 10 rollouts rejected (10%), more than --max-reject-rate 5%",
  ],
  [
    "all rejected, all allowed",
    { converted: 0, rejected: 3 },
    { maxRejectRate: rate("100%") },
    0,
    "3 of 3 rollouts rejected (100%), no more than --max-reject-rate 100%",
  ],
  [
    "a part that is not rounded beyond what may be",
    { converted: 2, rejected: 1 },
    { maxRejectRate: rate("33.3334%") },
    0,
    "1 of 3 rollouts rejected (33.33%), no more than --max-reject-rate 33.3334%",
  ],
  [
    "both limits kept",
    { converted: 19, rejected: 1 },
    { maxRejectRate: rate("5%"), maxErrors: 5 },
    0,
    "1 error, no more than --max-errors 5; 1 of 20 rollouts rejected (5%), no more than --max-reject-rate 5%",
  ],
  [
    "one of two limits broken",
    { converted: 19, rejected: 1, errors: 6 },
    { maxRejectRate: rate("5%"), maxErrors: 5 },
    1,
    "6 errors, more than --max-errors 5",
  ],
  [
    "a limit kept, and warnings that count",
    { rejected: 1, warnings: 1 },
    { failOn: "warning", maxErrors: 5 },
    1,
    "1 warning, with --fail-on warning",
  ],
  ["nothing found", { converted: 0, skipped: 2 }, { allowEmpty: true }, 0, "nothing found, with --allow-empty"],
])("%s", (_name, counts, policy, status, reason) => {
  expect(exitOf(summary(counts), { ...DEFAULT, ...policy })).toEqual({ status, reason });
});

test("the exit status is told in words only where the user had a say in it", () => {
  expect(isChosen({ ...DEFAULT, allowEmpty: true })).toBe(false);
  for (const policy of [{ failOn: "never" }, { maxErrors: 0 }, { maxRejectRate: rate("0%") }] as const) {
    expect(isChosen({ ...DEFAULT, ...policy })).toBe(true);
  }
});

test.each(["", "5", "%", "-1%", "101%", "100.0001%", "1e1%", "5 %", ".5%", "5.%", "5.12345%", "0x5%", "5%%"])(
  "%s is no rate",
  (spelling) => {
    expect(readRate(spelling)).toBeNull();
  },
);

test("rates are exact: no limit is missed by a rounding", () => {
  const part = fc.nat({ max: 10_000 }).chain((whole) => fc.tuple(fc.nat({ max: whole }), fc.constant(whole)));
  fc.assert(
    fc.property(part, fc.nat({ max: 100 }), fc.nat({ max: 99 }), ([rejected, whole], percent, hundredths) => {
      const spelling = `${Math.min(percent, 99)}.${String(hundredths).padStart(2, "0")}%`;
      const counts = summary({ converted: whole - rejected, rejected });
      const { status } = exitOf(counts, { ...DEFAULT, maxRejectRate: readRate(spelling) });
      const limit = BigInt(Math.min(percent, 99) * 100 + hundredths) * BigInt(whole);
      expect(status).toBe(BigInt(rejected) * 10_000n > limit ? 1 : 0);
    }),
  );
});
