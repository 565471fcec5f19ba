/** --error-format and --report: every form, side by side, whatever becomes of the run. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reportLineSchema } from "../../src/diagnostics/report-schema.ts";
import { run, runBare, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { readJunit } from "../support/junit.ts";
import { discrepancies, reportOf } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { sarifProblems } from "../support/sarif.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED, warned } from "../support/trajectories.ts";

function everything(): string {
  const cwd = makeFolder({
    "in/a.json": trajectory({ id: "a" }),
    "in/again.json": trajectory({ id: "a" }),
    "in/broken.json": TRUNCATED,
    "in/empty.json": "",
    "in/gapped.json": gapped(),
    "in/other.json": OTHER_JSON,
    "in/warned.json": warned(),
  });
  execFileSync("mkfifo", [`${cwd}/in/pipe.json`]);
  return cwd;
}

const ALL = ["json=r.json", "jsonl=r.jsonl", "github=r.txt", "sarif=r.sarif", "junit=r.xml", "text=r.log"];
const REPORTS = ALL.flatMap((report) => ["--report", report]);

/** Reads all of the reports; each must be complete and valid. */
function readAll(cwd: string): {
  json: ReturnType<typeof reportOf>;
  lines: ReturnType<typeof reportLineSchema.parse>[];
  github: string[];
  results: number;
  cases: string[];
  text: string;
} {
  const read = (name: string): string => readFileSync(`${cwd}/${name}`, "utf8");
  const sarif: { runs: [{ results: unknown[] }] } = JSON.parse(read("r.sarif"));
  expect(sarifProblems(sarif)).toEqual([]);
  return {
    json: reportOf(read("r.json")),
    lines: read("r.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => reportLineSchema.parse(JSON.parse(line))),
    github: read("r.txt").trimEnd().split("\n"),
    results: sarif.runs[0].results.length,
    cases: readJunit(read("r.xml")).cases.map(({ name }) => name),
    text: read("r.log"),
  };
}

function timeless(text: string): string {
  return text.replace(/in \d.*\)/u, "");
}

test("six reports beside the text on stderr tell the same of a run", async () => {
  const cwd = everything();
  const bare = await run(["-d", "in", "--validation", "spec"], { cwd });
  const { status, stdout, stderr } = await run(["-d", "in", "--validation", "spec", ...REPORTS], { cwd });
  expect(status).toBe(1);
  expect(stdout).toBe(bare.stdout);
  expect(timeless(stderr)).toBe(timeless(bare.stderr));
  const { json, lines, github, results, cases, text } = readAll(cwd);
  expect(timeless(text)).toBe(timeless(stderr));
  expect(discrepancies(json)).toEqual([]);
  expect(json.exit).toEqual({ status: 1, reason: "2 files rejected" });
  expect(lines.filter(({ type }) => type === "diagnostic")).toHaveLength(json.diagnostics.length);
  expect(results).toBe(json.diagnostics.length);
  expect(cases).toEqual(json.files.map(({ file }) => file));
  expect(github.map((line) => line.slice(2, line.indexOf(" ")))).toEqual([
    "warning",
    "error",
    "error",
    "warning",
    "notice",
  ]);
  expect(readdirSync(cwd).toSorted()).toEqual(
    ["in", ...ALL.map((report) => report.slice(report.indexOf("=") + 1))].toSorted(),
  );
});

test.each([
  ["json", (stderr: string) => expect(reportOf(stderr).files).toHaveLength(8)],
  ["jsonl", (stderr: string) => expect(stderr.trimEnd().split("\n").length).toBeGreaterThan(8)],
  ["github", (stderr: string) => expect(stderr).toMatch(/^(?:::(?:error|warning|notice) .*\n)+$/u)],
  ["sarif", (stderr: string) => expect(sarifProblems(JSON.parse(stderr))).toEqual([])],
  ["junit", (stderr: string) => expect(readJunit(stderr).cases).toHaveLength(8)],
])("--error-format %s is all there is on stderr", async (format, check) => {
  const cwd = everything();
  const { status, stderr } = await run(["-d", "in", "--error-format", format, "--progress", "always"], { cwd });
  expect(status).toBe(1);
  check(stderr);
});

test("-q leaves warnings out of stderr, and of no file", async () => {
  const cwd = everything();
  const quiet = ["-q", "--error-format", "json", "--report", "json=r.json"];
  const { stderr } = await run(["-d", "in", "--validation", "spec", ...quiet], { cwd });
  expect(reportOf(stderr).diagnostics.map(({ severity }) => severity)).not.toContain("warning");
  const file = reportOf(readFileSync(`${cwd}/r.json`, "utf8"));
  expect(file.diagnostics.map(({ severity }) => severity)).toContain("warning");
});

test.each([
  ["nothing found", ["-d", "empty"], /no atif rollouts found/u],
  ["no such folder", ["-d", "missing"], /cannot read "missing"/u],
  ["an output that cannot be made", ["-d", "in", "-o", "no/out"], /cannot write "no\/out"/u],
  ["an output that is full", ["-d", "in", "-o", "/dev/full"], /no space left/u],
])("a run that fails has its reports: %s", async (_name, args, says) => {
  const cwd = everything();
  mkdirSync(`${cwd}/empty`);
  expect((await run([...args, ...REPORTS], { cwd })).status).toBe(2);
  const { json, lines, github, cases, text } = readAll(cwd);
  expect(json.error?.message).toMatch(says);
  expect(json.exit.status).toBe(2);
  expect(lines.at(-1)).toMatchObject({ type: "exit", status: 2 });
  expect(github.at(-1)).toMatch(/^::error title=rollout-ingest::/u);
  expect(cases.at(-1)).toBe("the run itself");
  expect(text).toMatch(says);
});

test("a run whose reader has enough has its reports", async () => {
  const tree = Array.from({ length: 300 }, (_, index) => [
    `in/${String(index).padStart(3, "0")}.json`,
    trajectory({ id: `t${index}`, answer: "long ".repeat(2000) }),
  ]);
  const cwd = makeFolder(Object.fromEntries(tree));
  const { stdout } = await shell(`ingest -d in -j 1 ${REPORTS.join(" ")} | head -c 10`, { cwd });
  expect(stdout).toHaveLength(10);
  expect(readAll(cwd).json).toMatchObject({ exit: { status: 0, reason: expect.stringMatching(/has enough/u) } });
});

test("a report that cannot be written is told, and there are no rows then", async () => {
  const cwd = everything();
  const closed = await run(["-d", "in", "-o", "out.jsonl", "--report", "json=no/such/r.json"], { cwd });
  expect(closed).toMatchObject({ status: 2, stdout: "" });
  expect(closed.stderr).toContain('cannot write "no/such/r.json": ENOENT: no such file or directory');
  const below = await run(["-d", "in", "-o", "out.jsonl", "--report", "json=in/a.json/r.json"], { cwd });
  expect(below.stderr).toContain('cannot write "in/a.json/r.json": ENOTDIR: not a directory');
  const full = await run(["-d", "in", "-o", "out.jsonl", "--report", "json=/dev/full"], { cwd });
  expect(full.status).toBe(2);
  expect(full.stderr).toMatch(/cannot write the report "\/dev\/full": .*no space left/u);
  const both = await run(["-d", "missing", "--report", "json=no/such/r.json"], { cwd });
  expect(both.stderr).toMatch(/cannot read "missing".*\ncannot write "no\/such\/r.json"/u);
});

test("an earlier report is replaced as a whole, its link and mode kept", async () => {
  const cwd = everything();
  writeFileSync(`${cwd}/old.json`, "old ".repeat(100_000));
  chmodSync(`${cwd}/old.json`, 0o640);
  symlinkSync("old.json", `${cwd}/link.json`);
  await run(["-d", "in", "--report", "json=link.json"], { cwd });
  expect(reportOf(readFileSync(`${cwd}/old.json`, "utf8")).files).toHaveLength(8);
});

test("a report goes to stdout where no rows do", async () => {
  const cwd = everything();
  const { status, stdout } = await run(["-d", "in", "-q", "-o", "rows.jsonl", "--report", "sarif=-"], { cwd });
  expect(status).toBe(1);
  expect(sarifProblems(JSON.parse(stdout))).toEqual([]);
  expect(rowsOf(readFileSync(`${cwd}/rows.jsonl`, "utf8"))).toHaveLength(3);
});

const CLASHES: readonly (readonly [name: string, args: readonly string[], says: string])[] = [
  ["no format", ["--report", "r.json"], "--report takes a format and a file, such as sarif=errors.sarif"],
  ["no file", ["--report", "json="], "--report takes a format and a file"],
  ["no such format", ["--report", "xml=r.xml"], '--report: unknown format "xml"'],
  ["rows and a report on stdout", ["--report", "json=-"], '--report "-" is where the rows go'],
  ["rows and a report in one file", ["-o", "r.json", "--report", "json=./r.json"], "is where the rows go"],
  ["a shard", ["-o", "r.jsonl", "--max-shard-size", "1MB", "--report", "json=r-00001.jsonl"], "is where the rows go"],
  ["two reports in one file", ["--report", "json=r", "--report", "sarif=in/../r"], "is where another report goes"],
  ["a report and the manifest", ["--report", "json=r", "--manifest", "r"], '--manifest "r" is where a report goes'],
  ["a manifest among the rows of a data set", ["-o", "set/", "--manifest", "set/m.json"], "would lie among the rows"],
  ["a report below a data set", ["-o", "set/", "--report", "text=./set/a/r.log"], 'write it beside the folder "set/"'],
  ["the manifest and the rows", ["-o", "r", "--manifest", "r"], '--manifest "r" is where the rows go'],
  ["an input", ["--report", "json=in/a.json"], "--report would replace"],
  ["an input by its link", ["--manifest", "link.json"], "--manifest would replace"],
  ["a negative --max-errors", ["--max-errors", "-1"], "--max-errors must be an integer"],
  ["a --max-reject-rate that is none", ["--max-reject-rate", "5"], "a percentage from 0% to 100%"],
  ["limits for what never fails", ["--fail-on", "never", "--max-errors", "1"], "do not go with it"],
  ["an unknown --fail-on", ["--fail-on", "info"], "error, warning, never"],
  ["an empty --manifest", ["--manifest", ""], "--manifest must not be empty"],
];

test.concurrent.for(CLASHES)("wrong usage: %s", async ([_name, args, says], { onTestFinished }) => {
  const cwd = makeFolder({ "in/a.json": trajectory() }, onTestFinished);
  symlinkSync("in/a.json", `${cwd}/link.json`);
  const { status, stdout, stderr } = await run(["-d", "in", ...args], { cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain(says);
  expect(readFileSync(`${cwd}/in/a.json`, "utf8")).toBe(trajectory());
  expect(readdirSync(cwd).toSorted()).toEqual(["in", "link.json"]);
});

test("the file list is no place for a report", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), list: "in/a.json\n" });
  const { status, stderr } = await run(["--files-from", "list", "--report", "json=list"], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain('--report would replace "list"');
  expect(readFileSync(`${cwd}/list`, "utf8")).toBe("in/a.json\n");
});

test("annotations count from the root of the checkout, wherever in it the command runs", async () => {
  const cwd = makeFolder({ "sub/in/a.json": gapped() });
  const { stderr } = await run(["-d", "in", "--error-format", "github"], {
    cwd: `${cwd}/sub`,
    env: { GITHUB_WORKSPACE: cwd },
  });
  expect(stderr).toMatch(/^::error file=sub\/in\/a\.json,line=1,/u);
});

test("names and values from files reach no CI system as commands, in any form", async () => {
  const hostile = "::error::x\r\n::stop-commands::y ##[error]z ##vso[task.x]\u001B[2J]]></failure>\u202E";
  const cwd = makeFolder({
    [`${hostile.replaceAll("/", "|")}.json`]: gapped(hostile).replace(
      '"source":"user"',
      `"source":${JSON.stringify(hostile)}`,
    ),
    "::warning::w.json": TRUNCATED,
  });
  const { stderr, status } = await run(["-d", ".", ...REPORTS], { cwd });
  expect(status).toBe(1);
  const files = ALL.map((report) => readFileSync(`${cwd}/${report.split("=")[1]}`, "utf8"));
  // oxlint-disable-next-line no-control-regex
  const raw = /[\0-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|##\w*\[/u;
  for (const text of [stderr, ...files]) expect(text).not.toMatch(raw);
  const lines = [stderr, ...files].join("\n").split("\n");
  const commands = lines.filter((line) => /^\s*::/u.test(line));
  expect(commands.map((line) => line.slice(0, line.indexOf(" ")))).toEqual([
    "::error",
    "::error",
    "::error",
    "::notice",
  ]);
  expect(readAll(cwd).cases).toHaveLength(2);
});

test("validate takes the same reports", async () => {
  const cwd = everything();
  const { status, stdout } = await runBare(["validate", "-f", "atif", "-d", "in", ...REPORTS], { cwd });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(readAll(cwd).github.at(-1)).toMatch(/^::notice .*::would give 3 rows from 3 of 8 files/u);
  expect(existsSync(`${cwd}/seeds.jsonl`)).toBe(false);
  expect(traceIds((await run(["-d", "in", "-q"], { cwd })).stdout)).toHaveLength(3);
});
