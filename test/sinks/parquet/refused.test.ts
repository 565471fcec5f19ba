/** A row with more text than a page can hold is refused before anything of it is written. */
import { expect, test } from "vitest";
import { JsonText } from "../../../src/json/text.ts";
import { TextBlock, type Message, type SeedRow, type ToolCall } from "../../../src/row/row.ts";
import { memoryOutput } from "../../support/memory-output.ts";
import { emptyRow } from "../../support/results.ts";
import { makeParquetSink, filesOf, makeSink } from "../../support/sinks.ts";

const MIB = 2 ** 20;
/** Memory that nobody touches takes no room. */
const ROOM = Buffer.alloc(600 * MIB);
const FLAGS = { escaped: false, nonAscii: false, loneSurrogate: false };

function text(mebibytes: number): JsonText {
  return new JsonText(ROOM, 0, mebibytes * MIB, FLAGS);
}

const said = (...mebibytes: number[]): Message => ({
  role: "user",
  content: mebibytes.map((size) => new TextBlock(text(size))),
});

function call(id: number, name: number, size: number): ToolCall {
  return { id: text(id), type: "function", function: { name: text(name), arguments: text(size) } };
}

const isRefused = (rest: Partial<SeedRow>): boolean =>
  makeParquetSink(memoryOutput()).refuse({ ...emptyRow("a"), ...rest }) !== null;

test("512 MiB are the border, a row's other columns included", () => {
  expect(isRefused({ messages: [said(511)] })).toBe(false);
  expect(isRefused({ messages: [said(512)] })).toBe(true);
});

test.each<[string, Partial<SeedRow>]>([
  ["one text", { messages: [said(513)] }],
  ["several texts of a message", { messages: [said(200, 200, 200)] }],
  ["several messages", { messages: [said(200), said(200), said(200)] }],
  ["reasoning", { messages: [{ ...said(), reasoning_content: text(513) }] }],
  ["a call's arguments", { messages: [{ ...said(), tool_calls: [call(0, 0, 513)] }] }],
  ["a call's id and name", { messages: [{ ...said(), tool_calls: [call(300, 300, 0)] }] }],
  ["many calls", { messages: [{ ...said(), tool_calls: Array.from({ length: 60 }, () => call(0, 0, 10)) }] }],
  ["a result's call id", { messages: [{ ...said(), tool_call_id: text(513) }] }],
  ["a block of another type", { messages: [{ ...said(), content: [{ type: "x", data: text(513) }] }] }],
  ["a text with more keys", { messages: [{ ...said(), content: [{ type: "text", text: text(513), more: 1 }] }] }],
  ["source_meta", { source_meta: { note: text(513) } }],
  ["final_assistant_message", { final_assistant_message: text(513) }],
  ["a column", { trace_id: text(513) }],
  ["a message and final_assistant_message", { messages: [said(300)], final_assistant_message: text(300) }],
])("%s", (_name, rest) => {
  const output = memoryOutput();
  const sink = makeParquetSink(output);
  expect(sink.refuse({ ...emptyRow("a"), ...rest })).toEqual({
    severity: "error",
    code: "row-too-large",
    at: [],
    expected: "rows of at most 512 MiB of text",
  });
  expect(Buffer.concat(output.files())).toHaveLength(0);
});

test("a row that is refused leaves nothing in the file", () => {
  const output = memoryOutput();
  const sink = makeParquetSink(output);
  sink.write(emptyRow("a"));
  sink.refuse({ ...emptyRow("b"), messages: [said(513)] });
  sink.write(emptyRow("c"));
  sink.commit();
  expect(output.files()).toEqual(filesOf(".parquet", [emptyRow("a"), emptyRow("c")]));
});

test("JSONL refuses nothing", () => {
  for (const encoding of [".jsonl", ".jsonl.gz", ".jsonl.zst"] as const) {
    expect(makeSink(encoding, memoryOutput()).refuse({ ...emptyRow("a"), messages: [said(513)] })).toBeNull();
  }
});
