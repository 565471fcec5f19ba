/** Blocks other than text are there as a whole: their keys in order, their numbers as spelled. */
import { expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "../../../src/json/value.ts";
import { completeRow } from "../../../src/row/derive.ts";
import { decodeValue } from "../../json/support.ts";
import { parquetRows } from "../../support/parquet.ts";
import { emptyRow } from "../../support/results.ts";
import { filesOf } from "../../support/sinks.ts";

function decoded(json: string): JsonObject {
  const value = decodeValue(json);
  if (!isJsonObject(value)) throw new TypeError("not an object");
  return value;
}

async function written(json: string): Promise<unknown> {
  const row = completeRow({ ...emptyRow("a"), messages: [{ role: "user", content: [decoded(json)] }] });
  const [file = Buffer.alloc(0)] = filesOf(".parquet", [row]);
  return (await parquetRows(file))[0]?.messages[0]?.content[0];
}

test.each([
  ["image", null, '{"type":"image","10":1.0,"2":1e5,"source":{"data":"AA==","n":-0}}'],
  ["text", "a", '{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}'],
  ["text", "a", '{"cache_control":null,"text":"a","type":"text"}'],
  ["text", null, '{"type":"text"}'],
  ["text", null, '{"type":"text","text":null}'],
  ["text", null, '{"type":"text","text":["a"]}'],
  ["text", null, '{"type":"text","text":12345678901234567890}'],
  ["Text", "a", '{"type":"Text","text":"a"}'],
  [null, "a", '{"type":null,"text":"a"}'],
  [null, "a", '{"type":["text"],"text":"a"}'],
  ["text", null, '{"type":"text","Text":"a"}'],
  ["", "", '{"type":"","text":""}'],
  ["x", null, '{"type":"x","__proto__":{"text":"inherited"}}'],
  ["x", "\0\u001b[31m", '{"type":"x","text":"\\u0000\\u001b[31m"}'],
])("type %j and text %j of %s", async (type, text, json) => {
  expect(await written(json)).toEqual({ type, text, json });
});

test.each([
  ["a", '{"type":"text","text":"a"}'],
  ["", '{"text":"","type":"text"}'],
  ["\uFFFD", '{"type":"text","text":"\\ud800"}'],
  ["\ufeffx", '{"type":"text","text":"\\ufeffx"}'],
  [`${"é".repeat(40)}😀`, `{"type":"text","text":"${"\\u00e9".repeat(40)}\\ud83d\\ude00"}`],
])("a text that says no more than %j is type and text alone", async (text, json) => {
  expect(await written(json)).toEqual({ type: "text", text, json: null });
});

test("unpaired surrogates in a block are U+FFFD, in keys too", async () => {
  expect(await written('{"type":"x","\\ud800":"\\udc00","\\ufffd":1}')).toEqual({
    type: "x",
    text: null,
    json: '{"type":"x","\uFFFD\uFFFD":"\uFFFD","\\ufffd":1}'.replace("\\ufffd", "\uFFFD"),
  });
});
