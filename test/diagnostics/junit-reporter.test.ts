/** JUnit XML: one case a file, counts that add up, and nothing in a name that breaks it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { junitReporter } from "../../src/diagnostics/junit-reporter.ts";
import { printable } from "../../src/diagnostics/printable.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import { readJunit, type JunitReport } from "../support/junit.ts";
import { HOSTILE_TEXTS, named, tellRun } from "../support/reports.ts";
import { accepted, passedOver, problem, refused } from "../support/results.ts";

function reported(act: (reporter: Reporter) => void, quiet = false): JunitReport {
  let text = "";
  act(junitReporter((piece) => (text += piece), { level: "strict", quiet }));
  const report = readJunit(text);
  for (const suite of report.suites) {
    const own = report.cases.filter((one) => one.suite === suite["name"]);
    const having = (part: string): number => own.filter(({ parts }) => part in parts).length;
    expect(suite).toEqual({
      name: suite["name"],
      tests: String(own.length),
      failures: String(having("failure")),
      errors: String(having("error")),
      skipped: String(having("skipped")),
    });
  }
  return report;
}

const RUN = [
  named(accepted([problem("warning", "not-in-spec", 3)], 1, 2), "a.json"),
  named(refused([problem("error", "step-id-order", 7, { expected: "2", found: "<3>" })], "lenient", 4), "b.json"),
  named(passedOver("not a rollout"), "c.json"),
];

test("a case for every file", () => {
  const { cases } = reported((reporter) => tellRun(reporter, RUN, { passedOver: [["d.json", "listed twice"]] }));
  expect(cases.map(({ name, classname, parts }) => [name, classname, parts])).toEqual([
    ["d.json", "rollout-ingest", { skipped: { attributes: {}, text: "listed twice" } }],
    [
      "a.json",
      "rollout-ingest.atif",
      {
        "system-out": {
          attributes: {},
          text: "a.json:3:2: warning not-in-spec: the ATIF specification does not allow this value (RFC 0001, as Harbor validates it)\n2 more problems",
        },
      },
    ],
    [
      "b.json",
      "rollout-ingest.atif",
      {
        failure: {
          attributes: { type: "step-id-order", message: "5 errors; --validation lenient accepts it" },
          text: "b.json:7:2: error step-id-order: the steps are not numbered one by one in their order, from 1: expected 2, found <3>\n4 more problems",
        },
      },
    ],
    ["c.json", "rollout-ingest", { skipped: { attributes: {}, text: "not a rollout" } }],
  ]);
});

test("quiet leaves warnings out, not files", () => {
  const { cases } = reported((reporter) => tellRun(reporter, RUN), true);
  expect(cases.map(({ parts }) => Object.keys(parts))).toEqual([[], ["failure"], ["skipped"]]);
});

test("many files are several suites, each with its own counts", () => {
  const files = Array.from({ length: 2500 }, (_, index) => named(RUN[index % 3] ?? accepted(), `${index}.json`));
  const { suites, cases } = reported((reporter) => tellRun(reporter, files));
  expect(suites.map(({ tests }) => tests)).toEqual(["1000", "1000", "500"]);
  expect(cases.map(({ name }) => name)).toEqual(files.map(({ file }) => file.displayPath));
});

test("a file of a thousand problems does not hold up the suite", () => {
  const errors = Array.from({ length: 1000 }, (_, index) => problem("error", "no-steps", index + 1));
  const files = Array.from({ length: 200 }, (_, index) => named(refused(errors, null, 9), `${index}.json`));
  const { suites, cases } = reported((reporter) => tellRun(reporter, files));
  expect(suites.length).toBeGreaterThan(1);
  expect(cases[0]?.parts["failure"]?.text.split("\n")).toHaveLength(101);
  expect(cases[0]?.parts["failure"]?.text).toMatch(/\n909 more problems$/u);
});

test("folders and links are the output of a suite", () => {
  const folder = problem("warning", "unreadable-folder", 1, { file: "closed" });
  const { output, cases } = reported((reporter) => tellRun(reporter, [], { diagnostics: [folder] }));
  expect(cases).toEqual([]);
  expect(output).toMatch(/closed:1:2: warning unreadable-folder/u);
});

test("no files at all, and a run that fails", () => {
  expect(reported((reporter) => tellRun(reporter, [])).suites).toHaveLength(1);
  const { cases } = reported((reporter) => reporter.fatal("it broke\n  at x", "mend it"));
  expect(cases).toMatchObject([{ name: "the run itself", parts: { error: { text: "it broke\n  at x\nmend it" } } }]);
});

test("hostile names and values: well-formed, and the name is whole", () => {
  const texts = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, texts, (name, found) => {
      const diagnostic = problem("error", "no-steps", 1, { found, pointer: found, action: found });
      const { cases } = reported((reporter) => tellRun(reporter, [named(refused([diagnostic]), name)]));
      expect(cases).toHaveLength(1);
      expect(cases[0]?.name).toBe(printable(name).replaceAll(/[\uFFFE\uFFFF]/gu, "\uFFFD"));
      expect(cases[0]?.parts["failure"]?.text.split("\n")).toHaveLength(1);
    }),
  );
});
