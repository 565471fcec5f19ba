/** The corpus of ATIF trajectories: encodings and indentation in fixed shares. */
import { join } from "node:path";
import { makePool } from "./lines.mjs";
import { Random } from "./random.mjs";
import { makeTrajectory } from "./trajectory.mjs";

/** @typedef {import("./lines.mjs").Seasoning} Seasoning */
/** @typedef {import("../corpus.mjs").Folder} Folder */
/** @typedef {"ascii" | "utf8" | "escaped"} Encoding */
/** @typedef {Record<Encoding, number>} Bytes by encoding */

const MEDIAN_FILE = 550_000;
const SMALLEST_FILE = 20_000;
const LARGEST_FILE = 5_000_000;
const INDENTED_FILES = 0.6;
/** The share of the bytes that each encoding has. @type {Bytes} */
const SHARES = { ascii: 0.25, utf8: 0.5, escaped: 0.25 };
/** @type {Record<Exclude<Seasoning, "ascii">, number>} */
const SEASONINGS = { light: 70, medium: 20, heavy: 10 };

/** @param {number} total bytes @param {number} seed @param {Folder} folder @returns {string} what there is to say of it */
export function writeAtif(total, seed, folder) {
  const pools = {
    ascii: makePool(seed + 1, "ascii"),
    light: makePool(seed + 2, "light"),
    medium: makePool(seed + 3, "medium"),
    heavy: makePool(seed + 4, "heavy"),
  };
  /** @type {Bytes} */
  const encodings = { ascii: 0, utf8: 0, escaped: 0 };
  let [indented, allSteps] = [0, 0];
  while (folder.bytes < total) {
    const random = new Random(seed + 1_000 * (folder.files + 1));
    const encoding = mostWanting(encodings, folder.bytes);
    const indent = random.chance(INDENTED_FILES);
    const size = Math.max(
      SMALLEST_FILE,
      Math.min(total - folder.bytes, random.logNormal(MEDIAN_FILE, 1.1, SMALLEST_FILE, LARGEST_FILE)),
    );
    const pool = pools[encoding === "ascii" ? "ascii" : random.weighted(SEASONINGS)];
    const { text, steps } = makeTrajectory(random, pool, size, { indent, escape: encoding === "escaped" });
    indented += indent ? 1 : 0;
    allSteps += steps;
    encodings[encoding] += folder.write(trialPath(folder.files, random), indent ? `${text}\n` : text);
  }
  const share = (/** @type {number} */ part) => `${((100 * part) / folder.bytes).toFixed(0)} %`;
  return (
    `${allSteps} steps; bytes in pure ASCII files ${share(encodings.ascii)}, raw UTF-8 ${share(encodings.utf8)}, ` +
    `\\u-escaped ${share(encodings.escaped)}; ${((100 * indented) / folder.files).toFixed(0)} % of the files indented`
  );
}

/** The encoding that is furthest below its share. @param {Bytes} encodings @param {number} bytes @returns {Encoding} */
function mostWanting(encodings, bytes) {
  const names = /** @type {Encoding[]} */ (Object.keys(SHARES));
  const lack = (/** @type {Encoding} */ name) => SHARES[name] * (bytes + 1) - encodings[name];
  return names.reduce((best, name) => (lack(name) > lack(best) ? name : best));
}

/** Where a job of Harbor has it. @param {number} index @param {Random} random */
function trialPath(index, random) {
  const job = `job-${String(Math.floor(index / 100)).padStart(2, "0")}`;
  return join(job, `task-${String(index).padStart(5, "0")}__${random.hex(7)}`, "agent", "trajectory.json");
}
