/** A folder as output: a data set, whole or not at all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetRows } from "../support/parquet.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

const TREE = { "in/a.json": trajectory({ id: "a" }), "in/b.json": trajectory({ id: "b" }) };
const COLUMNS = [
  "trace_id",
  "source_kind",
  "source_path",
  "root_session_id",
  "agent_id",
  "is_sidechain",
  "cwd",
  "project_path",
  "git_branch",
  "started_at",
  "ended_at",
  "messages",
  "source_meta",
  "message_count",
  "tool_call_count",
  "final_assistant_message",
];

/** Names of the columns that a card lists, in its order. */
function columnsOf(card: string): string[] {
  const [, head = ""] = /^---\n(.*?)\n---\n/su.exec(card) ?? [];
  return Array.from(head.matchAll(/^ {2}- name: (\w+)$/gmu), ([, name = ""]) => name);
}

test("a new folder: shards and a card with the types of all columns", async () => {
  const cwd = makeFolder(TREE);
  const [jsonl, parquet, strings] = await Promise.all([
    run(["-d", "in", "-q", "-o", "jsonl/"], { cwd }),
    run(["-d", "in", "-q", "-o", "parquet/", "--output-format", "parquet", "--max-shard-size", "1"], { cwd }),
    run(["-d", "in", "-q", "-o", "strings/", "--output-format", "parquet", "--json-columns", "string"], { cwd }),
  ]);
  expect([jsonl.status, parquet.status, strings.status]).toEqual([0, 0, 0]);
  expect(readdirSync(cwd)).toEqual(["in", "jsonl", "parquet", "strings"]);
  expect(readdirSync(`${cwd}/jsonl`)).toEqual(["README.md", "seeds-00000.jsonl"]);
  expect(readdirSync(`${cwd}/parquet`)).toEqual(["README.md", "seeds-00000.parquet", "seeds-00001.parquet"]);
  expect(traceIds(readFileSync(`${cwd}/jsonl/seeds-00000.jsonl`, "utf8"))).toEqual(["a", "b"]);
  expect(await parquetRows(readFileSync(`${cwd}/parquet/seeds-00001.parquet`))).toHaveLength(1);
  const cards = ["jsonl", "parquet", "strings"].map((name) => readFileSync(`${cwd}/${name}/README.md`, "utf8"));
  for (const card of cards) {
    expect(columnsOf(card)).toEqual(COLUMNS);
    expect(card).toContain("Written by rollout-ingest");
    expect(card).toContain("2 rollouts of AI agents (`atif`: 2)");
    expect(card).toContain("`--validation strict`");
  }
  const [ofJsonl = "", ofParquet = "", ofStrings = ""] = cards;
  // Where the card names the files, datasets takes a later run's for those it has in its cache.
  for (const card of cards) expect(card).not.toContain("data_files");
  expect(ofJsonl).toContain("  - name: messages\n    list: json\n");
  expect(ofParquet).toContain("  - name: source_meta\n    dtype: json\n");
  expect(ofStrings).toContain("  - name: source_meta\n    dtype: string\n");
  expect(ofParquet).toContain("  - name: message_count\n    dtype: int64\n");
  expect(ofParquet).toContain("  - name: is_sidechain\n    dtype: bool\n");
});

test("a second run replaces the first, in any form, and what else lies there stays; the same run is the same bytes", async () => {
  const cwd = makeFolder({ ...TREE, "ds/.gitattributes": "mine", LICENSE: "theirs" });
  const script = `
    ingest -d in -q -o ds --max-shard-size 1 && cp ds/README.md first && touch ds/_SUCCESS && cp LICENSE ds/ &&
    ingest -d in -q -o ds/ --output-format parquet && rm -r ds/seeds-00000.parquet &&
    ingest -d in -q -o ./ds/ -n 1 --output-format parquet && ls ds && cp -r ds again &&
    ingest -d in -q -o ds -n 1 --output-format parquet && diff -r ds again && grep -c 'atif\`: 1)' ds/README.md`;
  const { status, stdout, stderr } = await shell(script, { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toBe("LICENSE\nREADME.md\n_SUCCESS\nseeds-00000.parquet\n1\n");
  expect(readFileSync(`${cwd}/ds/.gitattributes`, "utf8")).toBe("mine");
  expect(readFileSync(`${cwd}/first`, "utf8")).toContain("  - name: messages\n    list: json\n");
});

test("a folder of other things, or with the README.md of somebody else, is refused and stays as it is", async () => {
  const cwd = makeFolder({
    ...TREE,
    "notes/notes.txt": "mine",
    "card/README.md": "# Mine\n",
    "card/seeds-00000.jsonl": "",
  });
  mkdirSync(`${cwd}/odd/README.md`, { recursive: true });
  symlinkSync("notes", `${cwd}/link`);
  const names = ["notes", "notes/", "card", "odd", "link", "in", "."];
  const runs = await Promise.all(names.map((name) => run(["-d", "in", "-o", name], { cwd })));
  for (const [index, { status, stderr }] of runs.entries()) {
    expect([names[index], status]).toEqual([names[index], 2]);
    expect(stderr, names[index]).toContain("is a folder that holds other things than a data set");
  }
  expect(readdirSync(`${cwd}/notes`)).toEqual(["notes.txt"]);
  expect(readFileSync(`${cwd}/card/README.md`, "utf8")).toBe("# Mine\n");
});

test("a folder that cannot be made is told before anything is read", async () => {
  const cwd = makeFolder({ ...TREE, "in/c.json": gapped(), file: "mine" });
  symlinkSync("nowhere", `${cwd}/link`);
  for (const name of ["file/", "link/", "no/ds/", "file/ds/"]) {
    const { status, stderr } = await run(["-d", "in", "-o", name], { cwd });
    expect([name, status]).toEqual([name, 2]);
    // What is wrong with a file would be told when it is read.
    expect(stderr, name).toMatch(/^rollout-ingest: cannot write .*\n$/u);
  }
  expect(readFileSync(`${cwd}/file`, "utf8")).toBe("mine");
  expect(readdirSync(cwd)).toEqual(["file", "in", "link"]);
});

test("an input file in the folder that has the name of a shard is not replaced", async () => {
  const cwd = makeFolder(TREE);
  expect((await run(["-d", "in", "-q", "-o", "ds/"], { cwd })).status).toBe(0);
  const before = readFileSync(`${cwd}/ds/seeds-00000.jsonl`, "utf8");
  const { status, stderr } = await run(["-d", "ds", "--file-pattern", "*.jsonl", "-o", "ds"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain("is one of the files to read");
  expect(readFileSync(`${cwd}/ds/seeds-00000.jsonl`, "utf8")).toBe(before);
});

test("all rejected: a data set without rows, status 1; nothing found: no folder, status 2", async () => {
  const cwd = makeFolder({ "bad/a.json": gapped(), "none/a.json": OTHER_JSON });
  const [bad, none] = await Promise.all([
    run(["-d", "bad", "-q", "-o", "empty/", "--output-format", "parquet"], { cwd }),
    run(["-d", "none", "-o", "nothing/"], { cwd }),
  ]);
  expect([bad.status, none.status]).toEqual([1, 2]);
  expect(await parquetRows(readFileSync(`${cwd}/empty/seeds-00000.parquet`))).toEqual([]);
  expect(readFileSync(`${cwd}/empty/README.md`, "utf8")).toContain("0 rollouts of AI agents (none)");
  expect(existsSync(`${cwd}/nothing`)).toBe(false);
  expect(readdirSync(cwd)).toEqual(["bad", "empty", "none"]);
});
