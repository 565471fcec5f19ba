/** Findings: how many there are is always known, how many are kept is bounded. */
import { expect, test } from "vitest";
import { Findings, MAX_FINDINGS, toDiagnostic, type Finding } from "../../src/diagnostics/diagnostic.ts";

const WARNING: Finding = { severity: "warning", code: "not-in-spec", at: ["steps", 0] };
const ERROR: Finding = { severity: "error", code: "step-id-order", at: ["steps", 1, "step_id"] };

function filled(finding: Finding, count: number): Findings {
  const findings = new Findings();
  for (let index = 0; index < count; index++) findings.add(finding);
  return findings;
}

test("a thousand are listed, the others counted", () => {
  const findings = filled(ERROR, MAX_FINDINGS + 7);
  expect(MAX_FINDINGS).toBe(1000);
  expect(findings.list).toHaveLength(1000);
  expect([findings.errors, findings.warnings, findings.unlisted]).toEqual([1007, 0, { errors: 7, warnings: 0 }]);
  expect(findings.counts.get("step-id-order")).toBe(1007);
});

test("exactly a thousand are all listed", () => {
  expect(filled(WARNING, 1000).unlisted).toEqual({ errors: 0, warnings: 0 });
});

test("an error behind a thousand warnings is listed: it is why the file is rejected", () => {
  const findings = filled(WARNING, 2000);
  findings.add(ERROR);
  expect(findings.errors).toBe(1);
  expect(findings.list.filter(({ severity }) => severity === "error")).toEqual([ERROR]);
  expect(findings.list.length + findings.unlisted.warnings).toBe(2001);
});

test("a part's findings are taken over with a severity, those it does not list are counted too", () => {
  const findings = filled(ERROR, 1);
  findings.addAll(filled(ERROR, 3), "warning");
  expect([findings.errors, findings.warnings]).toEqual([1, 3]);
  expect(findings.list.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ ...ERROR, severity: "warning" })));
  findings.addAll(filled(ERROR, 1500), "warning");
  expect(findings.warnings).toBe(1503);
  expect(findings.counts.get("step-id-order")).toBe(1504);
});

test("a diagnostic has the file, the place, a JSON pointer, and no empty fields", () => {
  const place = { offset: 9, line: 2, column: 3 };
  expect(toDiagnostic(ERROR, "a.json", place)).toEqual({
    severity: "error",
    code: "step-id-order",
    file: "a.json",
    line: 2,
    column: 3,
    pointer: "/steps/1/step_id",
  });
  expect(toDiagnostic({ ...ERROR, at: ["a/b", "~"] }, "a.json", place)).toMatchObject({ pointer: "/a~1b/~0" });
  expect(toDiagnostic({ ...ERROR, at: [], expected: "x", found: undefined }, "a.json", undefined)).toStrictEqual({
    severity: "error",
    code: "step-id-order",
    file: "a.json",
    expected: "x",
  });
});
