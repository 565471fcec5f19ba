/** Runs over much: many files, one large file, a reader that is slow for long; memory stays bounded. */
import { linkSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { finished, run, shell, start } from "../support/cli.ts";
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
