/** Sidechains that stand in the session's file (clients up to 2.1.1), and subagents' files. */
import { describe, expect, test } from "vitest";
import { ingestTree, rowsOfLog, script } from "./ingest.ts";
import { call, lines, Log, plainLog } from "./log.ts";

const SIDE = { isSidechain: true };

describe("sidechains in the session's file", () => {
  test("are rows of their own, told apart by their parents", async () => {
    const log = plainLog();
    const one = log.user("task one", { ...SIDE, parentUuid: null });
    const two = log.user("task two", { ...SIDE, parentUuid: null });
    const answer = log.assistant("m1", "one a", { ...SIDE, parentUuid: one });
    log.assistant("m2", "two a", { ...SIDE, parentUuid: two });
    log.assistant("m3", "one b", { ...SIDE, parentUuid: answer });
    const rows = await rowsOfLog(log);
    expect(rows.map(script)).toEqual([
      ["user: question of session-1", "assistant: answer of session-1"],
      ["user: task one", "assistant: one a | one b"],
      ["user: task two", "assistant: two a"],
    ]);
    expect(rows.map(({ trace_id }) => trace_id)).toEqual(["session-1", `session-1:${one}`, `session-1:${two}`]);
    expect(rows.map(({ is_sidechain }) => is_sidechain)).toEqual([false, true, true]);
    expect(rows.map(({ agent_id }) => agent_id)).toEqual([null, null, null]);
  });

  test("lose nothing when the first record of one comes again", async () => {
    const log = plainLog();
    const root = log.user("task", { ...SIDE, parentUuid: null });
    const first = log.records.at(-1);
    log.assistant("m1", "before", { ...SIDE, parentUuid: root });
    if (first !== undefined) log.records.push(first);
    log.assistant("m2", "behind", { ...SIDE, parentUuid: root });
    const rows = await rowsOfLog(log);
    expect(rows.slice(1).map(script)).toEqual([["user: task", "assistant: before | behind"]]);
  });

  test("lose nothing when they have neither ids nor parents and stand on one line", async () => {
    const records = ["one", "two"].map((content) => ({
      type: "user",
      isSidechain: true,
      sessionId: "s",
      message: { role: "user", content },
    }));
    const joined = `${lines(records).trimEnd().replaceAll("\n", "")}\n`;
    const rows = await rowsOfLog(joined, "lenient");
    expect(rows.flatMap(script).toSorted()).toEqual(["user: one", "user: two"]);
  });

  test("leave the session's own times and ending alone", async () => {
    const log = new Log();
    log.user("go");
    log.user("task", { ...SIDE, parentUuid: null });
    log.assistant("m1", "sub", SIDE);
    log.assistant("m2", "main", { parentUuid: "session-1-0001" });
    log.user("next");
    const cut = String(log).trimEnd().slice(0, -30);
    const rows = await rowsOfLog(cut);
    expect(rows.map(({ source_meta }) => source_meta["ended"])).toEqual(["unfinished", "complete"]);
    const started = rows.map(({ started_at }) => started_at);
    expect(started).toEqual(["2025-09-01T10:00:01.000Z", "2025-09-01T10:00:02.000Z"]);
  });
});

function agent(id = "a1b2"): Log {
  const log = new Log("session-1", { isSidechain: true, agentId: id });
  log.user("the task");
  log.assistant("m1", "the report");
  return log;
}

describe("subagents' files", () => {
  test("have the session's id as root, and what their meta file says", async () => {
    const results = await ingestTree({
      "session-1.jsonl": String(plainLog()),
      "session-1/subagents/agent-a1b2.jsonl": String(agent()).replaceAll("session-1-0", "agent-0"),
      "session-1/subagents/agent-a1b2.meta.json": '{"agentType":"Explore","description":"look around"}',
    });
    const row = results[1]?.rows[0];
    expect(row).toMatchObject({
      trace_id: "session-1:a1b2",
      root_session_id: "session-1",
      agent_id: "a1b2",
      is_sidechain: true,
    });
    expect(row?.source_meta).toMatchObject({ agent_type: "Explore", agent_description: "look around" });
  });

  test.each(["../../outside", "/etc/passwd", "__proto__", "constructor", "a\u0000b", ""])(
    "an agent's id %j is only a name",
    async (id) => {
      const [result] = await ingestTree({
        "in/agent-x.jsonl": String(agent(id)),
        "outside.meta.json": '{"agentType":"x"}',
      });
      expect(result?.outcome).toBe("rows");
      expect(result?.rows[0]?.agent_id).toBe(id === "" ? null : id);
      expect(result?.rows[0]?.source_meta).not.toHaveProperty("agent_type");
    },
  );

  test.each(["garbage", "[]", "null", '{"agentType":5,"description":["x"]}', "[".repeat(50_000), ""])(
    "a meta file that says nothing is passed over: %.20s",
    async (meta) => {
      const [result] = await ingestTree({ "agent-a1b2.jsonl": String(agent()), "agent-a1b2.meta.json": meta });
      expect(result?.outcome).toBe("rows");
      expect(result?.rows[0]?.source_meta).not.toHaveProperty("agent_type");
    },
  );

  test("the session names the agents that it started", async () => {
    const log = new Log();
    log.user("explore");
    log.assistant("m1", [call("t1", "Task")]);
    log.result("t1", "the report", { toolUseResult: { agentId: "a1b2", content: [], totalTokens: 5 } });
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["subagent_ids"]).toEqual(["a1b2"]);
  });
});
