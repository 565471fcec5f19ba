/** Back-pressure: a reader that takes its time gets everything, in order; memory stays bounded. */
import { expect, test } from "vitest";
import { shell, start, finished } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { rowsOf } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

function tree(): { cwd: string; ids: string[] } {
  const ids = Array.from({ length: 40 }, (_, index) => String(index).padStart(3, "0"));
  const answer = "é\n".repeat(30_000);
  return { cwd: makeFolder(Object.fromEntries(ids.map((id) => [`in/${id}.json`, trajectory({ id, answer })]))), ids };
}

test("a pipe whose reader pauses", async () => {
  const { cwd, ids } = tree();
  const child = start(["-d", "in", "-q"], { cwd });
  const { stdout } = child;
  if (stdout === null) throw new Error("no stdout");
  let pauses = 0;
  stdout.on("data", () => {
    if (pauses++ >= 10) return;
    stdout.pause();
    setTimeout(() => stdout.resume(), 20);
  });
  const result = await finished(child);
  expect(result.status).toBe(0);
  expect(pauses).toBeGreaterThan(10);
  expect(rowsOf(result.stdout).map((row) => row.trace_id)).toEqual(ids);
});

test("a shell pipe, a pipe that another process made non-blocking, and a file hold the same bytes", async () => {
  const { cwd } = tree();
  // A parent that shares its pipe may have set O_NONBLOCK: then a full pipe says EAGAIN.
  const nonBlocking =
    "{ python3 -c 'import os; os.set_blocking(1, False)'; ingest -d in -q; } | { sleep 0.2; cat > slow; }";
  const { status, stderr } = await shell(
    `ingest -d in -q > file && ingest -d in -q | (sleep 0.2; cat) > pipe && ${nonBlocking} && cmp file pipe && cmp file slow && wc -l < file`,
    { cwd },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
