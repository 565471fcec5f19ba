/** The columns that follow from the messages (DataDesigner `NormalizedAgentRolloutRecord`). */
import { expect, test } from "vitest";
import { decodeText } from "../../src/json/text.ts";
import { completeRow } from "../../src/row/derive.ts";
import { buildMessage, contentBlocks } from "../../src/row/messages.ts";
import type { Message, Role, SeedRow } from "../../src/row/row.ts";
import { decodeValue } from "../json/support.ts";
import { emptyRow } from "../support/results.ts";

type Said = readonly [role: Role, content: string, calls?: number];

function rowOf(...messages: readonly Said[]): SeedRow {
  const built = messages.map(([role, content, calls = 0]): Message => {
    const toolCalls = Array.from({ length: calls }, (_, index) => ({
      id: `${index}`,
      type: "function" as const,
      function: { name: "f", arguments: "{}" },
    }));
    return buildMessage({ role, content: contentBlocks(decodeValue(content), () => undefined), toolCalls });
  });
  return completeRow({ ...emptyRow("x"), messages: built });
}

const LONG = "long ".repeat(20);

const FINALS: readonly (readonly [name: string, messages: readonly Said[], final: string | null])[] = [
  ["no messages", [], null],
  [
    "no assistant",
    [
      ["user", '"a"'],
      ["tool", '"b"'],
      ["system", '"c"'],
    ],
    null,
  ],
  ["one", [["assistant", '"a"']], "a"],
  [
    "the last one",
    [
      ["assistant", '"a"'],
      ["assistant", '"b"'],
    ],
    "b",
  ],
  [
    "others after it do not count",
    [
      ["assistant", '"a"'],
      ["tool", '"b"'],
      ["user", '"c"'],
    ],
    "a",
  ],
  [
    "the last is empty",
    [
      ["assistant", '"a"'],
      ["assistant", '""'],
    ],
    "a",
  ],
  [
    "the last has no content",
    [
      ["assistant", '"a"'],
      ["assistant", "null", 1],
    ],
    "a",
  ],
  [
    "only empty ones",
    [
      ["assistant", '""'],
      ["assistant", "[]"],
    ],
    null,
  ],
  [
    "white space is text",
    [
      ["assistant", '"a"'],
      ["assistant", '" "'],
    ],
    " ",
  ],
  ["several blocks", [["assistant", '["a","b"]']], "a\n\nb"],
  ["an empty block between", [["assistant", '["a","","b"]']], "a\n\nb"],
  ["a block of another type", [["assistant", '[{"type":"image","path":"x"},{"type":"text","text":"a"}]']], "a"],
  ["another type with text", [["assistant", '[{"type":"thinking","text":"a"},{"type":"text","text":"b"}]']], "a\n\nb"],
  [
    "text that is no text",
    [
      ["assistant", '"a"'],
      ["assistant", '[{"type":"text","text":7}]'],
    ],
    "a",
  ],
  [
    "a text block without text",
    [
      ["assistant", '"a"'],
      ["assistant", '[{"type":"text"}]'],
    ],
    "a",
  ],
  ["long texts", [["assistant", `["${LONG}","${LONG}é\\n"]`]], `${LONG}\n\n${LONG}é\n`],
];

test.each(FINALS)("final_assistant_message: %s", (_name, messages, final) => {
  const { final_assistant_message: text } = rowOf(...messages);
  expect(text === null ? null : decodeText(text)).toBe(final);
});

test("message_count and tool_call_count", () => {
  expect(rowOf()).toMatchObject({ message_count: 0, tool_call_count: 0 });
  const row = rowOf(["user", '"a"'], ["assistant", '"b"', 2], ["tool", '"c"'], ["assistant", '""', 1]);
  expect(row).toMatchObject({ message_count: 4, tool_call_count: 3 });
});

test("the columns come in the order of DataDesigner's, whatever the order of the facts", () => {
  const facts = Object.entries(emptyRow("x")).toReversed();
  const row = completeRow({ ...emptyRow("x"), ...Object.fromEntries(facts) });
  expect(Object.keys(row)).toEqual(Object.keys(emptyRow("x")));
  expect(Object.keys(row)).toHaveLength(16);
  expect(Object.keys(row)[0]).toBe("trace_id");
  expect(Object.keys(row)[15]).toBe("final_assistant_message");
});
