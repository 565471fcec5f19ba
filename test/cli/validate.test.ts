/** validate: all that a run does but writing rows. */
import { readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runBare } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { manifestDiscrepancies, readManifest } from "../support/manifest.ts";
import { reportOf } from "../support/report.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED, warned } from "../support/trajectories.ts";

function mixed(): string {
  return makeFolder({
    "in/a.json": trajectory(),
    "in/broken.json": TRUNCATED,
    "in/gapped.json": gapped(),
    "in/other.json": OTHER_JSON,
    "in/warned.json": warned(),
  });
}

test("says how many rows there would be, and writes nothing", async () => {
  const cwd = mixed();
  const { status, stdout, stderr } = await runBare(["validate", "-d", "in", "--validation", "spec"], { cwd });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^would give 2 rows from 2 of 5 files in /mu);
  expect(readdirSync(cwd)).toEqual(["in"]);
});

function timeless(stderr: string): unknown {
  const report = reportOf(stderr);
  return { ...report, summary: { ...report.summary, milliseconds: 0 } };
}

test("tells the same of the same files as a run that writes", async () => {
  const cwd = mixed();
  const args = ["-d", "in", "--validation", "spec", "--error-format", "json"];
  const [validated, written] = await Promise.all([
    runBare(["validate", ...args], { cwd }),
    runBare([...args, "-o", "rows.jsonl"], { cwd }),
  ]);
  expect(timeless(validated.stderr)).toEqual(timeless(written.stderr));
  expect(validated.status).toBe(written.status);
});

test("threads or not, it counts the same", async () => {
  const cwd = makeFolder();
  const large = trajectory({ answer: "x".repeat(6_000_000) });
  const names = ["a", "b", "c", "d", "e", "f"];
  for (const name of names) writeFileSync(`${cwd}/${name}.json`, large);
  const runs = await Promise.all(
    ["1", "2"].map((jobs) => runBare(["validate", "-d", ".", "-j", jobs, "--error-format", "json"], { cwd })),
  );
  for (const { stderr, stdout } of runs) {
    expect(stdout).toBe("");
    expect(reportOf(stderr).summary).toMatchObject({ rows: 6, warnings: 5 });
  }
});

test("its manifest has no outputs", async () => {
  const cwd = mixed();
  await runBare(["validate", "-d", "in", "--manifest", "m.json"], { cwd });
  const manifest = readManifest(`${cwd}/m.json`);
  expect(manifestDiscrepancies(manifest)).toEqual([]);
  expect(manifest).toMatchObject({ command: "validate", outputs: [], summary: { rows: 2 } });
  expect(manifest.settings).not.toHaveProperty("output");
});

test.each(["-o", "--output-format", "--max-shard-size", "--json-columns", "--source-path"])(
  "takes no %s: there is no output",
  async (flag) => {
    const cwd = mixed();
    const { status, stderr } = await runBare(["validate", "-d", "in", flag, "x"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain(`unknown option '${flag}'`);
  },
);

test("flags before its name are refused, not passed over", async () => {
  const cwd = mixed();
  const { status, stdout, stderr } = await runBare(["--validation", "spec", "validate", "-d", "in"], { cwd });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain('--validation stands before "validate": flags follow the command');
});

test("its help names its flags", async () => {
  const { status, stdout } = await runBare(["validate", "--help"]);
  expect(status).toBe(0);
  for (const flag of ["--trace-dir", "--report", "--max-reject-rate"]) expect(stdout).toContain(flag);
  expect(stdout).not.toContain("--output");
});
