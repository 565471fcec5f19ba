/** -o: the file appears whole or not at all, and nothing else stays. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { traceIds } from "../support/rows.ts";
import { gapped, OTHER_JSON, trajectory, TRUNCATED } from "../support/trajectories.ts";

const GOOD = { "in/a.json": trajectory() };

test("a new file, and nothing on stdout", async () => {
  const cwd = makeFolder(GOOD);
  const { status, stdout, stderr } = await run(["-d", "in", "-o", "out.jsonl"], { cwd });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr).toMatch(/^1 row from 1 of 1 file/u);
  expect(traceIds(readFileSync(`${cwd}/out.jsonl`, "utf8"))).toEqual(["a-session"]);
  expect(readdirSync(cwd)).toEqual(["in", "out.jsonl"]);
});

test("a run in which every file is rejected leaves an empty output and no temporary file", async () => {
  const cwd = makeFolder({ "in/a.json": gapped(), "in/b.json": TRUNCATED });
  const { status } = await run(["-d", "in", "-o", "out.jsonl"], { cwd });
  expect(status).toBe(1);
  expect(readdirSync(cwd)).toEqual(["in", "out.jsonl"]);
  expect(readFileSync(`${cwd}/out.jsonl`, "utf8")).toBe("");
});

test.each([
  ["nothing is found", { "in/x.txt": "" }],
  ["nothing is a rollout", { "in/a.json": OTHER_JSON }],
])("when %s an existing file stays as it is", async (_name, tree) => {
  const cwd = makeFolder({ ...tree, "out.jsonl": "before" });
  const { status } = await run(["-d", "in", "-o", "out.jsonl"], { cwd });
  expect(status).toBe(2);
  expect(readFileSync(`${cwd}/out.jsonl`, "utf8")).toBe("before");
  expect(readdirSync(cwd)).toEqual(["in", "out.jsonl"]);
});

test.each([0o600, 0o640, 0o664, 0o666, 0o777])("an existing file is replaced and keeps its mode (%i)", async (mode) => {
  const cwd = makeFolder({ ...GOOD, "out.jsonl": "x".repeat(10_000) });
  chmodSync(`${cwd}/out.jsonl`, mode);
  const { status } = await run(["-d", "in", "-o", "out.jsonl"], { cwd });
  expect(status).toBe(0);
  expect(traceIds(readFileSync(`${cwd}/out.jsonl`, "utf8"))).toEqual(["a-session"]);
  expect((statSync(`${cwd}/out.jsonl`).mode & 0o777).toString(8)).toBe(mode.toString(8));
});

test("a symbolic link stays one, its target is replaced, beside the target", async () => {
  const cwd = makeFolder({ ...GOOD, "real/out.jsonl": "before" });
  symlinkSync("real/out.jsonl", `${cwd}/link`);
  const { status } = await run(["-d", "in", "-o", "link"], { cwd });
  expect(status).toBe(0);
  expect(readlinkSync(`${cwd}/link`)).toBe("real/out.jsonl");
  expect(traceIds(readFileSync(`${cwd}/real/out.jsonl`, "utf8"))).toEqual(["a-session"]);
  expect(readdirSync(`${cwd}/real`)).toEqual(["out.jsonl"]);
});

test("a symbolic link to a file that does not exist yet stays one too", async () => {
  const cwd = makeFolder(GOOD);
  mkdirSync(`${cwd}/real`);
  symlinkSync("real/out.jsonl", `${cwd}/link`);
  const { status } = await run(["-d", "in", "-o", "link"], { cwd });
  expect(status).toBe(0);
  expect(readdirSync(`${cwd}/real`)).toEqual(["out.jsonl"]);
  expect(readlinkSync(`${cwd}/link`)).toBe("real/out.jsonl");
});

test("/dev/null, /dev/stdout and a named pipe are written to directly", async () => {
  const cwd = makeFolder(GOOD);
  const [nowhere, stdout, pipe] = await Promise.all([
    run(["-d", "in", "-o", "/dev/null"], { cwd }),
    // Node gives its children sockets for pipes, and Linux does not open those by name: a real pipe.
    shell("ingest -d in -o /dev/stdout | cat", { cwd }),
    shell("mkfifo p; cat p & ingest -d in -o p 2>&2; status=$?; wait; exit $status", { cwd }),
  ]);
  expect({ status: nowhere.status, stdout: nowhere.stdout }).toEqual({ status: 0, stdout: "" });
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  for (const { status, stdout: text } of [stdout, pipe]) {
    expect({ status, ids: traceIds(text) }).toEqual({ status: 0, ids: ["a-session"] });
  }
  expect(readdirSync(cwd)).toEqual(["in", "p"]);
});

test("the longest name that the file system takes, and one that begins with a dash", async () => {
  const cwd = makeFolder(GOOD);
  const long = `${"n".repeat(250)}.json`;
  const [first, second] = await Promise.all([
    run(["-d", "in", "-o", long], { cwd }),
    run(["-d", "in", "-o", "-out.jsonl"], { cwd }),
  ]);
  expect([first.stderr, first.status]).toEqual([expect.stringMatching(/^1 row/u), 0]);
  expect(second.status).toBe(0);
  expect(readdirSync(cwd)).toEqual(["-out.jsonl", "in", long]);
});

test("a temporary file that a killed run left does not stand in the way", async () => {
  const cwd = makeFolder(GOOD);
  // The same process id comes again in containers, where every run is process 1 or so.
  const script = `touch .out.jsonl.$$.tmp; exec node ${process.cwd()}/bin/rollout-ingest.js -f atif -d in -o out.jsonl`;
  const { status, stderr } = await shell(script, { cwd });
  expect([status, stderr]).toEqual([0, expect.stringMatching(/^1 row/u)]);
  expect(traceIds(readFileSync(`${cwd}/out.jsonl`, "utf8"))).toEqual(["a-session"]);
});
