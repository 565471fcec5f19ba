/** Runs over much: many files, one large file, a reader that is slow for long; memory stays bounded. */
import { closeSync, linkSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMAND, finished, run, shell, start } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { trajectory } from "../support/trajectories.ts";

function manyOf(content: string, count: number): string {
  const cwd = makeFolder({ "in/0.json": content });
  for (let index = 1; index < count; index++) linkSync(`${cwd}/in/0.json`, `${cwd}/in/${index}.json`);
  return cwd;
}

test("20 000 files", async () => {
  const cwd = manyOf(trajectory(), 20_000);
  const { status, stderr } = await run(["-d", "in", "-o", "out.jsonl", "--error-format", "json"], { cwd });
  expect(status).toBe(0);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(summaryOf(report).rows).toBe(20_000);
  const lines = await shell("wc -l < out.jsonl; cut -c1-30 out.jsonl | sort -u | wc -l", { cwd });
  expect(lines.stdout.split("\n").map(Number)).toEqual([20_000, 1, 0]);
});

test(
  "100 000 files of 5 kB: every one has its row, in memory that their names take",
  { timeout: 600_000 },
  async () => {
    const folder = makeFolder();
    const question = 'a line of "output" with é and \\ in it\n'.repeat(110);
    for (let index = 0; index < 100_000; index++) {
      const place = `${folder}/in/${index % 500}`;
      if (index < 500) mkdirSync(place, { recursive: true });
      writeFileSync(`${place}/${index}.json`, trajectory({ id: `session ${index}`, question }));
    }
    for (const jobs of [1, 2]) {
      const { status, stdout, stderr } = await shell(
        `\\time -o peak -f %M '${process.execPath}' '${COMMAND}' --format atif -d in -j ${jobs} -o rows.jsonl && tail -1 peak && wc -l < rows.jsonl`,
        { cwd: folder },
      );
      expect(status).toBe(0);
      const [peak, rows] = stdout.trim().split("\n").map(Number);
      expect(rows).toBe(100_000);
      expect(stderr).toContain("100000 rows from 100000 of 100000 files");
      // Two kilobytes a file, beside what any run takes.
      expect(peak).toBeLessThan(200_000 + jobs * 100_000);
    }
  },
);

test("an ATIF document of 1 GB: once what it is, and little more", { timeout: 600_000 }, async () => {
  const folder = makeFolder();
  const file = openSync(`${folder}/large.json`, "w");
  writeSync(file, '{"schema_version":"ATIF-v1.6","session_id":"large","agent":{"name":"a","version":"1"},"steps":[');
  const message = JSON.stringify('a line of "output" with é, 😀 and \\ in it\n'.repeat(400));
  let written = 0;
  let steps = 0;
  while (written < 1e9) {
    steps++;
    const source = steps % 2 === 1 ? "user" : "agent";
    written += writeSync(
      file,
      `${steps === 1 ? "" : ","}{"step_id":${steps},"source":"${source}","message":${message}}`,
    );
  }
  writeSync(file, "]}");
  closeSync(file);
  const { status, stdout } = await shell(
    `\\time -o peak -f %M '${process.execPath}' '${COMMAND}' --format atif -d large.json -o rows.jsonl && tail -1 peak && wc -cl < rows.jsonl`,
    { cwd: folder },
  );
  expect(status).toBe(0);
  const [peak = Infinity, rows, bytes] = stdout.trim().split(/\s+/u).map(Number);
  expect(rows).toBe(1);
  expect(bytes).toBeGreaterThan(written);
  expect(peak * 1024).toBeLessThan(written + 200e6);
});

test("2 GB of rows to a slow reader in 400 MB of memory", async () => {
  const cwd = manyOf(trajectory({ answer: 'x"\n'.repeat(700_000) }), 500);
  const { status, stdout, stderr } = await shell(
    "{ \\time -f %M ingest_binary; } 2>peak | { sleep 1; wc -lc; }; cat peak >&2".replace(
      "ingest_binary",
      `${process.execPath} ${process.cwd()}/bin/rollout-ingest.js --format atif -d in -q`,
    ),
    { cwd },
  );
  expect(status).toBe(0);
  const [lines = 0, bytes = 0] = stdout.trim().split(/\s+/u).map(Number);
  expect(lines).toBe(500);
  expect(bytes).toBeGreaterThan(2e9);
  expect(Number(stderr.trim().split("\n").at(-1))).toBeLessThan(400_000);
});

test("an interrupt in the middle of one large file leaves nothing behind", async () => {
  const cwd = makeFolder();
  writeFileSync(`${cwd}/a.json`, trajectory({ answer: "x\n".repeat(150_000_000) }));
  expect(statSync(`${cwd}/a.json`).size).toBeGreaterThan(4e8);
  const child = start(["-d", "a.json", "-o", "out.jsonl"], { cwd });
  const ended = finished(child);
  await new Promise((resolve) => setTimeout(resolve, 250));
  child.kill("SIGINT");
  const { signal } = await ended;
  expect(signal).toBe("SIGINT");
  expect(readdirSync(cwd)).toEqual(["a.json"]);
});
