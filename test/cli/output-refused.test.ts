/** -o: what cannot or must not be written is refused before anything is lost. */
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";

test("a folder of other things, a missing folder, a file in the place of a folder", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), file: "" });
  mkdirSync(`${cwd}/folder`);
  writeFileSync(`${cwd}/folder/notes.txt`, "mine");
  const [folder, missing, through] = await Promise.all([
    run(["-d", "in", "-o", "folder"], { cwd }),
    run(["-d", "in", "-o", "no/out.jsonl"], { cwd }),
    run(["-d", "in", "-o", "file/out.jsonl"], { cwd }),
  ]);
  for (const { status, stdout } of [folder, missing, through])
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(folder.stderr).toContain('"folder" is a folder that holds other things');
  expect(missing.stderr).toMatch(/cannot write "no\/out.jsonl": .*no such file or directory/u);
  expect(through.stderr).toMatch(/cannot write "file\/out.jsonl": .*not a directory/u);
  expect(readdirSync(cwd).toSorted()).toEqual(["file", "folder", "in"]);
  expect(readdirSync(`${cwd}/folder`)).toEqual(["notes.txt"]);
});

test("a data set that something was put into, one file where there are several: what is there stays", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  await run(["-d", "in", "-o", "set/"], { cwd });
  await run(["-d", "in", "-o", "s.jsonl", "--max-shard-size", "1MB"], { cwd });
  writeFileSync(`${cwd}/set/other.jsonl`, "mine");
  const [set, file] = await Promise.all([
    run(["-d", "in", "-o", "set/"], { cwd }),
    run(["-d", "in", "-o", "s.jsonl"], { cwd }),
  ]);
  expect([set.status, file.status]).toEqual([2, 2]);
  expect(set.stderr).toContain('"set/other.jsonl" is no part of the data set: programs that load the folder may take');
  expect(file.stderr).toContain(
    '"s-00000.jsonl" is of a run with other partitions or shards: rows would be there twice',
  );
  expect(readdirSync(cwd).toSorted()).toEqual(["in", "s-00000.jsonl", "set"]);
  expect(readdirSync(`${cwd}/set`).toSorted()).toEqual(["README.md", "other.jsonl", "seeds-00000.jsonl"]);
});

test("an input file, by its name, another spelling of it, a link or a hard link to it", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), "in/b.json": trajectory({ id: "b" }) });
  symlinkSync("in/a.json", `${cwd}/link`);
  linkSync(`${cwd}/in/a.json`, `${cwd}/hard`);
  const names = ["in/a.json", `${cwd}/in/../in/a.json`, "link", "hard"];
  const results = await Promise.all(names.map((name) => run(["-d", "in", "-o", name], { cwd })));
  for (const [index, { status, stderr }] of results.entries()) {
    expect([names[index], status]).toEqual([names[index], 2]);
    expect(stderr).toContain("is one of the files to read");
  }
  expect(readFileSync(`${cwd}/in/a.json`, "utf8")).toBe(trajectory());
  expect(readdirSync(`${cwd}/in`)).toEqual(["a.json", "b.json"]);
});

test("the list of files", async () => {
  const cwd = makeFolder({ "a.json": trajectory(), list: "a.json\n" });
  const { status } = await run(["--files-from", "list", "-o", "list"], { cwd });
  expect(status).toBe(2);
  expect(readFileSync(`${cwd}/list`, "utf8")).toBe("a.json\n");
});

test("the values of --redact-values, by rows and by reports", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), values: "project-x\n" });
  for (const flags of [
    ["-o", "values"],
    ["--report", "json=values"],
    ["--manifest", "values"],
  ]) {
    const { status, stderr } = await run(["-d", "in", "--redact", "--redact-values", "values", ...flags], { cwd });
    expect({ flags, status }).toEqual({ flags, status: 2 });
    expect(stderr).toContain('would replace "values", which is one of the files to read');
    expect(readFileSync(`${cwd}/values`, "utf8")).toBe("project-x\n");
  }
});

test("a matching file in the folder that does not exist yet may be made there", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  const { status } = await run(["-d", ".", "-o", "rows.json"], { cwd });
  expect(status).toBe(0);
  expect(readdirSync(cwd)).toEqual(["a.json", "rows.json"]);
});
