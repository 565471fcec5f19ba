/** --error-format json: one document in which every file stands once and the counts add up. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, specOnly, trajectory, TRUNCATED, warned } from "../support/trajectories.ts";

const JSON_REPORT = ["--error-format", "json"];

function everything(): string {
  const cwd = makeFolder({
    "a.json": trajectory({ id: "a" }),
    "again.json": trajectory({ id: "a" }),
    "blank.json": " \n",
    "broken.json": TRUNCATED,
    "config.json": "{",
    "empty.json": "",
    "gapped.json": gapped(),
    "other.json": OTHER_JSON,
    "spec.json": specOnly(),
    "warned.json": warned(),
  });
  execFileSync("mkfifo", [`${cwd}/pipe.json`]);
  return cwd;
}

test.each([
  ["strict", 3, 3, { "json-truncated": 1, "step-id-order": 1, "agent-only-field": 1 }, { lenient: 1, spec: 1 }],
  ["spec", 4, 2, { "json-truncated": 1, "step-id-order": 1 }, { lenient: 1 }],
  ["lenient", 5, 1, { "json-truncated": 1 }, {}],
])("%s: every outcome", async (level, rows, rejected, byCode, acceptedBy) => {
  const cwd = everything();
  const { status, stdout, stderr } = await run(["-d", ".", "--validation", level, ...JSON_REPORT], { cwd });
  expect(status).toBe(1);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(report.error).toBeUndefined();
  const summary = summaryOf(report);
  expect(traceIds(stdout)).toHaveLength(rows);
  expect(summary).toMatchObject({
    rows,
    files: { found: 11, converted: rows, rejected, skipped: 5, not_read: 0 },
    skipped_by_reason: { "empty file": 2, "not a rollout": 2, "not a regular file": 1 },
  });
  expect(summary.rejected_by_code).toEqual(byCode);
  expect(summary.accepted_by).toEqual(acceptedBy);
  expect(new Set(report.files.map((file) => file.file)).size).toBe(11);
  const duplicate = report.diagnostics.filter(({ code }) => code === "duplicate-trace-id");
  expect(duplicate).toMatchObject([
    { file: "again.json", severity: "warning", found: expect.stringContaining("a.json") },
  ]);
});

test("problems carry line, column, pointer, expectation and finding", async () => {
  const cwd = makeFolder({ "a.json": `\n\n${gapped()}`, "b.json": TRUNCATED });
  const { stderr } = await run(["-d", ".", ...JSON_REPORT], { cwd });
  const { diagnostics } = reportOf(stderr);
  expect(diagnostics).toMatchObject([
    {
      code: "step-id-order",
      file: "a.json",
      line: 3,
      column: gapped().indexOf(":3") + 2,
      pointer: "/steps/1/step_id",
      expected: "2",
      found: "3",
    },
    { code: "json-truncated", file: "b.json", line: 1, column: TRUNCATED.length + 1 },
  ]);
});

test("--num-records: what was not read is counted and not listed", async () => {
  const cwd = makeFolder({
    "a.json": trajectory(),
    "b.json": gapped(),
    "c.json": trajectory({ id: "c" }),
    "d.json": "",
  });
  const { status, stdout, stderr } = await run(["-d", ".", "-n", "1", ...JSON_REPORT], { cwd });
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["a-session"]);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(summaryOf(report).files).toMatchObject({ found: 4, not_read: 3 });
});

test("-q leaves out warnings, and still accounts for every file", async () => {
  const cwd = everything();
  const { stderr } = await run(["-d", ".", "--validation", "spec", "-q", ...JSON_REPORT], { cwd });
  const report = reportOf(stderr);
  expect(report.diagnostics.map(({ severity }) => severity)).toEqual(["error", "error"]);
  expect(report.files).toHaveLength(11);
  expect(summaryOf(report).warnings).toBeGreaterThan(0);
});

test("a run that finds no rollouts still is one document with its accounting", async () => {
  const cwd = makeFolder({ "a.json": OTHER_JSON, "b.json": "" });
  const { status, stderr } = await run(["-d", ".", ...JSON_REPORT], { cwd });
  expect(status).toBe(2);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(report.error?.message).toContain("no atif rollouts found");
});

test("failures before the run are one document too", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  execFileSync("mkdir", [`${cwd}/only-a-pipe`]);
  execFileSync("mkfifo", [`${cwd}/only-a-pipe/p.json`]);
  const failures = await Promise.all([
    run(["-d", "missing", ...JSON_REPORT], { cwd }),
    run(["-d", ".", "-o", "no/out", ...JSON_REPORT], { cwd }),
    run(["-d", ".", "--file-pattern", "*.none", ...JSON_REPORT], { cwd }),
    run(["-d", ".", "-n", "0", ...JSON_REPORT], { cwd }),
    run(JSON_REPORT, { cwd }),
  ]);
  for (const { status, stdout, stderr } of failures) {
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(reportOf(stderr).error?.message).not.toBe("");
  }
  const pipe = reportOf((await run(["-d", "only-a-pipe", ...JSON_REPORT], { cwd })).stderr);
  expect(pipe.files).toEqual([{ file: "only-a-pipe/p.json", outcome: "skipped", reason: "not a regular file" }]);
});
