/** Symbolic links in a folder: none leads out or around in circles, none adds a file twice. */
import { mkdirSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { makeFolder, type Tree } from "../support/folder.ts";

function found(tree: Tree, links: Readonly<Record<string, string>>, recursive = true) {
  const folder = makeFolder(tree);
  for (const [name, target] of Object.entries(links)) symlinkSync(target, `${folder}/${name}`);
  const { files, diagnostics } = discover({ kind: "path", path: `${folder}/in`, pattern: "*.json", recursive });
  return {
    files: files.map((file) => file.relativePath),
    problems: diagnostics.map(({ code, file }) => `${code} ${file.slice(folder.length + 4)}`).toSorted(),
  };
}

test("a link to a file that is found under its own name adds nothing", () => {
  expect(found({ "in/z.json": "" }, { "in/a.json": "z.json" })).toEqual({ files: ["z.json"], problems: [] });
});

test("a link to a file that is not found otherwise stands for it, once", () => {
  const links = { "in/b.json": "data", "in/a.json": "data" };
  const { files, problems } = found({ "in/data": "" }, links);
  expect(files).toHaveLength(1);
  expect(problems).toEqual([]);
});

test("which of several links stands for a file does not depend on the order of creation", () => {
  const one = found({ "in/data": "" }, { "in/b.json": "data", "in/c.json": "data", "in/a.json": "data" });
  const other = found({ "in/data": "" }, { "in/c.json": "data", "in/a.json": "data", "in/b.json": "data" });
  expect(one.files).toEqual(["a.json"]);
  expect(other.files).toEqual(["a.json"]);
});

test("links out of the folder, to nowhere, to themselves", () => {
  const links = { "in/out.json": "../x.json", "in/nowhere.json": "none", "in/self.json": "self.json" };
  expect(found({ "x.json": "", "in/a.json": "" }, links)).toEqual({
    files: ["a.json"],
    problems: ["link-outside nowhere.json", "link-outside out.json", "link-outside self.json"],
  });
});

test("links to folders: a sibling adds nothing, one above is a loop, one outside is told of", () => {
  const links = { "in/deep/up": "..", "in/side": "deep", "in/out": "../other", "in/deep/me": "." };
  expect(found({ "in/deep/a.json": "", "other/b.json": "" }, links)).toEqual({
    files: ["deep/a.json"],
    problems: ["link-loop deep/me", "link-loop deep/up", "link-outside out"],
  });
});

test("two folders that link to one another end the walk", () => {
  const links = { "in/a/to-b": "../b", "in/b/to-a": "../a" };
  expect(found({ "in/a/1.json": "", "in/b/2.json": "" }, links).files).toEqual(["a/1.json", "b/2.json"]);
});

test("a broken link whose name does not match is nobody's business", () => {
  expect(found({ "in/a.json": "" }, { "in/b.txt": "none" }).problems).toEqual([]);
});

test("a folder whose name begins like the root's is outside", () => {
  const { files, problems } = found({ "in/a.json": "", "inside/b.json": "" }, { "in/l.json": "../inside/b.json" });
  expect({ files, problems }).toEqual({ files: ["a.json"], problems: ["link-outside l.json"] });
});

test("without recursion links to folders are of no interest", () => {
  const tree = { "in/a.json": "", "other/b.json": "" };
  expect(found(tree, { "in/out": "../other" }, false)).toEqual({ files: ["a.json"], problems: [] });
});

test("a root that is a link itself is the folder it leads to", () => {
  const folder = makeFolder({ "real/a.json": "" });
  symlinkSync("real", `${folder}/link`);
  const { files } = discover({ kind: "path", path: `${folder}/link`, pattern: "*.json", recursive: true });
  expect(files).toMatchObject([{ path: `${folder}/real/a.json`, displayPath: `${folder}/link/a.json` }]);
});

test("a folder whose name matches is no file, and is searched", () => {
  const folder = makeFolder({ "x.json/a.json": "" });
  mkdirSync(`${folder}/y.json`);
  const { files, skipped } = discover({ kind: "path", path: folder, pattern: "*.json", recursive: true });
  expect([files.map((file) => file.relativePath), skipped]).toEqual([["x.json/a.json"], []]);
});
