/**
 * The plain Node loop over session logs: read, split the lines, JSON.parse each, keep the messages (of
 * Codex the response items; of Pi those on the way to the last entry; of Hermes' snapshots, which are one
 * document, the list), JSON.stringify one row a file,
 * write. No merging, no linking, no diagnostics.
 * node test/bench/plain-loop-sessions.mjs <format> <folder> <output>
 */
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** @typedef {Record<string, any>} Json */

const [format, folder, output] = process.argv.slice(2);
if (folder === undefined || output === undefined) {
  throw new Error("usage: plain-loop-sessions.mjs <format> <folder> <output>");
}
/** @type {Record<string, (records: Json[], file: string) => object>} */
const ROWS = { claude_code: claudeCodeRow, codex: codexRow, pi_coding_agent: piRow, hermes_agent: hermesRow };
const toRow = ROWS[format ?? ""] ?? claudeCodeRow;
const root = resolve(folder);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".jsonl") || (name.endsWith(".json") && basename(name) !== "sessions.json"))
  .sort();
const out = openSync(output, "w");
for (const file of files) {
  const text = readFileSync(join(root, file), "utf8");
  const lines = file.endsWith(".json") ? [text] : text.split("\n");
  const records = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  writeSync(out, `${JSON.stringify(toRow(records, file))}\n`);
}
closeSync(out);

/** @param {Json[]} records */
function claudeCodeRow(records) {
  const messages = records.filter(({ type }) => type === "user" || type === "assistant").map(({ message }) => message);
  const { sessionId, agentId } = records.find((record) => record["sessionId"] !== undefined) ?? {};
  return { trace_id: agentId === undefined ? sessionId : `${sessionId}:${agentId}`, messages };
}

/** @param {Json[]} records */
function codexRow(records) {
  const messages = records.filter(({ type }) => type === "response_item").map(({ payload }) => payload);
  return { trace_id: records.find(({ type }) => type === "session_meta")?.["payload"].id, messages };
}

/** @param {Json[]} records */
function piRow(records) {
  const byId = new Map(records.map((record) => [record["id"], record]));
  const messages = [];
  for (let entry = records.at(-1); entry !== undefined; entry = byId.get(entry["parentId"])) {
    if (entry["type"] === "message") messages.push(entry["message"]);
  }
  return { trace_id: records[0]?.["id"], messages: messages.toReversed() };
}

/** @param {Json[]} records @param {string} file */
function hermesRow(records, file) {
  const [first] = records;
  if (file.endsWith(".json")) return { trace_id: first?.["session_id"], messages: first?.["messages"] };
  return { trace_id: basename(file, ".jsonl"), messages: records.filter(({ role }) => role !== "session_meta") };
}
