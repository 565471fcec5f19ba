/**
 * npm run bench:threads: one thread beside all cores, and what the machine gives at most: as many processes
 * of one thread as it has cores, each over its part of the files.
 *
 *   node test/bench/threads.mjs [--format atif] [--mb 1600] [--runs 3] [--corpus <folder>]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ingest, memoryFolder, positive } from "./contenders.mjs";
import { ensureCorpus, formatNamed } from "./corpus.mjs";
import { measure } from "./measure.mjs";
import { machine, median } from "./report.mjs";

const { values: options } = parseArgs({
  options: {
    format: { type: "string", multiple: true, default: ["atif", "claude_code", "codex"] },
    mb: { type: "string", default: "1600" },
    runs: { type: "string", default: "3" },
    corpus: { type: "string" },
  },
});
const cores = availableParallelism();
const mb = positive(options.mb, "--mb");
const runs = Math.ceil(positive(options.runs, "--runs"));

console.log(
  `| | one thread, s | ${cores} threads, s | × one thread | ${cores} processes, s | × one thread | MB/s, ${cores} threads |`,
);
console.log("|---|--:|--:|--:|--:|--:|--:|");
for (const name of options.format) {
  const format = formatNamed(name);
  const { folder, facts } = ensureCorpus(format, mb, options.corpus && join(options.corpus, format));
  const work = mkdtempSync(join(memoryFolder(2 * facts.bytes) ?? tmpdir(), "rollout-ingest-threads-"));
  try {
    /** @param {number} jobs @param {number} [part] */
    const seconds = async (jobs, part) => {
      const output = join(work, `rows-${part ?? ""}.jsonl`);
      const parts = part === undefined ? [] : ["--num-partitions", String(cores), "--partition-index", String(part)];
      const { wallSeconds } = await measure([...ingest(format, folder, output, jobs), ...parts], `${output}.usage`);
      return wallSeconds;
    };
    const one = [];
    const threads = [];
    const processes = [];
    for (let round = 0; round < runs; round++) {
      one.push(await seconds(1));
      rmSync(join(work, "rows-.jsonl"));
      threads.push(await seconds(cores));
      rmSync(join(work, "rows-.jsonl"));
      const each = await Promise.all(Array.from({ length: cores }, (_, part) => seconds(1, part)));
      processes.push(Math.max(...each));
    }
    const [a, b, c] = [median(one), median(threads), median(processes)];
    const cells = [a.toFixed(2), b.toFixed(2), (a / b).toFixed(2), c.toFixed(2), (a / c).toFixed(2)];
    console.log(`| ${[name, ...cells, (facts.bytes / 1e6 / b).toFixed(0)].join(" | ")} |`);
  } finally {
    rmSync(work, { recursive: true });
  }
}
console.log(`\nMachine: ${machine()}`);
