/** Every folder of fixtures against its expected rows and reports, at all three levels. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { pi } from "../../../src/formats/pi/handler.ts";
import { expectedGolden, goldenOfFolder } from "../../support/golden.ts";

const ROOT = "fixtures/pi";
const folders = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

test("there are fixtures", () => {
  expect(folders.length).toBeGreaterThan(15);
});

test.each(folders)("%s", async (name) => {
  const folder = `${ROOT}/${name}`;
  const actual = await goldenOfFolder(pi, folder);
  expect(actual).toBe(expectedGolden(folder, actual));
});
