/** --files-from: a list of files instead of a folder. */
import { mkdirSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { FORMAT_NAMES } from "../../src/formats/registry.ts";
import { run, runBare, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

const LISTS: readonly (readonly [name: string, list: string, flags: readonly string[]])[] = [
  ["lines", "b.json\na.json\n", []],
  ["lines, the last without an end", "b.json\na.json", []],
  ["lines of Windows", "b.json\r\na.json\r\n", []],
  ["empty lines between", "\nb.json\n\n\na.json\n\n", []],
  ["zero bytes", "b.json\0a.json\0", ["-0"]],
  ["zero bytes, the last without one", "b.json\0a.json", ["--null"]],
];

test.concurrent.for(LISTS)("%s", async ([_name, list, flags], { onTestFinished }) => {
  const tree = { "a.json": trajectory({ id: "a" }), "b.json": trajectory({ id: "b" }), list };
  const cwd = makeFolder(tree, onTestFinished);
  const [fromFile, fromStdin] = await Promise.all([
    run(["--files-from", "list", ...flags], { cwd }),
    run(["--files-from", "-", ...flags], { cwd, input: list }),
  ]);
  expect(fromFile.status).toBe(0);
  expect(traceIds(fromFile.stdout)).toEqual(["a", "b"]);
  expect(fromStdin.stdout).toBe(fromFile.stdout);
});

test("a zero byte keeps names with line breaks and spaces whole", async () => {
  const name = " a\nb\r .json";
  const cwd = makeFolder({ [name]: trajectory() });
  const { status, stdout } = await run(["--files-from", "-", "-0"], { cwd, input: `${name}\0` });
  expect(status).toBe(0);
  expect(rowsOf(stdout)).toMatchObject([{ source_path: `${cwd}/${name}` }]);
});

test("every line is accounted for: duplicates, missing files, folders", async () => {
  const cwd = makeFolder({ "a.json": trajectory(), "other.txt": trajectory({ id: "other" }) });
  mkdirSync(`${cwd}/folder`);
  const input = `a.json\n./a.json\n${cwd}/a.json\nmissing.json\nfolder\nother.txt\n`;
  const { status, stdout, stderr } = await run(["--files-from", "-", "--error-format", "json"], { cwd, input });
  expect(status).toBe(1);
  expect(traceIds(stdout)).toEqual(["a-session", "other"]);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(Object.fromEntries(report.files.map(({ file, outcome, reason }) => [file, reason ?? outcome]))).toEqual({
    "./a.json": "listed twice",
    [`${cwd}/a.json`]: "listed twice",
    "a.json": "rows",
    folder: "not a regular file",
    "missing.json": "rejected",
    "other.txt": "rows",
  });
  expect(report.diagnostics).toMatchObject([{ code: "unreadable-file", file: "missing.json" }]);
});

test.concurrent.for(["auto", ...FORMAT_NAMES])(
  "a name that leads in a circle, or through a file: %s",
  async (format, { onTestFinished }) => {
    const cwd = makeFolder({ file: "" }, onTestFinished);
    symlinkSync("circle", `${cwd}/circle`);
    const flags = ["--format", format, "--files-from", "-", "--error-format", "json"];
    const apart = ["--num-partitions", "1", "--partition-index", "0", "--partition-by", "hash"];
    for (const more of [[], apart]) {
      const { status, stderr } = await runBare([...flags, ...more], { cwd, input: "circle/a.jsonl\nfile/b.jsonl\n" });
      expect(status).toBe(1);
      expect(reportOf(stderr).diagnostics).toMatchObject([
        { code: "unreadable-file", file: "circle/a.jsonl", found: expect.stringContaining("ELOOP") },
        { code: "unreadable-file", file: "file/b.jsonl", found: expect.stringContaining("ENOTDIR") },
      ]);
    }
  },
);

test("relative source paths: within the working folder from there, others absolute", async () => {
  const root = makeFolder({ "work/in/a.json": trajectory(), "out/b.json": trajectory({ id: "b" }) });
  const flags = ["--files-from", "-", "--source-path", "relative"];
  const { stdout } = await run(flags, { cwd: `${root}/work`, input: "../out/b.json\nin/a.json\n" });
  expect(rowsOf(stdout).map((row) => row.source_path)).toEqual([`${root}/out/b.json`, "in/a.json"]);
});

test("an empty list, a folder as the list", async () => {
  const cwd = makeFolder();
  const [empty, folder] = await Promise.all([
    run(["--files-from", "-"], { cwd, input: "" }),
    run(["--files-from", "."], { cwd }),
  ]);
  for (const { status, stdout } of [empty, folder]) expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(empty.stderr).toContain("no atif rollouts found");
  expect(folder.stderr).toMatch(/cannot read the file list ".".*directory/u);
});

test("a list from a pipe that another program left non-blocking is waited for", async () => {
  const cwd = makeFolder({ "a.json": trajectory({ id: "a" }) });
  const touch = "process.stdin.resume(); setTimeout(() => process.exit(), 100)";
  const { status, stdout } = await shell(
    `(sleep 0.5; echo a.json) | { '${process.execPath}' -e '${touch}'; ingest --files-from -; }`,
    { cwd },
  );
  expect({ status, ids: traceIds(stdout) }).toEqual({ status: 0, ids: ["a"] });
});
