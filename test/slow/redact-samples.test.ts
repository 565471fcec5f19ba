/** What is taken for a secret in real rollouts, whose secrets were taken out: ../shared/samples. */
import { expect, test } from "vitest";
import { findInFolder } from "../../src/discover/folder.ts";
import { AUTO } from "../../src/formats/choice.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { RedactionTotals } from "../../src/redact/counts.ts";

test("nothing is wrongly taken, and names in paths are masked", async () => {
  const { files } = findInFolder("../shared/samples", "*.{json,jsonl}", true);
  const redaction = { mode: "replace", values: [], anonymizePaths: true } as const;
  const settings = { handler: AUTO, level: "lenient", sourcePath: "relative", redaction } as const;
  const totals = new RedactionTotals();
  let rows = 0;
  let bytes = 0;
  const results = ingestFiles(files, settings, Infinity, (result) => {
    bytes += result.size;
    if (result.outcome === "rows") rows += result.rows.length;
    if (result.redacted !== undefined) totals.add(result.redacted);
  });
  for await (const _ of results);
  expect(rows).toBeGreaterThan(300);
  expect(bytes).toBeGreaterThan(30_000_000);
  expect(totals.secrets).toEqual({});
  // Names that nobody took out of the paths.
  expect(totals.names).toBeGreaterThan(1000);
});
