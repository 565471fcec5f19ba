/** What the command says of itself. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runBare } from "../support/cli.ts";

const FLAGS = [
  ["-f", "--format <name>"],
  ["-d", "--trace-dir <path>"],
  ["", "--file-pattern <glob>"],
  ["", "--no-recursive"],
  ["", "--files-from <file>"],
  ["-0", "--null"],
  ["-o", "--output <path>"],
  ["", "--output-format <format>"],
  ["", "--max-shard-size <size>"],
  ["", "--json-columns <type>"],
  ["-n", "--num-records <n>"],
  ["", "--shuffle"],
  ["", "--seed <n>"],
  ["", "--partition-index <i>"],
  ["", "--num-partitions <n>"],
  ["", "--partition-by <rule>"],
  ["", "--max-memory <size>"],
  ["-j", "--jobs <n>"],
  ["", "--validation <level>"],
  ["", "--source-path <style>"],
  ["", "--redact [mode]"],
  ["", "--redact-values <file>"],
  ["", "--anonymize-paths"],
  ["", "--error-format <format>"],
  ["", "--report <format=file>"],
  ["", "--manifest <file>"],
  ["", "--fail-on <severity>"],
  ["", "--max-errors <n>"],
  ["", "--max-reject-rate <percent>"],
  ["", "--allow-empty"],
  ["", "--color <when>"],
  ["", "--progress <when>"],
  ["-q", "--quiet"],
  ["-V", "--version"],
  ["-h", "--help"],
] as const;

test("--help goes to stdout and names every flag, with examples and the exit statuses", async () => {
  const { status, stdout, stderr } = await runBare(["--help"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const [short, long] of FLAGS) expect(stdout).toContain(short === "" ? `  ${long}` : `  ${short}, ${long}`);
  const listed = stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gmu) ?? [];
  expect(listed).toHaveLength(FLAGS.length);
  expect(stdout).toContain("rollout-ingest --format atif --trace-dir ./traces > seeds.jsonl");
  for (const status of ["0", "1", "2"]) expect(stdout).toMatch(new RegExp(`^  ${status}  \\w`, "mu"));
});

test.each([
  [["help"], ["--help"]],
  [
    ["help", "validate"],
    ["validate", "--help"],
  ],
  [
    ["help", "explain"],
    ["explain", "--help"],
  ],
])("%j is %j", async (words, flags) => {
  const [asked, flagged] = await Promise.all([runBare(words), runBare(flags)]);
  expect(asked).toEqual(flagged);
  expect(asked).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("Usage: rollout-ingest ") });
});

test("help for a command that there is not names those that there are", async () => {
  const { status, stdout, stderr } = await runBare(["help", "explian"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("Allowed choices are validate, schema, explain, ");
});

test.each(["--version", "-V"])("%s is the version of the package", async (flag) => {
  const { status, stdout, stderr } = await runBare([flag]);
  const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8"));
  expect(manifest).toMatchObject({ version: stdout.trimEnd() });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
