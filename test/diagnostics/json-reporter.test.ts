/** The report as one JSON document, whatever happens. */
import { expect, test } from "vitest";
import { jsonReporter } from "../../src/diagnostics/json-reporter.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import { Accounting } from "../../src/ingest/accounting.ts";
import { reportOf, type Report } from "../support/report.ts";
import { accepted, passedOver, problem, refused } from "../support/results.ts";

const WELL = { status: 0, reason: "no file rejected" };

function reported(act: (reporter: Reporter) => void, quiet = false): Report {
  let text = "";
  act(jsonReporter((piece) => (text += piece), { level: "strict", quiet }));
  expect(text.endsWith("\n")).toBe(true);
  return reportOf(text);
}

test("no problem, one problem, several", () => {
  for (const count of [0, 1, 3]) {
    const diagnostics = Array.from({ length: count }, (_, index) => problem("warning", "not-in-spec", index + 1));
    const report = reported((reporter) => {
      const accounting = new Accounting(1);
      const result = accepted(diagnostics);
      accounting.file(result);
      reporter.file(result);
      reporter.summary(accounting.summary());
      reporter.end(WELL);
    });
    expect(report.diagnostics).toHaveLength(count);
    expect(report.summary?.warnings).toBe(count);
  }
});

test("every file is there with its outcome", () => {
  const accounting = new Accounting(4);
  const report = reported((reporter) => {
    const results = [accepted([], 2), refused([problem("error", "no-steps")], "spec", 5), passedOver("empty file")];
    for (const result of results) {
      accounting.file(result);
      reporter.file(result);
    }
    accounting.passedOver("listed twice");
    reporter.passedOver("b.json", "listed twice");
    reporter.summary(accounting.summary());
    reporter.end(WELL);
  });
  expect(report.files).toEqual([
    { file: "a.json", format: "atif", outcome: "rows", rows: 2 },
    { file: "a.json", format: "atif", outcome: "rejected", accepted_by: "spec", unlisted_diagnostics: 5 },
    { file: "a.json", outcome: "skipped", reason: "empty file" },
    { file: "b.json", outcome: "skipped", reason: "listed twice" },
  ]);
  expect(report.diagnostics).toMatchObject([{ code: "no-steps", message: "the trajectory has no steps" }]);
});

test("a failure at once, in the middle, and after a summary in which nothing was found", () => {
  expect(reported((reporter) => reporter.fatal("it broke", undefined)).error).toEqual({ message: "it broke" });
  expect(reported((reporter) => reporter.fatal("it broke", undefined)).exit).toEqual({ status: 2, reason: "it broke" });
  const middle = reported((reporter) => {
    reporter.file(accepted([problem("warning", "not-in-spec")]));
    reporter.fatal("it broke", "mend it");
  });
  expect(middle).toMatchObject({ error: { message: "it broke", hint: "mend it" }, files: [{ outcome: "rows" }] });
  const nothing = reported((reporter) => {
    const accounting = new Accounting(1);
    accounting.file(passedOver("not a rollout"));
    reporter.file(passedOver("not a rollout"));
    reporter.summary(accounting.summary());
    reporter.fatal("nothing found", undefined);
  });
  expect(nothing).toMatchObject({ summary: { files: { skipped: 1 } }, error: { message: "nothing found" } });
});

test("the exit status and its reason", () => {
  expect(reported((reporter) => reporter.end(WELL)).exit).toEqual(WELL);
  expect(reported((reporter) => reporter.cutShort())).toMatchObject({ exit: { status: 0 }, files: [] });
});

test("quiet: errors only, files and counts all the same", () => {
  const report = reported((reporter) => {
    reporter.file(refused([problem("warning", "not-in-spec"), problem("error", "no-steps")]));
    reporter.diagnostic(problem("warning", "link-loop"));
    reporter.summary(new Accounting(1).summary());
    reporter.end(WELL);
  }, true);
  expect(report.diagnostics.map(({ code }) => code)).toEqual(["no-steps"]);
  expect(report.files).toHaveLength(1);
});
