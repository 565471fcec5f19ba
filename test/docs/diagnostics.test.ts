/** docs/diagnostics.md explains every code, and no other. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareCodePoints } from "../../src/json/code-points.ts";
import { CODES } from "../../src/diagnostics/codes.ts";

test("every code has its entry", () => {
  const entries = [...readFileSync("docs/diagnostics.md", "utf8").matchAll(/^#### (\S+)$/gmu)].map(
    ([, code = ""]) => code,
  );
  expect(entries.toSorted(compareCodePoints)).toEqual(Object.keys(CODES).toSorted(compareCodePoints));
});
