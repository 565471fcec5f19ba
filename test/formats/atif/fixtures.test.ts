/** Every fixture against its expected rows and report, at all three levels. */
import { expect, test } from "vitest";
import { findInFolder } from "../../../src/discover/folder.ts";
import { atif } from "../../../src/formats/atif/handler.ts";
import { expectedGolden, goldenOf } from "../../support/golden.ts";

const { files } = findInFolder("fixtures/atif", "*.json", true);

test("there are fixtures", () => {
  expect(files.length).toBeGreaterThan(40);
});

test.each(files)("$relativePath", async (file) => {
  const actual = await goldenOf(atif, file);
  expect(actual).toBe(expectedGolden(file.path, actual));
});
