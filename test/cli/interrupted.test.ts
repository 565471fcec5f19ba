/** A run that is interrupted ends by the signal, at once, and leaves nothing half-written. */
import { execFileSync } from "node:child_process";
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
    "out.jsonl": "before",
  });
  for (let index = 1; index < 800; index++) linkSync(`${cwd}/in/0.json`, `${cwd}/in/${index}.json`);
  return cwd;
}

/** Waits until the run writes its temporary file. */
async function underWay(cwd: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (readdirSync(cwd).length > 2) return;
    await pause(10);
  }
  throw new Error("the run made no temporary file");
}

/** The signal that ended a process, or that none did in time. */
async function endOf(ended: Promise<{ signal: NodeJS.Signals | null; status: number | null }>): Promise<unknown> {
  return Promise.race([ended.then(({ signal, status }) => signal ?? status), pause(2000, "still running after 2 s")]);
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s: no output, no temporary file, the old output stays",
  async (signal) => {
    const cwd = longRun();
    const child = start(["-d", "in", "-o", "out.jsonl"], { cwd });
    const ended = finished(child);
    await underWay(cwd);
    expect(readdirSync(cwd)).toHaveLength(3);
    expect(readFileSync(`${cwd}/out.jsonl`, "utf8")).toBe("before");
    child.kill(signal);
    expect(await endOf(ended)).toBe(signal);
    expect(readdirSync(cwd)).toEqual(["in", "out.jsonl"]);
    expect(readFileSync(`${cwd}/out.jsonl`, "utf8")).toBe("before");
  },
);

test("a run whose reader has stopped reading", async () => {
  const cwd = longRun();
  const child = start(["-d", "in"], { cwd });
  // Nobody listens to stdout: the pipe fills up and the run waits.
  await pause(500);
  child.kill("SIGTERM");
  const ended = new Promise<{ signal: NodeJS.Signals | null; status: number | null }>((resolve) => {
    child.once("exit", (status, signal) => resolve({ status, signal }));
  });
  const end = await endOf(ended);
  child.kill("SIGKILL");
  expect(end).toBe("SIGTERM");
});

test("a run that waits for somebody to write to a named pipe", async () => {
  const cwd = makeFolder();
  execFileSync("mkfifo", [`${cwd}/pipe`]);
  const child = start(["-d", "pipe", "-o", "out.jsonl"], { cwd });
  const ended = finished(child);
  await pause(500);
  child.kill("SIGINT");
  const end = await endOf(ended);
  child.kill("SIGKILL");
  expect(end).toBe("SIGINT");
  expect(readdirSync(cwd)).toEqual(["pipe"]);
});
