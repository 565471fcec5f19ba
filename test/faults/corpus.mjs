/** The rollouts that the faults are tried on, and what a run without faults makes of them. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ingest } from "./command.mjs";

const PROSE = 'a line of "output" with é, 😀 and \\ in it\n';
const SESSIONS = fileURLToPath(new URL("../../fixtures/home/.claude/projects/-work-shop", import.meta.url));

/** @typedef {{ folder: string, names: string[], rows: Map<string, string>, text: string, milliseconds: number }} Corpus rows: line by trace id; how long a run takes */

/** @param {string} id @param {number} kilobytes @param {string} answer @returns {string} */
export function trajectory(id, kilobytes, answer = "done") {
  return JSON.stringify({
    schema_version: "ATIF-v1.6",
    session_id: id,
    agent: { name: "an-agent", version: "1" },
    steps: [
      { step_id: 1, source: "user", message: PROSE.repeat(kilobytes * 21) },
      { step_id: 2, source: "agent", message: answer },
    ],
  });
}

/** Some 45 MB in 300 files, so that threads are used, and sessions of another format. @param {string} folder @returns {Promise<Corpus>} */
export async function makeCorpus(folder) {
  const names = [];
  for (let index = 0; index < 300; index++) {
    const name = `job-${index % 10}/${String(index).padStart(3, "0")}.json`;
    names.push(name);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), trajectory(`session-${index}`, (index * 37) % 300));
  }
  const started = performance.now();
  const { status, stdout } = await ingest(["-d", folder], {});
  const milliseconds = performance.now() - started;
  if (status !== 0) throw new Error(`a run without faults ends with ${status}`);
  return { folder, names, rows: rowsOf(stdout), text: stdout, milliseconds };
}

/** The lines of an output by trace id. Throws for what no output may be: a part of a line, a row twice. @param {string} text */
export function rowsOf(text) {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line is not complete");
  const rows = new Map();
  for (const line of text.split("\n").slice(0, -1)) {
    const id = JSON.parse(line).trace_id;
    if (rows.has(id)) throw new Error(`${id} has two rows`);
    rows.set(id, line);
  }
  return rows;
}

/** @param {string} file */
export function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

export { SESSIONS };
