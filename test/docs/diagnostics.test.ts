/** docs/diagnostics.md explains every code, in the words of `rollout-ingest explain`. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import { codesChapter } from "./codes.ts";

const FILE = "docs/diagnostics.md";

test("the chapter on codes is the explanations", () => {
  const [before = "", chapter = ""] = readFileSync(FILE, "utf8").split(/^(?=## Codes$)/mu);
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(FILE, `${before}${codesChapter()}`);
  else expect(chapter).toBe(codesChapter());
});

test("every code has its entry, once", () => {
  const entries = [...readFileSync(FILE, "utf8").matchAll(/^#### (\S+)$/gmu)].map(([, code = ""]) => code);
  expect(entries.toSorted()).toEqual(Object.keys(CODES).toSorted());
});
