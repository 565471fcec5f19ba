/** The result of the benchmark as Markdown. */
import { availableParallelism, cpus, totalmem } from "node:os";

/** @typedef {import("./corpus.mjs").Facts} Facts */
/** @typedef {import("./measure.mjs").Usage} Usage */
/** @typedef {import("./contenders.mjs").Name} Name */
/** The runs of each contender; the index is the round, so that a ratio compares neighbours. @typedef {Map<Name, Usage[]>} Rounds */

/** @param {Facts} facts @param {Rounds} rounds @param {string[]} notes @param {string} outputs */
export function report(facts, rounds, notes, outputs) {
  const rows = [...rounds].map(([name, runs]) => tableRow(name, runs, facts, rounds));
  return [
    "| contender | MB/s | CPU s | rows/s | peak RSS MB | × plain loop (rounds) | × DataDesigner (rounds) | runs |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    "MB/s and rows/s: median wall time of the whole process, start included. CPU: user and system of all threads, the least. " +
      "×: how many times as fast, by the medians of the rounds in which both ran, and the span of those rounds.",
    "",
    `- Machine: ${machine()}; outputs to ${outputs}, inputs in the page cache`,
    `- Corpus: ${corpus(facts)}`,
    ...importNote(rounds, facts),
    ...notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}

/** @param {Name} name @param {Usage[]} runs @param {Facts} facts @param {Rounds} rounds */
function tableRow(name, runs, facts, rounds) {
  const wall = median(runs.map((run) => run.wallSeconds));
  return `| ${[
    name,
    (facts.bytes / 1e6 / wall).toFixed(0),
    Math.min(...runs.map((run) => run.cpuSeconds)).toFixed(2),
    (facts.files / wall).toFixed(0),
    (median(runs.map((run) => run.peakBytes)) / 1e6).toFixed(0),
    ratio(runs, rounds.get("plain loop")),
    ratio(runs, rounds.get("DataDesigner")),
    runs.length,
  ].join(" | ")} |`;
}

/** How many times as fast as the other, in the rounds in which both ran. @param {Usage[]} runs @param {Usage[] | undefined} others */
function ratio(runs, others) {
  if (others === undefined || others.length === 0) return "–";
  if (runs === others) return "1";
  const paired = Math.min(runs.length, others.length);
  const seconds = (/** @type {Usage[]} */ list) => list.slice(0, paired).map((run) => run.wallSeconds);
  const [ours, theirs] = [seconds(runs), seconds(others)];
  const rounds = ours.map((wall, index) => /** @type {number} */ (theirs[index]) / wall);
  const span = `${Math.min(...rounds).toFixed(2)}–${Math.max(...rounds).toFixed(2)}`;
  return `${(median(theirs) / median(ours)).toFixed(2)} (${span})`;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function machine() {
  return `${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, ${(totalmem() / 1e9).toFixed(0)} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
}

/** @param {Facts} facts */
function corpus({ files, bytes, steps, indented, largest, encodings }) {
  const share = (/** @type {number} */ part) => `${((100 * part) / bytes).toFixed(0)} %`;
  return (
    `${files} ATIF files, ${(bytes / 1e6).toFixed(0)} MB, ${steps} steps, largest file ${(largest / 1e6).toFixed(1)} MB; ` +
    `bytes in pure ASCII files ${share(encodings.ascii)}, raw UTF-8 ${share(encodings.utf8)}, \\u-escaped ${share(encodings.escaped)}; ` +
    `${((100 * indented) / files).toFixed(0)} % of the files indented`
  );
}

/** @param {Rounds} rounds @param {Facts} facts @returns {string[]} */
function importNote(rounds, facts) {
  const runs = rounds.get("DataDesigner") ?? [];
  if (runs.length === 0) return [];
  const imports = median(runs.map((run) => run.importSeconds ?? 0));
  const rest = median(runs.map((run) => run.wallSeconds - (run.importSeconds ?? 0)));
  return [
    `- DataDesigner: ${imports.toFixed(2)} s of a run are the imports; ${(facts.bytes / 1e6 / rest).toFixed(0)} MB/s without them`,
  ];
}
