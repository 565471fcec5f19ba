/** Runs a program once as a child process and says what it took. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

/**
 * @typedef {object} Usage
 * @property {number} wallSeconds from the start of the process to its end
 * @property {number} cpuSeconds user and system, all threads
 * @property {number} peakBytes largest resident set
 * @property {number} [importSeconds] the part of the time that went into loading the program
 */

const KEPT_ERRORS = 2_000;

/** @param {readonly string[]} argv program and arguments @param {string} usageFile @returns {Promise<Usage>} */
export async function measure([program, ...args], usageFile) {
  if (program === undefined) throw new Error("no program");
  rmSync(usageFile, { force: true });
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, BENCH_USAGE_FILE: usageFile },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => (errors = (errors + chunk).slice(-KEPT_ERRORS)));
  /** @type {{ status: string, wallSeconds: number }} */
  const end = await new Promise((resolve, reject) => {
    let wallSeconds = 0;
    child.on("error", reject);
    child.on("exit", () => (wallSeconds = (performance.now() - started) / 1_000));
    child.on("close", (code, signal) => resolve({ status: String(code ?? signal), wallSeconds }));
  });
  if (end.status !== "0") throw new Error(`${[program, ...args].join(" ")} ended with ${end.status}\n${errors}`);
  return { ...JSON.parse(readFileSync(usageFile, "utf8")), wallSeconds: end.wallSeconds };
}
