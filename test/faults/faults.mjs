/** The faults. Each runs the command once and throws for what must not be; true when the fault struck. */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { ingest, wait } from "./command.mjs";
import { hashOf, rowsOf, trajectory } from "./corpus.mjs";

/** @typedef {import("./corpus.mjs").Corpus} Corpus */
/** @typedef {{ corpus: Corpus, folder: string, random: () => number, run: number }} Trial */
/** @typedef {(trial: Trial) => Promise<boolean>} Fault */

const OUTPUTS = /** @type {const} */ (["rows.jsonl", "rows.parquet", "rows.jsonl.zst", "rows.jsonl.gz", "dataset/"]);
const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @param {unknown} condition @param {string} what */
function must(condition, what) {
  if (!condition) throw new Error(what);
}

/** @param {Trial} trial */
function outputOf({ run }) {
  return OUTPUTS[run % OUTPUTS.length] ?? "rows.jsonl";
}

/** All files of a folder, hidden ones too. @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}

/** What a run without faults writes. @param {Trial} trial @param {string} output */
async function soundFiles({ corpus, folder }, output) {
  mkdirSync(join(folder, "sound"));
  const { status } = await ingest(["-d", corpus.folder, "-o", output], { cwd: join(folder, "sound") });
  must(status === 0, "a sound run fails");
  return new Map(filesIn(join(folder, "sound")).map((name) => [name, hashOf(join(folder, "sound", name))]));
}

/** Nothing there, or all of it as a sound run writes it. @param {Trial} trial @param {string} place @param {string} output */
async function mustBeWholeOrNothing(trial, place, output) {
  const found = filesIn(place).filter((name) => !name.includes(".rollout-ingest-"));
  if (found.length === 0) return false;
  const sound = await soundFiles(trial, output);
  must(found.length === sound.size, `${found.join(", ")} under the final name, of ${sound.size} files`);
  for (const name of found)
    must(hashOf(join(place, name)) === sound.get(name), `${name} is not what a sound run writes`);
  return true;
}

/** @param {string} place */
function mustBeTidy(place) {
  const left = readdirSync(place).filter((name) => name.includes(".rollout-ingest-"));
  must(left.length === 0, `left behind: ${left.join(", ")}`);
}

/** @type {Fault} */
async function fullDisk(trial) {
  const { corpus, folder, random } = trial;
  const disk = join(folder, "disk");
  mkdirSync(disk);
  const output = outputOf(trial);
  const toStdout = trial.run % 6 === 5;
  // What is compressed is small.
  const most = toStdout || output.endsWith(".jsonl") ? corpus.text.length / 1024 : 64;
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${Math.ceil(4 + random() * most)}k`, "tmpfs", disk]);
  try {
    const descriptor = toStdout ? openSync(join(disk, "stdout"), "w") : undefined;
    const args = toStdout ? [] : ["-o", output];
    const result = await ingest(["-d", corpus.folder, ...args], {
      cwd: disk,
      ...(descriptor !== undefined && { stdout: descriptor }),
    });
    if (descriptor !== undefined) closeSync(descriptor);
    // It may fit just about.
    if (result.status === 0) return false;
    must(result.status === 2, `status ${result.status}`);
    must(/ENOSPC|no space left/iu.test(result.stderr), `the message does not say why: ${result.stderr.slice(-300)}`);
    must(toStdout || filesIn(disk).length === 0, `on the disk: ${filesIn(disk).join(", ")}`);
    return true;
  } finally {
    execFileSync("umount", [disk]);
  }
}

/** @type {Fault} */
async function closedPipe({ corpus, random, run }) {
  const wanted = run === 0 ? 0 : Math.floor(random() ** 3 * corpus.text.length);
  let taken = Buffer.alloc(0);
  const result = await ingest(["-d", corpus.folder], {
    during: ({ stdout }) => {
      stdout?.removeAllListeners("data");
      if (wanted === 0) stdout?.destroy();
      stdout?.on("data", (/** @type {string} */ text) => {
        taken = Buffer.concat([taken, Buffer.from(text)]);
        if (taken.length >= wanted) stdout.destroy();
      });
    },
  });
  must(result.status === 0, `status ${result.status}: ${result.stderr}`);
  must(!result.stderr.includes("error"), result.stderr);
  must(Buffer.from(corpus.text).subarray(0, taken.length).equals(taken), "what was read is not how the rows begin");
  return taken.length < Buffer.byteLength(corpus.text);
}

/** @type {Fault} */
async function signalled(trial) {
  const { corpus, folder, random, run } = trial;
  const output = outputOf(trial);
  const signal = SIGNALS[run % SIGNALS.length] ?? "SIGINT";
  const place = join(folder, "out");
  mkdirSync(place);
  const result = await ingest(["-d", corpus.folder, "-o", output], {
    cwd: place,
    during: (child) => void wait(random() * 0.6 * corpus.milliseconds).then(() => child.kill(signal)),
  });
  must(
    result.signal === signal || result.status === 0,
    `status ${result.status}, signal ${result.signal}: ${result.stderr}`,
  );
  mustBeTidy(place);
  const isWhole = await mustBeWholeOrNothing(trial, place, output);
  must(isWhole || result.signal === signal, "ended well without an output");
  return result.signal === signal;
}

/** @type {Fault} */
async function killed(trial) {
  const { corpus, folder, random } = trial;
  const output = outputOf(trial);
  const place = join(folder, "out");
  mkdirSync(place);
  // An earlier output must survive, up to the moment when the new one takes its name.
  const earlier = output.endsWith("/") ? null : join(place, output);
  if (earlier !== null) writeFileSync(earlier, "earlier");
  const result = await ingest(["-d", corpus.folder, "-o", output], {
    cwd: place,
    during: (child) => void wait(random() * 0.6 * corpus.milliseconds).then(() => child.kill("SIGKILL")),
  });
  if (earlier !== null && readFileSync(earlier, "utf8") === "earlier") rmSync(earlier);
  else await mustBeWholeOrNothing(trial, place, output);
  const again = await ingest(["-d", corpus.folder, "-o", output], { cwd: place });
  must(again.status === 0, `the next run ends with ${again.status}: ${again.stderr}`);
  rmSync(join(folder, "sound"), { recursive: true, force: true });
  must(await mustBeWholeOrNothing(trial, place, output), "the next run writes nothing");
  return result.signal === "SIGKILL";
}

/** Files that vanish, grow, shrink and are replaced while they are read. @type {Fault} */
async function changingFiles({ corpus, folder, random }) {
  const input = join(folder, "in");
  cpSync(corpus.folder, input, { recursive: true });
  const versions = new Map([...corpus.rows].map(([id, line]) => [id, [answerOf(line)]]));
  /** @type {Set<string>} */
  const touched = new Set();
  /** @type {Set<string>} */
  const removed = new Set();
  const result = await ingest(["-d", input, "--error-format", "json"], {
    during: (child) => {
      const timer = setInterval(() => {
        const index = Math.floor(random() * corpus.names.length);
        const file = join(input, corpus.names[index] ?? "");
        if (!existsSync(file)) return;
        touched.add(`session-${index}`);
        const act = Math.floor(random() * 4);
        if (act === 0) {
          rmSync(file);
          removed.add(corpus.names[index] ?? "");
        }
        if (act === 1) appendFileSync(file, " ".repeat(1000));
        if (act === 2) truncateSync(file, Math.floor(statSync(file).size * random()));
        if (act === 3) {
          writeFileSync(`${file}.new`, trajectory(`session-${index}`, 3, "replaced"));
          versions.get(`session-${index}`)?.push("replaced");
          renameSync(`${file}.new`, file);
        }
      }, 4);
      child.on("close", () => clearInterval(timer));
    },
  });
  must(result.status === 0 || result.status === 1, `status ${result.status}: ${result.stderr.slice(0, 300)}`);
  const rows = rowsOf(result.stdout);
  const report = JSON.parse(result.stderr);
  const recorded = new Map(report.files.map((/** @type {{ file: string }} */ one) => [one.file, one]));
  for (const [index, name] of corpus.names.entries()) {
    const id = `session-${index}`;
    const line = rows.get(id);
    const record = recorded.get(join(input, name));
    // What was gone before the folder was looked through was never there.
    if (record === undefined && removed.has(name)) continue;
    must(record !== undefined, `${name} has no record`);
    must((line !== undefined) === (record.outcome === "rows"), `${name} is told as ${record.outcome}`);
    if (line === undefined) must(touched.has(id), `${name} was not touched and has no row`);
    else must(versions.get(id)?.includes(answerOf(line)), `${name} has a row that no version of it says`);
  }
  return touched.size > 0;
}

/** @param {string} line @returns {string} what tells the versions of a file apart */
function answerOf(line) {
  return JSON.parse(line).final_assistant_message;
}

/** @type {Fault} */
async function unreadable({ corpus, folder, random }) {
  const input = join(folder, "in");
  cpSync(corpus.folder, input, { recursive: true });
  for (const above of [folder, dirname(folder)]) chmodSync(above, 0o755);
  const closedFolder = Math.floor(random() * 10);
  const closed = new Set(corpus.names.filter(() => random() < 0.05));
  for (const name of closed) chmodSync(join(input, name), 0);
  chmodSync(join(input, `job-${closedFolder}`), 0);
  // The owner of all reads all: the command runs as somebody else.
  const result = await ingest(["-d", input, "--error-format", "json"], {
    prefix: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  });
  const rows = rowsOf(result.stdout);
  const report = JSON.parse(result.stderr);
  const expected = corpus.names.flatMap((name, index) =>
    closed.has(name) || name.startsWith(`job-${closedFolder}/`) ? [] : [`session-${index}`],
  );
  const toldFiles = [...closed].filter((name) => !name.startsWith(`job-${closedFolder}/`));
  must(result.status === (toldFiles.length > 0 ? 1 : 0), `status ${result.status}`);
  must(
    rows.size === expected.length && expected.every((id) => rows.has(id)),
    `${rows.size} rows, not ${expected.length}`,
  );
  const codes = report.diagnostics.map((/** @type {{ code: string }} */ { code }) => code).toSorted();
  const told = [...toldFiles.map(() => "unreadable-file"), "unreadable-folder"];
  must(JSON.stringify(codes) === JSON.stringify(told), `told: ${codes.join(", ")}`);
  return true;
}

/** @type {Fault} */
async function lostThreads({ corpus, folder, random }) {
  const large = corpus.names.filter(() => random() < 0.05);
  const hook = join(folder, "hook.mjs");
  writeFileSync(
    hook,
    `import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    import { isMainThread } from "node:worker_threads";
    const fatal = ${JSON.stringify(large)};
    const { openSync } = fs;
    fs.openSync = (path, ...rest) => {
      if (!isMainThread && fatal.some((name) => String(path).endsWith(name))) process.exit(9);
      return openSync(path, ...rest);
    };
    syncBuiltinESMExports();`,
  );
  const result = await ingest(["-d", corpus.folder, "--error-format", "json"], {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` },
  });
  const rows = rowsOf(result.stdout);
  const report = JSON.parse(result.stderr);
  const lost = report.diagnostics.filter((/** @type {{ code: string }} */ { code }) => code === "thread-lost");
  must(lost.length === report.diagnostics.length, "other problems are told");
  must(rows.size + lost.length === corpus.rows.size, `${rows.size} rows and ${lost.length} lost files`);
  must(
    lost.every((/** @type {{ file: string }} */ { file }) => large.some((name) => file.endsWith(name))),
    "a sound file is lost",
  );
  for (const [id, line] of rows) must(corpus.rows.get(id) === line, `${id} has another row`);
  must(result.status === (lost.length > 0 ? 1 : 0), `status ${result.status}`);
  return lost.length > 0;
}

/** @type {Fault} */
async function outputFolderGoes(trial) {
  const { corpus, folder, random } = trial;
  const place = join(folder, "out");
  mkdirSync(place);
  const output = join(place, outputOf(trial));
  let isGone = false;
  const result = await ingest(["-d", corpus.folder, "-o", output], {
    during: () =>
      void wait(random() * 0.6 * corpus.milliseconds).then(() => {
        isGone = true;
        rmSync(place, { recursive: true, force: true });
      }),
  });
  if (result.status === 0) return false;
  must(isGone, `failed by itself: ${result.stderr}`);
  must(result.status === 2, `status ${result.status}`);
  must(/cannot write/u.test(result.stderr), `the message does not say why: ${result.stderr.slice(-300)}`);
  must(!existsSync(place) || filesIn(place).length === 0, "something is there again");
  return true;
}

/** @type {Record<string, Fault>} */
export const FAULTS = {
  "full disk": fullDisk,
  "closed pipe": closedPipe,
  signal: signalled,
  "kill -9": killed,
  "changing files": changingFiles,
  unreadable: unreadable,
  "lost threads": lostThreads,
  "output folder goes": outputFolderGoes,
};
