/** Wrong usage: status 2, one message on stderr, nothing on stdout, nothing read. */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { runBare, type Run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { trajectory } from "../support/trajectories.ts";

const ATIF = ["--format", "atif"];

const CASES: readonly (readonly [name: string, args: readonly string[], says: readonly string[]])[] = [
  [
    "an unknown format",
    ["--format", "nonsense", "--trace-dir", "."],
    ['unknown format "nonsense"', "formats: auto, atif"],
  ],
  [
    "no --trace-dir for a format without a default place",
    ATIF,
    ["--trace-dir is missing", "--format atif --trace-dir"],
  ],
  ["an unknown flag", [...ATIF, "--nonsense"], ["--nonsense", "--help"]],
  ["a word too many", [...ATIF, "--trace-dir", ".", "word"], ['unexpected argument "word"', "--trace-dir"]],
  ["a command misspelled", ["explian"], ['unexpected argument "explian"', "did you mean the command explain?"]],
  ["a word too many behind a command", ["schema", "word"], ["too many arguments for 'schema'", "--help"]],
  ["a hyphen for stdin", [...ATIF, "-d", "-"], ['cannot read "-"', "stdin has the name /dev/stdin"]],
  ["a flag without its value", [...ATIF, "--trace-dir"], ["--trace-dir"]],
  ["an empty --trace-dir", [...ATIF, "--trace-dir", ""], ["--trace-dir must not be empty"]],
  ["an empty --output", [...ATIF, "--trace-dir", ".", "-o", ""], ["--output must not be empty"]],
  ["an empty --files-from", [...ATIF, "--files-from", ""], ["--files-from must not be empty"]],
  ["an empty --file-pattern", [...ATIF, "-d", ".", "--file-pattern", ""], ["--file-pattern must not be empty"]],
  ["a --file-pattern with a folder", [...ATIF, "-d", ".", "--file-pattern", "a/*.json"], ["base names"]],
  ["--num-records 0", [...ATIF, "-d", ".", "-n", "0"], ["--num-records"]],
  ["--num-records -1", [...ATIF, "-d", ".", "-n", "-1"], ["--num-records"]],
  ["--num-records 1.5", [...ATIF, "-d", ".", "-n", "1.5"], ["--num-records"]],
  ["--num-records ten", [...ATIF, "-d", ".", "-n", "ten"], ["--num-records"]],
  ["an unknown level", [...ATIF, "-d", ".", "--validation", "loose"], ["strict", "spec", "lenient"]],
  ["an unknown --source-path", [...ATIF, "-d", ".", "--source-path", "short"], ["absolute", "relative"]],
  ["an unknown --error-format", [...ATIF, "-d", ".", "--error-format", "xml"], ["text", "json"]],
  ["an unknown --color", [...ATIF, "-d", ".", "--color", "red"], ["auto", "always", "never"]],
  ["an unknown --progress", [...ATIF, "-d", ".", "--progress", "red"], ["auto", "always", "never"]],
  [
    "two folders",
    [...ATIF, "-d", "a", "--trace-dir=b"],
    ['--trace-dir is given more than once: "a" and "b"', "--files-from"],
  ],
  [
    "two folders to validate",
    ["validate", "-d", "a", "-d", "b", "--error-format", "json"],
    ['--trace-dir is given more than once: \\"a\\" and \\"b\\"'],
  ],
  [
    "two outputs, one of them stdout",
    [...ATIF, "-d", ".", "-o", "-", "-o", "out.jsonl"],
    ['--output is given more than once: "-" and "out.jsonl"', "a run writes one output"],
  ],
  ["a list and a folder", [...ATIF, "-d", ".", "--files-from", "x"], ["--files-from", "--trace-dir"]],
  ["a list and a pattern", [...ATIF, "--files-from", "x", "--file-pattern", "*"], ["--files-from"]],
  ["a list and --no-recursive", [...ATIF, "--files-from", "x", "--no-recursive"], ["--files-from"]],
  ["--null without a list", [...ATIF, "-d", ".", "-0"], ["--null", "--files-from"]],
  ["a folder that does not exist", [...ATIF, "-d", "./no/such"], ['"./no/such"', "no such file or directory"]],
  [
    "a list of names that end with zero bytes, read as lines",
    [...ATIF, "--files-from", "list"],
    ['the file list "list" has zero bytes (NUL)', "add -0 (--null)"],
  ],
  ["a list that does not exist", [...ATIF, "--files-from", "no-list"], ['"no-list"', "no such file or directory"]],
];

function expectRefusal({ status, stdout, stderr }: Run, says: readonly string[]): void {
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  for (const words of says) expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at |internal error/u);
}

test.concurrent.for(CASES)("%s", async ([_name, args, says], { onTestFinished }) => {
  const cwd = makeFolder({ "a.json": trajectory(), list: "a.json\0" }, onTestFinished);
  const output = args.includes("-o") || args[0] === "validate" ? [] : ["-o", "out.jsonl"];
  expectRefusal(await runBare([...output, ...args], { cwd }), says);
  expect(existsSync(`${cwd}/out.jsonl`)).toBe(false);
});

test("the missing --trace-dir is told before a list on stdin or the output is touched", async () => {
  const cwd = makeFolder();
  const result = await runBare([...ATIF, "-o", "no/such/folder/out"], { cwd });
  expectRefusal(result, ["--trace-dir is missing"]);
  expect(result.stderr).not.toContain("no/such");
});
