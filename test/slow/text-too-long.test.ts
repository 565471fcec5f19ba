/** Texts longer than a JavaScript string can be: where they only pass through they do, elsewhere the file is rejected. */
import { closeSync, openSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { atif } from "../../src/formats/atif/handler.ts";
import { ingestFile } from "../../src/ingest/ingest-file.ts";
import type { FileOutcome } from "../../src/ingest/file-result.ts";
import { JsonWriter } from "../../src/json/encode.ts";
import { writeRow } from "../../src/row/write-row.ts";
import { makeFolder } from "../support/folder.ts";

const TIMEOUT = 120_000;
const BLOCK = Buffer.alloc(1_000_000, "x");
const BLOCKS = 560;

/** Ingests a trajectory in which `mark` stands for 560 MB of text, with the given text behind it. */
function ingestLong(document: object, tail: string): FileOutcome {
  const path = `${makeFolder()}/a.json`;
  const [before = "", behind = ""] = JSON.stringify(document).split("MARK");
  const file = openSync(path, "w");
  writeSync(file, before);
  for (let index = 0; index < BLOCKS; index++) writeSync(file, BLOCK);
  writeSync(file, tail + behind);
  closeSync(file);
  const input = { root: "/", path, relativePath: "a.json", displayPath: "a.json", named: true };
  return ingestFile(input, {
    kind: "documents",
    settings: { handler: atif, level: "strict", sourcePath: "relative" },
  });
}

function document(session: string, message: string, id = "c"): object {
  const calls = [{ tool_call_id: id, function_name: "f", arguments: {} }];
  return {
    schema_version: "ATIF-v1.7",
    session_id: session,
    agent: { name: "n", version: "1" },
    steps: [{ step_id: 1, source: "agent", message, tool_calls: calls, observation: { results: [{}] } }],
  };
}

test("an unpaired surrogate in a message of 560 MB is replaced", { timeout: TIMEOUT }, () => {
  const result = ingestLong(document("s", "MARK"), String.raw`\ud800\n\ud83d\ude00é`);
  if (result.outcome !== "rows") throw new Error(result.outcome);
  let length = 0;
  let end = Buffer.alloc(0);
  const writer = new JsonWriter((bytes) => {
    length += bytes.length;
    end = Buffer.concat([end, bytes.subarray(-400)]).subarray(-400);
  });
  for (const row of result.rows) writeRow(writer, row);
  writer.flush();
  // The text stands in the message and in final_assistant_message.
  expect(length).toBeGreaterThan(2 * BLOCKS * BLOCK.length);
  expect(end.toString("utf8")).toMatch(/xxx\ufffd\\n\\ud83d\\ude00é"\}$/u);
});

test.each([
  ["a session_id", document("MARK", "m")],
  ["a tool_call_id", document("s", "m", "MARK")],
])("%s of 560 MB rejects the file, and only the file", { timeout: TIMEOUT }, (_name, long) => {
  const result = ingestLong(long, "");
  expect(result).toMatchObject({ outcome: "rejected", diagnostics: [{ code: "file-too-large" }] });
});
