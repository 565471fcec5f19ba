/** Paths and URIs of reports. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { folderUri, reportBase, reportPath, uriOf } from "../../src/diagnostics/report-path.ts";

test("paths count from the root of the checkout where a CI job tells it, else from where the command runs", () => {
  expect(reportBase("/w/repo/sub", { GITHUB_WORKSPACE: "/w/repo" })).toBe("/w/repo");
  expect(reportBase("/w/repo", { GITHUB_WORKSPACE: "/w/repo/" })).toBe("/w/repo");
  expect(reportBase("/w/repository", { GITHUB_WORKSPACE: "/w/repo" })).toBe("/w/repository");
  expect(reportBase("/w/repo", {})).toBe("/w/repo");
  expect(reportBase("/w/repo", { GITHUB_WORKSPACE: "" })).toBe("/w/repo");
});

test("what is inside is relative, what is outside absolute", () => {
  const here = process.cwd();
  expect(reportPath("a/b.json", here)).toEqual({ isInside: true, path: "a/b.json" });
  expect(reportPath("./a/../b.json", here)).toEqual({ isInside: true, path: "b.json" });
  expect(reportPath("b.json", path.dirname(here))).toEqual({ isInside: true, path: `${path.basename(here)}/b.json` });
  expect(reportPath("../b.json", here)).toEqual({ isInside: false, path: path.resolve("../b.json") });
  expect(reportPath("/elsewhere/b.json", here)).toEqual({ isInside: false, path: "/elsewhere/b.json" });
});

test("a URI leads back to the file, whatever its name", () => {
  const segment = fc
    .string({ unit: "binary", minLength: 1 })
    .map((name) => name.toWellFormed().replaceAll(/[/\0\\]/gu, "_"))
    .filter((name) => name !== "." && name !== "..");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), (segments) => {
      const here = process.cwd();
      const inside = uriOf(reportPath(segments.join("/"), here));
      expect(inside).toMatch(/^[\x21-\x7E]+$/u);
      expect(fileURLToPath(new URL(inside, folderUri(here)))).toBe(path.join(here, ...segments));
      const outside = uriOf(reportPath(`/else/${segments.join("/")}`, here));
      expect(outside).toMatch(/^file:\/\/\/[\x21-\x7E]+$/u);
      expect(fileURLToPath(outside)).toBe(path.join("/else", ...segments));
    }),
  );
});
