/** Nothing is read from outside of the folder given, and nothing written but the output, whatever files say. */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runBare } from "../support/cli.ts";
import { CANARY, hostileFolder, SAID } from "../support/hostile-paths.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";

/** All files with what they hold, by path; links are not followed. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(folder, file), `${statSync(file).mtimeMs} ${readFileSync(file, "latin1")}`];
    }),
  );
}

describe.each(["auto", "claude_code", "atif", "codex", "hermes_agent", "pi_coding_agent"])("--format %s", (format) => {
  test.each(["strict", "lenient"])("at %s", async (level) => {
    const { cwd } = hostileFolder();
    mkdirSync(`${cwd}/tmp`);
    const before = contents(cwd);
    const flags = ["--format", format, "--validation", level, "-d", "in", "--file-pattern", "*", "-o", "rows.jsonl"];
    const env = { TMPDIR: `${cwd}/tmp`, HOME: `${cwd}/home` };
    const { stderr } = await runBare([...flags, "--error-format", "json"], { cwd, env });
    const { "rows.jsonl": rows = "", ...after } = contents(cwd);
    expect(after).toEqual(before);
    expect(rows).toContain(SAID);
    expect(rows).not.toContain(CANARY);
    expect(stderr).not.toContain(CANARY);
    const report = reportOf(stderr);
    expect(discrepancies(report)).toEqual([]);
    // Each link to a file, or to a folder, that leads out is told of.
    expect(report.diagnostics.filter(({ code }) => code === "link-outside").length).toBeGreaterThanOrEqual(5);
    expect(summaryOf(report).rows).toBeGreaterThan(0);
  });
});

test("files from a list: each is read, and nothing from outside of its own folder", async () => {
  const { cwd, list } = hostileFolder();
  const { status, stdout, stderr } = await runBare(["--files-from", "-"], { cwd, input: list });
  expect(status).toBe(0);
  expect(stdout.split("\n").filter((line) => line !== "")).toHaveLength(3);
  expect(stdout).not.toContain(CANARY);
  expect(stderr).not.toContain(CANARY);
});
