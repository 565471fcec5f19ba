/** The file as such: its types, its row groups, its end. */
import { expect, test } from "vitest";
import { JsonText } from "../../../src/json/text.ts";
import { TextBlock, type SeedRow } from "../../../src/row/row.ts";
import { memoryOutput } from "../../support/memory-output.ts";
import { parquetFooter, parquetRows, plainRows } from "../../support/parquet.ts";
import { rowOf } from "../../support/random-rows.ts";
import { emptyRow } from "../../support/results.ts";
import { makeParquetSink, filesOf, parsedLines, textOf } from "../../support/sinks.ts";

function fileOf(rows: readonly SeedRow[], maxBytes?: number): Buffer {
  const [file = Buffer.alloc(0), ...others] = filesOf(".parquet", rows, maxBytes);
  expect(others).toEqual([]);
  return file;
}

test("without rows it is a file with all columns and no group", async () => {
  const file = fileOf([]);
  expect(file.subarray(0, 4).toString()).toBe("PAR1");
  expect(file.subarray(-4).toString()).toBe("PAR1");
  const { num_rows, row_groups, schema } = await parquetFooter(file);
  expect({ num_rows, row_groups }).toEqual({ num_rows: 0n, row_groups: [] });
  expect(schema[0]?.num_children).toBe(16);
  expect(await parquetRows(file)).toEqual([]);
});

test("counts are 64-bit integers, texts strings, JSON marked as such or not, everything may be null", async () => {
  for (const [jsonColumns, logical, converted] of [
    ["json", "JSON", "JSON"],
    ["string", "STRING", "UTF8"],
  ] as const) {
    const output = memoryOutput();
    makeParquetSink(output, jsonColumns).commit();
    const { schema, created_by, key_value_metadata: words } = await parquetFooter(output.files()[0] ?? Buffer.alloc(0));
    const leaves = schema.filter(({ type }) => type !== undefined);
    const found = new Map(leaves.map((leaf) => [leaf.name, [leaf.type, leaf.logical_type?.type, leaf.converted_type]]));
    expect(found.get("trace_id")).toEqual(["BYTE_ARRAY", "STRING", "UTF8"]);
    expect(found.get("arguments")).toEqual(["BYTE_ARRAY", "STRING", "UTF8"]);
    expect(found.get("source_meta")).toEqual(["BYTE_ARRAY", logical, converted]);
    expect(found.get("json")).toEqual(["BYTE_ARRAY", logical, converted]);
    expect(found.get("message_count")?.[0]).toBe("INT64");
    expect(found.get("is_sidechain")?.[0]).toBe("BOOLEAN");
    const required = schema.slice(1).filter(({ repetition_type: repetition }) => repetition === "REQUIRED");
    expect(required).toEqual([]);
    expect(created_by).toBe("rollout-ingest version 1.2.3");
    expect((words ?? []).map(({ key }) => key)).toEqual(jsonColumns === "json" ? ["ARROW:schema"] : []);
  }
});

test("every column is zstd, its addresses lie within its group, one behind the other", async () => {
  const file = fileOf(
    Array.from({ length: 200 }, (_, index) => emptyRow(`row ${index}`)),
    100_000,
  );
  const { row_groups: groups, metadata_length: footer } = await parquetFooter(file);
  expect(groups.length).toBeGreaterThan(1);
  let at = 4;
  for (const { columns } of groups) {
    for (const { meta_data: data } of columns) {
      if (data === undefined) throw new Error("a column has no metadata");
      expect(data.codec).toBe("ZSTD");
      expect(Number(data.dictionary_page_offset ?? data.data_page_offset)).toBe(at);
      at += Number(data.total_compressed_size);
    }
  }
  expect(at).toBe(file.length - 8 - footer);
});

test("the rows of a group take at most 128 MiB", async () => {
  const messages = [{ role: "user" as const, content: [new TextBlock("x".repeat(48 * 2 ** 20))] }];
  const file = fileOf(Array.from({ length: 3 }, (_, index) => ({ ...emptyRow(`row ${index}`), messages })));
  const { row_groups: groups } = await parquetFooter(file);
  expect(groups.map(({ num_rows: rows }) => Number(rows))).toEqual([2, 1]);
});

test("a column of more than a page", async () => {
  const rows = Array.from({ length: 40 }, (_, index) => rowOf(`row ${index}`, 100_000));
  const [text = ""] = filesOf(".jsonl", rows).map((file) => textOf(".jsonl", file));
  expect(await plainRows(fileOf(rows))).toEqual(parsedLines(text));
});

test("texts are copied: their bytes may be overwritten once a row is taken, and once its group is written", async () => {
  const flags = { escaped: true, nonAscii: true, loneSurrogate: false };
  const source = Buffer.alloc(700_000);
  const output = memoryOutput(60_000);
  const sink = makeParquetSink(output);
  const expected: string[] = [];
  for (let index = 0; index < 60; index++) {
    const body = `${index} é\\n `.repeat(index % 10 === 9 ? 40_000 : index % 30);
    const length = source.write(body);
    const text = new JsonText(source, 0, length, flags);
    const meta = { note: text, list: [text] };
    const block = { type: "note", text };
    const messages: SeedRow["messages"] = [
      { role: "assistant", content: [new TextBlock(text), block], reasoning_content: text },
    ];
    sink.write({ ...emptyRow(`row ${index}`), trace_id: text, cwd: text, source_meta: meta, messages });
    source.fill("!");
    expected.push(String(JSON.parse(`"${body}"`)));
  }
  sink.commit();
  const found: unknown[] = [];
  for (const file of output.files()) {
    for (const { trace_id, cwd, source_meta, messages } of await parquetRows(file)) {
      const content = messages.flatMap((message) => message.content);
      const [reasoning] = messages.map((message) => message.reasoning_content);
      const json = content.map(({ json: text }): unknown => (text === null ? null : JSON.parse(text)));
      found.push([trace_id, cwd, JSON.parse(source_meta), content.map(({ text }) => text), json, reasoning]);
    }
  }
  expect(found).toEqual(
    expected.map((text) => [
      text,
      text,
      { note: text, list: [text] },
      [text, text],
      [null, { type: "note", text }],
      text,
    ]),
  );
});

test("abort passes on to the output, whatever is written", () => {
  const output = memoryOutput();
  const sink = makeParquetSink(output);
  sink.write(emptyRow("a"));
  sink.abort();
  expect(output.state()).toBe("aborted");
});
