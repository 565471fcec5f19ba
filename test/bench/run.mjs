/**
 * npm run bench: rollout-ingest beside a plain Node loop, DataDesigner and the floor of copying.
 *
 *   node test/bench/run.mjs [--format atif] [--mb 500] [--runs 5] [--out <markdown file>] [--corpus <folder>]
 *     [--work <folder>]
 *
 * --format may be given several times, and is all of them by default; each has a table and a corpus of
 * its own, a folder in the one given with --corpus.
 * BENCH_PYTHON names a Python that has data_designer. All programs run with the Node that runs this.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareRows } from "./compare.mjs";
import { compareSessions } from "./compare-sessions.mjs";
import { contenders, memoryFolder, positive } from "./contenders.mjs";
import { ensureCorpus, FORMATS, formatNamed } from "./corpus.mjs";
import { measure } from "./measure.mjs";
import { legend, reportFormat } from "./report.mjs";

/** @typedef {import("./contenders.mjs").Contender} Contender */
/** @typedef {import("./contenders.mjs").Name} Name */
/** @typedef {import("./corpus.mjs").Format} Format */
/** @typedef {import("./corpus.mjs").Facts} Facts */
/** @typedef {import("./report.mjs").Rounds} Rounds */
/** What is measured over one corpus. @typedef {{ format: Format, folder: string, facts: Facts, present: Contender[] }} Match */

const { values: options } = parseArgs({
  options: {
    format: { type: "string", multiple: true, default: FORMATS },
    mb: { type: "string", default: "500" },
    runs: { type: "string", default: "5" },
    out: { type: "string" },
    corpus: { type: "string" },
    work: { type: "string" },
  },
});
const mb = positive(options.mb, "--mb");
const runs = Math.ceil(positive(options.runs, "--runs"));

const formats = options.format.map(formatNamed);

// All corpora first, so that nothing is measured while one is still being written back to disk.
const corpora = formats.map((format) => {
  const { folder, facts, made } = ensureCorpus(format, mb, options.corpus && join(options.corpus, format));
  say(`corpus ${folder}${made ? " (made)" : ""}`);
  return { format, folder, facts };
});
const outputs = options.work ?? memoryFolder(4 * Math.max(...corpora.map(({ facts }) => facts.bytes))) ?? tmpdir();
const work = mkdtempSync(join(outputs, "rollout-ingest-bench-"));
try {
  const parts = [];
  for (const { format, folder, facts } of corpora) {
    const all = contenders(format, { python: process.env["BENCH_PYTHON"] });
    const match = { format, folder, facts, present: all.filter(({ missing }) => missing === null) };
    const notes = all.flatMap(({ name, missing }) => (missing === null ? [] : [`${name}: skipped, ${missing}`]));
    notes.forEach(say);
    notes.push(...(await checkAgreement(match)));
    parts.push(reportFormat(format, facts, await timeRounds(match), notes));
    console.log(parts.at(-1));
  }
  console.log(legend(outputs));
  if (options.out !== undefined) writeFileSync(options.out, [...parts, legend(outputs)].join("\n"));
} finally {
  rmSync(work, { recursive: true });
}

/** Runs everything once, not timed, and throws when rows differ. @param {Match} match @returns {Promise<string[]>} what was found equal */
async function checkAgreement({ format, folder, facts, present }) {
  /** @type {Map<Name, string>} */
  const files = new Map();
  for (const contender of present) {
    const output = join(work, `${contender.name}.out`);
    await runOnce(contender, folder, output);
    if (contender.writesRows) files.set(contender.name, output);
    else rmSync(output);
  }
  // The plain loop cannot spell 1.0, so beside it arguments compare as values; the others must be exact.
  const pairs = /** @type {const} */ ([
    ["rollout-ingest", "rollout-ingest, all cores", "text"],
    ["rollout-ingest", "plain loop", "value"],
    ["rollout-ingest", "DataDesigner", "text"],
    ["DataDesigner", "plain loop", "value"],
  ]);
  const found = [];
  for (const [actual, expected, args] of pairs) {
    const [ours, theirs] = [files.get(actual), files.get(expected)];
    if (ours === undefined || theirs === undefined) continue;
    const { rows, differences } = format === "atif" ? compareRows(ours, theirs, args) : compareSessions(ours, theirs);
    if (rows !== facts.files) differences.push(`${rows} rows of ${facts.files} files`);
    if (differences.length > 0) throw new Error(`${actual} and ${expected} differ\n${differences.join("\n")}`);
    const exact = args === "text" ? ", spelling of arguments included" : " in value";
    const what =
      format === "atif"
        ? `the ${rows} rows of ${actual} equal those of ${expected}${exact}`
        : `the ${rows} rows of ${actual} have the calls, results and words of the assistant that those of ${expected} have`;
    found.push(`Checked: ${what}`);
    say(found.at(-1) ?? "");
  }
  for (const file of files.values()) rmSync(file);
  return found;
}

/** @param {Match} match @returns {Promise<Rounds>} */
async function timeRounds({ format, folder, present }) {
  /** @type {Rounds} */
  const rounds = new Map(present.map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    // Each round begins with another contender, so that none always follows the same one.
    const order = present.map((_, index) => /** @type {Contender} */ (present[(index + round) % present.length]));
    for (const contender of order.filter(({ mostRuns }) => round < mostRuns)) {
      const output = join(work, "timed.out");
      const usage = await runOnce(contender, folder, output);
      rmSync(output);
      rounds.get(contender.name)?.push(usage);
      say(`${format}  round ${round + 1}  ${contender.name.padEnd(14)}  ${usage.wallSeconds.toFixed(2)} s`);
    }
  }
  return rounds;
}

/** @param {Contender} contender @param {string} folder @param {string} output */
function runOnce(contender, folder, output) {
  return measure(contender.argv(folder, output), join(work, "usage.json"));
}

/** @param {string} line */
function say(line) {
  console.error(line);
}
