/** Runs the built command, with what happens to it in the meantime. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const COMMAND = fileURLToPath(new URL("../../bin/rollout-ingest.js", import.meta.url));

/** @typedef {{ status: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string }} Outcome */

/**
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, during?: (child: import("node:child_process").ChildProcess) => void, stdout?: number, prefix?: readonly string[] }} options
 *   stdout: a descriptor in its place; prefix: a command that runs ours
 * @returns {Promise<Outcome>}
 */
export async function ingest(args, { cwd, env = {}, during, stdout, prefix = [] }) {
  const [program = process.execPath, ...rest] = [
    ...prefix,
    process.execPath,
    COMMAND,
    "--format",
    "atif",
    "-j",
    "2",
    ...args,
  ];
  const child = spawn(program, rest, {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/", ...env },
    stdio: ["ignore", stdout ?? "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (err += text));
  during?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, stdout: out, stderr: err }));
  });
}

/** @param {number} milliseconds @returns {Promise<void>} */
export function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
