/** The report for people. */
import { expect, test } from "vitest";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import { textReporter } from "../../src/diagnostics/text-reporter.ts";
import { accepted, problem, refused } from "../support/results.ts";

function reported(act: (reporter: Reporter) => void, quiet = false, color = false): string {
  let text = "";
  act(textReporter((piece) => (text += piece), { level: "strict", quiet }, color));
  return text;
}

test("every error is shown, with its place and what was expected and found", () => {
  const errors = [1, 2, 3].map((line) =>
    problem("error", "step-id-order", line, { pointer: `/steps/${line}`, expected: "4", found: "5", action: "none" }),
  );
  const text = reported((reporter) => reporter.file(refused(errors)));
  for (const line of [1, 2, 3]) expect(text).toContain(`a.json:${line}:2: error step-id-order: the steps are not`);
  expect(text.match(/\/steps\/\d.*expected 4, found 5\n {4}done: none\n/gu)).toHaveLength(3);
  expect(text).toMatch(/\na\.json: rejected: 3 errors\n$/u);
});

test("warnings of one code are shown once, with their number; others beside them", () => {
  const warnings = [
    problem("warning", "not-in-spec", 1),
    problem("warning", "text-from-json", 2),
    problem("warning", "not-in-spec", 3),
    problem("warning", "not-in-spec", 4),
  ];
  const text = reported((reporter) => reporter.file(accepted(warnings)));
  expect(text.match(/warning /gu)).toHaveLength(2);
  expect(text).toContain("a.json:1:2: warning not-in-spec");
  expect(text).toContain("and 2 more like this in the file");
});

test("each file counts for itself", () => {
  const text = reported((reporter) => {
    for (let file = 0; file < 2; file++) reporter.file(accepted([problem("warning", "not-in-spec")]));
  });
  expect(text.match(/warning not-in-spec/gu)).toHaveLength(2);
  expect(text).not.toContain("more like this");
});

test("problems that are not listed are counted", () => {
  const warnings = [problem("warning", "not-in-spec")];
  expect(reported((reporter) => reporter.file(accepted(warnings, 1, 7)))).toContain(
    "a.json: 7 more problems in this file\n",
  );
  expect(reported((reporter) => reporter.file(accepted(warnings, 1, 1)))).toContain(
    "a.json: 1 more problem in this file\n",
  );
  expect(reported((reporter) => reporter.file(refused([problem("error", "no-steps")], null, 7)), true)).toContain(
    "7 more",
  );
});

test("a rejection says which level would accept the file", () => {
  const errors = [problem("error", "step-id-order")];
  expect(reported((reporter) => reporter.file(refused(errors, "lenient")))).toMatch(
    /a\.json: rejected: 1 error; --validation lenient accepts it\n$/u,
  );
  expect(reported((reporter) => reporter.file(refused(errors)))).not.toContain("--validation");
});

test("a rejection counts the errors that are not listed, too", () => {
  const errors = Array.from({ length: 1000 }, () => problem("error", "step-id-order"));
  const text = reported((reporter) => reporter.file(refused(errors, null, 500)));
  expect(text).toMatch(/1500 errors|500 more problems/u);
});

test("quiet: errors only", () => {
  const both = [problem("warning", "not-in-spec"), problem("error", "no-steps")];
  const text = reported((reporter) => {
    reporter.file(refused(both));
    reporter.file(accepted([problem("warning", "not-in-spec")], 1, 5));
    reporter.diagnostic(problem("warning", "link-loop"));
  }, true);
  expect(text).toContain("error no-steps");
  expect(text).not.toMatch(/warning|more/u);
});

test("no text from a file is written raw, with colours or without", () => {
  const bad = "\u001B]0;title\u0007\n\u202E\u009B";
  const diagnostic = problem("error", "no-steps", 1, {
    file: bad,
    pointer: bad,
    expected: bad,
    found: bad,
    action: bad,
  });
  for (const color of [false, true]) {
    const text = reported(
      (reporter) => {
        reporter.file({ ...refused([diagnostic], "spec", 3), file: { ...refused([]).file, displayPath: bad } });
        reporter.fatal(`cannot read ${bad}`, `look at ${bad}`);
      },
      false,
      color,
    );
    // oxlint-disable-next-line no-control-regex
    expect(text.replaceAll(/\u001B\[\d+m/gu, "")).not.toMatch(/[\0-\u0009\u000B-\u001F\u007F-\u009F\u202E]/u);
  }
});
