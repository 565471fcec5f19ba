/** --format auto, which is also what leaving --format out means: end to end. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { runBare, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { rowsOf } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory } from "../support/trajectories.ts";

const CLAUDE = readFileSync("fixtures/claude-code/plain/fb353e85-8e0a-4aa7-ac2e-423ed4c3f070.jsonl", "utf8");
const CODEX = readFileSync(
  "fixtures/home/.codex/sessions/2026/03/02/rollout-2026-03-02T12-00-00-019cae10-7d40-7a60-9c11-2f5f3b6e0a01.jsonl",
  "utf8",
);
const PI = readFileSync(
  "fixtures/pi/plain/2026-03-01T10-00-01-000Z_11111111-1111-4111-8111-111111111111.jsonl",
  "utf8",
);

/** Names that say nothing, or something else. */
const MIXED = {
  "a.jsonl": PI,
  "b.json": trajectory(),
  "c/rollout-x.jsonl": CLAUDE,
  "c/session.jsonl": CODEX,
  "d.json": gapped(),
  "e.json": OTHER_JSON,
  "result.json": OTHER_JSON,
  "f.jsonl": "not JSON\n",
  "g.jsonl": "",
  "h.txt": CLAUDE,
};

function kindsOf(stdout: string): string[] {
  return rowsOf(stdout).map(({ source_kind, source_path }) => `${source_path}: ${source_kind}`);
}

test("a mixed folder: rows in the order of the files, each file taken for what it holds", async () => {
  const cwd = makeFolder(MIXED);
  const flags = ["-d", ".", "--source-path", "relative"];
  const [left, auto] = await Promise.all([runBare(flags, { cwd }), runBare([...flags, "-f", "auto"], { cwd })]);
  expect(left.status).toBe(1);
  expect(kindsOf(left.stdout)).toEqual([
    "a.jsonl: pi_coding_agent",
    "b.json: atif",
    "c/rollout-x.jsonl: claude_code",
    "c/session.jsonl: codex",
  ]);
  expect(auto.stdout).toBe(left.stdout);
  expect(left.stderr).toContain("d.json: rejected as atif: 1 error; --validation lenient accepts it\n");
  expect(left.stderr).toMatch(
    /^4 rows from 4 of 9 files in .*\): 1 pi_coding_agent, 1 atif, 1 claude_code, 1 codex\n {2}rejected 1 file: 1 step-id-order\n/mu,
  );
  expect(left.stderr).toContain("  skipped 4 files: 2 not a rollout, 1 empty file, 1 companion file\n");
});

test("the JSON report says what each file was taken for, and adds up", async () => {
  const cwd = makeFolder(MIXED);
  const { stderr } = await runBare(["-d", ".", "--error-format", "json"], { cwd });
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(Object.fromEntries(report.files.map(({ file, format, reason }) => [file, format ?? reason]))).toEqual({
    "a.jsonl": "pi_coding_agent",
    "b.json": "atif",
    "c/rollout-x.jsonl": "claude_code",
    "c/session.jsonl": "codex",
    "d.json": "atif",
    "e.json": "not a rollout",
    "result.json": "companion file",
    "f.jsonl": "not a rollout",
    "g.jsonl": "empty file",
  });
  expect(summaryOf(report).files_by_format).toEqual({
    atif: { converted: 1, rejected: 1, skipped: 0 },
    claude_code: { converted: 1, rejected: 0, skipped: 0 },
    codex: { converted: 1, rejected: 0, skipped: 0 },
    pi_coding_agent: { converted: 1, rejected: 0, skipped: 0 },
  });
});

test("the rows of a format are the same whether it is named or found out", async () => {
  for (const [folder, format] of [
    ["claude-code", "claude_code"],
    ["codex", "codex"],
    ["pi", "pi_coding_agent"],
    ["atif", "atif"],
  ] as const) {
    const flags = ["-d", `fixtures/${folder}`, "--validation", "lenient", "-q"];
    const [named, auto] = await Promise.all([runBare(["--format", format, ...flags]), runBare(flags)]);
    const own = auto.stdout.split("\n").filter((line) => line.includes(`"source_kind":"${format}"`));
    expect(own.join("\n")).toBe(named.stdout.trimEnd());
  }
});

test("without a path, every default place that exists; paths of two places do not collide", async () => {
  const same = "sessions/2026/rollout-1.jsonl";
  const home = makeFolder({
    ".claude/projects/-w/a.jsonl": CLAUDE,
    [`.codex/${same}`]: CODEX,
    [`.pi/agent/${same}`]: PI,
    // A look-alike in somebody else's place, and what nobody asks for.
    ".claude/projects/-w/b.jsonl": PI.replaceAll("11111111-1111", "21111111-1111"),
    ".claude/projects/-w/c.json": trajectory(),
  });
  const env = { HOME: home };
  const { status, stdout } = await runBare(["--source-path", "relative"], { env });
  expect(status).toBe(0);
  expect(kindsOf(stdout)).toEqual([
    "claude_code/projects/-w/a.jsonl: claude_code",
    "claude_code/projects/-w/b.jsonl: pi_coding_agent",
    `codex/${same}: codex`,
    `pi_coding_agent/${same}: pi_coding_agent`,
  ]);
  const json = await runBare(["--file-pattern", "*.json", "--source-path", "relative"], { env });
  expect(kindsOf(json.stdout)).toEqual(["claude_code/projects/-w/c.json: atif"]);
});

test("a place inside another one: a file counts once", async () => {
  const home = makeFolder({ ".claude/projects/pi/a.jsonl": PI });
  const env = { HOME: home, PI_CODING_AGENT_SESSION_DIR: `${home}/.claude/projects/pi` };
  const { stdout, stderr } = await runBare([], { env });
  expect(rowsOf(stdout)).toHaveLength(1);
  expect(stderr).toContain("1 row from 1 of 1 file");
});

test("a place that leads in a circle is told, and the others are read", async () => {
  const home = makeFolder({ ".claude/projects/-w/a.jsonl": PI });
  symlinkSync(".codex", `${home}/.codex`);
  const { status, stdout, stderr } = await runBare([], { env: { HOME: home } });
  expect(status).toBe(0);
  expect(rowsOf(stdout)).toHaveLength(1);
  expect(stderr).toContain(`${home}/.codex/sessions: warning unreadable-folder`);
  expect(stderr).toContain("found ELOOP");
});

test("nothing at all: the formats that were tried, and where", async () => {
  const home = makeFolder();
  const { status, stdout, stderr } = await runBare(["-o", "out.jsonl"], { env: { HOME: home }, cwd: home });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("formats tried: atif, claude_code, codex, hermes_agent, pi_coding_agent");
  for (const place of [".claude/projects", ".codex/archived_sessions", ".pi/agent/sessions"]) {
    expect(stderr).toContain(`${home}/${place}`);
  }
});

test("a named file that is nobody's is a skip, and status 2 where there is no other", async () => {
  const cwd = makeFolder({ "notes.md": "# Notes\n", "a.log": CODEX, list: "notes.md\na.log\n" });
  const [alone, listed] = await Promise.all([
    runBare(["-d", "notes.md"], { cwd }),
    runBare(["--files-from", "list"], { cwd }),
  ]);
  expect({ status: alone.status, stdout: alone.stdout }).toEqual({ status: 2, stdout: "" });
  expect(alone.stderr).toContain("skipped 1 file: 1 not a rollout");
  expect(alone.stderr).toContain('no rollouts found in "notes.md"\n  formats tried: atif');
  expect(alone.stderr).not.toContain("searched for");
  expect(listed.status).toBe(0);
  expect(rowsOf(listed.stdout)).toMatchObject([{ source_kind: "codex" }]);
  expect(listed.stderr).toContain("1 row from 1 of 2 files");
});

test("pipes are read once, whatever format they are in", async () => {
  const cwd = makeFolder({ "a.jsonl": CLAUDE, "b.json": trajectory(), "c.jsonl": PI, "d.txt": "no JSON\n" });
  const run = `'${process.execPath}' '${process.cwd()}/bin/rollout-ingest.js'`;
  for (const [file, kind] of [
    ["a.jsonl", "claude_code"],
    ["b.json", "atif"],
    ["c.jsonl", "pi_coding_agent"],
  ]) {
    const substituted = await shell(`${run} -d <(cat ${file})`, { cwd });
    expect(substituted.stderr).toContain(`: 1 ${kind}\n`);
    const stdin = await shell(`cat ${file} | ${run} -d /dev/stdin`, { cwd });
    expect(rowsOf(stdin.stdout)).toMatchObject([{ source_kind: kind }]);
  }
  execFileSync("mkfifo", [`${cwd}/pipe`]);
  const fifo = await shell(`cat c.jsonl > pipe & printf 'pipe\\nb.json\\n' > list; ${run} --files-from list`, { cwd });
  expect(rowsOf(fifo.stdout).map(({ source_kind }) => source_kind)).toEqual(["atif", "pi_coding_agent"]);
  const other = await shell(`${run} -d <(cat d.txt)`, { cwd });
  expect(other.status).toBe(2);
  expect(other.stderr).toContain("1 not a rollout");
});

test("pipes, folders, links and missing files in a folder are accounted for", async () => {
  const cwd = makeFolder({ "in/a.jsonl": PI, "out.jsonl": PI });
  execFileSync("mkfifo", [`${cwd}/in/b.jsonl`]);
  mkdirSync(`${cwd}/in/c.jsonl`);
  symlinkSync("../out.jsonl", `${cwd}/in/d.jsonl`);
  const { stderr, stdout } = await runBare(["-d", "in", "--error-format", "json"], { cwd });
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(rowsOf(stdout)).toHaveLength(1);
  expect(report.files).toMatchObject([{ reason: "not a regular file" }, { outcome: "rows" }]);
  expect(report.diagnostics).toMatchObject([{ code: "link-outside" }]);
});

test("compressed rollouts: the plain one beside wins, as when the format is named", async () => {
  const [named, auto] = await Promise.all(
    [["--format", "codex"], []].map((flags) => runBare([...flags, "-d", "fixtures/codex/compressed"])),
  );
  expect(auto?.stdout).toBe(named?.stdout);
  expect(auto?.stderr).toContain("superseded");
});

test("a session's files are seen by their own format alone", async () => {
  // Two copies of a session: one is superseded, also with other formats between them.
  const cwd = makeFolder({ "a.jsonl": CLAUDE, "b.jsonl": PI, "c.jsonl": CLAUDE, "d.jsonl": PI });
  const { stderr } = await runBare(["-d", "."], { cwd });
  expect(stderr).toContain("2 rows from 2 of 4 files");
  expect(stderr).toContain("skipped 2 files: 2 superseded");
});

test("rows of an earlier run in the folder are skipped by that name, whatever format is asked for", async () => {
  const cwd = makeFolder({ "a.jsonl": CLAUDE });
  const first = await runBare(["-d", ".", "-q", "-o", "rows.jsonl"], { cwd });
  const again = await runBare(["-d", ".", "-o", "again.jsonl.gz"], { cwd });
  const named = await runBare(["-d", ".", "-f", "claude_code"], { cwd });
  expect([first.status, again.status, named.status]).toEqual([0, 0, 0]);
  expect(again.stderr).toContain("1 row from 1 of 2 files");
  expect(named.stderr).toContain("skipped 2 files: 2 seed rows");
  expect(named.stdout).toBe(readFileSync(`${cwd}/rows.jsonl`, "utf8"));
});

test("a data set's card counts the rows of each kind", async () => {
  const cwd = makeFolder(MIXED);
  await runBare(["-d", ".", "-o", "set/", "--output-format", "jsonl"], { cwd });
  const card = readFileSync(`${cwd}/set/README.md`, "utf8");
  expect(card).toContain("4 rollouts of AI agents (`pi_coding_agent`: 1, `atif`: 1, `claude_code`: 1, `codex`: 1)");
});

test("-n stops behind the rows that are wanted", async () => {
  const cwd = makeFolder(MIXED);
  const { stdout, stderr } = await runBare(["-d", ".", "-n", "2"], { cwd });
  expect(rowsOf(stdout)).toHaveLength(2);
  expect(stderr).toContain("not read 7 files");
});

test("files that are named have any name", async () => {
  const cwd = makeFolder({ ...MIXED, list: "h.txt\nc/session.jsonl\nb.json\n" });
  const { stdout } = await runBare(["--files-from", "list", "--source-path", "relative"], { cwd });
  expect(kindsOf(stdout)).toEqual(["b.json: atif", "c/session.jsonl: codex", "h.txt: claude_code"]);
});

test("a Harbor job has a run twice, the agent's log and the trajectory made of it; a named format reads one of them", async () => {
  const id = "fb353e85-8e0a-4aa7-ac2e-423ed4c3f070";
  const cwd = makeFolder({
    [`job/same__1/agent/sessions/projects/-app/${id}.jsonl`]: CLAUDE,
    "job/same__1/agent/trajectory.json": trajectory({ id }),
    "job/other__2/agent/sessions/projects/-app/x.jsonl": CODEX,
    "job/other__2/agent/trajectory.json": trajectory({ id: "5c7a5bb6-8f0e-4a4d-9e3d-0f3f4b1d2c11" }),
  });
  const flags = ["-d", "job", "--source-path", "relative"];
  const [auto, named] = await Promise.all([runBare(flags, { cwd }), runBare([...flags, "-f", "atif"], { cwd })]);
  expect(kindsOf(auto.stdout)).toEqual([
    "other__2/agent/sessions/projects/-app/x.jsonl: codex",
    "other__2/agent/trajectory.json: atif",
    `same__1/agent/sessions/projects/-app/${id}.jsonl: claude_code`,
    "same__1/agent/trajectory.json: atif",
  ]);
  expect(auto.stderr.match(/^.*duplicate-trace-id: /gmu)).toEqual([
    "job/same__1/agent/trajectory.json: warning duplicate-trace-id: ",
  ]);
  expect(kindsOf(named.stdout)).toEqual([
    "other__2/agent/trajectory.json: atif",
    "same__1/agent/trajectory.json: atif",
  ]);
  expect(named.stderr).not.toContain("duplicate-trace-id");
});

test("what may be another program's is skipped: it makes no run fail", async () => {
  const cwd = makeFolder({
    "a.json": trajectory(),
    "pipeline.json": '{"agent":{"queue":"linux"},"steps":[{"label":"test","command":"make test"}]}',
    "bench.json": '{"benchmark":"b","agent":"a","steps":[{"num":0,"action":"click"}]}',
    "chat.jsonl": '{"role":"user","content":"Hi."}\n{"role":"assistant","content":"Hello."}\n',
    "sessions/20260421_055527_49457147.jsonl":
      '{"role":"user","content":"Hi."}\n{"role":"assistant","content":"Hello."}\n',
  });
  const { status, stdout, stderr } = await runBare(["-d", ".", "--source-path", "relative"], { cwd });
  expect(status).toBe(0);
  expect(kindsOf(stdout)).toEqual(["a.json: atif", "sessions/20260421_055527_49457147.jsonl: hermes_agent"]);
  expect(stderr).toContain("  skipped 3 files: 3 not a rollout\n");
});
