/** The result of the benchmark as Markdown. */
import { availableParallelism, cpus, totalmem } from "node:os";

/** @typedef {import("./corpus.mjs").Facts} Facts */
/** @typedef {import("./corpus.mjs").Format} Format */
/** @typedef {import("./measure.mjs").Usage} Usage */
/** @typedef {import("./contenders.mjs").Name} Name */
/** The runs of each contender; the index is the round, so that a ratio compares neighbours. @typedef {Map<Name, Usage[]>} Rounds */

/** @type {Record<Format, string>} */
const TITLES = {
  atif: "ATIF",
  claude_code: "Claude Code",
  codex: "Codex",
  pi_coding_agent: "Pi",
  hermes_agent: "Hermes",
};

/** The table of one format, and what was measured. @param {Format} format @param {Facts} facts @param {Rounds} rounds @param {string[]} notes */
export function reportFormat(format, facts, rounds, notes) {
  const rows = [...rounds].map(([name, runs]) => tableRow(name, runs, facts, rounds));
  const { files, bytes, largest, about } = facts;
  return [
    `### ${TITLES[format]}`,
    "",
    "| contender | MB/s | CPU s | rows/s | peak RSS MB | × one thread (rounds) | × plain loop (rounds) | × DataDesigner (rounds) | runs |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    `- Corpus: ${files} files, ${(bytes / 1e6).toFixed(0)} MB, largest file ${(largest / 1e6).toFixed(1)} MB; ${about}`,
    ...importNote(rounds, facts),
    ...notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}

/** What all tables have in common. @param {string} outputs */
export function legend(outputs) {
  return [
    "MB/s and rows/s: median wall time of the whole process, start included. CPU: user and system of all threads, the least. " +
      "×: how many times as fast, by the medians of the rounds in which both ran, and the span of those rounds.",
    "",
    `Machine: ${machine()}; outputs to ${outputs}, inputs in the page cache.`,
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
    name.startsWith("rollout-ingest") ? ratio(runs, rounds.get("rollout-ingest")) : "",
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

/** What ran the benchmark, in words. */
export function machine() {
  return `${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, ${(totalmem() / 1e9).toFixed(0)} GB, ${process.platform} ${process.arch}, Node ${process.version}`;
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
