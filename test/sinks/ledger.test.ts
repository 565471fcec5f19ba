/** The ledger says of every file what lies on disk. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parquetMetadata } from "hyparquet";
import { expect, test } from "vitest";
import { ledgerOf, type WrittenFile } from "../../src/sinks/ledger.ts";
import { encoderSettings, openOutput, prepareAssembler, prepareEncoder } from "../../src/sinks/open.ts";
import { targetOf } from "../../src/sinks/target.ts";
import { makeFolder } from "../support/folder.ts";
import { emptyRow } from "../support/results.ts";

async function write(output: string, rows: number, maxBytes: number | null): Promise<readonly WrittenFile[]> {
  const target = targetOf(output, undefined, maxBytes);
  const ledger = ledgerOf(
    openOutput(
      target,
      () => "a card",
      () => undefined,
    ),
    target,
  );
  const assembler = (await prepareAssembler(target.encoding, { jsonColumns: "json", version: "1" }))(ledger.output);
  const encoder = (await prepareEncoder(encoderSettings(target)))((chunk) => assembler.take(chunk));
  for (let index = 0; index < rows; index++) {
    encoder.write(emptyRow(createHash("sha512").update(String(index)).digest("hex")));
    if (index % 10 === 9) encoder.end();
  }
  encoder.end();
  assembler.commit();
  return ledger.files(rows);
}

function rowsIn(bytes: Buffer, name: string): number {
  if (name.endsWith(".parquet")) return Number(parquetMetadata(new Uint8Array(bytes).buffer).num_rows);
  const text = name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return text.toString("utf8").split("\n").length - 1;
}

test.each([
  ["rows.jsonl", null, 1],
  ["rows.jsonl.gz", null, 1],
  ["rows.parquet", null, 1],
  ["rows.jsonl", 5000, 3],
  ["rows.jsonl.gz", 5000, 2],
  ["rows.parquet", 40_000, 2],
])("%s in shards of %s", async (name, maxBytes, least) => {
  const folder = makeFolder();
  const files = await write(`${folder}/${name}`, 60, maxBytes);
  expect(files.length).toBeGreaterThanOrEqual(least);
  expect(files.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
  for (const { path, bytes, sha256, rows } of files) {
    const content = readFileSync(path);
    expect({ bytes, sha256 }).toEqual({
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
    expect(rowsIn(content, name)).toBe(rows);
  }
});

test("an output that is given up has no files", async () => {
  const target = targetOf(`${makeFolder()}/rows.jsonl`, undefined, null);
  const ledger = ledgerOf(
    openOutput(
      target,
      () => "",
      () => undefined,
    ),
    target,
  );
  ledger.output.write(Buffer.from("row\n"));
  ledger.output.abort();
  expect(ledger.files(1)).toEqual([]);
});

test("no rows, and nothing written at all", async () => {
  const folder = makeFolder();
  expect(await write(`${folder}/rows.jsonl`, 0, null)).toMatchObject([{ bytes: 0, rows: 0 }]);
});
