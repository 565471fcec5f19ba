/** What the benchmark compares. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Contender
 * @property {Name} name
 * @property {boolean} writesRows false for the floor, whose output is not compared
 * @property {number} mostRuns a slow one runs in the first rounds only
 * @property {string | null} missing why it cannot run here
 * @property {(folder: string, output: string) => string[]} argv
 */
/** @typedef {import("./corpus.mjs").Format} Format */
/** @typedef {"rollout-ingest" | "rollout-ingest, all cores" | "plain loop" | "DataDesigner" | "copy floor"} Name */

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const NODE = [process.execPath, "--import", new URL("usage-preload.mjs", import.meta.url).href];
const COMMAND = here("../../bin/rollout-ingest.js");
const BUILD = here("../../dist");

/** This program over a folder. @param {Format} format @param {string} folder @param {string} output @param {number} jobs */
export function ingest(format, folder, output, jobs = 1) {
  return [...NODE, COMMAND, "--format", format, "--trace-dir", folder, "-o", output, "--quiet", "--jobs", String(jobs)];
}

/** The Python that has the other programs. */
export function python() {
  return process.env["BENCH_PYTHON"] ?? "python3";
}

/** A folder in memory with room for outputs, which no disk slows down. @param {number} bytes @returns {string | null} */
export function memoryFolder(bytes) {
  try {
    accessSync("/dev/shm", constants.W_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > bytes ? "/dev/shm" : null;
  } catch {
    return null;
  }
}

/** @param {string} text @param {string} option */
export function positive(text, option) {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} takes a number above 0, not ${text}`);
  return value;
}

/** @param {Format} format @param {{ python: string | undefined }} environment @returns {Contender[]} */
export function contenders(format, { python }) {
  const loop = format === "atif" ? [here("plain-loop.mjs")] : [here("plain-loop-sessions.mjs"), format];
  return [
    {
      name: "rollout-ingest",
      writesRows: true,
      mostRuns: Infinity,
      missing: existsSync(COMMAND) && existsSync(BUILD) ? null : "not built (npm run build)",
      argv: (folder, output) => ingest(format, folder, output),
    },
    {
      name: "rollout-ingest, all cores",
      writesRows: true,
      mostRuns: Infinity,
      missing: availableParallelism() > 1 ? null : "this machine has one core",
      argv: (folder, output) => ingest(format, folder, output, availableParallelism()),
    },
    {
      name: "plain loop",
      writesRows: true,
      mostRuns: Infinity,
      missing: null,
      argv: (folder, output) => [...NODE, ...loop, folder, output],
    },
    {
      name: "DataDesigner",
      writesRows: true,
      mostRuns: 2,
      missing: missingDataDesigner(python),
      argv: (folder, output) => [python ?? "python3", here("datadesigner.py"), format, folder, output],
    },
    {
      name: "copy floor",
      writesRows: false,
      mostRuns: Infinity,
      missing: null,
      argv: (folder, output) => [...NODE, here("copy-floor.mjs"), folder, output],
    },
  ];
}

/** @param {string | undefined} python @returns {string | null} */
function missingDataDesigner(python) {
  if (python === undefined || python === "") return "BENCH_PYTHON is not set to a Python that has data_designer";
  const { status } = spawnSync(python, ["-c", "import data_designer.engine.resources.agent_rollout"], {
    stdio: "ignore",
  });
  return status === 0 ? null : `${python} (BENCH_PYTHON) has no data_designer`;
}
