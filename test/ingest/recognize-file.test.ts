/** Files of any size and kind: as little is read as it takes to tell, and nothing makes it throw. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recognizeFile } from "../../src/ingest/recognize-file.ts";
import { claimsOn, inputFileAt, jsonl, verdictOn } from "../formats/recognize.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";

const LONG = "x".repeat(300_000);
const CLAUDE = { type: "user", sessionId: "s", uuid: "u", message: { role: "user", content: "Hi." } };
const FILLER = { type: "progress", data: LONG };
const META = { type: "session_meta", payload: { id: "s" } };

describe("what tells stands late", () => {
  test.each([70_000, 900_000, 3_000_000, 40_000_000])("in a document, behind %d bytes", (size) => {
    const steps = `"steps":[{"step_id":1,"source":"user","message":"${"y".repeat(size)}"}]`;
    expect(verdictOn(`{"agent":{"extra":"${"x".repeat(size)}"},${steps},"schema_version":"ATIF-v1.6"}`)).toBe("atif");
    expect(verdictOn(`{"notes":"${"x".repeat(size)}","more":1}`, "a.json")).toBe("not a rollout");
  });

  test("in a record that is longer than the head", () => {
    const long = { ...CLAUDE, message: { role: "user", content: [{ type: "image", source: LONG.repeat(10) }] } };
    expect(verdictOn(jsonl(long, CLAUDE))).toBe("claude_code");
    // The envelope comes behind the message.
    const { message, ...envelope } = long;
    expect(verdictOn(jsonl({ message, ...envelope }, CLAUDE))).toBe("claude_code");
  });

  test("in a later record", () => {
    expect(verdictOn(jsonl(...Array.from({ length: 3 }, () => ({ note: LONG })), CLAUDE))).toBe("claude_code");
    // A megabyte of nobody's records is nobody's log.
    expect(verdictOn(jsonl(...Array.from({ length: 5 }, () => ({ note: LONG })), CLAUDE))).toBe("not a rollout");
    expect(verdictOn(jsonl(...Array.from({ length: 60 }, () => ({ note: 1 })), CLAUDE))).toBe("not a rollout");
  });

  test("a claim that is likely is made surer, or not, by more records", () => {
    const turn = { type: "turn_context", payload: { long: LONG } };
    expect(verdictOn(jsonl(turn, CLAUDE, FILLER))).toBe("claude_code");
    expect(verdictOn(jsonl(turn, FILLER, turn, turn, META))).toBe("claude_code");
    expect(verdictOn(jsonl(turn, turn, META))).toBe("codex");
  });
});

test("a record that the head cuts off is there as far as it goes", () => {
  const line = JSON.stringify({ type: "assistant", sessionId: "s", message: { role: "assistant", content: "long" } });
  expect(claimsOn(line.slice(0, -5), false)).toEqual({ claude_code: "certain" });
  expect(claimsOn(line.slice(0, line.indexOf("sessionId") - 2), false)).toEqual({});
  // In a file that ends there, it is damage.
  expect(claimsOn(`${JSON.stringify(META)}\n${line.slice(0, -5)}`)).toEqual({ codex: "certain" });
});

test("files that hold no JSON", () => {
  expect(verdictOn("")).toBe("empty file");
  expect(verdictOn(" \r\n\t\n")).toBe("empty file");
  expect(verdictOn("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")).toBe("Git LFS pointer");
  expect(verdictOn(Buffer.from(jsonl(CLAUDE), "utf16le"))).toBe("not a rollout");
  expect(verdictOn(Buffer.from(`\uFEFF${jsonl(CLAUDE)}`, "utf16le"))).toBe("not a rollout");
  expect(verdictOn(Buffer.alloc(200_000))).toBe("not a rollout");
  expect(verdictOn(" ".repeat(3_000_000))).toBe("not a rollout");
  // Whose a database is, its tables tell.
  expect(verdictOn("SQLite format 3\0")).toBe("hermes_agent");
  expect(verdictOn(Buffer.from([0x1f, 0x8b, 8, 0]))).toBe("unreadable-file");
  expect(verdictOn(Buffer.from([0x1f, 0x8b, 7, 0]))).toBe("not a rollout");
});

test("rows of an earlier run are no rollouts", () => {
  const row = { trace_id: 'a "quoted" id', source_kind: "atif", source_path: "a.json", messages: [], message_count: 0 };
  expect(verdictOn(jsonl(row, row))).toBe("seed rows");
  expect(verdictOn(JSON.stringify(row, null, 2))).toBe("seed rows");
  // As Python spells it.
  expect(verdictOn('{"trace_id": "a", "source_kind": "codex", "messages": [], "session_id": "s"}\n')).toBe("seed rows");
  expect(verdictOn('{"trace_id":"a","span_id":"b","source_kind":"c"}\n')).toBe("not a rollout");
});

test("names tell what a file is that nobody claims, and not what one is that somebody does", () => {
  for (const name of [
    "result.json",
    "history.jsonl",
    "session_index.jsonl",
    "sessions-index.json",
    "x.trajectory.jsonl",
  ]) {
    expect(verdictOn('{"a":1}', name), name).toBe("companion file");
    expect(verdictOn(jsonl(CLAUDE), name), name).toBe("claude_code");
  }
  expect(verdictOn("rubbish", "rollout-2026.jsonl")).toBe("not a rollout");
  expect(verdictOn(trajectory(), "rollout-2026.jsonl")).toBe("atif");
  expect(verdictOn("SQLite format 2\0", "state.db")).toBe("companion file");
});

test("what tools put out is not looked at, unless it is named", () => {
  const folder = makeFolder({ "tool-results/a.jsonl": jsonl(CLAUDE) });
  const file = { ...inputFileAt(`${folder}/tool-results/a.jsonl`), relativePath: "tool-results/a.jsonl" };
  expect(recognizeFile(file)).toEqual({ kind: "skip", reason: "companion file" });
  expect(recognizeFile({ ...file, named: true })).toMatchObject({ kind: "format" });
});

test("what cannot be read", () => {
  const folder = makeFolder({ "a.jsonl": "" });
  mkdirSync(`${folder}/b`);
  expect(recognizeFile(inputFileAt(`${folder}/none`))).toMatchObject({ failure: { code: "unreadable-file" } });
  expect(recognizeFile(inputFileAt(`${folder}/b`))).toEqual({ kind: "skip", reason: "not a regular file" });
  chmodSync(`${folder}/a.jsonl`, 0);
  if (process.getuid?.() !== 0) {
    expect(recognizeFile(inputFileAt(`${folder}/a.jsonl`))).toMatchObject({ failure: { code: "unreadable-file" } });
  }
  // zstd data of which nothing can be decompressed.
  writeFileSync(`${folder}/c.jsonl.zst`, Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]));
  expect(recognizeFile(inputFileAt(`${folder}/c.jsonl.zst`))).toMatchObject({ failure: { code: "unreadable-file" } });
});

describe("hostile content", () => {
  const huge = "k".repeat(2_000_000);
  test.each([
    ["nesting", "[".repeat(2_000_000)],
    ["nesting in lines", "[\n".repeat(500_000)],
    ["open objects in lines", '{"a":\n'.repeat(200_000)],
    ["a long key", `{"${huge}":1}`],
    ["a long type", jsonl({ type: huge, sessionId: huge, message: { role: huge, content: "" } })],
    ["a long number", `[${"9".repeat(2_000_000)}]`],
    ["many keys", `{${Array.from({ length: 200_000 }, (_, index) => `"k${index}":{}`).join(",")}}`],
    ["many elements", `[${"{},".repeat(500_000)}{}]`],
    ["a key of JavaScript's", '{"__proto__":{"type":"session"},"constructor":1,"type":{"type":1}}\n'],
    [
      "types that are no text",
      jsonl({ type: 1 }, { type: null }, { type: ["user"] }, { payload: 0, type: "session_meta" }),
    ],
    ["surrogates", String.raw`{"type":"\ud800","\ud800":1}`],
    ["a document in pieces", "{}".repeat(500_000)],
    ["messages on one line", `{"role":"${"x".repeat(1_100_000)}"}\n${'{"role":"user"}'.repeat(1_000_000)}`],
  ])("%s", (_what, content) => {
    const started = process.cpuUsage();
    expect(verdictOn(content)).toMatch(/^(?:not a rollout|claude_code)$/u);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});

const RECORD = fc.oneof(
  fc.constantFrom(CLAUDE, META, FILLER, { type: "session", id: "s", timestamp: "t" }, { type: "message", message: {} }),
  fc.jsonValue(),
);
/** Logs with whatever happens to logs: bytes changed, lines torn, records that ran together. */
const LOG = fc
  .tuple(fc.array(RECORD, { maxLength: 6 }), fc.constantFrom("\n", "", "\r\n", ",\n"), fc.nat(), fc.nat(255))
  .map(([records, between, at, byte]) => {
    const bytes = Buffer.from(records.map((record) => JSON.stringify(record)).join(between));
    if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });

test("any bytes have a verdict", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        LOG,
        fc.string().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        expect(verdictOn(bytes)).toMatch(/^[a-zA-Z_ ]+$/u);
      },
    ),
    { numRuns: 300 },
  );
});

test("the beginning of a log claims nothing that the whole does not, or is longer than a head", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(CLAUDE, META, { type: "progress" }, { x: 1 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      (records, cut) => {
        const whole = jsonl(...records);
        const head = claimsOn(whole.slice(0, 1 + (cut % whole.length)), false);
        const all = claimsOn(whole);
        for (const [format, claim] of Object.entries(head)) {
          if (claim === "certain") expect(all[format]).toBe("certain");
        }
      },
    ),
  );
});
