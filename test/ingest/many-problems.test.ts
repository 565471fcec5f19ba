/** A file with more problems than are listed is still told of truly. */
import { expect, test } from "vitest";
import { atif } from "../../src/formats/atif/handler.ts";
import { ingestFile } from "../../src/ingest/ingest-file.ts";
import { makeFolder } from "../support/folder.ts";

function withSteps(steps: readonly object[]): string {
  const folder = makeFolder({
    "a.json": JSON.stringify({
      schema_version: "ATIF-v1.6",
      session_id: "s",
      agent: { name: "n", version: "1" },
      steps,
    }),
  });
  return `${folder}/a.json`;
}

function ingested(path: string, level: "strict" | "spec" | "lenient") {
  return ingestFile(
    { root: "/", path, relativePath: "a.json", displayPath: "a.json", named: true },
    { kind: "documents", settings: { handler: atif, level, sourcePath: "relative" } },
  );
}

test("1500 errors: a thousand listed, in the order of the file, the others counted", () => {
  const steps = Array.from({ length: 1500 }, (_, index) => ({ step_id: index + 1, source: "nobody", message: "" }));
  const result = ingested(withSteps(steps), "strict");
  expect(result).toMatchObject({ outcome: "rejected", unlisted: { errors: 500, warnings: 0 } });
  expect(result.diagnostics).toHaveLength(1000);
  const columns = result.diagnostics.map(({ column }) => column ?? 0);
  expect(columns).toEqual(columns.toSorted((a, b) => a - b));
});

test("an error behind a thousand warnings is why the file is rejected, and is listed", () => {
  const steps: object[] = Array.from({ length: 1200 }, (_, index) => ({
    step_id: index + 1,
    source: "agent",
    message: "",
    llm_call_count: -1,
  }));
  steps.push({ step_id: 7, source: "user", message: "" });
  const result = ingested(withSteps(steps), "spec");
  expect(result.outcome).toBe("rejected");
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toMatchObject([
    { code: "step-id-order", pointer: "/steps/1200/step_id" },
  ]);
});
