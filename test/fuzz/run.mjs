/**
 * The fuzzer: `node test/fuzz/run.mjs [--seconds 60] [--seed 1] [--target json]...`, and then `--keep`.
 *
 * Bundles the targets, runs them in a thread, watches it, and ends with 1 when something did not hold;
 * the inputs are then in .venv/fuzz/. `--keep` makes no new inputs: it chooses the corpus anew, from what it
 * holds and what runs before found.
 */
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const NAMES = ["json", "auto", "atif", "claude_code", "codex", "hermes_agent", "pi_coding_agent"];
/** An input that is under way for so long does not come to an end. */
const HANG = 60_000;
const MOST_BYTES = 64 * 1024;
/** What the values of any input take, and far less than what would be no bound. */
const HEAP_MEGABYTES = 512;

const root = fileURLToPath(new URL("../..", import.meta.url));
const found = path.join(root, ".venv", "fuzz");
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: process.env["FUZZ_SECONDS"] ?? "60" },
    seed: { type: "string", default: process.env["FUZZ_SEED"] ?? String(Date.now() % 1_000_000) },
    target: { type: "string", multiple: true, default: NAMES },
    keep: { type: "boolean", default: false },
  },
});
mkdirSync(found, { recursive: true });
const bundle = path.join(found, "loop.mjs");
await build({
  absWorkingDir: root,
  entryPoints: ["test/fuzz/loop.ts"],
  outfile: bundle,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: ["@bokuweb/zstd-wasm", "node-sqlite3-wasm"],
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "warning",
});

const watched = new SharedArrayBuffer(12 + MOST_BYTES);
const under = new Int32Array(watched, 0, 3);
const started = Date.now();
let problems = 0;
/** @type {(readonly [target: string, bytes: Uint8Array])[]} */
const chosen = [];
let kept = 0;

console.log(`fuzzing ${values.target.join(", ")} for ${values.seconds} s: --seed ${values.seed}`);
const worker = new Worker(pathToFileURL(bundle), {
  workerData: {
    root,
    seed: Number(values.seed),
    seconds: Number(values.seconds),
    targets: values.target,
    found: values.keep ? path.join(found, "new") : null,
    watched,
  },
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
});

worker.on("message", (message) => {
  const { kind, target } = message;
  if (kind === "end") {
    console.log(
      `${target}: ${message.executions} inputs tried, ${message.inputs} at hand, ${message.blocks} blocks reached`,
    );
  } else if (kind === "problem") report(target, message.message, message.bytes);
  else {
    kept++;
    if (values.keep) chosen.push([target, message.bytes]);
    else write(path.join(found, "new", target), message.bytes);
  }
});
worker.on("error", (error) => report(NAMES[under[2]] ?? "", `the thread ended: ${error.message}`, currentInput()));
worker.on("exit", () => end());

let last = -1;
let since = Date.now();
const watch = setInterval(() => {
  const count = Atomics.load(under, 0);
  if (count !== last) {
    last = count;
    since = Date.now();
  } else if (Date.now() - since > HANG) {
    report(NAMES[under[2]] ?? "", `no end after ${HANG / 1000} s`, currentInput());
    void worker.terminate();
  }
}, 1000);

function currentInput() {
  return Buffer.from(new Uint8Array(watched, 12, under[1]));
}

function report(target, message, bytes) {
  problems++;
  console.error(`${target}: ${message}\n  input: ${write(path.join(found, target), bytes)}`);
}

function write(folder, bytes) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, createHash("sha256").update(bytes).digest("hex").slice(0, 16));
  writeFileSync(file, bytes);
  return file;
}

function end() {
  clearInterval(watch);
  if (values.keep && problems === 0) {
    const corpus = path.join(root, "test", "fuzz", "corpus");
    for (const target of values.target) rmSync(path.join(corpus, target), { recursive: true, force: true });
    for (const [target, bytes] of chosen) write(path.join(corpus, target), bytes);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${seconds} s: ${kept} inputs reached new code, ${problems} problems`);
  process.exitCode = problems === 0 ? 0 : 1;
}
