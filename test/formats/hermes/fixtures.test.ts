/** Each folder of fixtures against its expected rows and reports, at all three levels. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { makeFolder } from "../../support/folder.ts";
import { expectedGolden, goldenOfFolder } from "../../support/golden.ts";
import { buildFixture } from "./databases.ts";

const ROOT = "fixtures/hermes";
const folders = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

test("there are fixtures", () => {
  expect(folders.length).toBeGreaterThan(20);
});

test.each(folders)("%s", async (name) => {
  const folder = makeFolder();
  buildFixture(`${ROOT}/${name}`, folder);
  const actual = await goldenOfFolder(hermes, folder);
  expect(actual).toBe(expectedGolden(`${ROOT}/${name}`, actual));
});
