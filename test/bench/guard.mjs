/**
 * A guard against changes that make this program slow: its time on one thread beside that of the plain
 * loop, over a small corpus of each format. The bounds leave a quarter to a third of what was measured (1.6
 * on ATIF, 1.0 on the others: of so little the start is much) to the noise of machines; the figures of
 * docs/benchmark.md come from `npm run bench`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contenders } from "./contenders.mjs";
import { ensureCorpus, FORMATS } from "./corpus.mjs";
import { measure } from "./measure.mjs";
import { median } from "./report.mjs";

/** @typedef {import("./corpus.mjs").Format} Format */

const MB = 120;
const ROUNDS = 3;

/** How many times the plain loop's speed is the least, by CPU seconds. @type {Record<Format, number>} */
const LEAST = { atif: 1.2, claude_code: 0.7, codex: 0.7, pi_coding_agent: 0.65, hermes_agent: 0.6 };

const work = mkdtempSync(join(tmpdir(), "rollout-ingest-guard-"));
let slow = 0;
try {
  for (const format of FORMATS) {
    const { folder } = ensureCorpus(format, MB, join(work, format));
    const both = contenders(format, { python: undefined }).filter(({ name }) =>
      ["rollout-ingest", "plain loop"].includes(name),
    );
    /** @type {number[][]} */
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const seconds = [];
      for (const { argv } of both) {
        const { cpuSeconds } = await measure(argv(folder, join(work, "out")), join(work, "usage.json"));
        seconds.push(cpuSeconds);
      }
      rounds.push(seconds);
    }
    const ratio = median(rounds.map(([ours = NaN, loop = NaN]) => loop / ours));
    const isFast = ratio >= LEAST[format];
    if (!isFast) slow++;
    console.log(
      `${isFast ? "ok  " : "SLOW"} ${format}: ${ratio.toFixed(2)} times the plain loop, at least ${LEAST[format]}`,
    );
  }
} finally {
  rmSync(work, { recursive: true });
}
console.log(`${FORMATS.length - slow} passed, ${slow} failed`);
if (slow > 0) process.exitCode = 1;
