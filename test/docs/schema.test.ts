/** docs/seed-row.schema.json is the row's zod schema, and so is what the command prints. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { seedRowJsonSchema } from "../../src/row/json-schema.ts";
import { runBare } from "../support/cli.ts";

const FILE = "docs/seed-row.schema.json";

test("the schema in docs/ is the one in the code", () => {
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(FILE, seedRowJsonSchema());
  expect(readFileSync(FILE, "utf8")).toBe(seedRowJsonSchema());
});

test("the command prints it, and takes nothing else", async () => {
  expect(await runBare(["schema"])).toMatchObject({ status: 0, stdout: readFileSync(FILE, "utf8"), stderr: "" });
  expect(await runBare(["schema", "more"])).toMatchObject({ status: 2, stdout: "" });
});
