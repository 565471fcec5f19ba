/** JSON Lines: a line for each thing that is known, in the shape that the schema has. */
import { expect, test } from "vitest";
import { jsonlReporter } from "../../src/diagnostics/jsonl-reporter.ts";
import { reportLineSchema } from "../../src/diagnostics/report-schema.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import type { z } from "zod";
import { named, tellRun, WELL } from "../support/reports.ts";
import { accepted, passedOver, problem, refused } from "../support/results.ts";

function reported(act: (reporter: Reporter) => void, quiet = false): z.infer<typeof reportLineSchema>[] {
  let text = "";
  act(jsonlReporter((piece) => (text += piece), { level: "strict", quiet }));
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => reportLineSchema.parse(JSON.parse(line)));
}

const FILES = [
  named(accepted([problem("warning", "not-in-spec")], 2), "a.json"),
  named(refused([problem("error", "no-steps")], "spec", 5), "b.json"),
  named(passedOver("empty file"), "c.json"),
];

test("problems come before their file, the summary and the exit status last", () => {
  const lines = reported((reporter) => tellRun(reporter, FILES, { passedOver: [["d.json", "listed twice"]] }));
  expect(lines).toMatchObject([
    { type: "file", file: "d.json", outcome: "skipped", reason: "listed twice" },
    { type: "diagnostic", severity: "warning", code: "not-in-spec", file: "a.json" },
    { type: "file", file: "a.json", outcome: "rows", rows: 2 },
    { type: "diagnostic", severity: "error", code: "no-steps", message: "the trajectory has no steps" },
    { type: "file", file: "b.json", outcome: "rejected", accepted_by: "spec", unlisted_diagnostics: 5 },
    { type: "file", file: "c.json", outcome: "skipped", reason: "empty file" },
    { type: "summary", rows: 2, errors: 6, warnings: 1 },
    { type: "exit", ...WELL },
  ]);
});

test("quiet leaves warnings out", () => {
  const lines = reported((reporter) => tellRun(reporter, FILES), true);
  expect(lines.flatMap((line) => (line.type === "diagnostic" ? [line.severity] : []))).toEqual(["error"]);
});

test("a run that fails and one that is cut short end with the exit status too", () => {
  expect(reported((reporter) => reporter.fatal("it broke", "mend it"))).toEqual([
    { type: "error", message: "it broke", hint: "mend it" },
    { type: "exit", status: 2, reason: "it broke" },
  ]);
  expect(reported((reporter) => reporter.cutShort())).toMatchObject([{ type: "exit", status: 0 }]);
});
