/** Every fixture is taken for the format that it is kept under: by what it holds, not by where it lies. */
import { describe, expect, test } from "vitest";
import { atif } from "../../src/formats/atif/handler.ts";
import { claudeCode } from "../../src/formats/claude-code/handler.ts";
import { codex } from "../../src/formats/codex/handler.ts";
import type { FormatHandler } from "../../src/formats/handler.ts";
import { hermes } from "../../src/formats/hermes/handler.ts";
import { pi } from "../../src/formats/pi/handler.ts";
import { FORMAT_NAMES } from "../../src/formats/registry.ts";
import { expectedGolden } from "../support/golden.ts";
import { invented, judge, matrix, mistaken, type Judged } from "./confusion.ts";

const FOLDERS: readonly (readonly [folder: string, handler: FormatHandler])[] = [
  ["atif", atif],
  ["claude-code", claudeCode],
  ["codex", codex],
  ["hermes", hermes],
  ["pi", pi],
];

/** Transcripts without a time and a `session_meta`: they may be anybody's chats. */
const NOBODYS: ReadonlySet<string> = new Set(["damaged/lines.jsonl", "stores/sessions/20260101_000000_late0000.jsonl"]);

const judged = new Map<string, Judged[]>();
for (const [folder, handler] of FOLDERS) judged.set(folder, await judge(`fixtures/${folder}`, handler));

test("the matrix of all fixtures", () => {
  const text = matrix(judged);
  expect(text).toBe(expectedGolden("test/formats/confusion", text));
});

test("every format has fixtures here", () => {
  expect(FOLDERS.map(([, { name }]) => name)).toEqual(FORMAT_NAMES);
});

describe.each(FOLDERS)("%s", (folder, handler) => {
  const files = judged.get(folder) ?? [];

  test("no file is taken for anything else", () => {
    const tellable = files.filter(({ name }) => handler !== hermes || !NOBODYS.has(name));
    expect(mistaken(handler.name, tellable)).toEqual([]);
  });

  test("what nobody makes rows of is skipped, not rejected", () => {
    expect(invented(files)).toEqual([]);
  });

  test("auto's rows are the format's own, where both make some", () => {
    const both = files.filter(({ own, format }) => own === "rows" && format === handler.name);
    expect(both.length).toBeGreaterThan(10);
    for (const { name, autoRows, ownRows } of both) expect(autoRows, name).toEqual(ownRows);
  });
});
