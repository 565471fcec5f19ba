/** What stands in a folder besides plain files: it never hangs or ends a run, and is told of. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { run, shell } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { discrepancies, reportOf } from "../support/report.ts";
import { rowsOf, traceIds } from "../support/rows.ts";
import { trajectory } from "../support/trajectories.ts";

const JSON_REPORT = ["--error-format", "json"];

test("a named pipe, a socket, a folder that matches the pattern", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory() });
  execFileSync("mkfifo", [`${cwd}/in/pipe.json`]);
  mkdirSync(`${cwd}/in/folder.json`);
  const server = createServer();
  server.listen(`${cwd}/in/socket.json`);
  await once(server, "listening");
  const { status, stdout, stderr } = await run(["-d", "in", ...JSON_REPORT], { cwd });
  server.close();
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["a-session"]);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(Object.fromEntries(report.files.map(({ file, reason }) => [file, reason]))).toEqual({
    "in/a.json": undefined,
    "in/pipe.json": "not a regular file",
    "in/socket.json": "not a regular file",
  });
});

test("links: to a file inside, to one of another name, broken, outside, in a circle", async () => {
  const cwd = makeFolder({
    "in/a.json": trajectory({ id: "a" }),
    "in/deep/b.txt": trajectory({ id: "b" }),
    "outside/c.json": trajectory({ id: "c" }),
  });
  symlinkSync("a.json", `${cwd}/in/same.json`);
  symlinkSync("deep/b.txt", `${cwd}/in/other-name.json`);
  symlinkSync("deep/b.txt", `${cwd}/in/other-name-too.json`);
  symlinkSync("nowhere", `${cwd}/in/broken.json`);
  symlinkSync("../outside/c.json", `${cwd}/in/outside.json`);
  symlinkSync("../outside", `${cwd}/in/outside`);
  symlinkSync("self.json", `${cwd}/in/self.json`);
  symlinkSync("..", `${cwd}/in/deep/loop`);
  symlinkSync("../deep", `${cwd}/in/deep/itself`);
  symlinkSync("deep", `${cwd}/in/sibling`);
  const { status, stdout, stderr } = await run(["-d", "in", ...JSON_REPORT], { cwd });
  expect(status).toBe(0);
  expect(traceIds(stdout)).toEqual(["a", "b"]);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(report.diagnostics.map(({ code, file }) => `${code} ${file}`).toSorted()).toEqual([
    "link-loop in/deep/itself",
    "link-loop in/deep/loop",
    "link-outside in/broken.json",
    "link-outside in/outside",
    "link-outside in/outside.json",
    "link-outside in/self.json",
  ]);
});

test("a link that the user names is followed: a folder, a file", async () => {
  const cwd = makeFolder({ "real/a.json": trajectory() });
  symlinkSync("real", `${cwd}/folder`);
  symlinkSync("real/a.json", `${cwd}/file`);
  const [folder, file] = await Promise.all([run(["-d", "folder"], { cwd }), run(["-d", "file"], { cwd })]);
  expect(rowsOf(folder.stdout)).toMatchObject([{ source_path: `${cwd}/real/a.json` }]);
  expect(file.stdout).toBe(folder.stdout);
});

test("a socket or a device that the user names", async () => {
  const cwd = makeFolder();
  const server = createServer();
  server.listen(`${cwd}/socket`);
  await once(server, "listening");
  const [socket, device] = await Promise.all([run(["-d", "socket"], { cwd }), run(["-d", "/dev/null"], { cwd })]);
  server.close();
  expect(socket.status).toBe(1);
  expect(socket.stderr).toContain("error unreadable-file");
  expect(device.status).toBe(2);
  expect(device.stderr).toContain("1 empty file");
});

/** Root reads everything; another user does not. */
const canBecomeNobody = process.getuid?.() === 0;

test.runIf(canBecomeNobody)("a file and a folder that may not be read", async () => {
  const cwd = makeFolder({ "in/a.json": trajectory(), "in/b.json": trajectory(), "in/locked/c.json": trajectory() });
  chmodSync(cwd, 0o755);
  chmodSync(`${cwd}/in/b.json`, 0);
  chmodSync(`${cwd}/in/locked`, 0);
  const nobody = `const { spawnSync } = require("node:child_process");
    const { stdout, stderr, status } = spawnSync(process.execPath, process.argv.slice(1), { uid: 65534, gid: 65534 });
    process.stdout.write(stdout); process.stderr.write(stderr); process.exitCode = status;`;
  const { status, stdout, stderr } = await shell(
    `node -e '${nobody}' ${process.cwd()}/bin/rollout-ingest.js -f atif -d in --error-format json`,
    { cwd },
  );
  if (stderr.includes("Cannot find module") || stderr.includes("EACCES: permission denied, open '/")) return;
  expect(status).toBe(1);
  expect(traceIds(stdout)).toEqual(["a-session"]);
  const report = reportOf(stderr);
  expect(discrepancies(report)).toEqual([]);
  expect(report.diagnostics.map(({ code, file, severity }) => [code, file, severity])).toEqual([
    ["unreadable-folder", "in/locked", "warning"],
    ["unreadable-file", "in/b.json", "error"],
  ]);
});
