/** Session logs, end to end: where they are looked for, and what becomes of logs that are live or damaged. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { COMMAND, runBare, shell, type Run, type Settings } from "../support/cli.ts";
import { makeFolder, writeTree, type Tree } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf, type Report } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";

const JSON_REPORT = ["--error-format", "json"];
const RELATIVE = ["--source-path", "relative"];

type Format = "claude_code" | "codex";

/** The text of a session with a question and an answer. */
type Session = (id: string, question?: string, answer?: string) => string;

function claudeRecord(id: string, index: number, role: "user" | "assistant", text: string): string {
  const content = role === "user" ? text : [{ type: "text", text }];
  return JSON.stringify({
    type: role,
    uuid: `${id}-${index}`,
    parentUuid: index === 0 ? null : `${id}-${index - 1}`,
    sessionId: id,
    timestamp: `2026-01-02T03:04:05.${String(index % 1000).padStart(3, "0")}Z`,
    cwd: "/work",
    version: "2.1.0",
    isSidechain: false,
    message: role === "user" ? { role, content } : { id: `msg_${id}_${index}`, role, model: "a-model", content },
  });
}

function codexRecord(type: string, payload: object, index = 0): string {
  return JSON.stringify({ timestamp: `2026-01-02T03:04:05.${String(index % 1000).padStart(3, "0")}Z`, type, payload });
}

function codexMessage(role: "user" | "assistant", text: string, index: number): string {
  const content = [{ type: role === "user" ? "input_text" : "output_text", text }];
  return codexRecord("response_item", { type: "message", role, content }, index);
}

function codexHead(id: string): string {
  return codexRecord("session_meta", { id, timestamp: "2026-01-02T03:04:05.000Z", cwd: "/work", cli_version: "0.1.0" });
}

const claude: Session = (id, question = "a question", answer = "an answer") =>
  lines(claudeRecord(id, 0, "user", question), claudeRecord(id, 1, "assistant", answer));
const codex: Session = (id, question = "a question", answer = "an answer") =>
  lines(codexHead(id), codexMessage("user", question, 1), codexMessage("assistant", answer, 2));

const FORMATS: readonly {
  readonly format: Format;
  readonly session: Session;
  /** The name that a file of this session has. */
  readonly nameOf: (id: string) => string;
}[] = [
  { format: "claude_code", session: claude, nameOf: (id) => `${id}.jsonl` },
  { format: "codex", session: codex, nameOf: (id) => `rollout-2026-01-02T03-04-05-${id}.jsonl` },
];

function lines(...records: readonly string[]): string {
  return records.map((record) => `${record}\n`).join("");
}

function ingest(format: Format, args: readonly string[], settings: Settings = {}): Promise<Run> {
  return runBare(["--format", format, ...args], settings);
}

/** The command in a script of the shell. */
function command(format: Format): string {
  return `'${process.execPath}' '${COMMAND}' --format ${format}`;
}

function texts(row: ReturnType<typeof rowsOf>[number] | undefined): string[] {
  return (row?.messages ?? []).flatMap(({ content }) =>
    content.flatMap((block) => ("text" in block && typeof block["text"] === "string" ? [block["text"]] : [])),
  );
}

/** The number of a question that came whole. */
function numberIn(text: string): number {
  return Number(/^question (\d+) x{300}$/u.exec(text)?.[1] ?? Number.NaN);
}

/** A report that adds up. */
function soundReport(stderr: string): Report {
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  return report;
}

/** What became of each file. */
function outcomes(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.files.map(({ file, outcome, reason }) => [file, reason ?? outcome]));
}

describe("default places", () => {
  test("claude_code: ~/.claude/projects, all of it", async () => {
    const HOME = makeFolder({
      ".claude/history.jsonl": '{"display":"a question"}\n',
      ".claude/projects/-work/a.jsonl": claude("a"),
      ".claude/projects/-work/a/subagents/agent-1.jsonl": claude("sub"),
      ".claude/projects/-work-b/b.jsonl": claude("b"),
      ".claude/todos/c.jsonl": claude("c"),
    });
    const { status, stdout, stderr } = await ingest("claude_code", JSON_REPORT, { env: { HOME } });
    expect(status).toBe(0);
    expect(rowsOf(stdout).map((row) => [row.trace_id, row.source_path])).toEqual([
      ["b", `${HOME}/.claude/projects/-work-b/b.jsonl`],
      ["a", `${HOME}/.claude/projects/-work/a.jsonl`],
      ["sub", `${HOME}/.claude/projects/-work/a/subagents/agent-1.jsonl`],
    ]);
    expect(summaryOf(soundReport(stderr)).files.found).toBe(3);
    const relative = await ingest("claude_code", RELATIVE, { env: { HOME } });
    expect(rowsOf(relative.stdout).map((row) => row.source_path)).toEqual([
      "projects/-work-b/b.jsonl",
      "projects/-work/a.jsonl",
      "projects/-work/a/subagents/agent-1.jsonl",
    ]);
  });

  test("claude_code: $CLAUDE_CONFIG_DIR instead; an empty one is none", async () => {
    const HOME = makeFolder({
      ".claude/projects/p/home.jsonl": claude("home"),
      "other/projects/p/x.jsonl": claude("x"),
    });
    const [given, empty] = await Promise.all([
      ingest("claude_code", RELATIVE, { env: { HOME, CLAUDE_CONFIG_DIR: `${HOME}/other` } }),
      ingest("claude_code", RELATIVE, { env: { HOME, CLAUDE_CONFIG_DIR: "" } }),
    ]);
    expect(rowsOf(given.stdout)).toMatchObject([{ trace_id: "x", source_path: "projects/p/x.jsonl" }]);
    expect(traceIds(empty.stdout)).toEqual(["home"]);
  });

  const sessions = "sessions/2026/01/02/rollout-2026-01-02T03-04-05";

  test("codex: ~/.codex/sessions and archived_sessions", async () => {
    const HOME = makeFolder({
      ".codex/history.jsonl": '{"session_id":"a","ts":1,"text":"a question"}\n',
      [`.codex/${sessions}-a.jsonl`]: codex("a"),
      ".codex/archived_sessions/rollout-2025-01-02T03-04-05-b.jsonl": codex("b"),
      ".codex/sessions/2026/01/02/other.jsonl": codex("other"),
    });
    const { status, stdout, stderr } = await ingest("codex", [...RELATIVE, ...JSON_REPORT], { env: { HOME } });
    expect(status).toBe(0);
    expect(rowsOf(stdout).map((row) => [row.trace_id, row.source_path])).toEqual([
      ["b", "archived_sessions/rollout-2025-01-02T03-04-05-b.jsonl"],
      ["a", `${sessions}-a.jsonl`],
    ]);
    expect(summaryOf(soundReport(stderr)).files.found).toBe(2);
    const absolute = await ingest("codex", [], { env: { HOME } });
    expect(rowsOf(absolute.stdout)[1]?.source_path).toBe(`${HOME}/.codex/${sessions}-a.jsonl`);
  });

  test("codex: $CODEX_HOME instead; an empty one is none", async () => {
    const HOME = makeFolder({
      [`.codex/${sessions}-home.jsonl`]: codex("home"),
      [`x/${sessions}-x.jsonl`]: codex("x"),
    });
    const [given, empty] = await Promise.all([
      ingest("codex", RELATIVE, { env: { HOME, CODEX_HOME: `${HOME}/x` } }),
      ingest("codex", RELATIVE, { env: { HOME, CODEX_HOME: "" } }),
    ]);
    expect(rowsOf(given.stdout)).toMatchObject([{ trace_id: "x", source_path: `${sessions}-x.jsonl` }]);
    expect(traceIds(empty.stdout)).toEqual(["home"]);
  });

  test.each(["sessions", "archived_sessions"])("codex: nothing but %s", async (folder) => {
    const HOME = makeFolder({ [`.codex/${folder}/rollout-2026-01-02T03-04-05-a.jsonl`]: codex("a") });
    const { status, stdout, stderr } = await ingest("codex", ["-q"], { env: { HOME } });
    expect({ status, stderr, ids: traceIds(stdout) }).toEqual({ status: 0, stderr: "", ids: ["a"] });
  });

  test("a folder that is a link: found, and its files named by where they are", async () => {
    const HOME = makeFolder({ "disk/p/a.jsonl": claude("a") });
    mkdirSync(`${HOME}/.claude`);
    symlinkSync(`${HOME}/disk`, `${HOME}/.claude/projects`);
    const [absolute, relative] = await Promise.all([
      ingest("claude_code", [], { env: { HOME } }),
      ingest("claude_code", RELATIVE, { env: { HOME } }),
    ]);
    expect(rowsOf(absolute.stdout)).toMatchObject([{ source_path: `${HOME}/disk/p/a.jsonl` }]);
    expect(rowsOf(relative.stdout)).toMatchObject([{ source_path: "projects/p/a.jsonl" }]);
  });

  test.each([
    ["claude_code", "projects", ".claude"],
    ["codex", "sessions", ".codex"],
  ] as const)("%s: nothing there says where it looked", async (format, folder, base) => {
    const HOME = makeFolder();
    const [nothing, json] = await Promise.all([
      ingest(format, [], { env: { HOME } }),
      ingest(format, JSON_REPORT, { env: { HOME } }),
    ]);
    mkdirSync(`${HOME}/${base}/${folder}`, { recursive: true });
    const empty = await ingest(format, [], { env: { HOME } });
    for (const { status, stdout } of [nothing, json, empty])
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(nothing.stderr).toContain(`no ${format} rollouts found in "${HOME}/${base}/${folder}"`);
    if (format === "codex") expect(nothing.stderr).toContain(`${HOME}/.codex/archived_sessions`);
    expect(empty.stderr).toBe(nothing.stderr);
    expect(reportOf(json.stderr).error?.message).toContain(`no ${format} rollouts found`);
  });

  test("--no-recursive and --file-pattern go with a default place", async () => {
    const HOME = makeFolder({ ".claude/projects/top.jsonl": claude("top"), ".claude/projects/p/a.jsonl": claude("a") });
    const [flat, pattern] = await Promise.all([
      ingest("claude_code", ["--no-recursive"], { env: { HOME } }),
      ingest("claude_code", ["--file-pattern", "a.*"], { env: { HOME } }),
    ]);
    expect(traceIds(flat.stdout)).toEqual(["top"]);
    expect(traceIds(pattern.stdout)).toEqual(["a"]);
  });
});

describe.each(FORMATS)("$format", ({ format, session, nameOf }) => {
  test("a live session: whatever is cut off of the last record, nothing is rejected", async () => {
    const answer = 'é 😀 \\u00e9 "quoted" \n';
    const whole = Buffer.from(session("@@@@@", "a question", answer).trimEnd());
    const last = whole.lastIndexOf("\n") + 1;
    const tree: Record<string, Uint8Array> = {};
    const cuts: string[] = [];
    for (let length = last; length <= whole.length; length++) {
      const id = `c${String(length - last).padStart(4, "0")}`;
      cuts.push(id);
      // Other records have other ids, or the sessions were one and the same.
      tree[`in/${nameOf(id)}`] = Buffer.from(
        whole.subarray(0, length).toString("latin1").replaceAll("@@@@@", id),
        "latin1",
      );
    }
    const cwd = makeFolder(tree);
    const { status, stdout, stderr } = await ingest(format, ["-d", "in", ...JSON_REPORT], { cwd });
    expect(status).toBe(0);
    const rows = rowsOf(stdout);
    expect(rows.map((row) => row.trace_id)).toEqual(cuts);
    const report = soundReport(stderr);
    const unfinished = report.diagnostics.filter(({ code }) => code === "unfinished-record");
    expect(new Set(report.diagnostics.map(({ code }) => code))).toEqual(new Set(["unfinished-record"]));
    expect(new Set(unfinished.map(({ file }) => file)).size).toBe(cuts.length - 2);
    expect(new Set(unfinished.map(({ line }) => line))).toEqual(new Set([format === "codex" ? 3 : 2]));
    expect(texts(rows[0])).toEqual(["a question"]);
    expect(texts(rows.at(-2))).toEqual(["a question"]);
    expect(texts(rows.at(-1))).toEqual(["a question", answer]);
    expect(rows[1]?.source_meta).toMatchObject({ unfinished_record: true });
  });

  test("a live session in words", async () => {
    const cwd = makeFolder({ [nameOf("a")]: session("a").slice(0, -20) });
    const { status, stdout, stderr } = await ingest(format, ["-d", "."], { cwd });
    expect(status).toBe(0);
    expect(traceIds(stdout)).toEqual(["a"]);
    expect(stderr).toMatch(
      new RegExp(`${nameOf("a")}:${format === "codex" ? 3 : 2}:\\d+: warning unfinished-record`, "u"),
    );
  });

  test("a damaged line rejects the file, and the place is told", async () => {
    const good = session("a").trimEnd().split("\n");
    const broken = ["", `{"é":1,"b":tru}`, ""].join("\n");
    const cwd = makeFolder({ [nameOf("a")]: `${good.join("\n")}${broken}`, [nameOf("b")]: session("b") });
    const line = good.length + 1;
    const text = await ingest(format, ["-d", "."], { cwd });
    expect(text.status).toBe(1);
    expect(traceIds(text.stdout)).toEqual(["b"]);
    expect(text.stderr).toContain(`${nameOf("a")}:${line}:15: error json-syntax`);
    expect(text.stderr).toContain("--validation lenient accepts it");
    const json = await ingest(format, ["-d", ".", ...JSON_REPORT], { cwd });
    const report = soundReport(json.stderr);
    expect(report.diagnostics).toMatchObject([
      { code: "json-syntax", severity: "error", file: nameOf("a"), line, column: 15 },
    ]);
    expect(report.files[0]).toEqual({ file: nameOf("a"), outcome: "rejected", format, accepted_by: "lenient" });
  });

  test("lenient leaves the damaged lines out, and reads two records on one line", async () => {
    const good = session("a").trimEnd().split("\n");
    const damaged = [...good.slice(0, -1), '{"broken":', "[]", `{"type":"x"}${good.at(-1) ?? ""}`];
    const cwd = makeFolder({ [nameOf("a")]: lines(...damaged) });
    const args = ["-d", ".", ...JSON_REPORT];
    const [strict, lenient] = await Promise.all([
      ingest(format, args, { cwd }),
      ingest(format, [...args, "--validation", "lenient"], { cwd }),
    ]);
    expect({ status: strict.status, stdout: strict.stdout }).toEqual({ status: 1, stdout: "" });
    expect(soundReport(strict.stderr).diagnostics.map(({ line, severity }) => [line, severity])).toEqual([
      [good.length, "error"],
      [good.length + 1, "error"],
      [good.length + 2, "error"],
    ]);
    expect(lenient.status).toBe(0);
    const [row] = rowsOf(lenient.stdout);
    expect(texts(row)).toEqual(["a question", "an answer"]);
    expect(row?.source_meta).toMatchObject({ skipped_records: 2 });
    expect(soundReport(lenient.stderr).diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["json-truncated", "warning"],
      ["wrong-type", "warning"],
      ["joined-records", "warning"],
    ]);
  });

  test("| head -1 ends quietly and at once", async () => {
    const answer = "x".repeat(2_000_000);
    const tree = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`in/${nameOf(`s${index}`)}`, session(`s${index}`, "q", answer)]),
    );
    const cwd = makeFolder(tree);
    const { status, stdout, stderr } = await shell(`${command(format)} -d in | head -1`, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(traceIds(stdout)).toEqual(["s0"]);
  });

  test("a process substitution, stdin, a list from a pipe", async () => {
    const cwd = makeFolder({ "a.jsonl": session("through-a-pipe") });
    const [substituted, stdin, list] = await Promise.all([
      shell(`${command(format)} -d <(cat a.jsonl)`, { cwd }),
      shell(`cat a.jsonl | ${command(format)} -d /dev/stdin`, { cwd }),
      shell(`${command(format)} --files-from <(echo a.jsonl)`, { cwd }),
    ]);
    for (const { status, stdout } of [substituted, stdin, list]) {
      expect({ status, ids: traceIds(stdout) }).toEqual({ status: 0, ids: ["through-a-pipe"] });
    }
  });

  test("a named pipe at which its writer waits", async () => {
    const cwd = makeFolder({ "a.jsonl": session("through-a-pipe") });
    // Whoever opens it to have a look, and closes it, takes the reader away from the writer: now and then.
    const once = `rm -f p; mkfifo p; (cat a.jsonl > p &) ; sleep 0.05; timeout 3 ${command(format)} -d p -q || exit`;
    const { status, stdout, stderr } = await shell(`for round in 1 2 3 4 5 6; do ${once}; done`, { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(traceIds(stdout)).toEqual(Array.from({ length: 6 }, () => "through-a-pipe"));
  });

  test("--files-from: any name, listed twice, missing", async () => {
    const cwd = makeFolder({ "a.log": session("a"), "b.jsonl": session("b") });
    const input = "b.jsonl\na.log\n./b.jsonl\nmissing.jsonl\n";
    const { status, stdout, stderr } = await ingest(format, ["--files-from", "-", ...RELATIVE, ...JSON_REPORT], {
      cwd,
      input,
    });
    expect(status).toBe(1);
    expect(rowsOf(stdout).map((row) => [row.trace_id, row.source_path])).toEqual([
      ["a", "a.log"],
      ["b", "b.jsonl"],
    ]);
    expect(outcomes(soundReport(stderr))).toEqual({
      "a.log": "rows",
      "b.jsonl": "rows",
      "./b.jsonl": "listed twice",
      "missing.jsonl": "rejected",
    });
  });

  test("-n 1 reads no further", async () => {
    const cwd = makeFolder({ [nameOf("a")]: session("a"), [nameOf("b")]: "{broken\n", [nameOf("c")]: session("c") });
    const { status, stdout, stderr } = await ingest(format, ["-d", ".", "-n", "1", ...JSON_REPORT], { cwd });
    expect(status).toBe(0);
    expect(traceIds(stdout)).toEqual(["a"]);
    expect(summaryOf(soundReport(stderr)).files).toMatchObject({ found: 3, not_read: 2 });
  });

  test("3 MB in one line", async () => {
    const answer = 'line "é" 😀\n\u0001'.repeat(220_000);
    const cwd = makeFolder({ [nameOf("a")]: session("a", "q", answer) });
    const { status, stdout } = await ingest(format, ["-d", "."], { cwd });
    expect(status).toBe(0);
    expect(texts(rowsOf(stdout)[0])).toEqual(["q", answer]);
  });

  test.each([
    ["lines of Windows", (text: string) => text.replaceAll("\n", "\r\n")],
    ["empty lines", (text: string) => text.replaceAll("\n", "\n\n \t\n")],
    ["no newline at the end", (text: string) => text.trimEnd()],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ])("%s", async (_name, change) => {
    const cwd = makeFolder({ [nameOf("a")]: session("a") });
    const before = await ingest(format, ["-d", ".", ...RELATIVE], { cwd });
    writeTree(cwd, { [nameOf("a")]: change(session("a")) });
    const after = await ingest(format, ["-d", ".", ...RELATIVE], { cwd });
    expect(after).toMatchObject({ status: 0, stdout: before.stdout });
    expect(traceIds(after.stdout)).toEqual(["a"]);
  });

  test("a named pipe and a folder that match, other logs, empty files, pointers", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n";
    const other = lines(...Array.from({ length: 30 }, (_, index) => `{"level":"info","n":${index}}`));
    const cwd = makeFolder({
      [nameOf("a")]: session("a"),
      [nameOf("empty")]: "",
      [nameOf("lfs")]: pointer,
      [nameOf("other")]: other,
    });
    execFileSync("mkfifo", [`${cwd}/${nameOf("pipe")}`]);
    mkdirSync(`${cwd}/${nameOf("folder")}`);
    const { status, stdout, stderr } = await ingest(format, ["-d", ".", ...JSON_REPORT], { cwd });
    expect(status).toBe(0);
    expect(traceIds(stdout)).toEqual(["a"]);
    expect(outcomes(soundReport(stderr))).toEqual({
      [nameOf("a")]: "rows",
      [nameOf("empty")]: "empty file",
      [nameOf("lfs")]: "Git LFS pointer",
      [nameOf("other")]: "not a rollout",
      [nameOf("pipe")]: "not a regular file",
    });
  });

  test("the same session twice is one row", async () => {
    const cwd = makeFolder({ [`x/${nameOf("a")}`]: session("a"), [`y/${nameOf("a")}`]: session("a") });
    const { status, stdout, stderr } = await ingest(format, ["-d", ".", ...RELATIVE, ...JSON_REPORT], { cwd });
    expect(status).toBe(0);
    expect(rowsOf(stdout)).toMatchObject([{ trace_id: "a", source_path: `x/${nameOf("a")}` }]);
    const report = soundReport(stderr);
    expect(outcomes(report)).toEqual({ [`x/${nameOf("a")}`]: "rows", [`y/${nameOf("a")}`]: "superseded" });
    expect(report.diagnostics).toMatchObject([
      { code: "superseded-session", severity: "warning", file: `y/${nameOf("a")}` },
    ]);
    expect(report.diagnostics[0]?.found).toContain(`x/${nameOf("a")}`);
  });

  test("nothing but what is passed over is a failure", async () => {
    const cwd = makeFolder({ [nameOf("empty")]: "", [nameOf("other")]: '{"a":1}\n' });
    const { status, stdout, stderr } = await ingest(format, ["-d", ".", "-o", "out.jsonl"], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`no ${format} rollouts found`);
    expect(() => readFileSync(`${cwd}/out.jsonl`)).toThrow("ENOENT");
  });

  test("-o refuses to write over a session", async () => {
    const HOME = makeFolder({ [`.claude/projects/${nameOf("a")}`]: session("a") });
    const file = `${HOME}/.claude/projects/${nameOf("a")}`;
    const { status, stderr } = await ingest(format, ["-d", `${HOME}/.claude`, "-o", file]);
    expect(status).toBe(2);
    expect(stderr).toContain("is one of the files to read");
    expect(readFileSync(file, "utf8")).toBe(session("a"));
  });

  /** Appends record after record, in pieces that end anywhere. */
  const WRITER = `
    import { appendFileSync, readFileSync } from "node:fs";
    const [file, template] = [process.argv[1], process.argv[2]];
    let index = 4;
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      let text = "";
      for (let count = 0; count < 10; count++, index++) text += template.replaceAll("NUMBER", String(index)) + "\\n";
      for (let at = 0; at < text.length; at += 777) appendFileSync(file, text.slice(at, at + 777));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }`;

  test("a session that grows while it is read: what was there, and no half record", async () => {
    const message = (index: number | "NUMBER"): string =>
      format === "codex"
        ? codexMessage("user", `question ${index} ${"x".repeat(300)}`, 0)
        : claudeRecord("a", 0, "user", `question ${index} ${"x".repeat(300)}`).replace('"a-0"', `"a-${index}"`);
    const head = format === "codex" ? [codexHead("a")] : [];
    const cwd = makeFolder({ [nameOf("a")]: lines(...head, message(0), message(1), message(2), message(3)) });
    const file = `${cwd}/${nameOf("a")}`;
    const writer = spawn(process.execPath, ["--input-type=module", "-e", WRITER, file, message("NUMBER")]);
    const count = (): number => readFileSync(file, "utf8").split("\n").length - 1 - head.length;
    try {
      while (count() < 1000) await pause(20);
      for (let round = 0; round < 4; round++) {
        const before = count();
        const { status, stdout, stderr } = await ingest(format, ["-d", ".", ...JSON_REPORT], { cwd });
        const after = count();
        expect(status).toBe(0);
        expect(after).toBeGreaterThan(before);
        const seen = texts(rowsOf(stdout)[0]).map(numberIn);
        expect(seen).toEqual(seen.map((_, index) => index));
        expect(seen.length).toBeGreaterThanOrEqual(before);
        expect(seen.length).toBeLessThan(after);
        expect(soundReport(stderr).diagnostics.filter(({ code }) => code !== "unfinished-record")).toEqual([]);
      }
    } finally {
      writer.kill("SIGKILL");
      await once(writer, "close");
    }
  });
});

test("claude_code: damage inside of a record has a pointer", async () => {
  const bad = claudeRecord("a", 2, "assistant", "x").replace(
    '"content":[{"type":"text","text":"x"}]',
    '"content":[{"type":"tool_use","id":"","name":"Read","input":{}},7]',
  );
  const cwd = makeFolder({ "a.jsonl": claude("a") + lines(bad) });
  const { status, stderr } = await ingest("claude_code", ["-d", ".", ...JSON_REPORT], { cwd });
  expect(status).toBe(1);
  const [first] = soundReport(stderr).diagnostics;
  expect(first).toMatchObject({ severity: "error", line: 3, pointer: "/message/content/0/id" });
  expect(first?.column).toBe(bad.indexOf('"id":""') + '"id":'.length + 1);
});

test("codex: damage inside of a record has a pointer", async () => {
  const bad = codexRecord("response_item", { type: "function_call", name: 7, call_id: "c", arguments: "{}" });
  const name = "rollout-2026-01-02T03-04-05-a.jsonl";
  const cwd = makeFolder({ [name]: codex("a") + lines(bad) });
  const { status, stderr } = await ingest("codex", ["-d", ".", ...JSON_REPORT], { cwd });
  expect(status).toBe(1);
  expect(soundReport(stderr).diagnostics).toMatchObject([
    { code: "wrong-type", severity: "error", line: 4, column: bad.indexOf(":7") + 2, pointer: "/payload/name" },
  ]);
});

test("claude_code: companions are counted, and read when they are named", async () => {
  const cwd = makeFolder({
    "in/-p/a.jsonl": claude("a"),
    "in/-p/a/tool-results/out.jsonl": claude("no-session"),
    "in/-p/a/subagents/workflows/w/journal.jsonl": '{"type":"started"}\n',
    "in/history.jsonl": '{"display":"x"}\n',
  });
  const [folder, named] = await Promise.all([
    ingest("claude_code", ["-d", "in", ...JSON_REPORT], { cwd }),
    ingest("claude_code", ["-d", "in/-p/a/tool-results/out.jsonl"], { cwd }),
  ]);
  expect(folder.status).toBe(0);
  expect(traceIds(folder.stdout)).toEqual(["a"]);
  expect(summaryOf(soundReport(folder.stderr))).toMatchObject({ skipped_by_reason: { "companion file": 3 } });
  expect(traceIds(named.stdout)).toEqual(["no-session"]);
});

test("claude_code: an index that is damaged is reported, and costs no row", async () => {
  const cwd = makeFolder({ "p/a.jsonl": claude("a"), "p/sessions-index.json": '{"entries": [' });
  const { status, stdout, stderr } = await ingest("claude_code", ["-d", ".", ...JSON_REPORT], { cwd });
  expect([status, traceIds(stdout)]).toEqual([0, ["a"]]);
  const { diagnostics } = soundReport(stderr);
  expect(diagnostics.map(({ code, file, severity }) => [code, file, severity])).toEqual([
    ["unreadable-index", "p/sessions-index.json", "warning"],
  ]);
});

test("codex: companions are counted where a pattern takes them in", async () => {
  const cwd = makeFolder({
    "rollout-2026-01-02T03-04-05-a.jsonl": codex("a"),
    "rollout-2026-01-02T03-04-05-b.jsonl.zst.tmp": "half a file",
    "history.jsonl": '{"session_id":"a","ts":1,"text":"q"}\n',
    "session_index.jsonl": '{"id":"a","thread_name":"t"}\n',
  });
  const { status, stdout, stderr } = await ingest("codex", ["-d", ".", "--file-pattern", "*", ...JSON_REPORT], { cwd });
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["a"]);
  expect(summaryOf(soundReport(stderr))).toMatchObject({ skipped_by_reason: { "companion file": 3 } });
});

/** A zstd frame of one segment whose blocks are not compressed: what any decompressor reads. */
function rawFrame(bytes: Buffer): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 5);
  const pieces: Buffer[] = [head];
  const most = 128 * 1024;
  for (let at = 0; at < bytes.length || at === 0; at += most) {
    const block = bytes.subarray(at, at + most);
    const isLast = at + most >= bytes.length ? 1 : 0;
    const blockHead = Buffer.alloc(3);
    blockHead.writeUIntLE(block.length * 8 + isLast, 0, 3);
    pieces.push(blockHead, block);
  }
  return Buffer.concat(pieces);
}

describe("codex: .jsonl.zst", () => {
  const name = "rollout-2026-01-02T03-04-05-a.jsonl";
  const long = codex("a", "q", 'an "answer" é\n'.repeat(40_000));

  /** The rows of a compressed file, and those of what it was made of. */
  async function both(file: Uint8Array): Promise<{ packed: Run; plain: Run }> {
    const cwd = makeFolder({ [`plain/${name}`]: long, [`zst/${name}.zst`]: file });
    const plain = await ingest("codex", ["-d", "plain", ...RELATIVE], { cwd });
    const packed = await ingest("codex", ["-d", "zst", ...RELATIVE, "-q"], { cwd });
    return { plain, packed: { ...packed, stdout: packed.stdout.replace(`${name}.zst`, name) } };
  }

  test("blocks that are stored", async () => {
    const { packed, plain } = await both(rawFrame(Buffer.from(long)));
    expect(packed).toMatchObject({ status: 0, stderr: "", stdout: plain.stdout });
  });

  test("two frames", async () => {
    const half = Math.trunc(long.length / 2);
    const frames = [long.slice(0, half), long.slice(half)].map((text) => rawFrame(Buffer.from(text)));
    const { packed, plain } = await both(Buffer.concat(frames));
    expect(packed).toMatchObject({ status: 0, stderr: "", stdout: plain.stdout });
  });

  test("the plain file beside it is the one that counts, in either folder", async () => {
    const stale = rawFrame(Buffer.from(codex("a", "q", "a stale answer")));
    const trees: readonly Tree[] = [
      { [`sessions/${name}`]: codex("a"), [`sessions/${name}.zst`]: stale },
      { [`sessions/2026/01/02/${name}`]: codex("a"), [`archived_sessions/${name}.zst`]: stale },
    ];
    for (const tree of trees) {
      const cwd = makeFolder(tree);
      const { status, stdout, stderr } = await ingest("codex", ["-d", ".", ...JSON_REPORT], { cwd });
      expect(status).toBe(0);
      expect(rowsOf(stdout).map(texts)).toEqual([["a question", "an answer"]]);
      expect(summaryOf(soundReport(stderr)).skipped_by_reason).toEqual({ superseded: 1 });
    }
  });

  test("cut off, or no zstd at all", async () => {
    const cwd = makeFolder({
      [`a/${name}.zst`]: rawFrame(Buffer.from(long)).subarray(0, 5_000),
      [`b/${name.replace("-a", "-b")}.zst`]: "not compressed",
      [`c/${name.replace("-a", "-c")}`]: codex("c"),
    });
    const { status, stdout, stderr } = await ingest("codex", ["-d", ".", ...JSON_REPORT], { cwd });
    expect(status).toBe(1);
    expect(traceIds(stdout)).toEqual(["c"]);
    const report = soundReport(stderr);
    expect(report.diagnostics).toMatchObject([{ code: "unreadable-file", file: `a/${name}.zst` }]);
  });
});

test("claude_code: a session that goes on in another file says so, whatever is read first", async () => {
  const first = claude("a");
  const copied = first.replaceAll('"sessionId":"a"', '"sessionId":"z"');
  const cwd = makeFolder({ "p/a.jsonl": first + lines(claudeRecord("a", 5, "user", "more")), "q/z.jsonl": copied });
  appendFileSync(`${cwd}/q/z.jsonl`, lines(claudeRecord("z", 2, "user", "something else")));
  const { status, stdout, stderr } = await ingest("claude_code", ["-d", ".", ...JSON_REPORT], { cwd });
  expect(status).toBe(0);
  expect(rowsOf(stdout).map((row) => [row.trace_id, texts(row)])).toEqual([
    ["a", ["a question", "an answer", "more"]],
    ["z", ["something else"]],
  ]);
  expect(soundReport(stderr).diagnostics).toMatchObject([{ code: "repeated-records", file: "q/z.jsonl" }]);
});
