/**
 * npm run bench:parquet: rows to Parquet by this program, by DuckDB from our JSONL, and by DataDesigner's
 * handler and pandas.
 *
 *   node test/bench/parquet.mjs [--format atif] [--mb 300] [--runs 3] [--out <markdown file>]
 *
 * BENCH_PYTHON names a Python that has duckdb, pandas, pyarrow and data_designer.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureCorpus, FORMATS, formatNamed } from "./corpus.mjs";
import { measure } from "./measure.mjs";
import { machine, median } from "./report.mjs";
import { ingest, memoryFolder, positive, python } from "./contenders.mjs";

/** @typedef {import("./measure.mjs").Usage} Usage */
/** @typedef {{ usage: Usage, size: number }} Run */
/** @typedef {{ name: string, argv: (folder: string, rows: string, output: string) => string[] }} Contender */

const { values: options } = parseArgs({
  options: {
    format: { type: "string", multiple: true, default: FORMATS },
    mb: { type: "string", default: "300" },
    runs: { type: "string", default: "3" },
    out: { type: "string" },
  },
});
const mb = positive(options.mb, "--mb");
const runs = Math.ceil(positive(options.runs, "--runs"));
const script = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** @param {string} rows @param {string} output @param {number} threads */
function duckdb(rows, output, threads) {
  return [python(), script("parquet-duckdb.py"), rows, output, String(threads)];
}

/** @param {import("./corpus.mjs").Format} format @returns {Contender[]} */
function contenders(format) {
  return [
    { name: "rollout-ingest, rollouts to Parquet", argv: (folder, _, output) => ingest(format, folder, output) },
    { name: "DuckDB, our JSONL to Parquet, 1 thread", argv: (_, rows, output) => duckdb(rows, output, 1) },
    { name: "DuckDB, our JSONL to Parquet, 2 threads", argv: (_, rows, output) => duckdb(rows, output, 2) },
    {
      name: "DataDesigner and pandas, rollouts to Parquet",
      argv: (folder, _, output) => [python(), script("parquet-pandas.py"), format, folder, output],
    },
  ];
}

const parts = [];
const work = mkdtempSync(join(memoryFolder(10 * mb * 1e6) ?? "/tmp", "rollout-ingest-bench-"));
try {
  for (const format of options.format.map(formatNamed)) parts.push(await compare(format));
} finally {
  rmSync(work, { recursive: true });
}
const table = [...parts, `Machine: ${machine()}.`, ""].join("\n");
console.log(table);
if (options.out !== undefined) writeFileSync(options.out, table);

/** @param {import("./corpus.mjs").Format} format */
async function compare(format) {
  const { folder, facts } = ensureCorpus(format, mb);
  const rows = join(work, "rows.jsonl");
  const jsonl = await measure(ingest(format, folder, rows), join(work, "usage.json"));
  const bytes = statSync(rows).size;
  /** @type {Map<string, Run[]>} */
  const results = new Map(contenders(format).map(({ name }) => [name, []]));
  for (let round = 0; round < runs; round++) {
    for (const { name, argv } of contenders(format)) {
      const output = join(work, "timed.parquet");
      const usage = await measure(argv(folder, rows, output), join(work, "usage.json"));
      results.get(name)?.push({ usage, size: statSync(output).size });
      rmSync(output);
      console.error(`${format}  round ${round + 1}  ${name}  ${usage.wallSeconds.toFixed(2)} s`);
    }
  }
  return [
    `### ${format}`,
    "",
    "| | s | MB/s of rollouts | MB/s of rows | CPU s | peak RSS MB | file MB |",
    "|---|--:|--:|--:|--:|--:|--:|",
    ...[...results].map(([name, list]) => tableRow(name, list, facts.bytes, bytes)),
    "",
    `- ${facts.files} rollouts, ${(facts.bytes / 1e6).toFixed(0)} MB; their rows as JSONL: ${(bytes / 1e6).toFixed(0)} MB, written by rollout-ingest in ${jsonl.wallSeconds.toFixed(2)} s, which the DuckDB lines do not count`,
    "",
  ].join("\n");
}

/** @param {string} name @param {Run[]} list @param {number} rollouts @param {number} rows bytes of both */
function tableRow(name, list, rollouts, rows) {
  const wall = median(list.map(({ usage }) => usage.wallSeconds));
  const fromRollouts = name.includes("rollouts to Parquet") ? (rollouts / 1e6 / wall).toFixed(0) : "–";
  return `| ${[
    name,
    wall.toFixed(2),
    fromRollouts,
    (rows / 1e6 / wall).toFixed(0),
    Math.min(...list.map(({ usage }) => usage.cpuSeconds)).toFixed(2),
    (median(list.map(({ usage }) => usage.peakBytes)) / 1e6).toFixed(0),
    ((list[0]?.size ?? NaN) / 1e6).toFixed(1),
  ].join(" | ")} |`;
}
