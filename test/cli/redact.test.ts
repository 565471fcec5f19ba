/** Secrets and names in what the command writes, and in what it tells. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { ingest } from "../../src/index.ts";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { rowsOf } from "../support/rows.ts";
import { randomFrom, PLANTED } from "../redact/planted.ts";

const random = randomFrom(1);
const [TOKEN = "", KEY = ""] = ["github-token", "private-key"].map((kind) => PLANTED[kind]?.[0]?.(random) ?? "");

function trajectory(id: string, message: string): string {
  return JSON.stringify({
    schema_version: "ATIF-v1.4",
    session_id: id,
    agent: { name: "a", version: "1" },
    steps: [
      { step_id: 1, source: "user", message: "Go on." },
      {
        step_id: 2,
        source: "agent",
        message,
        tool_calls: [{ tool_call_id: "c1", function_name: "run", arguments: { env: { TOKEN: message } } }],
        observation: { results: [{ source_call_id: "c1", content: message }] },
      },
    ],
  });
}

const TREE = {
  "a.json": trajectory("a", "All is well."),
  "b.json": trajectory("b", `It is ${TOKEN}`),
  "c.json": trajectory("c", KEY),
};

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ code: z.string(), file: z.string(), pointer: z.string().optional(), found: z.string().optional() }),
  ),
  summary: z.object({ rows: z.number(), secrets_by_kind: z.record(z.string(), z.number()), names_masked: z.number() }),
});

test("secrets are replaced, counted and never told", async () => {
  const folder = makeFolder(TREE);
  const { status, stdout, stderr } = await run(["-d", folder, "--redact"]);
  expect(status).toBe(0);
  expect(rowsOf(stdout).map((row) => row.trace_id)).toEqual(["a", "b", "c"]);
  const tag = /\[REDACTED:github-token:[0-9a-f]{6}\]/u.exec(stdout)?.[0] ?? "";
  expect(stdout.split(tag)).toHaveLength(5);
  expect(stdout + stderr).not.toContain(TOKEN);
  expect(stdout + stderr).not.toContain(KEY.slice(60, 120));
  expect(stderr).toContain("b.json: warning secrets-redacted: ");
  expect(stderr).toContain("found 3 github-token");
  expect(stderr).toContain("  secrets: 3 github-token, 3 private-key\n");
});

test("without secrets the output is the same to the byte", async () => {
  const folder = makeFolder({ "a.json": TREE["a.json"], "b.json": trajectory("b", '\u001B[1mété\u001B[0m 😀 "x"') });
  const plain = await run(["-d", folder]);
  const redacted = await run(["-d", folder, "--redact", "--anonymize-paths"]);
  expect(redacted.stdout).toBe(plain.stdout);
  expect(redacted.stderr).not.toContain("secrets");
});

test("--redact=fail tells every place and writes nothing", async () => {
  const folder = makeFolder(TREE);
  const output = path.join(folder, "rows.jsonl");
  const { status, stderr } = await run(["-d", folder, "--redact=fail", "-o", output, "--error-format", "json"]);
  expect(status).toBe(1);
  expect(existsSync(output)).toBe(false);
  expect(stderr).not.toContain(TOKEN);
  const { diagnostics, summary } = reportSchema.parse(JSON.parse(stderr));
  expect(diagnostics.map(({ code, file, pointer, found }) => [code, path.basename(file), pointer, found])).toEqual([
    ["secret-found", "b.json", "/messages/1/content/0/text", '1 github-token in the row "b"'],
    ["secret-found", "b.json", "/messages/1/tool_calls/0/function/arguments", '1 github-token in the row "b"'],
    ["secret-found", "b.json", "/messages/2/content/0/text", '1 github-token in the row "b"'],
    ["secret-found", "c.json", "/messages/1/content/0/text", '1 private-key in the row "c"'],
    ["secret-found", "c.json", "/messages/1/tool_calls/0/function/arguments", '1 private-key in the row "c"'],
    ["secret-found", "c.json", "/messages/2/content/0/text", '1 private-key in the row "c"'],
  ]);
  expect(summary).toEqual({ rows: 1, secrets_by_kind: { "github-token": 3, "private-key": 3 }, names_masked: 0 });
});

test("other problems of a file do not tell its secrets", async () => {
  const folder = makeFolder({
    "a.json": trajectory("a", "x").replace('"source":"user"', `"source":${JSON.stringify(TOKEN)}`),
    "b.json": trajectory("b", "x").replace('"source":"user"', `"source":${JSON.stringify("x".repeat(40) + TOKEN)}`),
  });
  const { status, stderr } = await run(["-d", folder, "--redact"]);
  expect(status).toBe(1);
  expect(stderr).toContain("[REDACTED:github-token:");
  expect(stderr).toContain("found a long text");
  expect(stderr).not.toContain(TOKEN.slice(0, 12));
});

test("the place of a secret does not tell the secrets that are keys on the way to it", async () => {
  const value = 'pass"word/one';
  const keys = { [TOKEN]: 1, [value]: { [TOKEN]: value } };
  const folder = makeFolder({
    "in/a.json": trajectory("a", "x").replace(/\}$/u, `,"extra":${JSON.stringify(keys)}}`),
    "in/b.json": trajectory("b", "x").replace('"step_id":1', `"step_id":1,${JSON.stringify(value)}:0`),
    "values.txt": `${value}\n`,
  });
  const values = path.join(folder, "values.txt");
  const from = ["-d", path.join(folder, "in"), "--validation", "spec", "--redact-values", values];
  for (const mode of ["--redact", "--redact=fail"]) {
    const { stderr } = await run([...from, mode, "--error-format", "json", "-o", path.join(folder, "rows.jsonl")]);
    for (const form of [TOKEN, value, JSON.stringify(value).slice(1, -1), value.replace("/", "~1"), "word~1one"])
      expect(stderr).not.toContain(form);
    const { summary, diagnostics } = reportSchema.parse(JSON.parse(stderr));
    expect(summary.secrets_by_kind).toEqual({ "github-token": 2, value: 3 });
    if (mode === "--redact") continue;
    const pointers = diagnostics.map(({ pointer }) => pointer?.replaceAll(/:[0-9a-f]{6}\]/gu, "]"));
    expect(pointers).toContain("/source_meta/extra/[REDACTED:value:1]/[REDACTED:github-token]");
  }
});

test("the summary of --redact=fail says that nothing is written", async () => {
  const { stderr } = await run(["-d", makeFolder(TREE), "--redact=fail", "-o", "/dev/null"]);
  expect(stderr).toMatch(/ {2}exit status 1: secrets, with --redact=fail: nothing is written\n$/u);
});

test("--redact=fail publishes what is clean", async () => {
  const folder = makeFolder({ "a.json": TREE["a.json"] });
  const output = path.join(folder, "rows.jsonl");
  expect(await run(["-d", folder, "--redact=fail", "-o", output, "-q"])).toMatchObject({ status: 0, stderr: "" });
  expect(rowsOf(readFileSync(output, "utf8"))).toHaveLength(1);
});

test("values and names are masked too", async () => {
  const folder = makeFolder({
    "in/a.json": trajectory("a", 'The project-x of /home/carol/src is "done".'),
    "values.txt": "# ours\nproject-x\n",
  });
  const args = [
    "-d",
    path.join(folder, "in"),
    "--redact",
    "--redact-values",
    path.join(folder, "values.txt"),
    "--anonymize-paths",
  ];
  const { stdout, stderr } = await run(args);
  expect(rowsOf(stdout)[0]?.final_assistant_message).toBe('The [REDACTED:value:1] of /home/user/src is "done".');
  expect(stderr).toContain("  masked 3 user names in paths\n");
  expect(stderr).not.toContain('project-x"');
});

test.each([
  [["--redact=maybe"], "Allowed choices are replace, fail"],
  [["--redact-values", "values.txt"], "--redact-values goes with --redact"],
  [["--redact", "--redact-values", "nowhere.txt"], 'cannot read --redact-values "nowhere.txt"'],
])("%s is wrong usage", async (args, expected) => {
  const { status, stderr } = await run(["-d", ".", ...args]);
  expect(status).toBe(2);
  expect(stderr).toContain(expected);
});

test("the library does the same", async () => {
  const folder = makeFolder(TREE);
  const secrets: Readonly<Record<string, number>>[] = [];
  const texts: (string | null)[] = [];
  const settings = {
    format: "atif",
    traceDir: folder,
    redact: "replace",
    redactValues: ["All is well"],
    onFile: (file: { secrets: Readonly<Record<string, number>> }) => secrets.push(file.secrets),
  } as const;
  for await (const row of ingest(settings)) texts.push(row.final_assistant_message);
  expect(texts[0]).toBe("[REDACTED:value:1].");
  expect(texts[1]).toMatch(/^It is \[REDACTED:github-token:[0-9a-f]{6}\]$/u);
  expect(secrets).toEqual([{ value: 3 }, { "github-token": 3 }, { "private-key": 3 }]);
});
