/** What a name of an output asks for. */
import { mkdirSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetCard } from "../../src/sinks/dataset-card.ts";
import { encodingOf } from "../../src/sinks/encoding.ts";
import { targetOf } from "../../src/sinks/target.ts";
import { UsageError } from "../../src/usage-error.ts";
import { makeFolder } from "../support/folder.ts";

// Names are relative: what else lies in the working folder (README.md's first command writes there) is not to count.
const empty = makeFolder({}, afterAll);
const before = process.cwd();
beforeAll(() => process.chdir(empty));
afterAll(() => process.chdir(before));

test.each([
  ["a.parquet", ".parquet"],
  ["A.PARQUET", ".parquet"],
  ["a.jsonl", ".jsonl"],
  ["a.ndjson", ".jsonl"],
  ["a.json", ".jsonl"],
  ["a.jsonl.gz", ".jsonl.gz"],
  ["A.JSONL.GZ", ".jsonl.gz"],
  ["a.gz", ".jsonl.gz"],
  ["a.ndjson.zst", ".jsonl.zst"],
  ["x/a.json.ZST", ".jsonl.zst"],
  [".parquet", ".parquet"],
  [".jsonl", ".jsonl"],
  ["a.txt", ".jsonl"],
  ["a", ".jsonl"],
  ["parquet", ".jsonl"],
  ["a.parquet.txt", ".jsonl"],
  ["a.parquet/b", ".jsonl"],
] as const)("%s is %s by its name", (name, encoding) => {
  expect(encodingOf(name, undefined)).toBe(encoding);
});

test.each(["a.parquet.gz", "a.parquet.zst", "A.Parquet.GZ"])("%s is refused: Parquet is compressed within", (name) => {
  expect(() => encodingOf(name, undefined)).toThrow(UsageError);
  expect(() => encodingOf(name, "parquet")).toThrow(/compressed within/u);
});

test.each(["a.jsonl.bz2", "a.csv", "A.XZ", "a.parquet.lz4"])(
  "%s is refused: nothing of that form is written",
  (name) => {
    expect(() => encodingOf(name, undefined)).toThrow(
      /written as JSONL, also compressed by gzip or zstd, or as Parquet/u,
    );
    expect(() => encodingOf(name, "parquet")).toThrow(UsageError);
  },
);

test.each([
  ["a.parquet", "jsonl"],
  ["a.jsonl", "parquet"],
  ["a.json", "parquet"],
  ["a.jsonl.gz", "parquet"],
  ["a.zst", "parquet"],
] as const)("%s contradicts %s", (name, format) => {
  expect(() => encodingOf(name, format)).toThrow(/contradicts/u);
});

test.each([
  ["a.txt", "parquet", ".parquet"],
  ["a", "parquet", ".parquet"],
  ["a.txt", "jsonl", ".jsonl"],
  ["a.parquet", "parquet", ".parquet"],
  ["a.jsonl.zst", "jsonl", ".jsonl.zst"],
] as const)("%s with %s is %s", (name, format, encoding) => {
  expect(encodingOf(name, format)).toBe(encoding);
});

test.each(["-", "/dev/stdout", "/dev/fd/1"])("%s is stdout, of the form asked for, without shards", (name) => {
  expect(targetOf(name, undefined, null)).toEqual({ kind: "stdout", encoding: ".jsonl" });
  expect(targetOf(name, "parquet", null)).toEqual({ kind: "stdout", encoding: ".parquet" });
  expect(() => targetOf(name, undefined, 100)).toThrow(UsageError);
});

/** The first shard's name. */
function shardName(output: string, format?: "jsonl" | "parquet"): string {
  const target = targetOf(output, format, 100);
  if (target.kind !== "shards") throw new Error(target.kind);
  const { folder, stem, extension } = target.place;
  return `${folder}|${stem}|${extension}`;
}

test.each([
  ["seeds.parquet", ".|seeds|.parquet"],
  ["a/b/seeds.jsonl", "a/b|seeds|.jsonl"],
  ["/abs/seeds.jsonl.gz", "/abs|seeds|.jsonl.gz"],
  ["SEEDS.JSONL.GZ", ".|SEEDS|.JSONL.GZ"],
  ["a.ndjson.zst", ".|a|.ndjson.zst"],
  ["a.gz", ".|a|.gz"],
  ["a.b.json", ".|a.b|.json"],
  ["seeds", ".|seeds|.jsonl"],
  [".parquet", ".||.parquet"],
  ["a.parquet.jsonl", ".|a.parquet|.jsonl"],
  ["seeds-00000.jsonl", ".|seeds-00000|.jsonl"],
])("shards of %s: %s", (output, expected) => {
  expect(shardName(output)).toBe(expected);
});

test("shards of a name without an end get the form's", () => {
  expect(shardName("seeds", "parquet")).toBe(".|seeds|.parquet");
});

test("only five digits between stem and end are a shard of an earlier run", () => {
  const target = targetOf("rows.jsonl", undefined, 100);
  if (target.kind !== "shards") throw new Error(target.kind);
  const names = [
    "rows-00000.jsonl",
    "rows-99999.jsonl",
    "rows-0000.jsonl",
    "rows-000000.jsonl",
    "rows.jsonl",
    "rows-.jsonl",
  ];
  const more = [
    "rows-00000.JSONL",
    "rows-0000a.jsonl",
    "rows-00000.jsonl.gz",
    "rows_00000.jsonl",
    "rows--0000.jsonl",
    "",
  ];
  const digits = ["rows-٠٠٠٠٠.jsonl", "rows-+0001.jsonl", "rows- 0001.jsonl", "rows-0x001.jsonl", "arows-00000.jsonl"];
  expect([...names, ...more, ...digits].filter((name) => target.place.isReplaced(name))).toEqual(names.slice(0, 2));
});

test("a name that ends in a slash, or a folder, is a data set of 512 MB a shard", () => {
  const folder = makeFolder();
  mkdirSync(`${folder}/there`);
  symlinkSync("there", `${folder}/link`);
  for (const [name, isNew] of [
    ["new/", true],
    ["new//", true],
    ["there", false],
    ["there/", false],
    ["link", false],
  ] as const) {
    expect(targetOf(`${folder}/${name}`, undefined, null), name).toMatchObject({
      kind: "dataset",
      encoding: ".jsonl",
      maxBytes: 512_000_000,
      place: { stem: "seeds", extension: ".jsonl", isNew },
    });
  }
  expect(targetOf(`${folder}/new/`, "parquet", 7)).toMatchObject({ encoding: ".parquet", maxBytes: 7 });
});

const CARD = datasetCard({
  encoding: ".jsonl",
  jsonColumns: "json",
  version: "9.9.9",
  level: "strict",
  rows: new Map(),
});

test.each([
  ["empty", {}, true],
  ["hidden files", { ".git/x": "", ".gitattributes": "" }, true],
  ["a data set of ours", { "README.md": CARD, "seeds-00000.jsonl": "" }, true],
  ["hidden files of other programs", { _SUCCESS: "", _temporary: "" }, true],
  ["a data set of ours and hidden files", { "README.md": CARD, ".gitattributes": "", "_metadata/x": "" }, true],
  ["a data set of ours of another form", { "README.md": CARD, "seeds-00000-of-00002-00000.jsonl.gz": "" }, true],
  ["a data set of ours that somebody added to", { "README.md": CARD, "other.jsonl": "" }, false],
  ["a data set of ours with a folder in it", { "README.md": CARD, "sub/a.jsonl": "" }, false],
  ["a data set of ours with a folder called as a shard", { "README.md": CARD, "seeds-00000.jsonl/a": "" }, false],
  ["a data set of ours with a shard of no form of ours", { "README.md": CARD, "seeds-00000-of-00002.csv": "" }, false],
  ["a card with lines of somebody's own", { "README.md": `${CARD}\nMine.\n` }, true],
  ["other things", { "notes.txt": "" }, false],
  ["a README of somebody else", { "README.md": "# Mine\n" }, false],
  ["a README of somebody else beside shards", { "README.md": "# Mine\n", "seeds-00000.jsonl": "" }, false],
  ["shards without a card", { "seeds-00000.jsonl": "" }, false],
  ["a folder", { "sub/x": "" }, false],
  ["a folder called README.md", { "README.md/x": "" }, false],
])("a folder with %s", (_name, tree, isTaken) => {
  const folder = makeFolder(tree);
  if (isTaken) expect(targetOf(folder, undefined, null).kind).toBe("dataset");
  else expect(() => targetOf(folder, undefined, null)).toThrow(UsageError);
});

const PARTITION = { index: 0, count: 2, by: "block" } as const;

test.each([
  ["a file", "s.jsonl", null, null, ["s.jsonl", "s-00000.jsonl.gz", "s-0.jsonl", "t-00000.jsonl"]],
  ["a file without an end", "s", null, null, ["s", "s.jsonl"]],
  ["shards", "s.jsonl", 9, null, ["s-00000.jsonl", "s-00007.jsonl", "s.parquet"]],
  ["a partition", "s.jsonl", null, PARTITION, ["s-00000-of-00002.jsonl", "s-00001-of-00002.jsonl"]],
  ["its shards", "s.jsonl", 9, PARTITION, ["s-00000-of-00002.jsonl", "s-00000-of-00002-00003.jsonl"]],
])("%s may lie beside, or replace, what an equal run wrote", (_name, output, maxBytes, partition, names) => {
  for (const name of names) {
    const folder = makeFolder({ [name]: "" });
    expect(targetOf(`${folder}/${output}`, undefined, maxBytes, partition).encoding, name).toBe(".jsonl");
  }
});

test.each([
  ["a file", "s.jsonl", null, null, ["s-00000.jsonl", "s-00000-of-00002.jsonl", "s-00000-of-00002-00000.jsonl"]],
  ["shards", "s.jsonl", 9, null, ["s.jsonl", "s-00000-of-00002.jsonl"]],
  ["a partition", "s.jsonl", null, PARTITION, ["s.jsonl", "s-00000.jsonl", "s-00000-of-00003.jsonl"]],
  ["a partition that was shards", "s.jsonl", null, PARTITION, ["s-00000-of-00002-00000.jsonl"]],
  ["a partition without an end", "s", null, PARTITION, ["s", "s.jsonl"]],
  ["its shards", "s.jsonl", 9, PARTITION, ["s.jsonl", "s-00000.jsonl", "s-00000-of-00003-00000.jsonl"]],
])("%s is refused beside the files of a run of another kind", (_name, output, maxBytes, partition, names) => {
  for (const name of names) {
    const folder = makeFolder({ [name]: "" });
    expect(() => targetOf(`${folder}/${output}`, undefined, maxBytes, partition), name).toThrow(
      `"${folder}/${name}" is of a run with other partitions or shards: rows would be there twice`,
    );
  }
});
