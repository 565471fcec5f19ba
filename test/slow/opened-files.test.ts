/** What the program opens, as the system sees it (strace): nothing below the folder that files point to. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMAND, environment } from "../support/cli.ts";
import { hostileFolder, SAID } from "../support/hostile-paths.ts";

/** The paths that were opened for reading or writing, or made: what succeeded, and what failed. */
function opened(trace: string): string[] {
  return [
    ...trace.matchAll(/(?:open|openat|openat2|creat|mkdir|mkdirat|rename|renameat2?)\(.*?"((?:[^"\\]|\\.)*)"/gu),
  ].map(([, name = ""]) => name);
}

test.each(["strict", "lenient"])("nothing outside of the folder is opened (%s)", (level) => {
  const { cwd } = hostileFolder();
  const calls = "trace=open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2";
  const traced = ["-f", "-qq", "-s", "4096", "-o", `${cwd}/trace`, "-e", calls, process.execPath, COMMAND];
  const flags = ["--validation", level, "-d", "in", "--file-pattern", "*", "-o", "rows.jsonl"];
  const env = environment({ TMPDIR: cwd, HOME: `${cwd}/home` });
  execFileSync("strace", [...traced, ...flags], { cwd, env, stdio: "ignore" });
  const names = opened(readFileSync(`${cwd}/trace`, "utf8"));
  expect(names.some((name) => name.endsWith("in/atif/a.json"))).toBe(true);
  expect(readFileSync(`${cwd}/rows.jsonl`, "utf8")).toContain(SAID);
  const outside = names.filter((name) => /outside|\/through\/|secret|passwd$|environ$/u.test(name));
  expect(outside).toEqual([]);
  const ours = names.filter((name) => name.startsWith(cwd) || !name.startsWith("/"));
  const elsewhere = ours.filter(
    (name) => !/^(?:in$|rows\.jsonl|\.)/u.test(name.replace(`${cwd}/`, "")) && !/(?:^|\/)in\//u.test(name),
  );
  expect(elsewhere).toEqual([]);
});
