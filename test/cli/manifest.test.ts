/** --manifest: what is on disk is what it says. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { zstdCodec } from "../../src/sinks/compression.ts";
import { run, runBare, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { manifestDiscrepancies, readManifest } from "../support/manifest.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED } from "../support/trajectories.ts";

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

function mixed(): string {
  const cwd = makeFolder({
    "in/a.json": trajectory(),
    "in/b.json": trajectory({ id: "b" }),
    "in/broken.json": TRUNCATED,
    "in/empty.json": "",
    "in/gapped.json": gapped(),
    "in/other.json": OTHER_JSON,
  });
  execFileSync("mkfifo", [`${cwd}/in/pipe.json`]);
  return cwd;
}

test.each([
  ["stdout", []],
  ["a file", ["-o", "rows.jsonl.gz"]],
  ["Parquet", ["-o", "rows.parquet"]],
  ["shards", ["-o", "rows.jsonl", "--max-shard-size", "500B"]],
  ["a data set", ["-o", "ds/"]],
])("every input and output, hashed as it lies there: %s", async (_name, args) => {
  const cwd = mixed();
  const { stdout } = await run(["-d", "in", "--source-path", "relative", "--manifest", "m.json", ...args], { cwd });
  const manifest = readManifest(`${cwd}/m.json`);
  expect(manifestDiscrepancies(manifest)).toEqual([]);
  expect(manifest.inputs.map(({ path }) => path)).toHaveLength(7);
  for (const input of manifest.inputs) {
    const isFile = input.path !== "in/pipe.json";
    const content = isFile ? readFileSync(`${cwd}/${input.path}`) : null;
    const expected = { bytes: content?.length ?? null, sha256: content === null ? null : sha256(content) };
    expect(input).toMatchObject({ ...expected, was_modified: false });
  }
  expect(manifest.outputs.length).toBeGreaterThan(0);
  for (const { path, ...output } of manifest.outputs) {
    const content = path === "-" ? Buffer.from(stdout) : readFileSync(`${cwd}/${path}`);
    expect(output).toMatchObject({ bytes: content.length, sha256: sha256(content) });
  }
  expect(manifest).toMatchObject({ command: "write", exit: { status: 1, reason: "2 files rejected" } });
  expect(manifest.settings).toMatchObject({ format: "atif", "trace-dir": "in", "source-path": "relative" });
});

test("two runs over the same files differ in nothing but times", async () => {
  const cwd = mixed();
  const texts: string[] = [];
  for (let times = 0; times < 2; times++) {
    await run(["-d", "in", "-o", "rows.jsonl", "--manifest", "m.json"], { cwd });
    const { started_at: _, ended_at: __, summary, ...rest } = readManifest(`${cwd}/m.json`);
    texts.push(JSON.stringify({ ...rest, summary: { ...summary, milliseconds: 0 } }));
  }
  expect(texts[0]).toBe(texts[1]);
});

test("in threads the inputs are hashed all the same", async () => {
  const cwd = makeFolder();
  for (let index = 0; index < 6; index++) {
    writeFileSync(`${cwd}/${index}.json`, trajectory({ id: String(index), answer: "x".repeat(6_000_000) }));
  }
  await run(["-d", ".", "-j", "2", "-o", "rows.out", "--manifest", "manifest.out"], { cwd });
  const { inputs } = readManifest(`${cwd}/manifest.out`);
  expect(inputs.map(({ sha256: hash }) => hash)).toEqual(
    Array.from({ length: 6 }, (_, index) => sha256(readFileSync(`${cwd}/${index}.json`))),
  );
});

test("files behind the last row are counted, not listed", async () => {
  const cwd = mixed();
  await run(["-d", "in", "-n", "1", "--manifest", "m.json"], { cwd });
  const manifest = readManifest(`${cwd}/m.json`);
  expect(manifestDiscrepancies(manifest)).toEqual([]);
  expect(manifest.inputs.map(({ path }) => path)).toEqual(["in/pipe.json", "in/a.json"]);
  expect(manifest.summary.files.not_read).toBe(5);
});

test("a pipe is hashed by what came out of it", async () => {
  const cwd = makeFolder({ "a.json": trajectory() });
  await shell("ingest -d <(cat a.json) --manifest m.json", { cwd });
  expect(readManifest(`${cwd}/m.json`).inputs).toMatchObject([{ rows: 1, sha256: sha256(trajectory()) }]);
});

test("a compressed file by its bytes on disk", async () => {
  const codex = execFileSync("find", ["fixtures/home/.codex", "-name", "*.jsonl"], { encoding: "utf8" }).split("\n");
  const compressed = Buffer.from((await zstdCodec())(readFileSync(codex[0] ?? "")));
  const cwd = makeFolder({ "rollout-1.jsonl.zst": compressed });
  await runBare(["-f", "codex", "-d", ".", "--manifest", "m.json"], { cwd });
  expect(readManifest(`${cwd}/m.json`).inputs).toMatchObject([
    { rows: 1, bytes: compressed.length, sha256: sha256(compressed) },
  ]);
});

test.each([
  ["nothing is found", ["-d", "empty"]],
  ["the output cannot be written", ["-d", "in", "-o", "/dev/full"]],
])("a run in which %s leaves the manifest before it", async (_name, args) => {
  const cwd = mixed();
  execFileSync("mkdir", [`${cwd}/empty`]);
  writeFileSync(`${cwd}/m.json`, "before");
  expect((await run([...args, "--manifest", "m.json"], { cwd })).status).toBe(2);
  expect(readFileSync(`${cwd}/m.json`, "utf8")).toBe("before");
});
