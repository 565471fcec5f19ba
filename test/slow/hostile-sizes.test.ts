/** Hostile sizes, each with a defined end: rows, a rejection that says why, or a counted skip. */
import { describe, expect, test } from "vitest";
import { choiceOf } from "../../src/formats/choice.ts";
import type { ValidationLevel } from "../../src/formats/handler.ts";
import { recordOf, type FileRecord } from "../../src/ingest/file-result.ts";
import { ingestFiles } from "../../src/ingest/run.ts";
import { discover } from "../../src/discover/discover.ts";
import { makeFolder } from "../support/folder.ts";
import { jsonl } from "../support/sessions.ts";
import { trajectory } from "../support/trajectories.ts";

const MILLION = 1_000_000;
const RECORDS = 100_000;

async function ingest(
  format: string,
  name: string,
  content: string | Buffer,
  level: ValidationLevel = "strict",
): Promise<FileRecord> {
  const { files } = discover({ kind: "path", path: makeFolder({ [name]: content }), pattern: "*", recursive: true });
  const handler = choiceOf(format);
  const records: FileRecord[] = [];
  const results = ingestFiles(
    files,
    { handler, level, sourcePath: "relative" },
    Infinity,
    (result) => void records.push(recordOf(result)),
  );
  while ((await results.next()).done !== true);
  const [record] = records;
  if (record === undefined) throw new Error("no outcome");
  return record;
}

const SESSION = jsonl([
  { type: "user", uuid: "a", parentUuid: null, sessionId: "s", message: { role: "user", content: "q" } },
  {
    type: "assistant",
    uuid: "b",
    parentUuid: "a",
    sessionId: "s",
    message: { id: "m", role: "assistant", content: [{ type: "text", text: "x" }] },
  },
]);
const ROLLOUT = jsonl([
  { timestamp: "2026-01-02T03:04:05Z", type: "session_meta", payload: { id: "a", cwd: "/w" } },
  {
    timestamp: "2026-01-02T03:04:05Z",
    type: "response_item",
    payload: { type: "message", role: "user", content: [{ type: "input_text", text: "q" }] },
  },
  {
    timestamp: "2026-01-02T03:04:05Z",
    type: "response_item",
    payload: { type: "message", role: "assistant", content: [{ type: "output_text", text: "a" }] },
  },
]);
const TREE = jsonl([
  { type: "session", version: 3, id: "s", timestamp: "2026-01-02T03:04:05Z", cwd: "/w" },
  {
    type: "message",
    id: "a0000001",
    parentId: null,
    timestamp: "2026-01-02T03:04:05Z",
    message: { role: "user", content: "q" },
  },
  {
    type: "message",
    id: "a0000002",
    parentId: "a0000001",
    timestamp: "2026-01-02T03:04:05Z",
    message: { role: "assistant", content: [{ type: "text", text: "a" }] },
  },
]);
const TRANSCRIPT = jsonl([
  { role: "session_meta", tools: [], model: "m", platform: "x", timestamp: "2026-01-02T03:04:05" },
  { role: "user", content: "q", timestamp: "2026-01-02T03:04:05" },
  { role: "assistant", content: "a", timestamp: "2026-01-02T03:04:05" },
]);
const SESSIONS = [
  ["claude_code", "s.jsonl", SESSION],
  ["codex", "rollout-a.jsonl", ROLLOUT],
  ["hermes_agent", "a.jsonl", TRANSCRIPT],
  ["pi_coding_agent", "a.jsonl", TREE],
] as const;

describe("depth", () => {
  test.each([100_000, MILLION])("%i levels in a document", async (levels) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = `${open.repeat(levels)}1${close.repeat(levels)}`;
      const extra = trajectory().replace('"steps"', `"extra":${deep},"steps"`);
      expect(await ingest("atif", "a.json", extra)).toMatchObject({
        outcome: "rejected",
        diagnostics: [{ code: "json-too-deep" }],
      });
      expect(await ingest("auto", "a.json", deep)).toMatchObject({ outcome: "skipped", reason: "not a rollout" });
    }
  });

  test.each(SESSIONS)("a million levels in a record of %s", async (format, name, sound) => {
    const log = `${sound}{"type":"user","a":${"[".repeat(MILLION)}\n`;
    const strict = await ingest(format, name, log);
    expect(strict).toMatchObject({
      outcome: "rejected",
      acceptedBy: "lenient",
      diagnostics: [{ code: "json-too-deep" }],
    });
    expect(await ingest(format, name, log, "lenient")).toMatchObject({ outcome: "rows", rows: 1 });
  });
});

describe("width", () => {
  test("a million keys in an object, and as many that look like indexes", async () => {
    for (const prefix of ["key ", ""]) {
      const keys = Array.from({ length: MILLION }, (_, index) => `"${prefix}${index}":1`).join(",");
      const document = trajectory().replace('"steps"', `"extra":{${keys}},"steps"`);
      expect(await ingest("atif", "a.json", document)).toMatchObject({ outcome: "rows", rows: 1 });
    }
  });

  test("a key a million times", async () => {
    const document = trajectory().replace('"steps"', `"extra":{${'"k":1,'.repeat(MILLION)}"k":2},"steps"`);
    expect(await ingest("atif", "a.json", document, "lenient")).toMatchObject({
      outcome: "rows",
      diagnostics: [{ code: "duplicate-key", found: `${MILLION} of them; this is the first` }],
    });
  });

  test("a number of a million digits is exact", async () => {
    const document = trajectory().replace('"steps"', `"extra":${"9".repeat(MILLION)},"steps"`);
    expect(await ingest("atif", "a.json", document)).toMatchObject({ outcome: "rows", rows: 1 });
  });
});

describe.each(SESSIONS)("%s", (format, name, sound) => {
  test("a hundred thousand records of one byte are as many problems, of which a thousand are listed", async () => {
    const result = await ingest(format, name, sound + "1\n".repeat(RECORDS));
    expect(result).toMatchObject({ outcome: "rejected", unlisted: { errors: RECORDS - 1000 } });
    expect(result.diagnostics.filter(({ severity }) => severity === "error")).toHaveLength(1000);
  });

  test("a million empty lines, and a line of a million spaces, are nothing", async () => {
    const result = await ingest(format, name, `\n${sound}${"\n".repeat(MILLION)}${" ".repeat(MILLION)}\n`);
    expect(result).toMatchObject({ outcome: "rows", rows: 1, diagnostics: [] });
  });

  test("a last line of ten megabytes that is cut off is unfinished", async () => {
    const result = await ingest(format, name, `${sound}{"type":"user","text":"${"x".repeat(10 * MILLION)}`);
    expect(result).toMatchObject({ outcome: "rows", rows: 1, diagnostics: [{ code: "unfinished-record" }] });
  });
});

test("noise: a million lines that are no JSON are looked at for a while only", async () => {
  for (const line of ["x\n", "{}\n", "{\n", "[]\n", "\0\n"]) {
    const result = await ingest("auto", "a.jsonl", line.repeat(MILLION));
    expect(result).toMatchObject({ outcome: "skipped", reason: "not a rollout" });
  }
});
