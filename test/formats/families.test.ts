/** What keeps files together in one partition: by their paths, and by what they begin with. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { discover } from "../../src/discover/discover.ts";
import { choiceOf, familyOf } from "../../src/formats/choice.ts";
import { ingest, type PlainSeedRow } from "../../src/index.ts";
import { makeFolder } from "../support/folder.ts";
import { jsonl } from "../support/sessions.ts";

const UUID = "5b0f6a52-0c7e-4f43-9a3e-6c1d2e8f9a10";

function families(format: string, tree: Readonly<Record<string, string>>): Record<string, string> {
  const choice = choiceOf(format);
  const { files } = discover({ kind: "path", path: makeFolder(tree), pattern: "*", recursive: true });
  return Object.fromEntries(files.map((file) => [file.relativePath, familyOf(choice, file)]));
}

describe.each(["claude_code", "auto"])("Claude Code's files as %s", (format) => {
  test("a project's are one family, whatever they are and wherever it lies", () => {
    const names = [
      "-work-shop/s1.jsonl",
      "-work-shop/agent-1.jsonl",
      "-work-shop/s1/subagents/agent-2.jsonl",
      "me/projects/C--work/s2.jsonl",
      "trial-1/-app/s3.jsonl",
      "trial-2/-app/s3.jsonl",
    ];
    const found = families(format, Object.fromEntries(names.map((name) => [name, ""])));
    expect(Object.values(found).toSorted()).toEqual([
      "-work-shop",
      "-work-shop",
      "-work-shop",
      "me/projects/C--work",
      "trial-1/-app",
      "trial-2/-app",
    ]);
  });

  test("elsewhere a session's subagents go with it", () => {
    const record = { type: "user", sessionId: "s1", agentId: "1", message: { role: "user", content: "Go." } };
    const found = families(format, {
      "logs/s1.jsonl": "",
      "logs/s2.jsonl": "",
      "logs/s1/subagents/agent-2.jsonl": "",
      "logs/s1/subagents/more/agent-3.jsonl": "",
      "logs/agent-1.jsonl": jsonl([{ type: "summary", summary: "Of old." }, record]),
      "logs/agent-4.jsonl": "no record",
      [`logs/${UUID}.jsonl`]: "",
      [`backup/${UUID}.jsonl`]: "",
      [`backup/${UUID}/subagents/agent-5.jsonl`]: "",
    });
    expect(found).toEqual({
      "logs/s1.jsonl": "logs/s1",
      "logs/s2.jsonl": "logs/s2",
      "logs/s1/subagents/agent-2.jsonl": "logs/s1",
      "logs/s1/subagents/more/agent-3.jsonl": "logs/s1",
      "logs/agent-1.jsonl": "logs/s1",
      "logs/agent-4.jsonl": "logs/agent-4",
      [`logs/${UUID}.jsonl`]: UUID,
      [`backup/${UUID}.jsonl`]: UUID,
      [`backup/${UUID}/subagents/agent-5.jsonl`]: UUID,
    });
  });
});

function rollout(...headers: readonly object[]): string {
  return jsonl(headers.map((payload) => ({ timestamp: "2026-03-01T10:00:00Z", type: "session_meta", payload })));
}

test.each(["codex", "auto"])("Codex' files as %s: the thread that a header goes back to", (format) => {
  const found = families(format, {
    "rollout-1.jsonl": rollout({ id: "a" }),
    "moved/rollout-1.jsonl": rollout({ id: "a" }),
    "rollout-2.jsonl": rollout({ id: "b", forked_from_id: "a" }),
    "rollout-3.jsonl": rollout({ id: "c", source: { subagent: { thread_spawn: { parent_thread_id: "a" } } } }),
    "rollout-4.jsonl": rollout({ id: "d", session_id: "a", parent_thread_id: "c" }),
    "rollout-5.jsonl": rollout({ id: "e", history_base: { thread_id: "a" } }),
    // Its copied history begins with the header of what it was forked from, a fork itself.
    "rollout-6.jsonl": rollout({ id: "f", forked_from_id: "b" }, { id: "b", forked_from_id: "a" }, { id: "a" }),
    "rollout-7.jsonl": rollout({ id: "g", session_id: "g" }),
    "rollout-8.jsonl": "nothing",
    "rollout-9.jsonl.zst": "nothing",
  });
  const { "rollout-7.jsonl": g, "rollout-8.jsonl": eight, "rollout-9.jsonl.zst": nine, ...family } = found;
  expect(Object.values(family)).toEqual(["a", "a", "a", "a", "a", "a", "a"]);
  expect([g, eight, nine]).toEqual(["g", "rollout-8", "rollout-9"]);
});

test.each(["hermes_agent", "auto"])("Hermes' files as %s: a home, or a session", (format) => {
  const names = ["state.db", "sessions/session_x.json", "sessions/20260302_090000_0a1b2c3d.jsonl"];
  const homes = ["", "profiles/work/"];
  const tree = Object.fromEntries(homes.flatMap((home) => names.map((name) => [`${home}${name}`, ""])));
  expect(new Set(Object.values(families(format, tree)))).toEqual(new Set([".", "profiles/work"]));
  const flat = { "x/session_20260302_090000_0a1b2c3d.json": "", "x/20260302_090000_0a1b2c3d.jsonl": "" };
  expect(new Set(Object.values(families(format, flat)))).toEqual(new Set(["x/20260302_090000_0a1b2c3d"]));
});

test.each(["pi_coding_agent", "auto"])("Pi's files as %s: a project, or a session and its copies", (format) => {
  expect(
    families(format, {
      "sessions/--work-shop--/2026-03-01T10-00-01-000Z_a.jsonl": "",
      "sessions/--work-shop--/subagent-artifacts/b.jsonl": "",
      "agents/main/sessions/c.jsonl": "",
      "agents/main/sessions/c.jsonl.reset.2026-03-01": "",
      "agents/main/sessions/c.checkpoint.1.jsonl": "",
    }),
  ).toEqual({
    "sessions/--work-shop--/2026-03-01T10-00-01-000Z_a.jsonl": "sessions/--work-shop--",
    "sessions/--work-shop--/subagent-artifacts/b.jsonl": "sessions/--work-shop--",
    "agents/main/sessions/c.jsonl": "agents/main/sessions/c",
    "agents/main/sessions/c.jsonl.reset.2026-03-01": "agents/main/sessions/c",
    "agents/main/sessions/c.checkpoint.1.jsonl": "agents/main/sessions/c",
  });
});

test("ATIF: a file is alone", () => {
  expect(families("atif", { "job/trajectory.json": "", "-job/trajectory.json": "" })).toEqual({
    "job/trajectory.json": "job/trajectory",
    "-job/trajectory.json": "-job/trajectory",
  });
});

/** Where the files of a fixture would lie, so that their paths say what they are. */
const LAYOUTS: Readonly<Record<string, (source: string, name: string, corpus: string) => void>> = {
  claude_code: (source, name, corpus) => cpSync(source, path.join(corpus, `-work-${name}`), { recursive: true }),
  codex: (source, name, corpus) => cpSync(source, path.join(corpus, name), { recursive: true }),
  pi_coding_agent: (source, name, corpus) => cpSync(source, path.join(corpus, `--work-${name}--`), { recursive: true }),
  hermes_agent(source, name, corpus) {
    const home = path.join(corpus, name);
    if (existsSync(path.join(source, "sessions"))) {
      cpSync(source, home, { recursive: true });
      return;
    }
    mkdirSync(home);
    cpSync(source, path.join(home, "sessions"), { recursive: true });
    const database = path.join(source, "state.db");
    if (existsSync(database)) copyFileSync(database, path.join(home, "state.db"));
  },
};

/** docs/decisions/009 says why: neither the path nor the beginning of these files names their session. */
const APART: ReadonlySet<string> = new Set(["codex/subagents", "hermes/trajectory-of-session"]);

const CASES = [
  ["claude_code", "claude-code"],
  ["codex", "codex"],
  ["pi_coding_agent", "pi"],
  ["hermes_agent", "hermes"],
].flatMap(([format = "", folder = ""]) =>
  readdirSync(`fixtures/${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !APART.has(`${folder}/${entry.name}`))
    .map(({ name }) => [format, folder, name] as const),
);

test.each(CASES)("%s: partitions of fixtures/%s/%s have the rows of one run", async (format, folder, name) => {
  const corpus = makeFolder();
  LAYOUTS[format]?.(path.join("fixtures", folder, name), name, corpus);
  const rowsOf = async (index: number, count: number): Promise<PlainSeedRow[]> => {
    const partition = { index, count, by: "hash" } as const;
    const rows: PlainSeedRow[] = [];
    const options = { format, traceDir: corpus, sourcePath: "relative", validation: "lenient", partition } as const;
    for await (const row of ingest(options)) rows.push(row);
    return rows;
  };
  const count = 5;
  const parts: PlainSeedRow[] = [];
  for (let index = 0; index < count; index++) parts.push(...(await rowsOf(index, count)));
  expect(inOrder(parts)).toEqual(inOrder(await rowsOf(0, 1)));
});

function inOrder(rows: readonly PlainSeedRow[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
