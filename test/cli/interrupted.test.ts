/** A run that is interrupted ends by the signal, at once, and leaves nothing half-written. */
import { readdirSync, readFileSync, watch } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { finished, shell, start } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";

/** A list that names one large file often, so that a run takes seconds without taking up the disk. */
function longRun(): { cwd: string; args: readonly string[] } {
  const cwd = makeFolder({ "in/a.json": trajectory({ answer: 'text "quoted" é '.repeat(100_000) }) });
  const names = Array.from({ length: 2000 }, (_, index) => `in${"/.".repeat(index % 7)}/${"../in/".repeat(index % 11)}a.json`);
  return { cwd, args: [cwd, ...names] };
}

/** Waits until the run writes its temporary file. */
async function underWay(cwd: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (readdirSync(cwd).some((name) => name.endsWith(".tmp"))) return;
    await pause(10);
  }
  throw new Error("the run made no temporary file");
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s: no output, no temporary file, the old output stays", async (signal) => {
  const { cwd, links } = manyFiles();
  const child = start(["-d", links, "-o", "out.jsonl"], { cwd });
  const ended = finished(child);
  await underWay(cwd);
  child.kill(signal);
  const result = await ended;
  expect({ status: result.status, signal: result.signal }).toEqual({ status: null, signal });
  expect(readdirSync(cwd)).toEqual(["in", "out.jsonl"]);
  expect(readFileSync(`${cwd}/out.jsonl`, "utf8")).toBe("before");
});
