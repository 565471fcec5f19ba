/** A reader that goes away ends the run quietly, at once, with status 0. */
import { linkSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { expect, test } from "vitest";
import { finished, shell, start } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { reportOf } from "../support/report.ts";
import { rowsOf } from "../support/rows.ts";
import { gapped, trajectory } from "../support/trajectories.ts";

const FILES = 1000;

/** 2 GB of rows. */
function longRun(): string {
  const cwd = makeFolder({ "in/0.json": trajectory({ answer: "x".repeat(2_000_000) }) });
  for (let index = 1; index < FILES; index++) linkSync(`${cwd}/in/0.json`, `${cwd}/in/${index}.json`);
  return cwd;
}

/** How many files the run had done when its reader went away. */
function filesDone(cwd: string): number {
  return reportOf(readFileSync(`${cwd}/report`, "utf8")).files.length;
}

test("| head -1", async () => {
  const cwd = longRun();
  const { status, stdout, stderr } = await shell("ingest -d in -q --report json=report | head -1", { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(rowsOf(stdout)).toHaveLength(1);
  expect(filesDone(cwd)).toBeLessThan(FILES / 2);
});

test("| head -1 without -q: nothing on stderr either, apart from warnings of files already read", async () => {
  const cwd = makeFolder({ "in/0.json": trajectory({ answer: "x".repeat(2_000_000) }) });
  for (let index = 1; index < 50; index++) {
    linkSync(`${cwd}/in/0.json`, `${cwd}/in/${index}.json`);
  }
  const { status, stderr } = await shell(
    "ingest -d in -n 40 2>err | head -c 10 >/dev/null; status=$?; grep -v -e duplicate -e '^    ' err; exit $status",
    { cwd },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("a reader that takes a little and closes the pipe", async () => {
  const cwd = longRun();
  const child = start(["-d", "in", "-q", "--report", "json=report"], { cwd });
  const { stdout } = child;
  if (stdout === null) throw new Error("no stdout");
  await once(stdout, "data");
  stdout.destroy();
  const { status, signal, stderr } = await finished(child);
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
  expect(filesDone(cwd)).toBeLessThan(FILES / 2);
});

test("-o /dev/stdout and a named pipe end as quietly", async () => {
  const cwd = longRun();
  const direct = await shell("ingest -d in -q -o /dev/stdout | head -c 1", { cwd });
  expect(direct).toMatchObject({ status: 0, stdout: "{", stderr: "" });
  const pipe = await shell("mkfifo p; head -c 1 p & ingest -d in -q -o p", { cwd });
  expect(pipe).toMatchObject({ status: 0, stdout: "{", stderr: "" });
});

test("the report is one JSON document even then", async () => {
  const tree = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`in/a${index}.json`, gapped(`${index}`)]));
  const cwd = makeFolder({ ...tree, "in/b.json": trajectory({ answer: "x".repeat(2_000_000) }) });
  const { status, stderr } = await shell("ingest -d in --error-format json | head -c 1 >/dev/null", { cwd });
  expect(status).toBe(0);
  expect(() => JSON.parse(stderr === "" ? "{}" : stderr)).not.toThrow();
});

test("stdout closed from the start, stderr closed from the start", async () => {
  const cwd = makeFolder({ "a.json": trajectory(), "b.json": gapped() });
  const stdout = await shell("ingest -d . >&-", { cwd });
  expect([1, 2]).toContain(stdout.status);
  const stderr = await shell("ingest -d . 2>&-", { cwd });
  expect(stderr.status).toBe(1);
  expect(rowsOf(stderr.stdout)).toHaveLength(1);
});

test("a reader of stderr that goes away takes no row with it", async () => {
  const tree = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`${index}.json`, gapped(`${index}`)]));
  const cwd = makeFolder({ ...tree, "z.json": trajectory() });
  const { status, stdout } = await shell("{ ingest -d . 2>&1 >&3 | true; } 3>&1", { cwd });
  expect(rowsOf(stdout)).toHaveLength(1);
  expect(status).toBe(1);
});
