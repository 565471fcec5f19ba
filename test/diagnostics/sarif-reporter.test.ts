/** SARIF: valid against the schema of the standard, capped, and with fingerprints that stay. */
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { CODES } from "../../src/diagnostics/codes.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import { MOST_RESULTS, sarifReporter } from "../../src/diagnostics/sarif-reporter.ts";
import { sarifProblems } from "../support/sarif.ts";
import { HOSTILE_TEXTS, named, tellRun } from "../support/reports.ts";
import { accepted, problem, refused } from "../support/results.ts";

const resultSchema = z.object({
  ruleId: z.string(),
  ruleIndex: z.int(),
  level: z.enum(["error", "warning"]),
  message: z.object({ text: z.string() }),
  locations: z.tuple([
    z.object({
      physicalLocation: z.object({
        artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string().optional() }),
        region: z.object({ startLine: z.int(), startColumn: z.int().optional() }).optional(),
      }),
      logicalLocations: z.tuple([z.object({ fullyQualifiedName: z.string() })]).optional(),
    }),
  ]),
  properties: z.record(z.string(), z.unknown()).optional(),
  partialFingerprints: z.record(z.string(), z.string()),
});

const logSchema = z.object({
  runs: z.tuple([
    z.object({
      tool: z.object({ driver: z.object({ rules: z.array(z.object({ id: z.string() })) }) }),
      originalUriBaseIds: z.record(z.string(), z.object({ uri: z.string() })),
      results: z.array(resultSchema),
      invocations: z.tuple([
        z.object({
          executionSuccessful: z.boolean(),
          exitCode: z.int(),
          toolExecutionNotifications: z
            .array(z.object({ level: z.string(), message: z.object({ text: z.string() }) }))
            .optional(),
        }),
      ]),
    }),
  ]),
});

/** The only run of a log that the standard's schema accepts. */
function runOf(text: string): z.infer<typeof logSchema>["runs"][0] {
  const log: unknown = JSON.parse(text);
  expect(sarifProblems(log)).toEqual([]);
  return logSchema.parse(log).runs[0];
}

function reported(act: (reporter: Reporter) => void, quiet = false, most = MOST_RESULTS): ReturnType<typeof runOf> {
  let text = "";
  const settings = { level: "strict", quiet, version: "1.2.3", base: process.cwd() } as const;
  act(sarifReporter((piece) => (text += piece), settings, most));
  return runOf(text);
}

const ERROR = problem("error", "step-id-order", 7, { pointer: "/steps/1", expected: "2", found: "3" });

test("the schema refuses what is no SARIF: the check can fail", () => {
  expect(sarifProblems({ version: "2.1.0", runs: [{ results: [] }] })).toEqual([
    "/runs/0: must have required property 'tool'",
  ]);
});

test("a result has its rule, message, place and exact values", () => {
  const run = reported((reporter) => tellRun(reporter, [named(refused([ERROR], "lenient"), "sub dir/a.json")]));
  expect(run.results).toEqual([
    {
      ruleId: "step-id-order",
      ruleIndex: run.tool.driver.rules.findIndex(({ id }) => id === "step-id-order"),
      level: "error",
      message: {
        text: "the steps are not numbered one by one in their order, from 1: expected 2, found 3; at /steps/1",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "sub%20dir/a.json", uriBaseId: "%SRCROOT%" },
            region: { startLine: 7, startColumn: 2 },
          },
          logicalLocations: [{ fullyQualifiedName: "/steps/1" }],
        },
      ],
      properties: { expected: "2", found: "3", acceptedBy: "lenient" },
      partialFingerprints: { "rolloutIngest/v1": expect.stringMatching(/^[0-9a-f]{32}$/u) },
    },
  ]);
  expect(run.originalUriBaseIds["%SRCROOT%"]?.uri).toMatch(/^file:\/\/\/.*\/$/u);
  expect(run.invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 });
});

test("every code is a rule, found or not", () => {
  const run = reported((reporter) => tellRun(reporter, []));
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(CODES));
  expect(run.results).toEqual([]);
});

test("a file outside of the folder has its own URI", () => {
  const run = reported((reporter) => tellRun(reporter, [named(refused([ERROR]), "/elsewhere/ü?.json")]));
  expect(run.results[0]?.locations[0].physicalLocation.artifactLocation).toEqual({
    uri: "file:///elsewhere/%C3%BC%3F.json",
  });
});

test("at the limit errors come before warnings, and what is left out is told", () => {
  const files = Array.from({ length: 6 }, (_, index) =>
    named(refused([problem("warning", "not-in-spec"), ERROR], null, 2), `${index}.json`),
  );
  const all = reported((reporter) => tellRun(reporter, files), false, 100);
  expect(all.results.map(({ level }) => level)).toEqual([
    ...Array.from({ length: 6 }, () => "error"),
    ...Array.from({ length: 6 }, () => "warning"),
  ]);
  expect(all.invocations[0].toolExecutionNotifications?.[0]?.message.text).toMatch(
    /^12 errors and 0 warnings are not/u,
  );
  const some = reported((reporter) => tellRun(reporter, files), false, 8);
  expect(some.results.filter(({ level }) => level === "warning")).toHaveLength(2);
  expect(some.invocations[0].toolExecutionNotifications?.[0]?.message.text).toMatch(
    /^12 errors and 4 warnings are not/u,
  );
  const few = reported((reporter) => tellRun(reporter, files), false, 4);
  expect(few.results.map(({ level }) => level)).toEqual(["error", "error", "error", "error"]);
  expect(few.invocations[0].toolExecutionNotifications?.[0]?.message.text).toMatch(
    /^14 errors and 6 warnings are not/u,
  );
});

test("no run is told more results than GitHub takes", () => {
  const diagnostics = Array.from({ length: 1000 }, () => problem("warning", "not-in-spec"));
  const files = Array.from({ length: 26 }, (_, index) => named(accepted(diagnostics), `${index}.json`));
  const run = reported((reporter) => tellRun(reporter, files));
  expect(run.results).toHaveLength(25_000);
  expect(run.invocations[0].toolExecutionNotifications?.[0]?.message.text).toMatch(
    /^0 errors and 1000 warnings are not/u,
  );
});

test("quiet leaves warnings out", () => {
  const run = reported((reporter) => tellRun(reporter, [refused([problem("warning", "not-in-spec"), ERROR])]), true);
  expect(run.results.map(({ level }) => level)).toEqual(["error"]);
});

test("a run that fails, at once and in the middle, and one that is cut short", () => {
  const failed = reported((reporter) => reporter.fatal("it broke", "mend it"));
  expect(failed.invocations[0]).toMatchObject({
    executionSuccessful: false,
    exitCode: 2,
    toolExecutionNotifications: [{ level: "error", message: { text: "it broke; mend it" } }],
  });
  const middle = reported((reporter) => {
    reporter.file(refused([ERROR]));
    reporter.fatal("it broke", undefined);
  });
  expect(middle.results).toHaveLength(1);
  const cut = reported((reporter) => {
    reporter.file(accepted([problem("warning", "not-in-spec")]));
    reporter.cutShort();
  });
  expect(cut.results).toHaveLength(1);
  expect(cut.invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 });
});

test("what no file's content is at fault for has a place too", () => {
  const folder = problem("warning", "unreadable-folder", 1, { file: "closed" });
  const run = reported((reporter) => tellRun(reporter, [], { diagnostics: [folder, folder] }));
  expect(run.results.map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri)).toEqual([
    "closed",
    "closed",
  ]);
  expect(new Set(run.results.map((result) => result.partialFingerprints["rolloutIngest/v1"])).size).toBe(2);
});

test("hostile names and values: valid, no URI breaks out, no placeholder, no link", () => {
  const texts = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, texts, (name, found) => {
      const diagnostic = problem("error", "no-steps", 1, { found, pointer: `/${found}` });
      const run = reported((reporter) => tellRun(reporter, [named(refused([diagnostic]), name)]));
      const [result] = run.results;
      expect(result?.properties?.["found"]).toBe(found);
      expect(result?.message.text).not.toMatch(/\]\(|(?<!\{)\{\d+\}(?!\})/u);
      expect(result?.locations[0].physicalLocation.artifactLocation.uri).toMatch(
        /^(?:file:\/\/\/)?(?:[\w\-.~!*'()/:@$&+,;=]|%[0-9A-F]{2})*$/u,
      );
    }),
    { numRuns: 50 },
  );
});
