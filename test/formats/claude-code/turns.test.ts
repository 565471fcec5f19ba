/** One assistant message a turn, results behind it, each block once. */
import { describe, expect, test } from "vitest";
import { rowsOfLog, script } from "./ingest.ts";
import { call, Log, plainLog, text, thinking } from "./log.ts";

describe("turns", () => {
  test("blocks with one message id are one message, results between them or not", async () => {
    const log = new Log();
    log.user("do both");
    log.assistant("m1", [thinking("two things")]);
    log.assistant("m1", [text("On it.")]);
    log.assistant("m1", [call("t1")]);
    log.result("t1", "one");
    log.assistant("m1", [call("t2")]);
    log.result("t2", "two");
    log.assistant("m2", "Done.");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual([
      "user: do both",
      "assistant: On it. [two things] (t1 t2)",
      "tool #t1: one",
      "tool #t2: two",
      "assistant: Done.",
    ]);
  });

  test("what the assistant says in several messages before somebody else speaks is one message", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", "first");
    log.assistant("m2", [thinking("hm")]);
    log.assistant("m3", "second");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant: first | second [hm]"]);
  });

  test("a result that comes before its call follows it", async () => {
    const log = new Log();
    log.user("go");
    log.result("t1", "early");
    log.assistant("m1", [call("t1")]);
    log.assistant("m2", "done");
    const [row] = await rowsOfLog(log);
    expect(row?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
  });

  test("a boundary does not part a turn", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", "a");
    log.add({ type: "system", subtype: "compact_boundary", compactMetadata: { trigger: "manual", preTokens: 1 } });
    log.assistant("m1", "b");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant: a | b"]);
    expect(row?.source_meta["compactions"]).toEqual([{ index: 2, trigger: "manual", pre_tokens: 1 }]);
  });
});

describe("blocks that an earlier record of the message has too count once", () => {
  test("texts, thoughts and calls", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [thinking("hm")]);
    log.assistant("m1", [thinking("hm"), text("a")]);
    log.assistant("m1", [thinking("hm"), text("a"), call("t1")]);
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant: a [hm] (t1)"]);
    expect(row?.source_meta["repeated_blocks"]).toBe(3);
    expect(row?.source_meta["reasoning_blocks"]).toEqual({ text: 1, empty: 0, encrypted: 0 });
  });

  test("a content that is a text", async () => {
    const log = new Log();
    log.user("go");
    const message = { id: "m1", role: "assistant", content: "the answer, as a text and not as a block" };
    log.add({ type: "assistant", message });
    log.add({ type: "assistant", message });
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", `assistant: ${message.content}`]);
  });

  test("images", async () => {
    const log = new Log();
    log.user("go");
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } };
    log.assistant("m1", [image]);
    log.assistant("m1", [image, text("see")]);
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant: <image> | see"]);
    expect(row?.source_meta["blocks"]).toEqual({ image: 1 });
  });

  test("redacted thoughts", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [{ type: "redacted_thinking", data: "abc" }]);
    log.assistant("m1", [{ type: "redacted_thinking", data: "abc" }, text("a")]);
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["reasoning_blocks"]).toEqual({ text: 0, empty: 0, encrypted: 1 });
  });

  test("empty thoughts with one signature", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [thinking("", "c2lnbmF0dXJl")]);
    log.assistant("m1", [thinking("", "c2lnbmF0dXJl"), text("a")]);
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["reasoning_blocks"]).toEqual({ text: 0, empty: 1, encrypted: 0 });
  });

  test("but not empty thoughts with two signatures", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [thinking("", "c2lnbmF0dXJl")]);
    log.assistant("m1", [thinking("", "YW5vdGhlcg==")]);
    log.assistant("m1", [text("a")]);
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["reasoning_blocks"]).toEqual({ text: 0, empty: 2, encrypted: 0 });
  });

  test("two blocks of one record stay, though they are alike", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [text("la"), text("la")]);
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant: la | la"]);
  });
});

describe("numbers and endings", () => {
  test("usage counts each message once, by its last record", async () => {
    const log = new Log();
    log.user("go");
    for (const output of [1, 7]) {
      log.add({
        type: "assistant",
        message: {
          id: "m1",
          role: "assistant",
          model: "x",
          content: [text(`part ${output}`)],
          usage: { output_tokens: output },
        },
      });
    }
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["usage"]).toEqual({ output_tokens: 7 });
  });

  test("a count of tokens beyond all bounds does no harm", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", "a");
    const huge = String(log).replace('"output_tokens":5', `"output_tokens":${"9".repeat(400)}`);
    const [row] = await rowsOfLog(huge);
    expect(script(row)).toEqual(["user: go", "assistant: a"]);
    expect(row?.source_meta["usage"]).toMatchObject({ input_tokens: 3 });
  });

  test.each([
    ["complete", (log: Log) => log.assistant("m9", "done")],
    ["unanswered", (log: Log) => log.user("and?")],
    ["interrupted", (log: Log) => log.user([text("[Request interrupted by user]")])],
    ["error", (log: Log) => log.assistant("m9", [text("API Error: 500")], { isApiErrorMessage: true })],
    ["dangling_calls", (log: Log) => log.assistant("m9", [call("t9")])],
  ])("ended: %s", async (ending, end) => {
    const log = plainLog();
    log.user("next");
    end(log);
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["ended"]).toBe(ending);
  });

  test("a prompt after an API error or an interruption ends unanswered", async () => {
    for (const end of [
      (log: Log): string => log.user("[Request interrupted by user]"),
      (log: Log): string => log.assistant("m9", "API Error", { isApiErrorMessage: true }),
    ]) {
      const log = plainLog();
      end(log);
      log.user("again");
      const [row] = await rowsOfLog(log);
      expect(row?.source_meta["ended"]).toBe("unanswered");
    }
  });

  test("a text in the model's place is no message, wherever it stands", async () => {
    const log = plainLog();
    log.user("next");
    log.assistant("m9", "No response requested.", {
      message: { id: "x", role: "assistant", model: "<synthetic>", content: [text("No response requested.")] },
    });
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["stand_ins"]).toEqual([
      { index: 3, kind: "synthetic", content: [{ type: "text", text: "No response requested." }] },
    ]);
    expect(row?.final_assistant_message).toBe("answer of session-1");
  });
});

describe("a call that an earlier message has counts once", () => {
  test("before its result and behind it; a message of nothing else is none", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [call("t1")]);
    log.assistant("m2", [call("t1"), call("t2")]);
    log.result("t1", "one");
    log.result("t2", "two");
    log.assistant("m3", [call("t2"), text("and now"), call("t3")]);
    log.result("t3", "three");
    log.assistant("m4", [call("t3")]);
    log.user("thanks");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual([
      "user: go",
      "assistant:  (t1 t2)",
      "tool #t1: one",
      "tool #t2: two",
      "assistant: and now (t3)",
      "tool #t3: three",
      "user: thanks",
    ]);
    expect(row?.source_meta["repeated_blocks"]).toBe(3);
    expect(row?.source_meta).not.toHaveProperty("dangling_calls");
  });

  test("the result goes to the first place, whoever spoke between", async () => {
    const log = new Log();
    log.user("go");
    log.assistant("m1", [call("t1")]);
    log.user("hurry");
    log.assistant("m2", [call("t1"), text("I do")]);
    log.result("t1", "one");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["user: go", "assistant:  (t1)", "tool #t1: one", "user: hurry", "assistant: I do"]);
  });

  test.each([
    ["under an id that had a result, with a result of its own", call("t1"), call("t1")],
    ["with another input", call("t1"), call("t1", "Read", { file: "b.txt" })],
    ["with another name", call("t1"), call("t1", "Write")],
  ])("another call is one %s", async (_, first, second) => {
    const log = new Log();
    log.assistant("m1", [first]);
    log.result("t1", "one");
    log.assistant("m2", [second]);
    log.result("t1", "two");
    const [row] = await rowsOfLog(log);
    expect(script(row)).toEqual(["assistant:  (t1)", "tool #t1: one", "assistant:  (t1)", "tool #t1: two"]);
    expect(row?.source_meta).not.toHaveProperty("repeated_blocks");
  });
});
