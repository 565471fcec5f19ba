/** Runs the built command as a user does. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const COMMAND: string = fileURLToPath(new URL("../../bin/rollout-ingest.js", import.meta.url));

export interface Settings {
  readonly cwd?: string;
  /** Added to an environment that says nothing of colours, terminals or CI. */
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on stdin; nothing when missing. */
  readonly input?: string | Uint8Array;
}

export interface Run {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function environment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/", LC_ALL: "C.UTF-8", ...added };
}

/** Starts the command with `--format atif` and the arguments given; its streams are pipes. */
export function start(args: readonly string[], settings: Settings = {}): ChildProcess {
  return spawn(process.execPath, [COMMAND, "--format", "atif", ...args], {
    cwd: settings.cwd,
    env: environment(settings.env),
  });
}

/** Runs the command to its end with `--format atif` and the arguments given. */
export function run(args: readonly string[], settings: Settings = {}): Promise<Run> {
  return runBare(["--format", "atif", ...args], settings);
}

/** Runs the command to its end with the arguments given and no others. */
export function runBare(args: readonly string[], settings: Settings = {}): Promise<Run> {
  return runScript(COMMAND, args, settings);
}

/** Runs a script of JavaScript to its end, as the command is run. */
export function runScript(script: string, args: readonly string[], settings: Settings = {}): Promise<Run> {
  return finished(
    spawn(process.execPath, [script, ...args], { cwd: settings.cwd, env: environment(settings.env) }),
    settings,
  );
}

/** Runs a bash script (`pipefail` set) in which `ingest` is the command with `--format atif`. */
export function shell(script: string, settings: Settings = {}): Promise<Run> {
  const prelude = `set -o pipefail; ingest() { '${process.execPath}' '${COMMAND}' --format atif "$@"; }; `;
  return finished(
    spawn("bash", ["-c", prelude + script], { cwd: settings.cwd, env: environment(settings.env) }),
    settings,
  );
}

/** What a process wrote and how it ended. */
export async function finished(child: ChildProcess, settings: Settings = {}): Promise<Run> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (bytes: Buffer) => out.push(bytes));
  child.stderr?.on("data", (bytes: Buffer) => err.push(bytes));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(settings.input);
  await once(child, "close");
  return {
    status: child.exitCode,
    signal: child.signalCode,
    stdout: Buffer.concat(out).toString("utf8"),
    stderr: Buffer.concat(err).toString("utf8"),
  };
}
