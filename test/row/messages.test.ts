/** Messages as DataDesigner builds them: `ChatMessage.to_dict` and `_normalize_content_blocks`. */
import { expect, test, vi } from "vitest";
import { JsonWriter } from "../../src/json/encode.ts";
import { buildMessage, contentBlocks, textBlock } from "../../src/row/messages.ts";
import { completeRow } from "../../src/row/derive.ts";
import { writeRow } from "../../src/row/write-row.ts";
import type { ContentBlock } from "../../src/row/row.ts";
import { decodeValue } from "../json/support.ts";
import { emptyRow } from "../support/results.ts";

/** Content in a source, what it becomes (DataDesigner 0.9.6 run on it), which items are worth a warning. */
const CONTENTS: readonly (readonly [source: string, blocks: string, coerced: readonly (number | null)[]])[] = [
  ["null", "[]", []],
  ["[]", "[]", []],
  ['""', '[{"type":"text","text":""}]', []],
  ['"hi"', '[{"type":"text","text":"hi"}]', []],
  ["0", '[{"type":"text","text":"0"}]', []],
  ["1.50", '[{"type":"text","text":"1.5"}]', []],
  ["1e3", '[{"type":"text","text":"1000.0"}]', []],
  ["12345678901234567890", '[{"type":"text","text":"12345678901234567890"}]', []],
  ["true", '[{"type":"text","text":"True"}]', []],
  ["false", '[{"type":"text","text":"False"}]', []],
  ["NaN", '[{"type":"text","text":"nan"}]', []],
  ["[null]", '[{"type":"text","text":""}]', []],
  ['["a","b"]', '[{"type":"text","text":"a"},{"type":"text","text":"b"}]', []],
  ["[1,true]", '[{"type":"text","text":"1"},{"type":"text","text":"True"}]', []],
  ['[{"type":"text","text":"a"}]', '[{"type":"text","text":"a"}]', []],
  ['[{"text":"a","type":"text"}]', '[{"text":"a","type":"text"}]', []],
  ['[{"type":"text","text":"a","more":[1.0]}]', '[{"type":"text","text":"a","more":[1.0]}]', []],
  ['[{"type":"image","source":{"path":"a.png"}}]', '[{"type":"image","source":{"path":"a.png"}}]', []],
  ['[{"type":null}]', '[{"type":null}]', []],
  ['[{"text":"a"}]', '[{"type":"text","text":"a"}]', []],
  ['[{"text":"a","lost":1}]', '[{"type":"text","text":"a"}]', []],
  ['[{"text":null}]', '[{"type":"text","text":""}]', []],
  ['[{"text":7}]', '[{"type":"text","text":"7"}]', []],
];

/** The blocks as a row has them. */
function written(content: ContentBlock[]): string {
  let text = "";
  const writer = new JsonWriter((bytes) => (text += Buffer.from(bytes).toString("utf8")));
  writeRow(writer, completeRow({ ...emptyRow("x"), messages: [{ role: "user", content }] }));
  writer.flush();
  return text.slice(text.indexOf('"content":') + 10, text.indexOf('}],"source_meta"'));
}

test.each(CONTENTS)("content %s", (source, blocks, coerced) => {
  const onCoerced = vi.fn<(index: number | null) => void>();
  expect(written(contentBlocks(decodeValue(source), onCoerced))).toBe(blocks);
  expect(onCoerced.mock.calls.map(([index]) => index)).toEqual(coerced);
});

/** Where DataDesigner writes Python's repr of a dict, ours is JSON and a warning (docs list it). */
const COERCED: readonly (readonly [source: string, texts: readonly string[], coerced: readonly (number | null)[]])[] = [
  ['{"b":1,"a":"é"}', ['{"a": "\\u00e9", "b": 1}'], [null]],
  ['{"type":"text","text":"a"}', ['{"text": "a", "type": "text"}'], [null]],
  ['["a",[1],{"x":null}]', ["a", "[1]", '{"x": null}'], [1, 2]],
  ['[{"text":{"x":1}},{"text":[]}]', ['{"x": 1}', "[]"], [0, 1]],
  ["[{}]", ["{}"], [0]],
];

test.each(COERCED)("an object or a list where text belongs: %s", (source, texts, coerced) => {
  const onCoerced = vi.fn<(index: number | null) => void>();
  const blocks: unknown = JSON.parse(written(contentBlocks(decodeValue(source), onCoerced)));
  expect(blocks).toEqual(texts.map((text) => ({ type: "text", text })));
  expect(onCoerced.mock.calls.map(([index]) => index)).toEqual(coerced);
});

test("optional keys only when they are not empty, keys in their order", () => {
  const content = [textBlock("x")];
  const call = { id: "c", type: "function" as const, function: { name: "f", arguments: "{}" } };
  expect(Object.keys(buildMessage({ role: "user", content }))).toEqual(["role", "content"]);
  const empty = { reasoning: "", toolCalls: [], toolCallId: "" };
  expect(Object.keys(buildMessage({ role: "assistant", content, ...empty }))).toEqual(["role", "content"]);
  const nothing = { reasoning: null, toolCallId: null };
  expect(Object.keys(buildMessage({ role: "assistant", content, ...nothing }))).toEqual(["role", "content"]);
  const full = { toolCallId: "t", toolCalls: [call], reasoning: "r" };
  expect(Object.entries(buildMessage({ role: "assistant", content, ...full }))).toEqual([
    ["role", "assistant"],
    ["content", content],
    ["reasoning_content", "r"],
    ["tool_calls", [call]],
    ["tool_call_id", "t"],
  ]);
});
