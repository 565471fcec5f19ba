/** What the README shows is what happens: its console blocks are run, its links lead somewhere. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { NO_ACTIONS } from "../support/program.ts";
import { seedRowSchema, type PlainSeedRow } from "../../src/row/schema.ts";

const readme = readFileSync("README.md", "utf8");
const examples = readme + readFileSync("docs/reports.md", "utf8");
const bin = mkdtempSync(path.join(tmpdir(), "rollout-ingest-bin-"));
writeFileSync(
  path.join(bin, "rollout-ingest"),
  `#!/bin/sh\nexec node "${path.resolve("bin/rollout-ingest.js")}" "$@"\n`,
  { mode: 0o755 },
);

afterAll(() => {
  rmSync(bin, { recursive: true });
  for (const made of ["seeds.jsonl", "rows.parquet", "dataset", "part-00001-of-00003.jsonl"])
    rmSync(made, { recursive: true, force: true });
});

/** Times and speeds differ from run to run. */
function timeless(output: string): string {
  return output.replaceAll(/in \d+\.\d+ s \((\d+\.\d+) MB(?:, \d+\.\d+ MB\/s)?\)/gu, "in T s ($1 MB)");
}

/** The commands of all console blocks, each with what it prints. */
const blocks = [...examples.matchAll(/```console\n([\s\S]*?)```/gu)]
  .flatMap(([, block = ""]) => block.split(/^\$ /mu).slice(1))
  .map((example) => {
    const end = example.indexOf("\n");
    return { command: example.slice(0, end), output: example.slice(end + 1) };
  });

test("there are examples", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3);
});

// jq is not part of Node: those examples are checked by what they read.
test.each(blocks.filter(({ command }) => /^(?:(?:\w+=\S+ )?rollout-ingest|ls) /u.test(command)))(
  "$command",
  ({ command, output }) => {
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
    const run = spawnSync("sh", ["-c", command], { env, encoding: "utf8" });
    expect(timeless(run.stdout + run.stderr)).toBe(timeless(output));
  },
);

/** The rows of a command, for an example of jq to be worked out by hand. */
function rowsOf(args: readonly string[], home: string): PlainSeedRow[] {
  const stdout = execFileSync(process.execPath, ["bin/rollout-ingest.js", ...args, "-q"], {
    encoding: "utf8",
    env: { ...process.env, HOME: home },
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => seedRowSchema.parse(JSON.parse(line)));
}

function jqExample(part: string): string {
  return blocks.find(({ command }) => command.startsWith("jq") && command.includes(part))?.output ?? "";
}

test("the jq example of a Harbor job reads what it says", () => {
  const rows = rowsOf(["--format", "atif", "--trace-dir", "fixtures/atif/harbor-job"], "");
  const lines = rows.map((row) => `${row.trace_id}\t${row.message_count}\t${row.final_assistant_message ?? ""}\n`);
  expect(lines.join("")).toBe(jqExample(".final_assistant_message"));
});

test("the jq example of sessions reads what it says", () => {
  const rows = rowsOf([], "fixtures/home");
  const lines = rows.map(({ trace_id, source_kind, is_sidechain, message_count, source_meta }) =>
    [trace_id.slice(0, 13), source_kind, is_sidechain, message_count, source_meta["ended"]].join("\t"),
  );
  expect(`${lines.join("\n")}\n`).toBe(jqExample(".ended"));
});

test("the library example runs", () => {
  const code = /```js\n([\s\S]*?)```/u.exec(readme)?.[1] ?? "";
  const script = code
    .replace('"rollout-ingest"', JSON.stringify(path.resolve("dist/index.js")))
    .replace('"./traces"', '"fixtures/atif/harbor-job"');
  const stdout = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(stdout.trimEnd().split("\n")).toHaveLength(3);
});

test("every flag is in the README", () => {
  const program = buildProgram("0.0.0", NO_ACTIONS);
  for (const { long } of program.options) {
    if (long === "--version") continue;
    expect(readme, long ?? "").toContain(`\`${long?.replace("--null", "-0") ?? ""}`);
  }
});

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = readFileSync(page, "utf8");
  for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
    if (/^https?:/u.test(target)) continue;
    const [file = "", anchor] = target.split("#");
    const linked = file === "" ? page : path.join(path.dirname(page), file);
    expect(existsSync(linked), `${page}: ${target}`).toBe(true);
    if (anchor === undefined) continue;
    const anchors = [...readFileSync(linked, "utf8").matchAll(/^#+ (.*)$/gmu)].map(([, heading = ""]) => slug(heading));
    expect(anchors, `${page}: ${target}`).toContain(anchor);
  }
});

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/gu, "")
    .replaceAll(" ", "-");
}
