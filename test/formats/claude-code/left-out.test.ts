/** What is left out of a row: rewound, withdrawn, said twice. */
import { describe, expect, test } from "vitest";
import { ingestTree, rowsOfLog, script } from "./ingest.ts";
import { call, Log, plainLog, text } from "./log.ts";

function rewound(): { log: Log; anchor: string } {
  const log = new Log();
  log.user("hello");
  const anchor = log.assistant("m1", "hi");
  log.user("first try", { parentUuid: anchor });
  log.assistant("m2", "first answer");
  return { log, anchor };
}

describe("rewinds", () => {
  test("a prompt that was taken back goes with all that followed it", async () => {
    const { log, anchor } = rewound();
    log.user("second try", { parentUuid: anchor });
    log.assistant("m3", "second answer");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: hello", "assistant: hi", "user: second try", "assistant: second answer"]);
    expect(row?.source_meta["abandoned_records"]).toBe(2);
  });

  test("two prompts in a row may both have been read: they stay", async () => {
    const log = new Log();
    const anchor = log.assistant("m1", "hi");
    log.user("one", { parentUuid: anchor });
    log.user("two", { parentUuid: anchor });
    log.assistant("m2", "both");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["assistant: hi", "user: one", "user: two", "assistant: both"]);
  });

  test("what goes on behind the second prompt was not abandoned", async () => {
    const { log, anchor } = rewound();
    const first = log.last;
    log.user("second try", { parentUuid: anchor });
    log.assistant("m3", "second answer");
    log.user("back to the first", { parentUuid: first });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toHaveLength(7);
    expect(row?.source_meta).not.toHaveProperty("abandoned_records");
  });

  test("each of several prompts that were taken back goes", async () => {
    const { log, anchor } = rewound();
    log.user("second try", { parentUuid: anchor });
    log.assistant("m3", "second answer");
    log.user("third try", { parentUuid: anchor });
    log.assistant("m4", "third answer");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: hello", "assistant: hi", "user: third try", "assistant: third answer"]);
  });

  test("a parent that does not exist, and one that is its own, abandon nothing", async () => {
    const log = new Log();
    log.user("one", { parentUuid: "nowhere" });
    log.assistant("m1", "a");
    log.user("two", { parentUuid: "nowhere" });
    log.assistant("m2", "b");
    log.user("three", { uuid: "self", parentUuid: "self" });
    log.assistant("m3", "c");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toHaveLength(6);
  });
});

describe("records that the client withdrew", () => {
  test("go with the results of their calls", async () => {
    const log = plainLog();
    log.user("next");
    const gone = log.assistant("m2", [text("wrong"), call("t1")]);
    log.result("t1", "of the wrong one");
    log.assistant("m3", "right", { supersedesUuids: [gone] });
    const [row] = await rowsOfLog(log);
    expect(script(row).slice(2)).toEqual(["user: next", "assistant: right"]);
    expect(row?.source_meta["retracted_records"]).toBe(2);
  });

  test("are named by a system record too", async () => {
    const log = plainLog();
    const gone = log.assistant("m2", "refused");
    log.add({
      type: "system",
      subtype: "model_refusal_fallback",
      retractedMessageUuids: [gone],
      originalModel: "big",
      fallbackModel: "small",
    });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toHaveLength(2);
    expect(row?.source_meta["model_fallbacks"]).toEqual([{ from: "big", to: "small" }]);
  });

  test("what a person says beside the result of a withdrawn call stays", async () => {
    const log = plainLog();
    const gone = log.assistant("m2", [call("t1")]);
    log.user([{ type: "tool_result", tool_use_id: "t1", content: "x" }, text("use the other file")]);
    log.assistant("m3", "right", { supersedesUuids: [gone] });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toContain("user: use the other file");
  });

  test("are withdrawn though the file has them twice", async () => {
    const log = plainLog();
    const gone = log.assistant("m2", "wrong");
    const again = log.records.at(-1);
    if (again !== undefined) log.records.push(again);
    log.assistant("m3", "right", { supersedesUuids: [gone] });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: question of session-1", "assistant: answer of session-1 | right"]);
  });
});

describe("records that the file has twice", () => {
  test("count once", async () => {
    const log = plainLog();
    log.records.push(...log.records);
    const [row] = await rowsOfLog(log);
    expect(script(row)).toHaveLength(2);
    expect(row?.source_meta["repeated_records"]).toBe(2);
  });

  test("count once, the second of two with one uuid as well", async () => {
    const log = new Log("session-1", { uuid: "same" });
    log.user("one");
    log.user("two");
    log.records.push(...log.records.slice(1));
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: one", "user: two"]);
  });

  test("are not the same when they were written at other times", async () => {
    const log = new Log("session-1", { uuid: "same" });
    log.user("continue");
    log.assistant("m1", "a");
    log.user("continue");
    log.assistant("m2", "b");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: continue", "assistant: a", "user: continue", "assistant: b"]);
  });

  test("are not of one instant when their timestamps tell none", async () => {
    const log = new Log("session-1", { timestamp: "[redacted]" });
    log.user("continue");
    log.assistant("m1", "a");
    log.user("continue");
    log.assistant("m2", "b");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: continue", "assistant: a", "user: continue", "assistant: b"]);
  });

  test("are not the same when somebody else says it", async () => {
    const log = new Log("session-1", { uuid: "same" });
    log.user([text("ping")]);
    log.assistant("m1", "ping");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: ping", "assistant: ping"]);
  });
});

describe("messages that are only shown", () => {
  const shown = { isVirtual: true };

  /** A script that ran a tool. */
  function scripted(): Log {
    const log = new Log();
    log.user("count");
    log.assistant("m1", [call("t1", "REPL")]);
    log.assistant("v1", [call("inner", "Bash")], shown);
    log.result("inner", "a.txt", shown);
    return log;
  }

  test("are none of the model's, and are counted; what answers them stays", async () => {
    const log = scripted();
    log.result("t1", "1");
    log.assistant("m2", "one");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: count", "assistant:  (t1)", "tool #t1: 1", "assistant: one"]);
    expect(row?.source_meta["virtual_records"]).toBe(2);
  });

  test("keep a branch together that runs through them", async () => {
    const log = scripted();
    const anchor = log.last;
    log.user("first try");
    log.assistant("v2", "shown", shown);
    log.assistant("m2", "first answer");
    log.assistant("v3", "shown", shown);
    log.user("second try", { parentUuid: anchor });
    log.assistant("m3", "second answer");
    const [row] = await rowsOfLog(log);
    expect(script(row).slice(2)).toEqual(["user: second try", "assistant: second answer"]);
    expect(row?.source_meta).toMatchObject({ abandoned_records: 2, virtual_records: 4 });
  });

  test("lead from one prompt to the next: neither was taken back", async () => {
    const log = scripted();
    log.user("and now");
    log.assistant("v2", "shown", shown);
    log.user("go on");
    log.assistant("m2", "done");
    const [row] = await rowsOfLog(log);
    expect(script(row).slice(2)).toEqual(["user: and now", "user: go on", "assistant: done"]);
  });

  test("keep a sidechain together that runs through them", async () => {
    const log = plainLog();
    log.user("sub", { isSidechain: true, parentUuid: null });
    log.assistant("v1", "shown", { ...shown, isSidechain: true });
    log.assistant("m1", "of the sub", { isSidechain: true });
    const rows = await rowsOfLog(log);
    expect(rows.map(script)).toEqual([
      ["user: question of session-1", "assistant: answer of session-1"],
      ["user: sub", "assistant: of the sub"],
    ]);
  });

  test("alone are no conversation", async () => {
    const log = new Log("session-1", shown);
    log.user("shown");
    const [result] = await ingestTree({ "s.jsonl": String(log) });
    expect(result?.reason).toBe("no conversation");
  });

  test("are checked like others", async () => {
    const log = scripted();
    log.user([{ type: "tool_result", content: "of no call" }], shown);
    const [strict] = await ingestTree({ "s.jsonl": String(log) });
    expect(strict?.codes).toEqual(["missing-field"]);
    const [row] = await rowsOfLog(log, "lenient");
    expect(row?.source_meta).toMatchObject({ virtual_records: 3, skipped_blocks: 1 });
  });
});
