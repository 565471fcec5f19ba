/** The order of files is that of relative paths by code point. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { makeFolder } from "../support/folder.ts";

const NAMES: fc.Arbitrary<string> = fc
  .array(fc.constantFrom("a", "B", "1", "10", "-", ".x", " ", "é", "\uFFFD", "\uFF5E", "😀", "\u{10FFFF}"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(""));
const PATHS: fc.Arbitrary<string> = fc.array(NAMES, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));

test("whatever the names, the folders and the order of creation", () => {
  fc.assert(
    fc.property(fc.uniqueArray(PATHS, { maxLength: 12 }), (paths) => {
      const names = paths.map((path) => `${path}.json`);
      const folder = makeFolder(Object.fromEntries(names.map((name) => [name, ""])));
      const { files } = discover({ kind: "path", path: folder, pattern: "*.json", recursive: true });
      const byBytes = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(files.map((file) => file.relativePath)).toEqual(byBytes);
      expect(files.map((file) => file.path)).toEqual(byBytes.map((name) => `${folder}/${name}`));
    }),
    { numRuns: 60 },
  );
});

test("a list is ordered too, and not by its lines", () => {
  const folder = makeFolder({ list: ["b", "a", "Z", "a/b", "a-b", "/elsewhere/a"].join("\n") });
  const { files } = discover({ kind: "list", list: `${folder}/list`, nulSeparated: false });
  expect(files.map((file) => file.relativePath)).toEqual(["/elsewhere/a", "Z", "a", "a-b", "a/b", "b"]);
});
