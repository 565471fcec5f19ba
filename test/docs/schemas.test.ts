/** The schemas in docs/ of what the command writes beside rows are those in the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import * as z from "zod";
import { reportLineSchema, reportSchema } from "../../src/diagnostics/report-schema.ts";
import { manifestSchema } from "../../src/manifest/manifest-schema.ts";

test.each([
  ["docs/report.schema.json", reportSchema],
  ["docs/report-line.schema.json", reportLineSchema],
  ["docs/manifest.schema.json", manifestSchema],
])("%s", (file, schema) => {
  const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(file, text);
  expect(readFileSync(file, "utf8")).toBe(text);
  // A validator that takes no unknown keyword, and resolves every reference.
  const ajv = new Ajv2020({ strictTypes: false });
  formats.default(ajv);
  expect(ajv.compile(JSON.parse(text))({})).toBe(false);
});
