/** Real trajectories of many tools, on the developers' machines: ../shared/samples. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findInFolder } from "../../src/discover/folder.ts";
import type { InputFile } from "../../src/discover/discover.ts";
import { atif } from "../../src/formats/atif/handler.ts";
import { VALIDATION_LEVELS, type ValidationLevel } from "../../src/formats/handler.ts";
import { Accounting } from "../../src/ingest/accounting.ts";
import { asResult, recordOf } from "../../src/ingest/file-result.ts";
import { ingestFile } from "../../src/ingest/ingest-file.ts";
import { toPlainRow } from "../../src/row/plain-row.ts";
import type { PlainSeedRow } from "../../src/row/schema.ts";

interface Ingested {
  readonly file: InputFile;
  readonly rows: readonly PlainSeedRow[];
}

function ingested(sample: string, level: ValidationLevel): { files: Ingested[]; accounting: Accounting } {
  const { files, skipped } = findInFolder(`../shared/samples/${sample}`, "*.json", true);
  const accounting = new Accounting(files.length + skipped.length);
  const results = files.map((file) => {
    const result = ingestFile(file, { kind: "documents", settings: { handler: atif, level, sourcePath: "relative" } });
    accounting.file(recordOf(asResult(result, "atif")));
    return { file, rows: result.outcome === "rows" ? result.rows.map(toPlainRow) : [] };
  });
  return { files: results, accounting };
}

/** Every string that stands anywhere in a value. */
function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** The strings of the `text` blocks of a row, its reasoning, and its ids. */
function textsOf({ messages }: PlainSeedRow): string[] {
  return messages.flatMap((message) => [
    ...stringsOf(message.content.map((block) => block["text"])),
    ...(message.reasoning_content === undefined ? [] : [message.reasoning_content]),
    ...(message.tool_call_id === undefined ? [] : [message.tool_call_id]),
    ...(message.tool_calls ?? []).flatMap((call) => [call.id, call.function.name]),
  ]);
}

const COUNTS: readonly (readonly [
  sample: string,
  level: ValidationLevel,
  found: number,
  rows: number,
  converted: number,
])[] = [
  ["atif", "strict", 148, 109, 109],
  ["atif", "spec", 148, 141, 139],
  ["atif", "lenient", 148, 145, 143],
  ["harbor-job", "strict", 203, 60, 60],
  ["harbor-job", "spec", 203, 64, 64],
  ["harbor-job", "lenient", 203, 64, 64],
];

test.each(COUNTS)("%s at %s: %i files, %i rows of %i of them", (sample, level, found, rows, converted) => {
  const { files, accounting } = ingested(sample, level);
  const summary = accounting.summary();
  expect([summary.files.found, summary.rows, summary.files.converted]).toEqual([found, rows, converted]);
  expect(summary.files.converted + summary.files.rejected + summary.files.skipped).toBe(found);
  expect(summary.files.not_read).toBe(0);
  expect(files.flatMap((file) => file.rows)).toHaveLength(rows);
});

test.each(["atif", "harbor-job"])("%s: every text of a strict row stands so in its file", (sample) => {
  for (const { file, rows } of ingested(sample, "strict").files) {
    if (rows.length === 0) continue;
    const source: unknown = JSON.parse(readFileSync(file.path, "utf8"));
    const strings = new Set(stringsOf(source).map((text) => text.toWellFormed()));
    for (const text of rows.flatMap(textsOf))
      expect(strings.has(text), `${file.path}: ${text.slice(0, 80)}`).toBe(true);
  }
});

/** The steps of a file as plain JSON.parse reads them, to the messages of its row. */
test.each([
  ["atif", 500],
  ["harbor-job", 60],
])("%s: the messages are the steps, one by one, to the letter", (sample, rowsExpected) => {
  let compared = 0;
  for (const { file, rows } of ingested(sample, "strict").files) {
    const [row] = rows;
    if (row === undefined) continue;
    const expected = messagesOf(JSON.parse(readFileSync(file.path, "utf8")));
    expect(row.messages.map(spoken), file.path).toEqual(expected);
    compared += expected.length;
  }
  expect(compared).toBeGreaterThanOrEqual(rowsExpected);
});

/** What a message says, and to which calls; their arguments are compared by themselves. */
interface Spoken {
  readonly role: string;
  readonly content: unknown;
  readonly reasoning: unknown;
  readonly calls: readonly unknown[];
  readonly answers: unknown;
}

function spoken(message: PlainSeedRow["messages"][number]): Spoken {
  const calls = (message.tool_calls ?? []).map((call) => [call.id, call.function.name]);
  const { role, content, reasoning_content: reasoning = null, tool_call_id: answers = null } = message;
  return { role, content, reasoning, calls, answers };
}

function messagesOf(document: unknown): Spoken[] {
  return listAt(document, "steps").flatMap((step) => {
    const source = at(step, "source");
    const results = listAt(at(step, "observation"), "results").filter(
      (result) => (at(result, "content") ?? null) !== null,
    );
    const said: Spoken = {
      role: source === "agent" ? "assistant" : String(source),
      content: blocksOf(at(step, "message")),
      reasoning: wellFormedAt(step, "reasoning_content"),
      calls: listAt(step, "tool_calls").map((call) => [
        wellFormedAt(call, "tool_call_id"),
        wellFormedAt(call, "function_name"),
      ]),
      answers: null,
    };
    return [said].concat(
      results.map((result) => ({
        role: "tool",
        content: blocksOf(at(result, "content")),
        reasoning: null,
        calls: [],
        answers: wellFormedAt(result, "source_call_id"),
      })),
    );
  });
}

/** A text that is not empty, or null. */
function wellFormedAt(value: unknown, key: string): string | null {
  const text = at(value, key);
  return typeof text === "string" && text !== "" ? text.toWellFormed() : null;
}

function blocksOf(content: unknown): unknown {
  if (typeof content !== "string") return content ?? [];
  return [{ type: "text", text: content.toWellFormed() }];
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}

test("arguments parse to what the file holds", () => {
  for (const { file, rows } of ingested("atif", "strict").files) {
    const [row] = rows;
    if (row === undefined) continue;
    const steps = listAt(JSON.parse(readFileSync(file.path, "utf8")), "steps");
    const sources = steps.flatMap((step) => listAt(step, "tool_calls")).map((call) => at(call, "arguments"));
    const calls = row.messages.flatMap((message) => message.tool_calls ?? []);
    expect(calls).toHaveLength(sources.length);
    for (const [index, call] of calls.entries()) {
      const source = sources[index] ?? {};
      const text = call.function.arguments;
      expect(typeof source === "string" ? text : JSON.parse(text), file.path).toEqual(source);
    }
  }
});

test("a higher level loses no row, and changes no message of one", () => {
  for (const sample of ["atif", "harbor-job"]) {
    const levels = VALIDATION_LEVELS.map((level) => ingested(sample, level).files);
    for (const [index, { file, rows }] of (levels[0] ?? []).entries()) {
      const [row] = rows;
      if (row === undefined) continue;
      for (const level of levels) expect(level[index]?.rows[0]?.messages, file.path).toEqual(row.messages);
    }
  }
});
