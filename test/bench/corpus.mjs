/**
 * Makes the corpus of the benchmark: ATIF trajectories of a realistic mix, from a fixed seed, one
 * file in memory at a time. As a command: node test/bench/corpus.mjs [--mb 500] [--folder <path>]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makePool } from "./corpus/lines.mjs";
import { Random } from "./corpus/random.mjs";
import { makeTrajectory } from "./corpus/trajectory.mjs";

/** @typedef {import("./corpus/lines.mjs").Seasoning} Seasoning */
/** @typedef {"ascii" | "utf8" | "escaped"} Encoding */
/** @typedef {{ files: number, bytes: number, steps: number, indented: number, largest: number, encodings: Record<Encoding, number> }} Facts */
/** @typedef {{ version: number, seed: number, mb: number, facts: Facts | null }} Marker */

/** Raise it with every change of what is generated: an older corpus is then made anew. */
const VERSION = 1;
const SEED = 20_260_807;
const MARKER = ".bench-corpus";
const MEDIAN_FILE = 550_000;
const SMALLEST_FILE = 20_000;
const LARGEST_FILE = 5_000_000;
const INDENTED_FILES = 0.6;
/** The share of the bytes that each encoding has. @type {Record<Encoding, number>} */
const SHARES = { ascii: 0.25, utf8: 0.5, escaped: 0.25 };
/** @type {Record<Exclude<Seasoning, "ascii">, number>} */
const SEASONINGS = { light: 70, medium: 20, heavy: 10 };

/** @param {number} mb */
export function defaultFolder(mb) {
  return join(tmpdir(), `rollout-ingest-bench-${mb}MB`);
}

/**
 * The facts of the corpus in a folder, which is made first when it is not there complete.
 * @param {number} mb millions of bytes @param {string} [folder] @returns {{ folder: string, facts: Facts, made: boolean }}
 */
export function ensureCorpus(mb, folder = defaultFolder(mb)) {
  const root = resolve(folder);
  const marker = readMarker(root);
  if (
    marker !== null &&
    marker.version === VERSION &&
    marker.seed === SEED &&
    marker.mb === mb &&
    marker.facts !== null
  ) {
    return { folder: root, facts: marker.facts, made: false };
  }
  if (marker === null && existsSync(root) && readdirSync(root).length > 0) {
    throw new Error(`${root} is not empty and not a benchmark corpus: choose another --folder`);
  }
  if (marker !== null) rmSync(root, { recursive: true });
  mkdirSync(root, { recursive: true });
  // Without facts the corpus is not complete, but the folder is known to be ours.
  writeMarker(root, { version: VERSION, seed: SEED, mb, facts: null });
  const facts = writeCorpus(mb * 1e6, root);
  writeMarker(root, { version: VERSION, seed: SEED, mb, facts });
  return { folder: root, facts, made: true };
}

/** @param {number} total bytes @param {string} root @returns {Facts} */
function writeCorpus(total, root) {
  const pools = {
    ascii: makePool(SEED + 1, "ascii"),
    light: makePool(SEED + 2, "light"),
    medium: makePool(SEED + 3, "medium"),
    heavy: makePool(SEED + 4, "heavy"),
  };
  /** @type {Facts} */
  const facts = { files: 0, bytes: 0, steps: 0, indented: 0, largest: 0, encodings: { ascii: 0, utf8: 0, escaped: 0 } };
  while (facts.bytes < total) {
    const random = new Random(SEED + 1_000 * (facts.files + 1));
    const encoding = mostWanting(facts);
    const indent = random.chance(INDENTED_FILES);
    const size = Math.max(
      SMALLEST_FILE,
      Math.min(total - facts.bytes, random.logNormal(MEDIAN_FILE, 1.1, SMALLEST_FILE, LARGEST_FILE)),
    );
    const pool = pools[encoding === "ascii" ? "ascii" : random.weighted(SEASONINGS)];
    const { text, steps } = makeTrajectory(random, pool, size, { indent, escape: encoding === "escaped" });
    const bytes = writeTrial(root, facts.files, random, indent ? `${text}\n` : text);

    facts.files++;
    facts.bytes += bytes;
    facts.steps += steps;
    facts.indented += indent ? 1 : 0;
    facts.largest = Math.max(facts.largest, bytes);
    facts.encodings[encoding] += bytes;
  }
  return facts;
}

/** The encoding that is furthest below its share. @param {Facts} facts @returns {Encoding} */
function mostWanting({ bytes, encodings }) {
  const names = /** @type {Encoding[]} */ (Object.keys(SHARES));
  const lack = (/** @type {Encoding} */ name) => SHARES[name] * (bytes + 1) - encodings[name];
  return names.reduce((best, name) => (lack(name) > lack(best) ? name : best));
}

/** Writes one file where a job of Harbor has it. @param {string} root @param {number} index @param {Random} random @param {string} text */
function writeTrial(root, index, random, text) {
  const folder = join(
    root,
    `job-${String(Math.floor(index / 100)).padStart(2, "0")}`,
    `task-${String(index).padStart(5, "0")}__${random.hex(7)}`,
    "agent",
  );
  const bytes = Buffer.from(text);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "trajectory.json"), bytes);
  return bytes.length;
}

/** @param {string} root @returns {Marker | null} */
function readMarker(root) {
  const file = join(root, MARKER);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** @param {string} root @param {Marker} marker */
function writeMarker(root, marker) {
  writeFileSync(join(root, MARKER), `${JSON.stringify(marker)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { mb: { type: "string", default: "500" }, folder: { type: "string" } } });
  console.log(JSON.stringify(ensureCorpus(Number(values.mb), values.folder), null, 2));
}
