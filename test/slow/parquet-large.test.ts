/** Parquet of much: one row of hundreds of megabytes, hundreds of thousands of small ones; memory is that of a group. */
import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { TextBlock, type SeedRow } from "../../src/row/row.ts";
import { completeRow } from "../../src/row/derive.ts";
import { fileOutput } from "../../src/sinks/file-output.ts";
import { COMMAND, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { parquetFooter, parquetRows } from "../support/parquet.ts";
import { makeParquetSink } from "../support/sinks.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { emptyRow } from "../support/results.ts";
import { trajectory } from "../support/trajectories.ts";

const MB = 1e6;
/** Node, the program, the buffers that files are read through. */
const BASE = 150 * MB;

interface Measured {
  readonly status: number | null;
  readonly peak: number;
  readonly report: ReturnType<typeof reportOf>;
}

/** Runs the command over a folder; the peak is that of its process, in bytes. */
async function ingest(cwd: string): Promise<Measured> {
  const { status, stdout, stderr } = await shell(
    `{ \\time -o peak -f %M '${process.execPath}' '${COMMAND}' --format atif -d in -o rows.parquet --error-format json; }
    status=$?; tail -1 peak; exit $status`,
    { cwd },
  );
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  return { status, peak: Number(stdout.trim()) * 1024, report };
}

/** Writes a trajectory whose question is a piece as often as it takes to have the size. @returns that text's size */
function writeLarge(path: string, piece: Buffer, bytes: number): number {
  const [before = "", behind = ""] = trajectory({ id: path, question: "MARK" }).split("MARK");
  const file = openSync(path, "w");
  writeSync(file, before);
  let written = 0;
  while (written < bytes) written += writeSync(file, piece);
  writeSync(file, behind);
  closeSync(file);
  return written;
}

/** About four megabytes of letters and digits without a pattern: what a codec makes nothing of. */
function noise(): Buffer {
  const bytes = Buffer.alloc(3 * 2 ** 20);
  let state = 1;
  for (let index = 0; index < bytes.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return Buffer.from(bytes.toString("base64url"));
}

test("a row of 400 MB of text with escapes: the document, its text, its page, that compressed", async () => {
  const cwd = makeFolder({ "in/.keep": "" });
  const piece = Buffer.from(JSON.stringify('a line of "output" with é, 😀 and \\ in it\n'.repeat(1000)).slice(1, -1));
  const size = writeLarge(`${cwd}/in/a.json`, piece, 400 * MB);
  const { status, peak, report } = await ingest(cwd);
  expect(status).toBe(0);
  expect(summaryOf(report).rows).toBe(1);
  expect(peak).toBeLessThan(BASE + 5 * size);
  const file = readFileSync(`${cwd}/rows.parquet`);
  expect(file.length).toBeLessThan(size / 10);
  const [row] = await parquetRows(file, { trace_id: { $eq: `${cwd}/in/a.json` } });
  expect(row?.messages[0]?.content[0]?.text?.length).toBeGreaterThan(300 * MB);
});

test("a row at the limit that cannot be compressed, and one beyond it, which alone is rejected", async () => {
  const cwd = makeFolder({ "in/b.json": trajectory({ id: "small" }) });
  const piece = noise();
  const size = writeLarge(`${cwd}/in/a.json`, piece, 500 * 2 ** 20);
  writeLarge(`${cwd}/in/c.json`, piece, 513 * 2 ** 20);
  const { status, peak, report } = await ingest(cwd);
  expect(status).toBe(1);
  expect(summaryOf(report)).toMatchObject({ rows: 2, rejected_by_code: { "row-too-large": 1 } });
  // The document, its text, the page, that in and out of the codec, that in the file: each once.
  expect(peak).toBeLessThan(BASE + 7 * size);
  const { num_rows: rows } = await parquetFooter(readFileSync(`${cwd}/rows.parquet`));
  expect(rows).toBe(2n);
  expect(statSync(`${cwd}/rows.parquet`).size).toBeGreaterThan(size / 2);
});

/** The process's greatest size while rows are written to a file, noted at some of their numbers. */
function peaks(path: string, rowAt: (index: number) => SeedRow, marks: readonly number[]): number[] {
  const sink = makeParquetSink(fileOutput(path));
  const found: number[] = [];
  let peak = 0;
  for (let index = 1; index <= Math.max(...marks); index++) {
    sink.write(rowAt(index));
    if (index % Math.ceil(Math.max(...marks) / 300) === 0) peak = Math.max(peak, process.memoryUsage().rss);
    if (marks.includes(index)) found.push(peak);
  }
  sink.commit();
  return found;
}

test("450 000 small rows take no more memory than 150 000", async () => {
  const path = `${makeFolder()}/rows.parquet`;
  const messages: SeedRow["messages"] = [
    { role: "user", content: [new TextBlock("a question")] },
    { role: "assistant", content: [new TextBlock("an answer, in a few words")] },
  ];
  const [afterThird = 0, afterAll = Infinity] = peaks(
    path,
    (index) => completeRow({ ...emptyRow(`row ${index}`), messages }),
    [150_000, 450_000],
  );
  expect(afterAll).toBeLessThan(afterThird + 150 * MB);
  const { num_rows: rows, row_groups: groups } = await parquetFooter(readFileSync(path));
  expect(rows).toBe(450_000n);
  expect(groups.length).toBeGreaterThan(4);
  expect(groups.reduce((sum, group) => sum + group.num_rows, 0n)).toBe(rows);
});

test("60 row groups of large texts take no more memory than 15: nothing is kept of a group that is written", async () => {
  const path = `${makeFolder()}/rows.parquet`;
  const text = "words ".repeat(5_000_000);
  const [afterFew = 0, afterAll = Infinity] = peaks(
    path,
    (index) => {
      const messages: SeedRow["messages"] = [{ role: "assistant", content: [new TextBlock(`${index} ${text}`)] }];
      return completeRow({ ...emptyRow(`row ${index}`), messages });
    },
    [30, 120],
  );
  const { row_groups: groups } = await parquetFooter(readFileSync(path));
  expect(groups.length).toBeGreaterThanOrEqual(60);
  expect(afterAll).toBeLessThan(afterFew + 300 * MB);
});
