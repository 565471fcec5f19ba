/** Every folder of fixtures against its expected rows and report, at all three levels. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { claudeCode } from "../../../src/formats/claude-code/handler.ts";
import { expectedGolden, goldenOfFolder } from "../../support/golden.ts";

const ROOT = "fixtures/claude-code";
const cases = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test("there are fixtures", () => {
  expect(cases.length).toBeGreaterThan(25);
});

test.each(cases)("%s", async (name) => {
  const folder = path.join(ROOT, name);
  const actual = await goldenOfFolder(claudeCode, folder);
  expect(actual).toBe(expectedGolden(folder, actual));
});
