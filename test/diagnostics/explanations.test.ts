/**
 * Every code has an explanation whose example is true: its input lies in fixtures/codes/<code>, the
 * command is run on it at every level, and its reports are compared with those that are kept. With
 * UPDATE_FIXTURES=1 they are written anew.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CODES, type Code } from "../../src/diagnostics/codes.ts";
import { EXAMPLES, type ShownReport } from "../../src/diagnostics/explanations/examples.ts";
import { explanationOf, TOPICS } from "../../src/diagnostics/explanations/explanations.ts";
import {
  CODE_FIXTURES,
  goldenOfReports,
  HOW_TO,
  keepExamples,
  runExample,
  shownOf,
  SLOW_EXAMPLES,
} from "../support/code-examples.ts";
import { expectedGolden } from "../support/golden.ts";

const UPDATE = process.env["UPDATE_FIXTURES"] === "1";

const explained: readonly Code[] = TOPICS.flatMap(({ codes }) => codes);
const fresh: Partial<Record<Code, ShownReport>> = {};

test("every code is explained once", () => {
  expect(explained.toSorted(), HOW_TO).toEqual(Object.keys(CODES).toSorted());
});

test("every code has a folder of fixtures and a golden report, and there are no others", () => {
  const wanted = Object.keys(CODES).flatMap((code) => [code, `${code}.expected`]);
  expect(readdirSync(CODE_FIXTURES).toSorted(), HOW_TO).toEqual(wanted.toSorted());
});

test("nothing is kept of a code that is no more", () => {
  expect(Object.keys(EXAMPLES).toSorted(), HOW_TO).toEqual(explained.toSorted());
});

describe.concurrent("the example of", () => {
  test.each(explained.filter((code) => !SLOW_EXAMPLES.includes(code)))("%s", async (code) => {
    const reports = await runExample(code);
    const golden = goldenOfReports(reports);
    expect(golden).toBe(expectedGolden(path.join(CODE_FIXTURES, code), golden));
    const shown = shownOf(code, reports);
    fresh[code] = shown;
    if (!UPDATE) expect(shown, HOW_TO).toEqual(EXAMPLES[code]);
  });
});

test.each(explained)("the lines shown of %s are in its file", (code) => {
  const { file } = explanationOf(code).example;
  if (file === undefined) return;
  const name = path.join(CODE_FIXTURES, code, file.name);
  expect(existsSync(name), name).toBe(true);
  let rest = readFileSync(name, "utf8");
  for (const piece of file.lines.split(/\s*(?:…|\n)\s*/u)) {
    expect(rest, `${name}: ${piece}`).toContain(piece);
    rest = rest.slice(rest.indexOf(piece) + piece.length);
  }
});

test("what is expected of a writer or a user is said of every code", () => {
  for (const code of explained) {
    const { meaning, matters, wayOut } = explanationOf(code);
    for (const text of [meaning, matters, ...wayOut]) expect(text, code).toMatch(/^\S[^\n]*[.:]$/u);
    expect(wayOut.length, code).toBeGreaterThan(0);
  }
});

afterAll(() => {
  if (UPDATE) keepExamples(fresh);
});
