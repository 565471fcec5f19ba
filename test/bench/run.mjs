/**
 * npm run bench: rollout-ingest beside a plain Node loop, DataDesigner and the floor of copying.
 *
 *   node test/bench/run.mjs [--mb 500] [--runs 5] [--out <markdown file>] [--corpus <folder>] [--work <folder>]
 *
 * BENCH_PYTHON names a Python that has data_designer. All programs run with the Node that runs this.
 */
import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareRows } from "./compare.mjs";
import { contenders } from "./contenders.mjs";
import { ensureCorpus } from "./corpus.mjs";
import { measure } from "./measure.mjs";
import { report } from "./report.mjs";

/** @typedef {import("./contenders.mjs").Contender} Contender */
/** @typedef {import("./contenders.mjs").Name} Name */
/** @typedef {import("./report.mjs").Rounds} Rounds */

const { values: options } = parseArgs({
  options: {
    mb: { type: "string", default: "500" },
    runs: { type: "string", default: "5" },
    out: { type: "string" },
    corpus: { type: "string" },
    work: { type: "string" },
  },
});
const mb = positive(options.mb, "--mb");
const runs = Math.ceil(positive(options.runs, "--runs"));

const { folder, facts, made } = ensureCorpus(mb, options.corpus);
say(`corpus ${folder}${made ? " (made)" : ""}`);
const all = contenders({ python: process.env["BENCH_PYTHON"] });
const present = all.filter((contender) => contender.missing === null);
const notes = all
  .filter((contender) => contender.missing !== null)
  .map(({ name, missing }) => `${name}: skipped, ${missing}`);
notes.forEach(say);

const outputs = options.work ?? memoryFolder(4 * facts.bytes) ?? tmpdir();
const work = mkdtempSync(join(outputs, "rollout-ingest-bench-"));
try {
  notes.push(...(await checkAgreement()));
  const table = report(facts, await timeRounds(), notes, outputs);
  console.log(table);
  if (options.out !== undefined) writeFileSync(options.out, table);
} finally {
  rmSync(work, { recursive: true });
}

/** Runs everything once, not timed, and throws when rows differ. @returns {Promise<string[]>} what was found equal */
async function checkAgreement() {
  /** @type {Map<Name, string>} */
  const files = new Map();
  for (const contender of present) {
    const output = join(work, `${contender.name}.out`);
    await runOnce(contender, output);
    if (contender.writesRows) files.set(contender.name, output);
    else rmSync(output);
  }
  // The plain loop cannot spell 1.0, so beside it arguments compare as values; the others must be exact.
  const pairs = /** @type {const} */ ([
    ["rollout-ingest", "plain loop", "value"],
    ["rollout-ingest", "DataDesigner", "text"],
    ["DataDesigner", "plain loop", "value"],
  ]);
  const found = [];
  for (const [actual, expected, args] of pairs) {
    const [ours, theirs] = [files.get(actual), files.get(expected)];
    if (ours === undefined || theirs === undefined) continue;
    const { rows, differences } = compareRows(ours, theirs, args);
    if (rows !== facts.files) differences.push(`${rows} rows of ${facts.files} files`);
    if (differences.length > 0) throw new Error(`${actual} and ${expected} differ\n${differences.join("\n")}`);
    found.push(
      `Checked: the ${rows} rows of ${actual} equal those of ${expected}${args === "text" ? ", spelling of arguments included" : " in value"}`,
    );
    say(found[found.length - 1] ?? "");
  }
  for (const file of files.values()) rmSync(file);
  return found;
}

/** @returns {Promise<Rounds>} */
async function timeRounds() {
  /** @type {Rounds} */
  const rounds = new Map(present.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    // Each round begins with another contender, so that none always follows the same one.
    const order = present.map((_, index) => /** @type {Contender} */ (present[(index + round) % present.length]));
    for (const contender of order.filter(({ mostRuns }) => round < mostRuns)) {
      const output = join(work, "timed.out");
      const usage = await runOnce(contender, output);
      rmSync(output);
      rounds.get(contender.name)?.push(usage);
      say(`round ${round + 1}  ${contender.name.padEnd(14)}  ${usage.wallSeconds.toFixed(2)} s`);
    }
  }
  return rounds;
}

/** @param {Contender} contender @param {string} output */
function runOnce(contender, output) {
  return measure(contender.argv(folder, output), join(work, "usage.json"));
}

/** A folder in memory with room for outputs, which no disk slows down. @param {number} bytes @returns {string | null} */
function memoryFolder(bytes) {
  try {
    accessSync("/dev/shm", constants.W_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > bytes ? "/dev/shm" : null;
  } catch {
    return null;
  }
}

/** @param {string} text @param {string} option */
function positive(text, option) {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} takes a number above 0, not ${text}`);
  return value;
}

/** @param {string} line */
function say(line) {
  console.error(line);
}
