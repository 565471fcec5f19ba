/** Real sessions, on the developers' machines: ../shared/samples. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { InputFile } from "../../src/discover/discover.ts";
import { claudeCode } from "../../src/formats/claude-code/handler.ts";
import { codex } from "../../src/formats/codex/handler.ts";
import { VALIDATION_LEVELS } from "../../src/formats/handler.ts";
import type { PlainSeedRow } from "../../src/row/schema.ts";
import { filesIn, ingestInputs, type Ingested } from "../formats/claude-code/ingest.ts";
import { brokenLaws } from "../formats/claude-code/invariants.ts";

/** The samples are logs by any name. */
const FORMATS = [
  { format: "claude-code", handler: claudeCode },
  { format: "codex", handler: codex },
] as const;

const byFormat = new Map<string, { files: readonly InputFile[]; levels: Map<string, readonly Ingested[]> }>();
for (const { format, handler } of FORMATS) {
  const files = filesIn(`../shared/samples/${format}`);
  const levels = new Map<string, readonly Ingested[]>();
  for (const level of VALIDATION_LEVELS) levels.set(level, await ingestInputs(files, level, handler));
  byFormat.set(format, { files, levels });
}

function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** Every string of a log, lines that are no JSON left out; records that stand on one line taken apart. */
function sourceStrings(path: string): string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => parsed(line) ?? line.split(/(?<=\})(?=\{)/u).flatMap((part) => parsed(part) ?? []))
    .map((text) => text.toWellFormed());
}

function parsed(line: string): string[] | null {
  try {
    return stringsOf(JSON.parse(line.replace(/^\uFEFF/u, "")));
  } catch {
    return null;
  }
}

function textsOf({ messages, source_meta }: PlainSeedRow): string[] {
  const isInlined = source_meta["persisted_results"] !== undefined;
  const texts: string[] = [];
  for (const { role, content, reasoning_content: reasoning, tool_calls: calls } of messages) {
    if (isInlined && role === "tool") continue;
    for (const { text } of content) if (typeof text === "string" && !isCoerced(text)) texts.push(text);
    texts.push(...(reasoning?.split("\n\n") ?? []));
    for (const call of calls ?? []) texts.push(...[call.id, call.function.name].filter((name) => !MADE_UP.test(name)));
  }
  return texts;
}

/** Ids and names of Codex's calls that the log has under other names, or not at all (docs/codex.md). */
const MADE_UP = /^(?:\w+_call_\d+|local_shell|web_search|tool_search|image_generation)$/u;

/** JSON text of what stands where text belongs: a result of iFlow's, the tools that were found. */
function isCoerced(text: string): boolean {
  return /^(?:\{"|\[\{)/u.test(text) && parsed(text) !== null;
}

/** Without what other files say of it: a summary, the session that it goes on from, the root of its parents. */
function alone(row: PlainSeedRow): PlainSeedRow {
  return { ...row, root_session_id: "", source_meta: { ...row.source_meta, summary: undefined, continues: undefined } };
}

/** Rows as text: a difference shows where it is. */
function rowTexts(results: readonly Ingested[]): string[] {
  return results.flatMap(({ name, rows }) => rows.map((row) => `${name}: ${JSON.stringify(row)}`)).toSorted();
}

describe.each(FORMATS)("the samples of $format", ({ format, handler }) => {
  const { files, levels } = byFormat.get(format) ?? { files: [], levels: new Map<string, readonly Ingested[]>() };
  const resultsAt = (level: string): readonly Ingested[] => levels.get(level) ?? [];

  test("are there", () => {
    expect(files.length).toBeGreaterThan(70);
  });

  test.each(VALIDATION_LEVELS)("at %s: every file has one outcome, and every row keeps the laws", (level) => {
    const results = resultsAt(level);
    expect(results.map(({ name }) => name)).toEqual(files.map(({ relativePath }) => relativePath));
    expect(results.flatMap(({ rows }) => rows.flatMap(brokenLaws))).toEqual([]);
    for (const { name, outcome, diagnostics } of results) {
      const errors = diagnostics.filter(({ severity }) => severity === "error").length;
      expect(errors > 0, name).toBe(outcome === "rejected");
    }
  });

  test("every text of a row is one of its log, or a part of one where the harness's words come before a person's", () => {
    for (const [index, { rows, name }] of resultsAt("lenient").entries()) {
      if (rows.length === 0) continue;
      const strings = sourceStrings(files[index]?.path ?? "");
      const known = new Set(strings);
      for (const text of rows.flatMap(textsOf)) {
        const isThere = known.has(text) || strings.some((other) => other.includes(text));
        expect(isThere, `${name}: ${text.slice(0, 80)}`).toBe(true);
      }
    }
  });

  test("strict and spec are the same, and lenient changes no row of a file that strict takes by itself", async () => {
    expect(resultsAt("spec").map(({ rows }) => rows)).toEqual(resultsAt("strict").map(({ rows }) => rows));
    for (const file of files) {
      const [strict] = await ingestInputs([file], "strict", handler);
      const [lenient] = await ingestInputs([file], "lenient", handler);
      if (strict?.outcome === "rows") expect(lenient?.rows, strict.name).toEqual(strict.rows);
    }
  });

  test("the order of the files changes no row", async () => {
    const backward = await ingestInputs(files.toReversed(), "strict", handler);
    expect(rowTexts(backward)).toEqual(rowTexts(resultsAt("strict")));
  });

  test("one file alone has the rows that it has among others, where it shares no records", async () => {
    for (const [index, file] of files.entries()) {
      const among = resultsAt("strict")[index];
      if (among?.outcome !== "rows" || among.codes.includes("repeated-records")) continue;
      const [single] = await ingestInputs([file], "strict", handler);
      expect(single?.rows.map(alone), file.relativePath).toEqual(among.rows.map(alone));
    }
  });
});
