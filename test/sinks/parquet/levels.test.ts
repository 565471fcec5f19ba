/** Lists in lists: where each begins, ends, is empty or not there, at all borders. */
import { expect, test } from "vitest";
import { completeRow } from "../../../src/row/derive.ts";
import { buildMessage } from "../../../src/row/messages.ts";
import { TextBlock, type Message, type SeedRow } from "../../../src/row/row.ts";
import { parquetRows, plainRow } from "../../support/parquet.ts";
import { emptyRow } from "../../support/results.ts";
import { filesOf, parsedLines, textOf } from "../../support/sinks.ts";

/** A message with so many blocks and calls, each with words of its own. */
function message(name: string, blocks: number, calls: number): Message {
  return buildMessage({
    role: "assistant",
    content: Array.from({ length: blocks }, (_, index) => new TextBlock(`${name} block ${index}`)),
    toolCalls: Array.from({ length: calls }, (_, index) => ({
      id: `${name} call ${index}`,
      type: "function" as const,
      function: { name: "run", arguments: `{"n":${index}}` },
    })),
  });
}

function row(id: string, messages: Message[]): SeedRow {
  return completeRow({ ...emptyRow(id), messages });
}

/** Messages of nothing, one and several of each, in every order of up to three. */
function everyShape(): SeedRow[] {
  const counts = [0, 1, 3];
  const shapes = counts.flatMap((blocks) => counts.map((calls) => [blocks, calls] as const));
  const rows = [row("none", [])];
  const build = (list: readonly (readonly [number, number])[]): void => {
    const id = `row ${rows.length}`;
    rows.push(
      row(
        id,
        list.map(([blocks, calls], index) => message(`${id} ${index}`, blocks, calls)),
      ),
    );
  };
  for (const first of shapes) {
    build([first]);
    for (const second of shapes) {
      build([first, second]);
      for (const third of shapes) build([first, second, third]);
    }
  }
  return rows;
}

const EVERY_SHAPE = everyShape();

test.each([
  ["one group", undefined, 1],
  ["groups of some rows", 40_000, 4],
  ["a group for each row or two", 3000, 12],
])("every shape of three messages, in %s", async (_name, maxBytes, step) => {
  // The smaller the groups, the longer it takes: a part of the rows says as much.
  const rows = EVERY_SHAPE.filter((_, index) => index % step === 0);
  const found = [];
  for (const file of filesOf(".parquet", rows, maxBytes)) found.push(...(await parquetRows(file)));
  const [jsonl = ""] = filesOf(".jsonl", rows).map((file) => textOf(".jsonl", file));
  expect(found.map(plainRow)).toEqual(parsedLines(jsonl));
});

test("a row without messages between others, first and last", async () => {
  const full = row("full", [message("full", 2, 2)]);
  const empty = row("empty", []);
  for (const rows of [[empty], [empty, full], [full, empty], [empty, full, empty, empty], [full, empty, full]]) {
    const [file = Buffer.alloc(0)] = filesOf(".parquet", rows);
    const found = await parquetRows(file);
    expect(found.map(({ messages }) => messages.length)).toEqual(rows.map(({ messages }) => messages.length));
  }
});

test("what is absent is null, what is empty is empty", async () => {
  const messages: Message[] = [
    { role: "user", content: [] },
    { role: "assistant", content: [new TextBlock("")], reasoning_content: "r" },
    {
      role: "tool",
      content: [{ type: "image" }, { type: "text", text: null }, { type: "text", text: "" }],
      tool_call_id: "c",
    },
  ];
  const [file = Buffer.alloc(0)] = filesOf(".parquet", [row("a", messages)]);
  const [found] = await parquetRows(file);
  const absent = { reasoning_content: null, tool_calls: null, tool_call_id: null };
  expect(found?.messages).toEqual([
    { ...absent, role: "user", content: [] },
    { ...absent, role: "assistant", content: [{ type: "text", text: "", json: null }], reasoning_content: "r" },
    {
      ...absent,
      role: "tool",
      content: [
        { type: "image", text: null, json: '{"type":"image"}' },
        { type: "text", text: null, json: '{"type":"text","text":null}' },
        { type: "text", text: "", json: null },
      ],
      tool_call_id: "c",
    },
  ]);
});

test("thousands of messages, blocks and calls", async () => {
  const rows = [
    row(
      "messages",
      Array.from({ length: 3000 }, (_, index) => message(`${index}`, index % 3, index % 4)),
    ),
    row("blocks", [message("m", 3000, 0)]),
    row("calls", [message("m", 0, 3000), message("n", 0, 0)]),
  ];
  const [file = Buffer.alloc(0)] = filesOf(".parquet", rows);
  const [jsonl = ""] = filesOf(".jsonl", rows).map((one) => textOf(".jsonl", one));
  expect((await parquetRows(file)).map(plainRow)).toEqual(parsedLines(jsonl));
});
