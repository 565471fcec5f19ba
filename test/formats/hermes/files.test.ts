import { afterEach, expect, test, vi } from "vitest";
import { discover } from "../../../src/discover/discover.ts";
import { findInFolder } from "../../../src/discover/folder.ts";
import { defaultPlaces, idInName, isCompanion, isPassedOver } from "../../../src/formats/hermes/files.ts";
import { hermes } from "../../../src/formats/hermes/handler.ts";
import { ingestFiles } from "../../../src/ingest/run.ts";
import { makeFolder } from "../../support/folder.ts";
import { ingest, jsonl, snapshot } from "./sessions.ts";

afterEach(() => vi.unstubAllEnvs());

const HELLO = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello." },
];

test("the default places are the person's and those of the profiles, and not what is installed beside them", () => {
  const home = makeFolder({
    "state.db": "",
    "sessions/a.jsonl": "",
    "sessions/deep/session_b.json": "",
    "sessions/sessions.json": "",
    "sessions/request_dump_a_1.json": "",
    "profiles/work/state.db": "",
    "profiles/work/sessions/c.jsonl": "",
    "profiles/empty/config.yaml": "",
    "hermes-agent/tests/state.db": "",
    "logs/errors.jsonl": "",
  });
  vi.stubEnv("HERMES_HOME", home);
  const places = hermes.defaultPlaces();
  if (places === null) throw new Error("no places");
  const { files } = discover({
    kind: "default",
    homes: [{ ...places, pattern: hermes.filePattern, prefix: "" }],
    recursive: true,
  });
  expect(files.map(({ relativePath, named }) => [relativePath, named])).toEqual([
    ["profiles/work/sessions/c.jsonl", false],
    ["profiles/work/state.db", false],
    ["sessions/a.jsonl", false],
    ["sessions/deep/session_b.json", false],
    ["state.db", false],
  ]);
});

test("$HERMES_HOME is where Hermes keeps its sessions, if it says anything", () => {
  vi.stubEnv("HOME", "/home/me");
  vi.stubEnv("HERMES_HOME", "");
  expect(defaultPlaces()).toEqual({ base: "/home/me/.hermes", folders: ["sessions"], files: ["state.db"] });
});

test.each([
  ["sessions/request_dump_a_1.json", true],
  ["state.db-wal", true],
  ["state.db-shm", true],
  ["state.db-journal", true],
  ["sessions/a.jsonl.lock", true],
  ["sessions/a.jsonl", false],
  ["state.db", false],
])("%s is passed over: %s", (path, expected) => {
  expect(isPassedOver(path)).toBe(expected);
});

test.each([
  ["sessions.json", true],
  ["kanban.db", true],
  ["session_a.json", false],
  ["a.jsonl", false],
])("%s is a companion: %s", (name, expected) => {
  expect(isCompanion(name)).toBe(expected);
});

test.each([
  ["sessions/session_20260301_101500_a1b2c3.json", "20260301_101500_a1b2c3"],
  ["20260301_101500_a1b2c3.jsonl", "20260301_101500_a1b2c3"],
  ["session_a.jsonl", "session_a"],
  ["a.b.json", "a.b"],
])("the id in %s is %s", (path, expected) => {
  expect(idInName(path)).toBe(expected);
});

test("what a file is, its content tells, whatever its name", async () => {
  const outcomes = await ingest(
    {
      "renamed.json": jsonl(HELLO),
      "one-line.json": JSON.stringify({ ...HELLO[0] }),
      "whole.jsonl": snapshot("whole", HELLO).replaceAll(/\n */gu, " "),
      "config.json": "{\n  not json",
      "session_torn.json": snapshot("torn", HELLO).slice(0, 120),
      "request_dump_a.json": JSON.stringify({ session_id: "a", request: { body: { messages: HELLO } } }),
      "sessions.json": JSON.stringify({ key: "renamed" }),
    },
    { pattern: "*" },
  );
  expect(Object.entries(outcomes).map(([name, { outcome }]) => [name, outcome])).toEqual([
    ["config.json", "rejected"],
    ["one-line.json", "rows"],
    ["renamed.json", "rows"],
    ["request_dump_a.json", "companion file"],
    ["session_torn.json", "rejected"],
    ["sessions.json", "companion file"],
    ["whole.jsonl", "rows"],
  ]);
  expect(outcomes["session_torn.json"]?.codes).toEqual(["json-truncated"]);
  expect(outcomes["renamed.json"]?.rows[0]?.source_meta["session_key"]).toBe("key");
});

test("numbers of an index are numbers of the row, however they are spelled", async () => {
  const entry = '{"session_id": "a", "estimated_cost_usd": 1.50, "origin": {"2": NaN, "1": 1e3}}';
  const outcomes = await ingest({ "sessions.json": `{"key": ${entry}}`, "a.jsonl": jsonl(HELLO) });
  const { estimated_cost_usd: cost, origin } = outcomes["a.jsonl"]?.rows[0]?.source_meta ?? {};
  expect({ cost, origin }).toEqual({ cost: 1.5, origin: { "1": 1000, "2": null } });
});

test("an index above the file counts, the nearest first; a damaged one costs no row", async () => {
  const outcomes = await ingest({
    "sessions.json": JSON.stringify({ far: "b", top: { session_id: "a", display_name: "Top" } }),
    "x/sessions.json": JSON.stringify({ near: "b", "": "", none: null }),
    "x/y/b.jsonl": jsonl(HELLO),
    "x/a.jsonl": jsonl(HELLO),
    "z/sessions.json": "{",
    "z/c.jsonl": jsonl(HELLO),
  });
  const keys = Object.values(outcomes).map(({ rows: [row] }) => [row?.trace_id, row?.source_meta["session_key"]]);
  expect(keys).toEqual([
    ["a", "top"],
    ["b", "near"],
    ["c", undefined],
  ]);
});

test("messages that are no list are damage, in whatever store", async () => {
  const tree = {
    "out.jsonl": jsonl([
      { id: "a", source: "cli", messages: HELLO },
      { id: "b", source: "cli", messages: null },
      { id: "c", source: "cli", messages: "none" },
    ]),
    "session_d.json": JSON.stringify({ session_id: "d", session_start: "2026-01-01T00:00:00", messages: { 0: HELLO } }),
  };
  const strict = await ingest(tree);
  expect(Object.values(strict).map(({ outcome, codes }) => [outcome, codes])).toEqual([
    ["rejected", ["wrong-type", "wrong-type"]],
    ["rejected", ["wrong-type"]],
  ]);
  const lenient = await ingest(tree, { level: "lenient" });
  expect(Object.values(lenient).map(({ outcome, rows }) => [outcome, rows.length])).toEqual([
    ["rows", 1],
    ["no conversation", 0],
  ]);
});

test("damage in a document on several lines is told by its line and column", async () => {
  const folder = makeFolder({ "session_a.json": '{\n "session_id": "a",\n "messages": [ ,\n]}' });
  const { files } = findInFolder(folder, hermes.filePattern, true);
  const settings = { handler: hermes, level: "strict", sourcePath: "relative" } as const;
  const places: unknown[] = [];
  const results = ingestFiles(files, settings, Infinity, ({ diagnostics }) => {
    for (const { code, line, column } of diagnostics) places.push({ code, line, column });
  });
  for await (const _ of results);
  expect(places).toEqual([{ code: "json-syntax", line: 3, column: 16 }]);
});
