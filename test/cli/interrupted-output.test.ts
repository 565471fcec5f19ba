/** A run into several files, or Parquet, that is interrupted: nothing half-written stays. */
import { linkSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { finished, start } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";

/** A folder whose run takes more than a second: one file of 2 MB under many names. */
function longRun(): string {
  const cwd = makeFolder({
    "in/0.json": trajectory({ answer: 'text "quoted" é '.repeat(120_000) }),
    "old-00000.parquet": "before",
    "ds/.keep": "before",
  });
  for (let index = 1; index < 1000; index++) linkSync(`${cwd}/in/0.json`, `${cwd}/in/${index}.json`);
  return cwd;
}

function names(cwd: string): string[] {
  return readdirSync(cwd, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith("in/"))
    .toSorted();
}

const BEFORE = ["ds", "ds/.keep", "in", "old-00000.parquet"];

test.each([
  ["SIGTERM", ["-o", "rows.parquet"]],
  ["SIGINT", ["-o", "old.parquet", "--max-shard-size", "1MB"]],
  ["SIGTERM", ["-o", "new/"]],
  ["SIGHUP", ["-o", "ds", "--output-format", "parquet"]],
  ["SIGTERM", ["-o", "/dev/null", "--report", "sarif=r.sarif", "--report", "junit=r.xml", "--manifest", "m.json"]],
] as const)("%s, %j", async (signal, args) => {
  const cwd = longRun();
  const child = start(["-d", "in", ...args], { cwd });
  const ended = finished(child);
  for (let tries = 0; names(cwd).length === BEFORE.length; tries++) {
    if (tries === 500) throw new Error("the run made no temporary file");
    await pause(10);
  }
  await pause(100);
  const during = names(cwd).filter((name) => !BEFORE.includes(name));
  expect(during.length).toBeGreaterThan(0);
  expect(during.filter((name) => !/(?:^|\/)\.rollout-ingest-[^/]*\.tmp(?:\/|$)/u.test(name))).toEqual([]);
  child.kill(signal);
  const end = await Promise.race([ended, pause(3000, { signal: "still running" })]);
  expect(end.signal).toBe(signal);
  expect(names(cwd)).toEqual(BEFORE);
  expect(readFileSync(`${cwd}/old-00000.parquet`, "utf8")).toBe("before");
});
