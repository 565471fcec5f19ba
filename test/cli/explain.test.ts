/** `rollout-ingest explain`. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { explain } from "../../src/cli/explain.ts";
import { nearMatches } from "../../src/near-matches.ts";
import { CODES } from "../../src/diagnostics/codes.ts";
import { EXAMPLES } from "../../src/diagnostics/explanations/examples.ts";
import { TOPICS } from "../../src/diagnostics/explanations/explanations.ts";
import { runBare } from "../support/cli.ts";

test("a code: what it means, why it matters, an example, the way out", async () => {
  const { status, stdout, stderr } = await runBare(["explain", "step-id-order"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^step-id-order: the steps are not numbered/u);
  for (const part of ["An error at strict and spec, a warning at lenient.", "Why it matters", "The way out"])
    expect(stdout).toContain(part);
  expect(stdout).toContain("  $ rollout-ingest -d .\n  trajectory.json:7:18: error step-id-order: ");
});

test("without a code all of them, one line each", async () => {
  const { status, stdout } = await runBare(["explain"]);
  expect(status).toBe(0);
  const listed = [...stdout.matchAll(/^ {2}([a-z0-9-]+) {2,}\S/gmu)].map(([, code]) => code);
  expect(listed).toEqual(TOPICS.flatMap(({ codes }) => codes));
  expect(new Set(listed)).toEqual(new Set(Object.keys(CODES)));
});

test("an unknown code is wrong usage, and those like it are named", async () => {
  expect(await runBare(["explain", "step-order"])).toMatchObject({
    status: 2,
    stdout: "",
    stderr:
      'rollout-ingest: unknown code "step-order"\n  did you mean step-id-order? rollout-ingest explain lists all codes\n',
  });
  expect(await runBare(["explain", "\u001b[31m"])).toMatchObject({
    status: 2,
    stderr: 'rollout-ingest: unknown code "\\u001b[31m"\n  rollout-ingest explain lists all codes\n',
  });
  expect(await runBare(["explain", "step-id-order", "no-steps"])).toMatchObject({ status: 2, stdout: "" });
});

test.each(TOPICS.flatMap(({ codes }) => codes))(
  "%s fits a narrow terminal, but for what is shown as it stands",
  (code) => {
    const text = explain(code, 60);
    const [head = "", example = "", way = ""] = text.split(/^(?:Example|The way out)\n/mu);
    for (const line of `${head}${way}`.split("\n")) expect(line.length, line).toBeLessThanOrEqual(60);
    for (const line of EXAMPLES[code].report.split("\n")) expect(example).toContain(`  ${line}`);
    expect(text).not.toMatch(/ $|\n\n\n/mu);
  },
);

test("names that are meant", () => {
  const codes = Object.keys(CODES);
  expect(nearMatches("json-sintax", codes)[0]).toBe("json-syntax");
  expect(nearMatches("STEP_ID_ORDER", codes)[0]).toBe("step-id-order");
  expect(nearMatches("call-id", codes)).toEqual(expect.arrayContaining(["unknown-call-id", "duplicate-call-id"]));
  expect(nearMatches("link", codes)).toEqual(expect.arrayContaining(["link-loop", "link-outside"]));
  for (const nothing of ["", "zzzzzzzz", "1"]) expect(nearMatches(nothing, codes)).toEqual([]);
});

test("what is explained is not loaded to start", () => {
  const loaded = new Map<string, string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    const text = readFileSync(path.join("dist/cli", name), "utf8");
    loaded.set(name, text);
    for (const [, part = ""] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/gu)) load(part);
  };
  load("cli.js");
  const words = "Find out what became of the missing step";
  expect([...loaded.values()].join("")).not.toContain(words);
  const all = readdirSync("dist/cli").map((name) => readFileSync(path.join("dist/cli", name), "utf8"));
  expect(all.filter((text) => text.includes(words))).toHaveLength(1);
});
