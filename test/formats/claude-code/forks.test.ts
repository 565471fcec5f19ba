/** Forked subagents, whose logs hold a reference to what they were given and not the records. */
import { describe, expect, test } from "vitest";
import { ingestTree, script, type Ingested } from "./ingest.ts";
import { Log, plainLog, lines, type Fields } from "./log.ts";

function reference(of: Log, more: Fields = {}): Fields {
  return {
    type: "fork-context-ref",
    agentId: "a1",
    parentSessionId: "session-1",
    parentLastUuid: of.last,
    contextLength: 2,
    ...more,
  };
}

function forked(start: Fields): Log {
  const log = new Log("session-1", { isSidechain: true, agentId: "a1" });
  log.aside(start);
  log.user("go on from there", { uuid: "agent-1", parentUuid: null });
  log.assistant("m9", "gone", { uuid: "agent-2" });
  return log;
}

async function agentOf(tree: Record<string, string>): Promise<Ingested | undefined> {
  const results = await ingestTree(tree);
  return results.find(({ name }) => name.endsWith("agent-a1.jsonl"));
}

describe("a forked subagent", () => {
  const parent = plainLog();

  test("names the session of the run that it goes on from", async () => {
    const agent = await agentOf({
      "session-1.jsonl": String(parent),
      "session-1/subagents/agent-a1.jsonl": String(forked(reference(parent))),
    });
    expect(agent?.rows.map(script)).toEqual([["user: go on from there", "assistant: gone"]]);
    expect(agent?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-1", last_uuid: parent.last }]);
    expect(agent?.codes).toEqual([]);
  });

  test("is warned of when its session is not in the run", async () => {
    const agent = await agentOf({ "agent-a1.jsonl": String(forked(reference(parent))) });
    expect(agent?.rows[0]?.source_meta["continues"]).toEqual([
      { trace_id: "session-1", last_uuid: parent.last, in_run: false },
    ]);
    expect(agent?.diagnostics.map(({ code, found }) => [code, found])).toEqual([
      ["history-elsewhere", "the session session-1"],
    ]);
  });

  test("is warned of when the record that it goes on from is in no file", async () => {
    const agent = await agentOf({
      "session-1.jsonl": lines(parent.records.slice(0, 1)),
      "agent-a1.jsonl": String(forked(reference(parent))),
    });
    expect(agent?.rows[0]?.source_meta["continues"]).toMatchObject([{ in_run: false }]);
  });

  test("says so too when the reference names nothing", async () => {
    const agent = await agentOf({
      "session-1.jsonl": String(parent),
      "agent-a1.jsonl": String(forked({ type: "fork-context-ref" })),
    });
    expect(agent?.rows[0]?.source_meta["continues"]).toEqual([{ in_run: false }]);
    expect(agent?.codes).toEqual(["history-elsewhere"]);
  });

  test("that repeats records of its session names it once", async () => {
    const agent = new Log("session-1", { isSidechain: true, agentId: "a1" });
    agent.aside(reference(parent));
    agent.records.push(...parent.records.map((record) => ({ ...record, agentId: "a1", isSidechain: true })));
    agent.user("go on from there", { uuid: "agent-1", parentUuid: null });
    const longer = plainLog();
    longer.user("more");
    longer.assistant("m2", "and more");
    const result = await agentOf({
      "session-1.jsonl": String(longer),
      "session-1/subagents/agent-a1.jsonl": String(agent),
    });
    expect(result?.rows[0]?.source_meta["continues"]).toEqual([
      { trace_id: "session-1", records: 2, last_uuid: parent.last },
    ]);
    expect(result?.codes).toEqual(["repeated-records"]);
  });

  test("of which nothing is said is no row, and not warned of", async () => {
    const agent = await agentOf({ "agent-a1.jsonl": lines([reference(parent)]) });
    expect(agent?.reason).toBe("no conversation");
    expect(agent?.codes).toEqual([]);
  });
});
