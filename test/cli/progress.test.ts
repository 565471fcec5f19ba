/** The progress bar: on a terminal that a person watches, and nowhere else. */
import { linkSync } from "node:fs";
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { traceIds } from "../support/rows.ts";
import { terminal, visibleLines } from "../support/terminal.ts";
import { gapped, trajectory } from "../support/trajectories.ts";

const BAR = /[█░]/u;

function folder(): string {
  const cwd = makeFolder({
    "in/000.json": trajectory({ answer: "x".repeat(1_000_000) }),
    "in/30x.json": gapped("x"),
    "in/999.json": gapped(),
  });
  for (let index = 1; index < 60; index++) linkSync(`${cwd}/in/000.json`, `${cwd}/in/${index}.json`);
  return cwd;
}

test("on a terminal a bar shows the files and the rows, and goes away", async () => {
  const cwd = folder();
  const { status, screen } = await terminal("ingest -d in -o out.jsonl", { cwd });
  expect(status).toBe(1);
  expect(screen).toMatch(BAR);
  expect(screen).toMatch(/\d+\/62 files, \d+ rows/u);
  expect(visibleLines(screen).join("\n")).not.toMatch(BAR);
});

/** What can be read in the end, without the times, which differ. */
function withoutTimes(screen: string): string[] {
  const lines = visibleLines(screen).map((line) => line.replace(/ in \d.*$/u, "").trimEnd());
  return lines.filter((line) => line !== "");
}

test("the bar leaves every message standing, whole and in order", async () => {
  const cwd = folder();
  const [bar, none] = await Promise.all([
    terminal("ingest -d in -o /dev/null --color never", { cwd }),
    terminal("ingest -d in -o /dev/null --color never --progress never", { cwd }),
  ]);
  expect(withoutTimes(bar.screen)).toEqual(withoutTimes(none.screen));
});

test("rows on the same terminal stay readable", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  const { status, screen } = await terminal("ingest -d . --source-path relative", { cwd });
  expect(status).toBe(0);
  const rows = visibleLines(screen).filter((line) => line.startsWith('{"trace_id"'));
  expect(traceIds(rows.map((line) => `${line.trimEnd()}\n`).join(""))).toEqual(["a-session"]);
});

test.each([
  ["in CI", "ingest -d in -o out.jsonl", { CI: "true" }],
  ["with --progress never", "ingest -d in -o out.jsonl --progress never", {}],
  ["with -q", "ingest -d in -o out.jsonl -q", {}],
  ["with the JSON report", "ingest -d in -o out.jsonl --error-format json", {}],
])("no bar on a terminal %s", async (_name, line, env) => {
  const { status, screen } = await terminal(line, { cwd: folder(), env });
  expect(status).toBe(1);
  expect(screen).not.toMatch(BAR);
});

test("CI=false is no CI", async () => {
  const { screen } = await terminal("ingest -d in -o out.jsonl", { cwd: folder(), env: { CI: "false" } });
  expect(screen).toMatch(BAR);
});

test("never in a pipe, unless asked for", async () => {
  const cwd = folder();
  const [auto, always] = await Promise.all([
    run(["-d", "in", "-o", "/dev/null"], { cwd }),
    run(["-d", "in", "-o", "/dev/null", "--progress", "always"], { cwd }),
  ]);
  expect(auto.stderr).not.toMatch(BAR);
  expect(always.stderr).toMatch(BAR);
  expect(always.stderr).toContain("error step-id-order");
});
