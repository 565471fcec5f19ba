/** A thread that comes to its end over a file costs this file, and no other row. */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf, summaryOf } from "../support/report.ts";
import { traceIds } from "../support/rows.ts";
import { snapshot } from "../formats/hermes/sessions.ts";
import { trajectory } from "../support/trajectories.ts";

/** Larger than what the main thread would do itself. */
const LARGE = 'a line of "output" with é, 😀 and \\ in it\n'.repeat(408_000);

/** Makes a module that is loaded before the program in every thread, and does something in those beside the main one. */
function saboteur(folder: string, act: string): string {
  const hook = `${folder}/hook.mjs`;
  writeFileSync(
    hook,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    import { isMainThread } from "node:worker_threads";
    /** True once in all threads. */
    function isFirst() {
      if (fs.existsSync(${JSON.stringify(`${folder}/struck`)})) return false;
      fs.writeFileSync(${JSON.stringify(`${folder}/struck`)}, "");
      return true;
    }
    if (!isMainThread) { ${act} }
    syncBuiltinESMExports();`,
  );
  return `--import=${pathToFileURL(hook).href}`;
}

/** When a file of a name is opened. */
function onOpen(fileName: string, act: string): string {
  return `const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (String(path).endsWith(${JSON.stringify(fileName)})) { ${act} }
      return openSync(path, ...rest);
    };`;
}

test.each([
  ["ends", "process.exit(7);", "status 7"],
  [
    "fails",
    "setImmediate(() => { throw new Error('broken'); }); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); process.exit(1)",
    "status 1",
  ],
  // In a loop of small steps: V8 grants 16 MB more, within which it must get round to ending the thread.
  ["runs out of memory", "let all = null; for (;;) all = { all };", "memory limit"],
])(
  "a thread that %s over a file: that file is rejected, all others have their rows",
  { timeout: 60_000 },
  async (_, act, reason) => {
    const folder = makeFolder();
    const large = trajectory({ id: "large", question: LARGE });
    for (const name of ["a", "killer", "z"])
      writeFileSync(`${folder}/${name}.json`, large.replace('"large"', `"${name}"`));
    for (let index = 0; index < 20; index++) writeFileSync(`${folder}/k${index}.json`, trajectory({ id: `k${index}` }));
    const hook = saboteur(folder, onOpen("killer.json", act));
    const flags = [
      "-d",
      folder,
      "--file-pattern",
      "*.json",
      "-j",
      "2",
      "--error-format",
      "json",
      "-o",
      `${folder}/rows.jsonl`,
    ];
    const result = await run(flags, { env: { NODE_OPTIONS: `${hook} --max-old-space-size=200` } });
    const report = reportOf(result.stderr);
    expect(result.status).toBe(1);
    expect(discrepancies(report)).toEqual([]);
    expect(summaryOf(report)).toMatchObject({ rows: 22, rejected_by_code: { "thread-lost": 1 } });
    expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/killer\.json$/u) }]);
    expect(report.diagnostics[0]?.found).toContain(reason);
    const ids = traceIds(readFileSync(`${folder}/rows.jsonl`, "utf8"));
    expect(ids).toEqual(["a", ...ids.filter((id) => id.startsWith("k")), "z"]);
    expect(new Set(ids).size).toBe(22);
  },
);

test("a file over which a thread ends in a look is rejected: whether it repeats another is not known", async () => {
  const folder = makeFolder();
  const messages = [{ role: "user", content: LARGE }];
  for (const name of ["a", "killer"]) writeFileSync(`${folder}/session_${name}.json`, snapshot("one", messages));
  writeFileSync(`${folder}/session_z.json`, snapshot("two", messages));
  const hook = saboteur(folder, onOpen("killer.json", "if (isFirst()) process.exit(7);"));
  const result = await run(["-d", folder, "-f", "hermes_agent", "-j", "2", "--error-format", "json"], {
    env: { NODE_OPTIONS: hook },
  });
  const report = reportOf(result.stderr);
  expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/killer\.json$/u) }]);
  expect(summaryOf(report)).toMatchObject({ rows: 2, files: { converted: 2, rejected: 1 } });
  expect(traceIds(result.stdout)).toEqual(["one", "two"]);
});

test("a thread that ends behind the last file of a task: one file is rejected, the others have their rows", async () => {
  const folder = makeFolder();
  for (const id of ["a", "b", "c"]) writeFileSync(`${folder}/${id}.json`, trajectory({ id, question: LARGE }));
  const hook = saboteur(
    folder,
    // Where a thread notes the number of the file that it is at: here that of the files.
    `const { store } = Atomics;
    Atomics.store = (array, at, value) => {
      if (value === 3 && at === 1 && isFirst()) process.exit(7);
      return store(array, at, value);
    };`,
  );
  const flags = ["-d", folder, "--file-pattern", "?.json", "-f", "atif", "-j", "2", "-o", `${folder}/rows.parquet`];
  const result = await run([...flags, "--error-format", "json"], { env: { NODE_OPTIONS: hook } });
  const report = reportOf(result.stderr);
  expect(report.diagnostics).toMatchObject([{ code: "thread-lost", file: expect.stringMatching(/c\.json$/u) }]);
  expect(summaryOf(report)).toMatchObject({ rows: 2, files: { converted: 2, rejected: 1 } });
});

test("threads that cannot begin end the run", { timeout: 30_000 }, async () => {
  const folder = makeFolder();
  for (const id of ["a", "b"]) writeFileSync(`${folder}/${id}.json`, trajectory({ id, question: LARGE }));
  const hook = saboteur(folder, "process.exit(7);");
  const result = await run(["-d", folder, "-f", "atif", "-j", "2"], { env: { NODE_OPTIONS: hook } });
  expect(result.status).toBe(2);
  expect(result.stderr).toContain("the thread ended with status 7");
  expect(result.stdout).toBe("");
});
