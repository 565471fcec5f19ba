/**
 * Real faults while the built command runs, at random moments, and what must hold after each: nothing
 * partial under the final name, no row twice, no row missing without a record of it, the right exit
 * status, nothing left behind.
 *
 *   node test/faults/run.mjs [--runs 12] [--seed <n>] [--only <fault>]
 *
 * Needs Linux; the full disk needs the right to mount (it is told when that is missing, and counts as failed).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeCorpus } from "./corpus.mjs";
import { FAULTS } from "./faults.mjs";
import { seeded } from "./random.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "12" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
    only: { type: "string" },
  },
});
const runs = Number(values.runs);
const random = seeded(Number(values.seed));
const work = mkdtempSync(join(tmpdir(), "rollout-ingest-faults-"));
let violations = 0;
let injected = 0;
console.log(`seed ${values.seed}`);
try {
  const corpus = await makeCorpus(join(work, "in"));
  for (const [name, fault] of Object.entries(FAULTS)) {
    if (values.only !== undefined && values.only !== name) continue;
    let broken = 0;
    let struck = 0;
    for (let run = 0; run < runs; run++) {
      const folder = mkdtempSync(join(work, "run-"));
      try {
        if (await fault({ corpus, folder, random, run })) struck++;
      } catch (error) {
        broken++;
        console.log(`VIOLATION ${name}, run ${run}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    console.log(`${name}: ${runs} runs, struck ${struck} times, ${broken} violations`);
    // A fault that never comes in time proves nothing.
    if (struck === 0) violations++;
    violations += broken;
    injected += struck;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${injected} faults injected, ${violations} violations`);
console.log(`${injected} passed, ${violations} failed`);
if (violations > 0) process.exitCode = 1;
