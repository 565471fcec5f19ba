/** The order of rows is the order of relative paths by code point, the same on every run. */
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder, writeTree } from "../support/folder.ts";
import { rowsOf } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

/** In their order: of UTF-8 bytes, not of UTF-16 units, of no language, digits not as numbers. */
const NAMES = [
  "-dash.json",
  "10.json",
  "2.json",
  "A.json",
  "B/z.json",
  "Z.json",
  "a b.json",
  "a-b.json",
  "a.json",
  "a/b.json",
  "a/b/c.json",
  "a0.json",
  "aB.json",
  "ab.json",
  "z.json",
  "ä.json",
  "\uE000.json",
  "\uFF5E.json",
  "\u{1F600}.json",
  "\u{10FFFF}.json",
];

test.each([
  ["as they sort", NAMES],
  ["backwards", NAMES.toReversed()],
  ["mixed", NAMES.toSorted((a, b) => ((a.length * 7) % 5) - ((b.length * 7) % 5))],
])("files made %s", async (_name, names) => {
  const cwd = makeFolder();
  for (const name of names) writeTree(cwd, { [name]: trajectory({ id: name }) });
  const flags = ["-d", ".", "--source-path", "relative"];
  const [first, second] = await Promise.all([run(flags, { cwd }), run(flags, { cwd })]);
  expect(rowsOf(first.stdout).map((row) => row.source_path)).toEqual(NAMES);
  expect(second.stdout).toBe(first.stdout);
  const bytes = NAMES.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(NAMES).toEqual(bytes);
});
