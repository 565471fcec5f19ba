/** Several files that appear together, or none of them. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Output } from "../../src/sinks/output.ts";
import { shardedOutput } from "../../src/sinks/shards.ts";
import { targetOf } from "../../src/sinks/target.ts";
import { UsageError } from "../../src/usage-error.ts";
import { makeFolder, writeTree } from "../support/folder.ts";

const CARD = "<!-- Written by rollout-ingest; a new run replaces this file. -->\n";

/** The output that `-o` with `--max-shard-size` opens. */
function open(name: string, format?: "jsonl" | "parquet", onTemporary = (): void => undefined): Output {
  const target = targetOf(name, format, 100);
  if (target.kind !== "shards" && target.kind !== "dataset") throw new Error(`${target.kind} has no shards`);
  const describe = new Map(target.kind === "dataset" ? [["README.md", CARD]] : []);
  return shardedOutput(target.place, target.maxBytes, () => describe, onTemporary);
}

/** Writes one shard for each text. */
function write(output: Output, ...texts: readonly string[]): Output {
  for (const [index, text] of texts.entries()) {
    if (index > 0) output.nextFile(1);
    output.write(Buffer.from(text));
  }
  return output;
}

/** All that is in a folder and its folders, with the contents. */
function everything(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(
    names
      .filter((name) => !statSync(path.join(folder, name)).isDirectory())
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );
}

const BOTH = { "README.md": CARD, "seeds-00000.jsonl": "one", "seeds-00001.jsonl": "two" };

describe("a new folder", () => {
  test("is not there before commit, and whole after it", () => {
    const folder = makeFolder();
    let temporaries = 0;
    const output = open(`${folder}/ds/`, undefined, () => temporaries++);
    write(output, "one", "two");
    expect(temporaries).toBe(1);
    expect(existsSync(`${folder}/ds`)).toBe(false);
    output.commit();
    expect(readdirSync(folder)).toEqual(["ds"]);
    expect(everything(`${folder}/ds`)).toEqual(BOTH);
  });

  test("has the mode that the process gives to new folders", () => {
    const folder = makeFolder();
    mkdirSync(`${folder}/other`);
    write(open(`${folder}/ds/`), "one").commit();
    expect(statSync(`${folder}/ds`).mode).toBe(statSync(`${folder}/other`).mode);
  });

  test("is not there after abort, once or twice", () => {
    const folder = makeFolder();
    const output = write(open(`${folder}/ds/`), "one", "two");
    output.abort();
    output.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that somebody else makes in the meantime: its other files stay", () => {
    const folder = makeFolder();
    const output = write(open(`${folder}/ds/`), "one", "two");
    mkdirSync(`${folder}/ds`);
    writeFileSync(`${folder}/ds/theirs.txt`, "theirs");
    output.commit();
    expect(everything(folder)).toEqual({
      "ds/theirs.txt": "theirs",
      ...Object.fromEntries(Object.entries(BOTH).map(([name, text]) => [`ds/${name}`, text])),
    });
  });

  test("whose parent does not exist is refused at once", () => {
    const folder = makeFolder();
    expect(() => open(`${folder}/no/ds/`)).toThrow(UsageError);
    expect(() => open(`${folder}/no/ds/`)).toThrow(/no such file or directory/u);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["a file", (folder: string) => writeFileSync(`${folder}/ds`, "mine")],
    ["a symbolic link to nothing", (folder: string) => symlinkSync("nowhere", `${folder}/ds`)],
  ])("in whose place there is %s is refused at once, not when all is written", (_name, make) => {
    const folder = makeFolder();
    make(folder);
    expect(() => open(`${folder}/ds/`)).toThrow(UsageError);
    expect(readdirSync(folder)).toEqual(["ds"]);
  });
});

describe("a folder that exists", () => {
  test("holds nothing but a hidden one before commit, and not that after abort", () => {
    const folder = makeFolder({ "ds/.hidden": "mine" });
    const output = write(open(`${folder}/ds`), "one", "two");
    expect(readdirSync(`${folder}/ds`).filter((name) => !name.startsWith("."))).toEqual([]);
    output.abort();
    expect(everything(folder)).toEqual({ "ds/.hidden": "mine" });
  });

  test("keeps what it held when the run is given up", () => {
    const before = { "ds/README.md": CARD, "ds/seeds-00000.jsonl": "old", "ds/seeds-00001.jsonl": "old" };
    const folder = makeFolder(before);
    write(open(`${folder}/ds`), "one", "two", "three").abort();
    expect(everything(folder)).toEqual(before);
  });

  test("gets the new shards, loses those of the last run, of whatever form, and nothing else", () => {
    const others = {
      "seeds-000001.jsonl": "six digits",
      "seeds-0001.jsonl": "four digits",
      "seeds-0000x.jsonl": "no number",
      "seeds-00002.jsonl.bak": "another end",
      "seeds-00002.csv": "another form",
      "xseeds-00002.jsonl": "another stem",
      "seeds_00002.jsonl": "another stem",
      "Seeds-00002.jsonl": "another stem",
      ".seeds-00002.jsonl": "hidden",
      "sub/seeds-00002.jsonl": "deeper",
      "seeds-00009.parquet/part": "in a folder of this name",
      "notes.txt": "mine",
    };
    const old = {
      "seeds-00001.jsonl": "old",
      "seeds-00002.jsonl": "old",
      "seeds-99999.jsonl": "old",
      "seeds-00000.parquet": "old",
      "seeds-00000.jsonl.gz": "old",
      "seeds-00003.jsonl.zst": "old",
    };
    const folder = makeFolder({ "README.md": CARD, ...old });
    const output = write(open(folder), "one", "two");
    // What is there before is refused: these come while the run goes on.
    writeTree(folder, others);
    output.commit();
    expect(everything(folder)).toEqual({ ...BOTH, ...others });
  });

  test("that is a symbolic link stays one", () => {
    const folder = makeFolder({ "real/.keep": "" });
    symlinkSync("real", `${folder}/link`);
    for (const name of ["link", "link/", "link//", "link/."]) {
      write(open(`${folder}/${name}`), "one", "two").commit();
      expect(readlinkSync(`${folder}/link`)).toBe("real");
      expect(everything(`${folder}/real`)).toEqual({ ".keep": "", ...BOTH });
      expect(readdirSync(folder).toSorted()).toEqual(["link", "real"]);
    }
  });

  test("a shard in whose place there is a folder: the run fails, and leaves nothing of its own", () => {
    const folder = makeFolder({ "ds/README.md": CARD });
    const output = write(open(`${folder}/ds`), "one");
    writeTree(folder, { "ds/seeds-00000.jsonl/mine": "mine" });
    expect(() => output.commit()).toThrow(/EISDIR|ENOTEMPTY|EEXIST/u);
    output.abort();
    expect(everything(folder)).toEqual({ "ds/README.md": CARD, "ds/seeds-00000.jsonl/mine": "mine" });
  });
});

describe("shards without a card", () => {
  test("are called after the output, and replace those of the same name only", () => {
    const others = {
      "rows.jsonl.gz": "x",
      "rows-00003.parquet": "x",
      "seeds-00003.jsonl": "x",
      "rows-3.jsonl": "x",
      "README.md": "x",
    };
    const folder = makeFolder({ ...others, "rows-00003.jsonl": "old" });
    write(open(`${folder}/rows.jsonl`), "one", "two").commit();
    expect(everything(folder)).toEqual({ ...others, "rows-00000.jsonl": "one", "rows-00001.jsonl": "two" });
  });

  test("a folder named like a shard of an earlier run stays", () => {
    const folder = makeFolder({ "rows-00009.jsonl/mine": "mine" });
    write(open(`${folder}/rows.jsonl`), "one").commit();
    expect(everything(folder)).toEqual({ "rows-00000.jsonl": "one", "rows-00009.jsonl/mine": "mine" });
  });

  test("nothing is there before commit, nor after abort", () => {
    const folder = makeFolder({ "rows-00000.jsonl": "old" });
    const output = write(open(`${folder}/rows.jsonl`), "one", "two");
    expect(readFileSync(`${folder}/rows-00000.jsonl`, "utf8")).toBe("old");
    expect(existsSync(`${folder}/rows-00001.jsonl`)).toBe(false);
    output.abort();
    expect(everything(folder)).toEqual({ "rows-00000.jsonl": "old" });
  });

  test("into a folder that does not exist, or is a file, are refused as wrong usage", () => {
    const folder = makeFolder({ file: "" });
    for (const name of ["no/rows.jsonl", "file/rows.jsonl"]) {
      expect(() => open(`${folder}/${name}`), name).toThrow(UsageError);
    }
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test.each([
    "a+b (1).[x]*.jsonl",
    "with space.jsonl",
    "no-extension",
    ".jsonl",
    "é😀.jsonl",
    "-dash.jsonl",
    "a.b.c",
    "$&.jsonl",
  ])("of %s: a second run replaces the first", (name) => {
    const folder = makeFolder({ "ab-00001.jsonl": "x", "other-00001": "x" });
    write(open(`${folder}/${name}`), "one", "two", "three").commit();
    const first = readdirSync(folder);
    expect(first).toHaveLength(5);
    write(open(`${folder}/${name}`), "four").commit();
    expect(readdirSync(folder)).toHaveLength(3);
    expect(Object.values(everything(folder)).toSorted()).toEqual(["four", "x", "x"]);
  });
});

test.each([
  ["a new folder", "gone/ds/"],
  ["an existing folder", "gone/"],
  ["shards", "gone/rows.jsonl"],
])("a folder that is removed in the meantime is an error at commit, and abort passes: %s", (_name, name) => {
  const folder = makeFolder({ "gone/.keep": "" });
  const output = write(open(`${folder}/${name}`), "one", "two");
  rmSync(`${folder}/gone`, { recursive: true });
  expect(() => output.commit()).toThrow(/ENOENT/u);
  output.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that is moved away: the error comes, nothing is made under the old name", () => {
  const folder = makeFolder({ "ds/.keep": "" });
  const output = write(open(`${folder}/ds`), "one");
  renameSync(`${folder}/ds`, `${folder}/moved`);
  expect(() => output.commit()).toThrow(/ENOENT/u);
  output.abort();
  expect(readdirSync(folder)).toEqual(["moved"]);
});

test("two runs at once into one new folder do not mix", () => {
  const folder = makeFolder();
  const first = write(open(`${folder}/ds/`), "one", "two");
  const second = write(open(`${folder}/ds/`), "three");
  first.commit();
  second.commit();
  expect(everything(folder)).toEqual({ "ds/README.md": CARD, "ds/seeds-00000.jsonl": "three" });
});
