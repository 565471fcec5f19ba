/** A conversation put together: turns, results, places. */
import { describe, expect, test } from "vitest";
import { decodeText } from "../../src/json/text.ts";
import { Conversation, type FinishedConversation } from "../../src/row/conversation.ts";
import { textBlock } from "../../src/row/messages.ts";
import { TextBlock, type ToolCall } from "../../src/row/row.ts";

function call(id: string): ToolCall {
  return { id, type: "function", function: { name: "run", arguments: "{}" } };
}

function shown({ messages }: FinishedConversation): string[] {
  return messages.map(({ role, content, reasoning_content, tool_calls, tool_call_id }) => {
    const texts = content.map((block) => (block instanceof TextBlock ? decodeText(block.text) : "?")).join("|");
    const calls = (tool_calls ?? []).map(({ id }) => decodeText(id)).join(",");
    return [role, texts, decodeText(reasoning_content ?? ""), calls, decodeText(tool_call_id ?? "")].join(";");
  });
}

describe("turns", () => {
  test("parts without a key belong to the turn under way, until somebody speaks or a result comes", () => {
    const conversation = new Conversation();
    conversation.say("user", [textBlock("q")]);
    conversation.assistant(null, { content: [textBlock("a")] });
    conversation.assistant(null, { reasoning: ["r"], toolCalls: [call("1")] });
    conversation.result("1", [textBlock("x")]);
    conversation.assistant(null, { content: [textBlock("b")] });
    conversation.say("system", [textBlock("s")]);
    conversation.assistant(null, { content: [textBlock("c")] });
    expect(shown(conversation.finish())).toEqual([
      "user;q;;;",
      "assistant;a;r;1;",
      "tool;x;;;1",
      "assistant;b;;;",
      "system;s;;;",
      "assistant;c;;;",
    ]);
  });

  test("a key leads back to its turn, across results and other turns", () => {
    const conversation = new Conversation();
    conversation.assistant("k", { toolCalls: [call("1")] });
    conversation.result("1", [textBlock("x")]);
    conversation.assistant("l", { content: [textBlock("other")] });
    conversation.assistant("k", { toolCalls: [call("2")] });
    conversation.result("2", [textBlock("y")]);
    expect(shown(conversation.finish())).toEqual([
      "assistant;;;1,2;",
      "tool;x;;;1",
      "tool;y;;;2",
      "assistant;other;;;",
    ]);
  });

  test("two keys in one turn lead to the same turn", () => {
    const conversation = new Conversation();
    conversation.assistant("k", { content: [textBlock("a")] });
    conversation.assistant("l", { content: [textBlock("b")] });
    conversation.say("user", [textBlock("q")]);
    conversation.assistant("l", { content: [textBlock("c")] });
    expect(shown(conversation.finish())).toEqual(["assistant;a|b|c;;;", "user;q;;;"]);
  });

  test("nothing said is no turn", () => {
    const conversation = new Conversation();
    expect(conversation.assistant("k", {})).toBeNull();
    expect(conversation.assistant(null, { content: [], reasoning: [], toolCalls: [] })).toBeNull();
    expect(conversation.finish()).toEqual({ messages: [], orphans: [], unanswered: [] });
  });
});

describe("results", () => {
  test("that come before their call follow it", () => {
    const conversation = new Conversation();
    conversation.result("1", [textBlock("early")]);
    conversation.assistant(null, { toolCalls: [call("1")] });
    expect(shown(conversation.finish())).toEqual(["assistant;;;1;", "tool;early;;;1"]);
  });

  test("of a call id that is used again go to the last turn that made it", () => {
    const conversation = new Conversation();
    conversation.assistant("k", { toolCalls: [call("1")] });
    conversation.result("1", [textBlock("first")]);
    conversation.assistant("l", { toolCalls: [call("1")] });
    conversation.result("1", [textBlock("second")]);
    expect(shown(conversation.finish())).toEqual([
      "assistant;;;1;",
      "tool;first;;;1",
      "assistant;;;1;",
      "tool;second;;;1",
    ]);
  });

  test("of calls that nobody made are orphans, and calls without a result are named", () => {
    const conversation = new Conversation();
    conversation.assistant(null, { toolCalls: [call("1"), call("2")] });
    conversation.result("2", []);
    conversation.result("3", [textBlock("whose?")]);
    const { orphans, unanswered } = conversation.finish();
    expect(orphans.map(({ callId }) => callId)).toEqual(["3"]);
    expect(unanswered).toEqual(["1"]);
  });

  test("an early result does not leave two assistant messages side by side", () => {
    const conversation = new Conversation();
    conversation.result("1", [textBlock("early")]);
    conversation.assistant("k", { toolCalls: [call("1")] });
    conversation.assistant("l", { content: [textBlock("after")] });
    const { messages } = conversation.finish();
    const roles = messages.map(({ role }) => role);
    expect(roles.some((role, index) => role === "assistant" && roles[index + 1] === "assistant")).toBe(false);
  });
});

describe("places", () => {
  test("count the messages before, results included, once the conversation is finished", () => {
    const conversation = new Conversation();
    const start = conversation.mark();
    conversation.assistant("k", { toolCalls: [call("1")] });
    const middle = conversation.mark();
    const said = conversation.say("user", [textBlock("q")]);
    conversation.result("1", [textBlock("x")]);
    const end = conversation.mark();
    conversation.finish();
    expect([start, middle, said, end].map(({ index }) => index)).toEqual([0, 2, 2, 3]);
  });

  test("a mark does not part a turn", () => {
    const conversation = new Conversation();
    conversation.assistant(null, { content: [textBlock("a")] });
    conversation.mark();
    conversation.assistant(null, { content: [textBlock("b")] });
    expect(shown(conversation.finish())).toEqual(["assistant;a|b;;;"]);
  });
});
