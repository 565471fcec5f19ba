/** The examples of the explanations that take a large file. */
import path from "node:path";
import { expect, test } from "vitest";
import { EXAMPLES } from "../../src/diagnostics/explanations/examples.ts";
import {
  CODE_FIXTURES,
  goldenOfReports,
  keepExamples,
  runExample,
  shownOf,
  SLOW_EXAMPLES,
} from "../support/code-examples.ts";
import { expectedGolden } from "../support/golden.ts";

test.each(SLOW_EXAMPLES)("%s", async (code) => {
  const reports = await runExample(code);
  const golden = goldenOfReports(reports);
  expect(golden).toBe(expectedGolden(path.join(CODE_FIXTURES, code), golden));
  const shown = shownOf(code, reports);
  if (process.env["UPDATE_FIXTURES"] === "1") keepExamples({ ...EXAMPLES, [code]: shown });
  else expect(shown).toEqual(EXAMPLES[code]);
});
