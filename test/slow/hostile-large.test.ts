/** Hostile files as a user meets them: a defined end, in memory that the file's size bounds. */
import { closeSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { zstdCodec } from "../../src/sinks/compression.ts";
import { makeFolder } from "../support/folder.ts";
import { ingestMeasured, type Measured } from "../support/measured.ts";
import { summaryOf } from "../support/report.ts";

const MB = 1e6;
/** Node, the program, the buffers that files are read through, a thread or two. */
const BASE = 300 * MB;

/** Runs the command over the folder `in`. */
function ingest(cwd: string, flags: string): Promise<Measured> {
  return ingestMeasured(cwd, `-d in ${flags}`);
}

const compressors = [
  { ending: "gz", compress: (bytes: Buffer): Uint8Array => gzipSync(bytes) },
  { ending: "zst", compress: await zstdCodec() },
];

/** What stands for a gigabyte; compressed in pieces, as either format allows. */
function bomb(begin: string, compress: (bytes: Buffer) => Uint8Array): Buffer {
  const piece = compress(Buffer.alloc(50 * MB, "a"));
  return Buffer.concat([compress(Buffer.from(begin)), ...Array.from({ length: 20 }, () => piece)]);
}

describe.each(compressors)("a bomb in .$ending", ({ ending, compress }) => {
  test.each(["auto", "atif", "claude_code", "codex", "hermes_agent", "pi_coding_agent"])(
    "--format %s",
    async (format) => {
      const head = JSON.stringify({
        type: "user",
        uuid: "a",
        sessionId: "s",
        message: { role: "user", content: "MARK" },
      });
      const bytes = bomb(head.split("MARK")[0] ?? "", compress);
      const cwd = makeFolder({ [`in/rollout-a.jsonl.${ending}`]: bytes });
      const { status, peak, report } = await ingest(cwd, `--format ${format} --file-pattern '*'`);
      expect(status).toBe(1);
      expect(summaryOf(report)).toMatchObject({ rows: 0, rejected_by_code: { "decompression-bomb": 1 } });
      // It may become 64 MiB, or 250 times its size, before it is known for what it is; pieces and their whole.
      expect(peak).toBeLessThan(BASE + 3 * Math.max(64 * 2 ** 20, 250 * bytes.length));
    },
  );
});

test("one string of 600 MB", { timeout: 1_200_000 }, async () => {
  const claude = {
    type: "user",
    uuid: "a",
    parentUuid: null,
    sessionId: "s",
    message: { role: "user", content: "MARK" },
  };
  const cwd = makeFolder({ "in/.keep": "" });
  const [before = "", behind = ""] = `${JSON.stringify(claude)}\n`.split("MARK");
  const file = openSync(`${cwd}/in/a.jsonl`, "w");
  writeSync(file, before);
  const piece = Buffer.alloc(10 * MB, "words and more ");
  for (let index = 0; index < 60; index++) writeSync(file, piece);
  writeSync(file, behind);
  closeSync(file);
  const { status, peak, report } = await ingest(cwd, "--format claude_code");
  expect(status).toBe(0);
  expect(summaryOf(report)).toMatchObject({ rows: 1, warnings: 0 });
  expect(statSync(`${cwd}/out.jsonl`).size).toBeGreaterThan(600 * MB);
  expect(peak).toBeLessThan(BASE + 3 * 610 * MB);
});

test.each(["claude_code", "codex", "hermes_agent", "pi_coding_agent"])(
  "%s: a million records of one byte",
  async (format) => {
    const cwd = makeFolder({ "in/.keep": "" });
    writeFileSync(`${cwd}/in/a.jsonl`, Buffer.concat([Buffer.from("{}\n"), Buffer.alloc(2 * MB, "1\n")]));
    const { peak, report } = await ingest(cwd, `--format ${format} --file-pattern 'a.jsonl'`);
    const { files, rows } = summaryOf(report);
    expect([files.rejected + files.skipped, rows]).toEqual([1, 0]);
    expect(report.diagnostics.length).toBeLessThanOrEqual(1000);
    expect(peak).toBeLessThan(BASE);
  },
);
