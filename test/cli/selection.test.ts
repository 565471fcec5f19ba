/** Which files a run reads. */
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

function tree() {
  return {
    "a.json": trajectory({ id: "a" }),
    "a.traj": trajectory({ id: "traj" }),
    "deep/er/b.json": trajectory({ id: "b" }),
    ".hidden/c.json": trajectory({ id: "c" }),
    ".dot.json": trajectory({ id: "dot" }),
    "node_modules/d.json": trajectory({ id: "d" }),
  };
}

test("a folder: all of its matching files, hidden ones too, as DataDesigner reads it", async () => {
  const cwd = makeFolder(tree());
  const { status, stdout } = await run(["-d", "."], { cwd });
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["dot", "c", "a", "b", "d"]);
});

test("--no-recursive leaves out subfolders", async () => {
  const { stdout } = await run(["-d", ".", "--no-recursive"], { cwd: makeFolder(tree()) });
  expect(traceIds(stdout)).toEqual(["dot", "a"]);
});

test("--file-pattern matches base names at every depth", async () => {
  const cwd = makeFolder(tree());
  const [suffix, braces] = await Promise.all([
    run(["-d", ".", "--file-pattern", "*.traj"], { cwd }),
    run(["-d", ".", "--file-pattern", "{b,c}.json"], { cwd }),
  ]);
  expect(traceIds(suffix.stdout)).toEqual(["traj"]);
  expect(traceIds(braces.stdout)).toEqual(["c", "b"]);
});

test("one file, whatever its name", async () => {
  const cwd = makeFolder(tree());
  const { status, stdout } = await run(["-d", "a.traj"], { cwd });
  expect(status).toBe(0);
  expect(rowsOf(stdout)).toMatchObject([{ trace_id: "traj", source_path: `${cwd}/a.traj` }]);
});

test("~ is the home folder where the shell does not read it", async () => {
  const cwd = makeFolder(tree());
  const env = { HOME: cwd };
  const [folder, file, list] = await Promise.all([
    run(["--trace-dir=~"], { env }),
    run(["--trace-dir=~/deep/er/b.json"], { env }),
    run(["--files-from", "-"], { env, input: "~/a.json\n" }),
  ]);
  expect(traceIds(folder.stdout)).toHaveLength(5);
  expect(traceIds(file.stdout)).toEqual(["b"]);
  expect(traceIds(list.stdout)).toEqual(["a"]);
});

test("--source-path relative is the same for every way to name the folder", async () => {
  const cwd = makeFolder(tree());
  const relative = ["--source-path", "relative"];
  const [here, absolute, trailing] = await Promise.all([
    run(["-d", ".", ...relative], { cwd }),
    run(["-d", cwd, ...relative]),
    run(["-d", `${cwd}/deep/../`, ...relative]),
  ]);
  expect(rowsOf(here.stdout).map((row) => row.source_path)).toEqual([
    ".dot.json",
    ".hidden/c.json",
    "a.json",
    "deep/er/b.json",
    "node_modules/d.json",
  ]);
  expect(absolute.stdout).toBe(here.stdout);
  expect(trailing.stdout).toBe(here.stdout);
});

test("a named pipe and a process substitution are read when they are named", async () => {
  const cwd = makeFolder({ "a.json": trajectory({ id: "through-a-pipe" }) });
  const substituted = await shell("ingest -d <(cat a.json)", { cwd });
  const fifo = await shell("mkfifo p; (cat a.json > p &) ; ingest --trace-dir p", { cwd });
  const stdin = await shell("cat a.json | ingest --trace-dir /dev/stdin", { cwd });
  for (const { status, stdout } of [substituted, fifo, stdin]) {
    expect({ status, ids: traceIds(stdout) }).toEqual({ status: 0, ids: ["through-a-pipe"] });
  }
});

test("a pipe without an end is too large", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  const endless = ["-d", "/dev/zero", "--max-memory", "5MB"];
  for (const format of ["auto", "codex"]) {
    const { status, stderr } = await run([...endless, "--format", format], { cwd });
    expect({ format, status }).toEqual({ format, status: 1 });
    expect(stderr).toMatch(/\/dev\/zero: error file-too-large: .*\n {4}found more than 5000000 bytes\n/u);
  }
});
