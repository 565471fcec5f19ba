/** What files hold and are called never steers the terminal. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { run, runBare, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { reportOf } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { gapped, trajectory } from "../support/trajectories.ts";

/** Escape sequences of 7 and 8 bits, a line break, and characters that turn the direction of text. */
const HOSTILE = "\u001B[2J\u009B31m\r\n\u0007\u202E\u2066";
/** All that must not reach a terminal but the line breaks of our own. */
// oxlint-disable-next-line no-control-regex
const RAW = /[\0-\u0009\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

function hostileFolder(): string {
  const bad = gapped(HOSTILE).replace('"source":"user"', `"source":${JSON.stringify(HOSTILE)}`);
  return makeFolder({
    [`${HOSTILE}.json`]: bad,
    "key.json": trajectory({ id: "key" }).replace('"message"', `${JSON.stringify(HOSTILE)}:1,"massage"`),
    "one.json": trajectory({ id: HOSTILE }),
    "syntax.json": Buffer.from('{"a":"\u001B[2J"}'),
    "syntax2.json": `{"a":\u009B}`,
    "two.json": trajectory({ id: HOSTILE }),
  });
}

test.each(["strict", "spec", "lenient"])("%s: the text report", async (level) => {
  const { status, stdout, stderr } = await run(["-d", ".", "--validation", level], { cwd: hostileFolder() });
  expect(status).toBe(1);
  expect(stderr).not.toMatch(RAW);
  expect(stderr).toContain("\\u{1b}[2J");
  for (const line of stderr.split("\n")) expect(line).not.toMatch(/^\.json/u);
  expect(traceIds(stdout)).toContain(HOSTILE);
  expect(stdout).not.toContain("\u001B");
});

test("the JSON report holds the same names, escaped", async () => {
  const { stderr } = await run(["-d", ".", "--error-format", "json"], { cwd: hostileFolder() });
  expect(reportOf(stderr).files.map(({ file }) => file)).toContain(`${HOSTILE}.json`);
  expect(stderr).not.toMatch(RAW);
});

test("what the user gave is no exception: a script may have taken it from elsewhere", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  const results = await Promise.all([
    run(["-d", HOSTILE], { cwd }),
    run(["--files-from", HOSTILE], { cwd }),
    run(["-d", ".", "--file-pattern", HOSTILE], { cwd }),
    run(["-d", ".", "-o", `${HOSTILE}/out`], { cwd }),
    run(["-d", ".", `--${HOSTILE}`], { cwd }),
    run(["-d", ".", "--validation", HOSTILE], { cwd }),
    runBare(["--format", HOSTILE], { cwd }),
  ]);
  for (const { status, stderr } of results) {
    expect(status).toBe(2);
    expect(stderr).not.toMatch(RAW);
  }
});

test("names with line breaks, quotes, leading dashes, globs", async () => {
  const names = [
    "-o",
    "--help.json",
    "*.json",
    "[a].json",
    "a\nb.json",
    'q"uote.json',
    "back\\slash.json",
    "sp ace.json",
  ];
  const cwd = makeFolder(Object.fromEntries(names.map((name) => [name, trajectory({ id: name })])));
  const [folder, one, dash, glob] = await Promise.all([
    run(["-d", ".", "--file-pattern", "*"], { cwd }),
    run(["-d", "--help.json"], { cwd }),
    run(["-d", "-o"], { cwd }),
    run(["-d", "[a].json"], { cwd }),
  ]);
  expect(traceIds(folder.stdout)).toEqual(names.toSorted());
  expect(rowsOf(folder.stdout).map((row) => row.source_path)).toEqual(names.toSorted().map((name) => `${cwd}/${name}`));
  expect(traceIds(one.stdout)).toEqual(["--help.json"]);
  expect(traceIds(dash.stdout)).toEqual(["-o"]);
  expect(traceIds(glob.stdout)).toEqual(["[a].json"]);
});

test("a folder whose own name is a glob or holds a line break", async () => {
  const cwd = makeFolder({ "[x]{a,b}*\n/a.json": trajectory() });
  const { status, stdout } = await run(["-d", "[x]{a,b}*\n"], { cwd });
  expect({ status, ids: traceIds(stdout) }).toEqual({ status: 0, ids: ["a-session"] });
});

test("names that are not UTF-8 are read, or at least named in an error", async () => {
  const cwd = makeFolder({ "good.json": trajectory() });
  execFileSync("bash", ["-c", `cp good.json $'bad\\xff.json'; mkdir $'d\\xfe'; cp good.json $'d\\xfe/x.json'`], {
    cwd,
  });
  const { status, stdout, stderr } = await shell("ingest -d .", { cwd });
  expect([0, 1]).toContain(status);
  expect(traceIds(stdout)).toContain("a-session");
  expect([status, /^bad\uFFFD\.json: error unreadable-file/mu.test(stderr)]).toEqual([status, status === 1]);
  expect(stderr).toMatch(/d\uFFFD/u);
});
