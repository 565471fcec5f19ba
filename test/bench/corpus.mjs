/**
 * Makes the corpora of the benchmark: rollouts of a realistic mix, from a fixed seed, one file in
 * memory at a time. As a command: node test/bench/corpus.mjs [--format atif] [--mb 500] [--folder <path>]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeAtif } from "./corpus/atif.mjs";
import { writeClaudeCode } from "./corpus/claude-code.mjs";
import { writeCodex } from "./corpus/codex.mjs";
import { writeHermes } from "./corpus/hermes.mjs";
import { writePi } from "./corpus/pi.mjs";

/** @typedef {"atif" | "claude_code" | "codex" | "pi_coding_agent" | "hermes_agent"} Format */
/** @typedef {{ files: number, bytes: number, largest: number, about: string }} Facts every file is a row */
/** @typedef {{ version: number, seed: number, mb: number, format: Format, facts: Facts | null }} Marker */

/** Raise it with every change of what is generated: an older corpus is then made anew. */
const VERSION = 2;
const SEED = 20_260_807;
const MARKER = ".bench-corpus";

/** @type {Record<Format, (total: number, seed: number, folder: Folder) => string>} */
const WRITERS = {
  atif: writeAtif,
  claude_code: writeClaudeCode,
  codex: writeCodex,
  pi_coding_agent: writePi,
  hermes_agent: writeHermes,
};
export const FORMATS = /** @type {Format[]} */ (Object.keys(WRITERS));

/** @param {string} name @returns {Format} */
export function formatNamed(name) {
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new Error(`no format ${name}: there are ${FORMATS.join(", ")}`);
  return format;
}

/** The folder that a corpus is written to, and what is in it so far. */
export class Folder {
  files = 0;
  bytes = 0;
  largest = 0;
  #root;

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
  }

  /** Writes one file. @param {string} path @param {string} text @returns {number} its bytes */
  write(path, text) {
    const file = join(this.#root, path);
    const bytes = Buffer.from(text);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    this.files++;
    this.bytes += bytes.length;
    this.largest = Math.max(this.largest, bytes.length);
    return bytes.length;
  }
}

/** @param {Format} format @param {number} mb */
function defaultFolder(format, mb) {
  return join(tmpdir(), `rollout-ingest-bench-${format}-${mb}MB`);
}

/**
 * The facts of the corpus in a folder, which is made first when it is not there complete.
 * @param {Format} format @param {number} mb millions of bytes @param {string} [folder]
 * @returns {{ folder: string, facts: Facts, made: boolean }}
 */
export function ensureCorpus(format, mb, folder = defaultFolder(format, mb)) {
  const root = resolve(folder);
  const marker = readMarker(root);
  if (
    marker !== null &&
    marker.version === VERSION &&
    marker.seed === SEED &&
    marker.mb === mb &&
    marker.format === format &&
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
  const made = { version: VERSION, seed: SEED, mb, format };
  writeMarker(root, { ...made, facts: null });
  const written = new Folder(root);
  const about = WRITERS[format](mb * 1e6, SEED, written);
  const facts = { files: written.files, bytes: written.bytes, largest: written.largest, about };
  writeMarker(root, { ...made, facts });
  return { folder: root, facts, made: true };
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
  const { values } = parseArgs({
    options: {
      format: { type: "string", default: "atif" },
      mb: { type: "string", default: "500" },
      folder: { type: "string" },
    },
  });
  console.log(JSON.stringify(ensureCorpus(formatNamed(values.format), Number(values.mb), values.folder), null, 2));
}
