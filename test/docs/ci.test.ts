/** The recipes for CI: safe by their form, and true to the package. test/recipes runs them. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { describe, expect, test } from "vitest";

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
});
const action = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() })),
    outputs: z.record(z.string(), z.object({ value: z.string() })),
    runs: z.object({ using: z.literal("composite"), steps: z.array(step) }),
  })
  .parse(parse(readFileSync("action.yml", "utf8")));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync("package.json", "utf8")));
const docs = readFileSync("docs/ci.md", "utf8");
const scripts = action.runs.steps.filter(({ run }) => run !== undefined);

describe("action.yml", () => {
  test("nothing is pasted into a script", () => {
    expect(scripts.length).toBeGreaterThan(0);
    for (const { run, shell } of scripts) {
      expect(run).not.toContain("${{");
      expect(run).not.toMatch(/\beval\b/u);
      expect(shell).toBe("bash");
    }
  });

  test("every variable is an input of the same name, and is used in quotes", () => {
    for (const { run = "", env } of scripts) {
      for (const [name, value] of Object.entries(env)) {
        const input = name
          .replace(/^INPUT_/u, "")
          .toLowerCase()
          .replaceAll("_", "-");
        expect(value).toBe(`\${{ inputs.${input} }}`);
        expect(Object.keys(action.inputs)).toContain(input);
        expect(run).toContain(`$${name}`);
      }
      // Where a word is not split: in quotes, in [[ ]], in an assignment, behind case and <<<.
      const bare = run.replaceAll(/"[^"]*"|\[\[.*?\]\]|\w+=\S*|case \$\w+ in/gu, "");
      expect(bare).not.toContain("$");
    }
  });

  test("what others wrote is pinned by its commit", () => {
    const used = action.runs.steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const name of used) expect(name).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/u);
  });

  test("it installs the version that it is part of", () => {
    expect(action.inputs["version"]?.default).toBe(version);
  });

  test("every input is in docs/ci.md, with its default", () => {
    const rows = new Map(
      [...docs.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gmu)].map(([, name = "", text = ""]) => [name, text]),
    );
    expect([...rows.keys()]).toEqual(Object.keys(action.inputs));
    for (const [name, { default: standard = "" }] of Object.entries(action.inputs)) {
      if (standard !== "" && name !== "version") expect(rows.get(name), name).toContain(`\`${standard}\``);
    }
  });
});

test("the recipes name the version of the package", () => {
  const named = [...docs.matchAll(/rollout-ingest@(\d[\w.-]*)/gu)].map(([, one]) => one);
  expect(named.length).toBeGreaterThan(1);
  expect(new Set(named)).toEqual(new Set([version]));
});
