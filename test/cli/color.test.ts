/** Colour is for terminals, unless somebody says otherwise. */
import { expect, test } from "vitest";
import { run } from "../support/cli.ts";
import { makeFolder } from "../support/folder.ts";
import { terminal } from "../support/terminal.ts";
import { gapped } from "../support/trajectories.ts";

const ESCAPE = "\u001B[";

const PIPES: readonly (readonly [args: readonly string[], env: Readonly<Record<string, string>>, color: boolean])[] = [
  [[], {}, false],
  [["--color", "auto"], {}, false],
  [["--color", "always"], {}, true],
  [["--color", "always"], { NO_COLOR: "1" }, true],
  [["--color", "never"], { FORCE_COLOR: "1" }, false],
  [[], { FORCE_COLOR: "1" }, true],
  [[], { FORCE_COLOR: "0" }, false],
  [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
];

test.concurrent.for(PIPES)("a pipe: %j %j: %s", async ([args, env, color], { onTestFinished }) => {
  const cwd = makeFolder({ "a.json": gapped() }, onTestFinished);
  const { stderr } = await run(["-d", ".", ...args], { cwd, env });
  expect(stderr.includes(ESCAPE)).toBe(color);
  // oxlint-disable-next-line no-control-regex
  expect(stderr.replaceAll(/\u001B\[\d+m/gu, "")).toMatch(/^a\.json:1:\d+: error step-id-order: /u);
});

const TERMINALS: readonly (readonly [args: string, env: Readonly<Record<string, string>>, color: boolean])[] = [
  ["", { TERM: "xterm" }, true],
  ["", { TERM: "dumb" }, false],
  ["", { TERM: "xterm", NO_COLOR: "1" }, false],
  ["", { TERM: "xterm", NO_COLOR: "" }, true],
  ["--color never", { TERM: "xterm" }, false],
];

test.concurrent.for(TERMINALS)("a terminal: %s %j: %s", async ([args, env, color], { onTestFinished }) => {
  const cwd = makeFolder({ "a.json": gapped() }, onTestFinished);
  const { status, screen } = await terminal(`ingest -d . --progress never ${args} >/dev/null`, { cwd, env });
  expect(status).toBe(1);
  expect(screen.includes(ESCAPE)).toBe(color);
});
