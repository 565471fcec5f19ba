/** Records that several files of a run hold: each counts once. */
import { describe, expect, test } from "vitest";
import { ingestTree, script } from "./ingest.ts";
import { instant, call, lines, Log, plainLog, text, type Fields } from "./log.ts";

/** The records of a log as a copy of it has them under another session's id. */
function copied(log: Log, sessionId: string, changes: Fields = {}): Fields[] {
  return log.records.map((record) => ({ ...record, sessionId, ...changes }));
}

/** A log that begins with copies of another's records and goes on by itself. */
function fork(of: Log, id: string): Log {
  const log = new Log(id);
  log.records.push(...copied(of, id));
  return log;
}

/** A record without the id of its session. */
function anonymous(record: Fields): Fields {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== "sessionId"));
}

function snake(log: Log): string {
  return String(log).replaceAll('"sessionId"', '"session_id"');
}

function longer(id = "session-1"): Log {
  const log = plainLog(id);
  log.user("and then?");
  log.assistant("msg-2", "then this");
  return log;
}

describe("copies", () => {
  test("the same file in two folders is one row", async () => {
    const log = String(longer());
    const results = await ingestTree({ "a/s.jsonl": log, "b/s.jsonl": log });
    expect(results.map(({ reason }) => reason)).toEqual([null, "superseded"]);
    expect(results[1]?.codes).toEqual(["superseded-session"]);
  });

  test("the same file in two folders is one row, queued prompts included", async () => {
    const log = plainLog();
    log.add({
      type: "attachment",
      attachment: { type: "queued_command", prompt: "and quickly", commandMode: "prompt" },
    });
    log.assistant("msg-2", "as you wish");
    const results = await ingestTree({ "a/s.jsonl": String(log), "b/s.jsonl": String(log) });
    expect(results.map(({ reason }) => reason)).toEqual([null, "superseded"]);
  });

  test("a queued prompt that a fork repeats is said once", async () => {
    const log = plainLog();
    log.add({
      type: "attachment",
      attachment: { type: "queued_command", prompt: "and quickly", commandMode: "prompt" },
    });
    log.assistant("msg-2", "as you wish");
    const other = fork(log, "session-2");
    other.user("something new");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    const said = results.flatMap(({ rows }) => rows.flatMap((row) => script(row)));
    expect(said.filter((line) => line === "user: and quickly")).toHaveLength(1);
  });

  test("a prompt that a queue operation handed over is said once by a file and its copy that goes on", async () => {
    const log = plainLog();
    const queue = { type: "queue-operation", content: "and quickly", sessionId: "session-1", timestamp: instant(100) };
    log.aside({ ...queue, operation: "enqueue" });
    log.aside({ ...queue, operation: "remove" });
    log.assistant("msg-2", "as you wish");
    const other = longer();
    const all = lines([...log.records, ...other.records.slice(2)]);
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": all });
    const said = results.flatMap(({ rows }) => rows.flatMap((row) => script(row)));
    expect(said.filter((line) => line === "user: and quickly")).toHaveLength(1);
  });

  test("an older copy of a session is superseded by the longer one", async () => {
    const log = longer();
    const results = await ingestTree({ "a.jsonl": lines(log.records.slice(0, 2)), "b.jsonl": String(log) });
    expect(results.map(({ reason }) => reason)).toEqual(["superseded", null]);
  });

  test("a copy whose last line is cut off is superseded by the whole file", async () => {
    const log = String(longer());
    const results = await ingestTree({ "a.jsonl": log.slice(0, -20), "b.jsonl": log });
    expect(results.map(({ reason }) => reason)).toEqual(["superseded", null]);
  });

  test("a copy with other line ends and a byte order mark is superseded", async () => {
    const log = String(longer());
    const results = await ingestTree({ "a.jsonl": log, "b.jsonl": `\uFEFF${log.replaceAll("\n", "\r\n")}` });
    expect(results.map(({ reason }) => reason)).toEqual([null, "superseded"]);
  });

  test("a redacted copy is one too", async () => {
    const log = longer();
    const redacted = String(log).replaceAll("answer of", "[redacted] of");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": redacted });
    expect(results.map(({ reason }) => reason)).toEqual([null, "superseded"]);
  });
});

describe("forks", () => {
  test("the file with more records has what two of them share; the other says which row it continues", async () => {
    const log = longer();
    const other = fork(log, "session-2");
    other.user("something new");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results.map(({ reason }) => reason)).toEqual(["superseded", null]);
    const third = new Log("session-3");
    third.records.push(...copied(log, "session-3").slice(0, 2));
    third.user("another way");
    const both = await ingestTree({ "a.jsonl": String(log), "c.jsonl": String(third) });
    expect(both.map(({ rows }) => rows.map(script))).toEqual([
      [["user: question of session-1", "assistant: answer of session-1", "user: and then?", "assistant: then this"]],
      [["user: another way"]],
    ]);
    expect(both[1]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-1", records: 2 }]);
    expect(both[1]?.codes).toEqual(["repeated-records"]);
  });

  test("the rows do not depend on the order of the files", async () => {
    // The first has a record as it was, the second a redacted copy, the third a fork of this copy.
    const first = plainLog("session-1");
    const second = copied(first, "session-1", { message: { role: "user", content: "[x]" } });
    const third = second.map((record) => Object.assign({}, record, { sessionId: "session-3" }));
    const tree = { "a.jsonl": String(first), "b.jsonl": lines(second), "c.jsonl": lines(third) };
    const forward = await ingestTree(tree);
    const rotated = await ingestTree(tree, { arrange: ([a, b, c]) => [c, a, b].flatMap((file) => file ?? []) });
    const outcomes = (results: typeof forward): string[] =>
      results
        .map(({ name, outcome, rows }) => `${name} ${outcome} ${rows.map(({ trace_id }) => trace_id).join()}`)
        .toSorted();
    expect(outcomes(rotated)).toEqual(outcomes(forward));
  });

  test("a record that the fork has twice is not in its row", async () => {
    const log = longer();
    const other = new Log("session-2");
    const [first] = copied(log, "session-2");
    if (first !== undefined) other.records.push(first, first);
    other.user("something new");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results[1]?.rows.map(script)).toEqual([["user: something new"]]);
  });

  test("continues names rows that exist where the logs have no session's id", async () => {
    const log = new Log("x");
    log.user("question");
    log.assistant("m1", "answer");
    log.user("more");
    const bare = log.records.map(anonymous);
    const other = new Log("y");
    other.user("new");
    const fresh = other.records.map(anonymous);
    const results = await ingestTree({
      "in/a.jsonl": lines(bare),
      "in/b.jsonl": lines([...bare.slice(0, 2), ...fresh]),
    });
    const traces = results.flatMap(({ rows }) => rows.map(({ trace_id }) => trace_id));
    expect(traces).toEqual(["a", "b"]);
    expect(results[1]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "a", records: 2 }]);
  });

  test("continues names rows that exist where the session's log says session_id", async () => {
    const log = longer();
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2").slice(0, 2));
    other.user("new");
    const results = await ingestTree({ "a.jsonl": snake(log), "b.jsonl": snake(other) });
    expect(results[1]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-1", records: 2 }]);
  });

  test("continues names the session's row, not that of a sidechain that stands in its file", async () => {
    const log = longer();
    log.add({
      type: "user",
      message: { role: "user", content: "sub" },
      isSidechain: true,
      agentId: "a1",
      parentUuid: null,
    });
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2").slice(0, 2));
    other.user("new");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results[0]?.rows.map(({ trace_id }) => trace_id)).toEqual(["session-1", "session-1:a1"]);
    expect(results[1]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-1", records: 2 }]);
  });

  test("a compaction that a fork repeats is not counted in its row", async () => {
    const log = plainLog();
    log.add({ type: "system", subtype: "compact_boundary", compactMetadata: { trigger: "auto", preTokens: 9 } });
    log.user("This session is being continued from a previous conversation that ran out of context.", {
      isCompactSummary: true,
    });
    log.assistant("msg-2", "going on");
    log.user("more");
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2").slice(0, 5));
    other.user("new");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results[1]?.rows[0]?.source_meta).not.toHaveProperty("compactions");
  });

  test("one uuid for many records of a hand-made log takes nothing from another log", async () => {
    const same = { uuid: "00000000-0000-0000-0000-000000000000" };
    const one = plainLog("session-1", same);
    const other = plainLog("session-2", same);
    const results = await ingestTree({ "a.jsonl": String(one), "b.jsonl": String(other) });
    expect(results.map(({ rows }) => rows.map(script))).toEqual([
      [["user: question of session-1", "assistant: answer of session-1"]],
      [["user: question of session-2", "assistant: answer of session-2"]],
    ]);
  });

  test("a result whose call is in another file's row keeps its content", async () => {
    const log = new Log();
    log.user("read it");
    log.assistant("m1", [call("t1")]);
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2"));
    other.result("t1", "what the file says");
    log.user("stop that");
    log.user("and go home");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(JSON.stringify(results.map(({ rows }) => rows))).toContain("what the file says");
  });
});

/** A session of one call. */
function working(): Log {
  const log = new Log("session-2");
  log.user("read it");
  log.assistant("m1", [call("t1")]);
  log.result("t1", "what the file says");
  log.assistant("m2", "done");
  return log;
}

/** A longer session with some of another's records in its middle. */
function straying(of: Log, from: number, to: number, changes: Fields = {}): Log {
  const log = longer();
  log.records.splice(2, 0, ...of.records.slice(from, to).map((record) => ({ ...record, ...changes })));
  log.user("and then?");
  log.assistant("msg-3", "the end");
  return log;
}

describe("what belongs together stays together", () => {
  const whole = ["user: read it", "assistant:  (t1)", "tool #t1: what the file says", "assistant: done"];

  test.each([
    ["a call", 1, 2, {}],
    ["a call that is said to be the other session's", 1, 2, { sessionId: "session-1" }],
    ["a result", 2, 3, {}],
    ["a result that is said to be the other session's", 2, 3, { sessionId: "session-1" }],
    ["a prompt", 0, 1, {}],
    ["words", 3, 4, {}],
    ["most of it", 1, 4, {}],
  ])("a stray copy in a longer session takes nothing from the session's own row: %s", async (_, from, to, changes) => {
    const log = working();
    const stray = straying(log, from, to, changes);
    const tree = { "a.jsonl": String(stray), "b.jsonl": String(log) };
    const results = await ingestTree(tree);
    expect(results[1]?.rows.map(script)).toEqual([whole]);
    expect(results[1]?.codes).toEqual([]);
    expect(script(results[0]?.rows[0])).toHaveLength(6);
    expect(results[0]?.codes).toEqual(["repeated-records"]);
    expect(results[0]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-2", records: to - from }]);
    const turned = await ingestTree(tree, { arrange: (files) => files.toReversed() });
    expect(turned.toReversed().map(({ rows }) => rows)).toEqual(results.map(({ rows }) => rows));
  });

  test("a session that was forked while a call was under way keeps what the fork began with", async () => {
    const log = working();
    const other = new Log("session-3");
    other.records.push(...copied(log, "session-3").slice(0, 2));
    for (const words of ["leave that", "and this", "go home"]) other.user(words);
    const results = await ingestTree({ "a.jsonl": String(other), "b.jsonl": String(log) });
    expect(results.map(({ rows }) => rows.map(script))).toEqual([
      [["user: leave that", "user: and this", "user: go home"]],
      [whole],
    ]);
    expect(results[0]?.rows[0]?.source_meta["continues"]).toEqual([{ trace_id: "session-2", records: 2 }]);
  });

  test("of two calls that two files answer, each goes where its result is", async () => {
    const log = new Log();
    log.user("both");
    log.assistant("m1", [call("t1")]);
    log.assistant("m1", [call("t2")]);
    const other = fork(log, "session-2");
    log.result("t1", "one");
    log.user("more");
    other.result("t2", "two");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results.map(({ rows }) => rows.map(script))).toEqual([
      [["user: both", "assistant:  (t1)", "tool #t1: one", "user: more"]],
      [["assistant:  (t2)", "tool #t2: two"]],
    ]);
  });

  test("of a call that both answer, the longer file has it; the other's result is unlinked, and not lost", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [call("t1")]);
    const other = fork(log, "session-2");
    log.result("t1", "one");
    log.user("more");
    other.result("t1", "denied", { uuid: "other-result" });
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    expect(results[0]?.rows.map(script)).toEqual([["user: go", "assistant:  (t1)", "tool #t1: one", "user: more"]]);
    expect(results[1]?.rows[0]?.source_meta["unlinked_results"]).toMatchObject([{ tool_call_id: "t1" }]);
  });
});

describe("what holds the records must be a row", () => {
  test.each<[string, string | Uint8Array]>([
    ["a line that is no JSON", "not JSON\n"],
    ["a last line that is no JSON and has no end", "not JSON"],
    ["a line that is no object", "[]\n"],
    ["a message that is missing", '{"type":"user","uuid":"x"}\n'],
    ["a message that is damaged, in a record without an id", '{"type":"user","message":{"content":7}}\n'],
    ["a call without a name", '{"type":"assistant","uuid":"x","message":{"content":[{"type":"tool_use","id":"t"}]}}\n'],
    [
      "a byte that is not UTF-8",
      Buffer.from([...Buffer.from('{"type":"progress","x":"'), 0xff, ...Buffer.from('"}\n')]),
    ],
    ["two records on a line", '{"type":"mode"}{"type":"mode"}\n'],
  ])("a session is not superseded by a file that is rejected for %s", async (_, damage) => {
    const log = longer();
    const record = { type: "user", uuid: "u9", sessionId: "session-1", message: { content: "last" } };
    const whole = Buffer.from(`${String(log)}${lines([record])}`);
    const results = await ingestTree({
      "a.jsonl": Buffer.concat([whole, Buffer.from(damage)]),
      "b.jsonl": String(log),
    });
    expect(results.map(({ outcome }) => outcome)).toEqual(["rejected", "rows"]);
  });

  test.each([
    ["a byte order mark", "\uFEFF", ""],
    ["line ends of Windows and blank lines", "\r\n", "\r\n  \n"],
    ["a last line that is cut off", "", '{"type":"user","uu'],
  ])("a file with %s holds records for others", async (_, before, behind) => {
    const log = longer();
    const results = await ingestTree({
      "a.jsonl": `${before}${String(log)}${behind}`,
      "b.jsonl": lines(log.records.slice(0, 3)),
    });
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(["rows", "superseded"]);
  });

  test.each<[string, (line: string) => Uint8Array]>([
    ["is not UTF-8", (line) => Buffer.from(line.replace("and then?", "und größer?"), "latin1")],
    ["is damaged", (line) => Buffer.from(line.replace('"content":"and then?"', '"content":7'))],
  ])("a record that is left out of the longer file because it %s is in the other one", async (_, damaged) => {
    const log = longer();
    const [one = "", two = "", three = "", four = ""] = String(log).split(/(?<=\n)/u);
    const more = new Log("session-1", { uuid: "more" });
    more.user("and more");
    const long = Buffer.concat([Buffer.from(one + two), damaged(three), Buffer.from(four + String(more))]);
    const results = await ingestTree({ "a.jsonl": long, "b.jsonl": String(log) }, { level: "lenient" });
    const said = results.flatMap(({ rows }) => rows.flatMap(script));
    expect(said.filter((line) => line === "user: and then?")).toHaveLength(1);
    expect(said.filter((line) => line.includes("answer of"))).toHaveLength(1);
  });

  test("records that stand together on a line are known to be those of another file", async () => {
    const log = longer();
    const joined = String(log).replace("}\n{", "}{");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": joined }, { level: "lenient" });
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(["rows", "superseded"]);
  });

  test("a session is not superseded by a file that is skipped as a companion", async () => {
    const log = longer();
    const more = fork(log, "session-1");
    more.user("one more");
    const results = await ingestTree({ "s.jsonl": String(log), "s/tool-results/r.jsonl": String(more) });
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual(["rows", "companion file"]);
  });

  test("what was abandoned or withdrawn in the longer file stays in the other one", async () => {
    const log = new Log();
    const anchor = log.assistant("m0", "ready");
    log.user("first try", { parentUuid: anchor });
    log.assistant("m1", "first answer");
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2"));
    other.user("going on from the first");
    log.user("second try", { parentUuid: anchor });
    log.assistant("m2", "second answer");
    const results = await ingestTree({ "a.jsonl": String(log), "b.jsonl": String(other) });
    const said = results.flatMap(({ rows }) => rows.flatMap(script));
    expect(said.filter((line) => line.includes("first answer"))).toHaveLength(1);
  });
});

describe("summaries of other files", () => {
  test("a summary goes to the session that has the record it names", async () => {
    const log = longer();
    const leaf = log.last;
    const results = await ingestTree({
      "a.jsonl": lines([{ type: "summary", summary: "What it was about", leafUuid: leaf }]),
      "b.jsonl": String(log),
    });
    expect(results[0]?.reason).toBe("no conversation");
    expect(results[1]?.rows[0]?.source_meta["summary"]).toBe("What it was about");
  });

  test("a summary is read with white space between its parts", async () => {
    const log = longer();
    const results = await ingestTree({
      "a.jsonl": `{"type": "summary", "summary": "What it was about", "leafUuid": "${log.last}"}\n`,
      "b.jsonl": String(log).replaceAll('","', '", "').replaceAll('":"', '": "'),
    });
    expect(results[1]?.rows[0]?.source_meta["summary"]).toBe("What it was about");
  });

  test("a summary names its session whatever the order of the files", async () => {
    const log = longer();
    const other = new Log("session-2");
    other.records.push(...copied(log, "session-2").slice(0, 2));
    other.aside({ type: "summary", summary: "What it was about", leafUuid: "session-1-0002" });
    other.user("new");
    const tree = { "a.jsonl": String(log), "b.jsonl": String(other) };
    const forward = await ingestTree(tree);
    const backward = await ingestTree(tree, { arrange: (files) => files.toReversed() });
    expect(backward.toReversed().map(({ rows }) => rows)).toEqual(forward.map(({ rows }) => rows));
  });

  test("a summary of a record with a long result is found", async () => {
    const log = new Log();
    log.user("read it");
    log.assistant("m1", [call("t1")]);
    const leaf = log.result("t1", "x".repeat(2000), { toolUseResult: { stdout: "x".repeat(2000) } });
    const results = await ingestTree({
      "a.jsonl": lines([{ type: "summary", summary: "What it was about", leafUuid: leaf }]),
      "b.jsonl": String(log),
    });
    expect(results[1]?.rows[0]?.source_meta["summary"]).toBe("What it was about");
  });

  test("files that share nothing but long results are compared", async () => {
    const log = new Log();
    log.assistant("m1", [text("x".repeat(1000)), call("t1")], { toolUseResult: "y".repeat(1000) });
    const results = await ingestTree({ "a/s.jsonl": String(log), "b/s.jsonl": String(log) });
    expect(results.map(({ reason }) => reason)).toEqual([null, "superseded"]);
  });
});
