/** What lies beside a log is read only inside of the folder given. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../support/folder.ts";
import { ingestFolder, ingestInputs, filesIn, ingestTree, script } from "./ingest.ts";
import { call, Log, plainLog } from "./log.ts";

function stub(saved: string): string {
  return `<persisted-output>\nOutput too large (49.1KB). Full output saved to: ${saved}\n\nPreview (first 2KB):\nthe first lines\n...\n</persisted-output>`;
}

function withStub(saved: string, id = "session-1"): string {
  const log = new Log(id);
  log.user("list all");
  log.assistant("m1", [call("t1", "Bash")]);
  log.result("t1", stub(saved));
  log.assistant("m2", "all listed");
  return String(log);
}

/** The result's text and the state that the row names; the stub is shown as such. */
async function persisted(folder: string): Promise<{ text: string; state: unknown; codes: readonly string[] }> {
  const results = await ingestFolder(folder);
  const result = results.find(({ rows }) => rows.length > 0);
  const row = result?.rows[0];
  const text = String(row?.messages[2]?.content[0]?.["text"]);
  const meta = row?.source_meta["persisted_results"];
  const state = Array.isArray(meta) ? meta.map((each) => Reflect.get(each, "state")) : meta;
  return { text: text.startsWith("<persisted-output>") ? "stub" : text, state, codes: result?.codes ?? [] };
}

describe("tool results that were put into files", () => {
  test("are read beside the log, wherever the log was written", async () => {
    const folder = makeFolder({
      "p/session-1.jsonl": withStub("/home/dev/.claude/projects/p/session-1/tool-results/b1.txt"),
      "p/session-1/tool-results/b1.txt": "everything, äöü 😀\n\ud7ff",
    });
    expect(await persisted(folder)).toEqual({ text: "everything, äöü 😀\n\ud7ff", state: ["inlined"], codes: [] });
  });

  test("are read for a subagent, whose file lies deeper", async () => {
    const folder = makeFolder({
      "p/session-1/subagents/agent-a1.jsonl": withStub("/gone/session-1/tool-results/b1.txt"),
      "p/session-1/tool-results/b1.txt": "everything",
    });
    expect(await persisted(folder)).toMatchObject({ text: "everything", state: ["inlined"] });
  });

  test("are read where the stub says, inside of the folder", async () => {
    const folder = makeFolder({ "elsewhere/b1.txt": "everything" });
    writeFileSync(path.join(folder, "s.jsonl"), withStub(path.join(folder, "elsewhere/b1.txt")));
    expect(await persisted(folder)).toMatchObject({ text: "everything", state: ["inlined"] });
  });

  test("with a path of Windows are found by their name", async () => {
    const folder = makeFolder({
      "session-1.jsonl": withStub("C:\\Users\\dev\\.claude\\projects\\p\\session-1\\tool-results\\b1.txt"),
      "session-1/tool-results/b1.txt": "everything",
    });
    expect(await persisted(folder)).toMatchObject({ text: "everything", state: ["inlined"] });
  });

  test("are not read from outside", async () => {
    const outside = makeFolder({ "secret.txt": "secret", "tool-results/secret.txt": "secret" });
    const name = path.basename(outside);
    for (const saved of [
      path.join(outside, "secret.txt"),
      `../${name}/secret.txt`,
      "/etc/hostname",
      "/proc/self/environ",
    ]) {
      const folder = makeFolder({ "session-1.jsonl": withStub(saved) });
      const { text, state } = await persisted(folder);
      expect(text).toBe("stub");
      expect(["outside", "missing"]).toContain(Array.isArray(state) ? state[0] : state);
    }
  });

  test("outside of the folder are warned of", async () => {
    const outside = makeFolder({ "secret.txt": "secret" });
    const folder = makeFolder({ "s.jsonl": withStub(path.join(outside, "secret.txt")) });
    expect(await persisted(folder)).toEqual({ text: "stub", state: ["outside"], codes: ["outside-root"] });
  });

  test("are not read through a link that leads out, of a file or of a folder", async () => {
    const outside = makeFolder({ "b1.txt": "secret" });
    const saved = "/gone/session-1/tool-results/b1.txt";
    const one = makeFolder({ "session-1.jsonl": withStub(saved), "session-1/tool-results/x": "" });
    symlinkSync(path.join(outside, "b1.txt"), path.join(one, "session-1/tool-results/b1.txt"));
    expect(await persisted(one)).toMatchObject({ text: "stub", state: ["outside"] });
    const other = makeFolder({ "session-1.jsonl": withStub(saved) });
    mkdirSync(path.join(other, "session-1"));
    symlinkSync(outside, path.join(other, "session-1/tool-results"));
    expect(await persisted(other)).toMatchObject({ text: "stub", state: ["outside"] });
  });

  test("of a session's id that leads out are not read", async () => {
    const outside = makeFolder({ "tool-results/b1.txt": "secret" });
    const id = path.join("..", path.basename(outside));
    const folder = makeFolder({ "s.jsonl": withStub("/gone/b1.txt", id) });
    expect(await persisted(folder)).toMatchObject({ text: "stub", state: ["outside"] });
  });

  test("of a log that was named are not read from the folder above its own", async () => {
    const folder = makeFolder({
      "session-1/subagents/agent-a1.jsonl": withStub("/gone/tool-results/b1.txt"),
      "session-1/tool-results/b1.txt": "everything",
    });
    const files = filesIn(folder).map((file) => Object.assign(file, { root: path.dirname(file.path), named: true }));
    const [result] = await ingestInputs(files);
    expect(result?.rows[0]?.source_meta["persisted_results"]).toMatchObject([{ state: "outside" }]);
  });

  test("that are folders, pipes or no text stay stubs", async () => {
    const saved = "/gone/session-1/tool-results/b1.txt";
    const folder = makeFolder({ "session-1.jsonl": withStub(saved), "session-1/tool-results/b1.txt/x": "" });
    expect(await persisted(folder)).toMatchObject({ text: "stub", state: ["missing"] });
    const binary = makeFolder({
      "session-1.jsonl": withStub(saved),
      "session-1/tool-results/b1.txt": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]),
    });
    expect(await persisted(binary)).toMatchObject({ text: "stub", state: ["not-text"] });
    const pipe = makeFolder({ "session-1.jsonl": withStub(saved), "session-1/tool-results/x": "" });
    spawnSync("mkfifo", [path.join(pipe, "session-1/tool-results/b1.txt")]);
    expect(await persisted(pipe)).toMatchObject({ text: "stub", state: ["missing"] });
  });

  test.each(["..", ".", "", "/", "a\u0000b", "x".repeat(5000), "__proto__"])(
    "of the name %.20j are missing",
    async (saved) => {
      const folder = makeFolder({ "session-1.jsonl": withStub(saved), "session-1/tool-results/x": "" });
      expect((await persisted(folder)).text).toBe("stub");
    },
  );

  test("that are empty are empty", async () => {
    const folder = makeFolder({
      "session-1.jsonl": withStub("/gone/session-1/tool-results/b1.txt"),
      "session-1/tool-results/b1.txt": "",
    });
    expect(await persisted(folder)).toMatchObject({ text: "", state: ["inlined"] });
  });
});

describe("sessions-index.json", () => {
  const entry = { sessionId: "session-1", projectPath: "/work/project", summary: "In short", firstPrompt: "question" };

  test("says a session's project, summary and first prompt", async () => {
    const results = await ingestTree({
      "p/session-1.jsonl": String(plainLog()),
      "p/sessions-index.json": JSON.stringify({ version: 1, entries: [{ sessionId: "other" }, entry] }),
    });
    expect(results[0]?.rows[0]).toMatchObject({
      cwd: "/work/demo",
      project_path: "/work/project",
      source_meta: { summary: "In short", first_prompt: "question" },
    });
  });

  test.each<[string, string]>([
    ["no JSON", "garbage"],
    ["empty", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["entries that are no list", '{"entries":{"sessionId":"session-1"}}'],
    ["entries of all kinds", '{"entries":[null,5,"x",[],{},{"sessionId":7},{"sessionId":""}]}'],
    [
      "fields of other types",
      '{"entries":[{"sessionId":"session-1","projectPath":["/x"],"summary":{},"firstPrompt":5}]}',
    ],
    ["empty fields", '{"entries":[{"sessionId":"session-1","projectPath":"","summary":"","firstPrompt":""}]}'],
    [
      "prototypes",
      '{"__proto__":{"entries":[]},"entries":[{"__proto__":{"projectPath":"/x"},"sessionId":"session-1"}]}',
    ],
    ["deep", `{"entries":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ])("that says nothing is passed over: %s", async (_, index) => {
    const [result] = await ingestTree({ "p/session-1.jsonl": String(plainLog()), "p/sessions-index.json": index });
    expect(result?.rows[0]).toMatchObject({ project_path: "/work/demo" });
    expect(result?.rows[0]?.source_meta).not.toHaveProperty("summary");
    expect(result?.rows[0]?.source_meta).not.toHaveProperty("first_prompt");
  });

  test("counts where it lies in the folder or above, and never outside of what was given", async () => {
    const index = JSON.stringify({ entries: [entry] });
    const tree = { "sessions-index.json": index, "p/q/session-1.jsonl": String(plainLog()) };
    const folder = makeFolder(tree);
    expect((await ingestFolder(folder))[0]?.rows[0]?.project_path).toBe("/work/project");
    expect((await ingestFolder(path.join(folder, "p")))[0]?.rows[0]?.project_path).toBe("/work/demo");
  });

  test("is not read through a link that leads out", async () => {
    const outside = makeFolder({ "x.json": JSON.stringify({ entries: [entry] }) });
    const folder = makeFolder({ "p/session-1.jsonl": String(plainLog()) });
    symlinkSync(path.join(outside, "x.json"), path.join(folder, "p/sessions-index.json"));
    expect((await ingestFolder(folder))[0]?.rows[0]?.project_path).toBe("/work/demo");
  });

  test("of two folders that know the session, its own counts", async () => {
    const other = { ...entry, projectPath: "/work/other" };
    const results = await ingestTree({
      "a/session-1.jsonl": String(plainLog()),
      "a/sessions-index.json": JSON.stringify({ entries: [entry] }),
      "b/session-2.jsonl": String(plainLog("session-2")),
      "b/sessions-index.json": JSON.stringify({ entries: [other] }),
    });
    expect(results[0]?.rows[0]?.project_path).toBe("/work/project");
  });
});

describe("files that are known by their names", () => {
  test("are companions, unless they hold a session; what tools put out is one whatever it holds", async () => {
    const log = String(plainLog());
    const results = await ingestTree({
      "history.jsonl": '{"display":"hi","pastedContents":{},"timestamp":1,"project":"/work"}\n',
      "p/history.jsonl": log,
      "s/journal.jsonl": '{"type":"started","key":"k","agentId":"a"}\n',
      "s/tool-results/a/b.jsonl": log,
      "tool-results.jsonl": String(plainLog("session-2")),
    });
    expect(results.map(({ name, reason }) => [name, reason])).toEqual([
      ["history.jsonl", "companion file"],
      ["p/history.jsonl", null],
      ["s/journal.jsonl", "companion file"],
      ["s/tool-results/a/b.jsonl", "companion file"],
      ["tool-results.jsonl", null],
    ]);
  });

  test("are read when the user names them", async () => {
    const files = filesIn(makeFolder({ "history.jsonl": String(plainLog()) }));
    const [result] = await ingestInputs(files.map((file) => Object.assign(file, { named: true })));
    expect(script(result?.rows[0])).toHaveLength(2);
  });
});
