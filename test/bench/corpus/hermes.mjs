/**
 * The corpus of Hermes' files: transcripts of a gateway and snapshots, as research found them in public
 * repositories (results of tools most of the bytes, snapshots with the schemas of their tools and a long
 * system prompt). Transcripts without `session_meta` rows: DataDesigner refuses them over one. The
 * database is left out: nobody else reads it.
 */
import { command, path, word } from "./lines.mjs";
import { Random } from "./random.mjs";
import { addKinds, Log, shares, Stock } from "./session-log.mjs";

/** @typedef {import("../corpus.mjs").Folder} Folder */

const MEDIAN_FILE = 150_000;
const SIGMA = 1.2;
const SMALLEST_FILE = 8_000;
const LARGEST_FILE = 4_000_000;
const LARGEST_RESULT = 60_000;
const TOOLS = ["terminal", "read_file", "write_file", "patch", "search_files", "web_search", "memory", "todo"];
const MODELS = ["anthropic/claude-opus-4.6", "openai/gpt-5.2", "nousresearch/hermes-4-405b"];

/** @param {number} total bytes @param {number} seed @param {Folder} folder @returns {string} what there is to say of it */
export function writeHermes(total, seed, folder) {
  const stock = new Stock(seed + 400);
  /** @type {Map<string, number>} */
  const kinds = new Map();
  /** @type {Record<string, object>} */
  const index = {};
  while (folder.bytes < total) {
    const random = new Random(seed + 104_729 * (folder.files + 1));
    const size = Math.min(
      Math.max(SMALLEST_FILE, total - folder.bytes),
      random.logNormal(MEDIAN_FILE, SIGMA, SMALLEST_FILE, LARGEST_FILE),
    );
    const session = new Session(new Log(random, stock));
    session.fill(size);
    const isSnapshot = folder.files % 2 === 0;
    // No two of a corpus are the same.
    const id = `${session.stamp}_${folder.files.toString(16).padStart(8, "0")}`;
    if (isSnapshot) folder.write(`sessions/session_${id}.json`, session.snapshot(id));
    else {
      folder.write(`sessions/${id}.jsonl`, session.log.toString());
      if (random.chance(0.1)) index[`agent:main:telegram:${id}`] = session.entry(id);
    }
    addKinds(kinds, session.log);
  }
  const facts = { files: folder.files, bytes: folder.bytes };
  folder.write("sessions/sessions.json", JSON.stringify(index, null, 2));
  // It is no row.
  folder.files = facts.files;
  return `bytes: ${shares(kinds, facts.bytes)}`;
}

class Session {
  /** @type {object[]} */
  #messages = [];
  #began;

  /** @param {Log} log */
  constructor(log) {
    this.log = log;
    this.#began = local(log.now());
    this.stamp = this.#began.slice(0, 19).replaceAll(/[-:]/gu, "").replace("T", "_");
  }

  /** @param {number} size bytes */
  fill(size) {
    const { log } = this;
    const { random } = log;
    this.#ask();
    while (log.bytes < size) {
      this.#step();
      if (!random.chance(0.15)) continue;
      this.#answer("stop", []);
      this.#ask();
    }
    this.#answer("stop", []);
  }

  /** The same session as its client wrote it: one document. @param {string} id */
  snapshot(id) {
    const { log } = this;
    const tools = TOOLS.map((name) => ({
      type: "function",
      function: {
        name,
        description: log.text("prose", 400, 2_000),
        parameters: { type: "object", properties: { [word(log.random)]: { type: "string" } }, required: [] },
      },
    }));
    const document = {
      session_id: id,
      model: log.random.pick(MODELS),
      base_url: "https://openrouter.ai/api/v1",
      platform: "cli",
      session_start: this.#began,
      last_updated: local(log.now()),
      system_prompt: log.text("prose", 9_000, 30_000),
      tools,
      message_count: this.#messages.length,
      messages: this.#messages,
    };
    return JSON.stringify(document, null, 2);
  }

  /** @param {string} id */
  entry(id) {
    const times = { created_at: this.#began, updated_at: local(this.log.now()) };
    return {
      session_id: id,
      platform: "telegram",
      chat_type: "dm",
      total_tokens: this.log.random.below(90_000),
      ...times,
    };
  }

  /** @param {string} kind @param {object} message */
  #add(kind, message) {
    // Those of a snapshot have no times.
    this.#messages.push(message);
    this.log.push(kind, { ...message, timestamp: local(this.log.now()) });
  }

  #ask() {
    this.#add("words of the person", { role: "user", content: this.log.text("prose", 220, 8_000) });
  }

  /** A turn with calls, and their results. */
  #step() {
    const { random } = this.log;
    const calls = Array.from({ length: random.chance(0.2) ? random.between(2, 4) : 1 }, () => this.#call());
    this.#answer("tool_calls", calls);
    for (const { id } of calls) {
      const content = JSON.stringify({
        output: this.log.result(1_200, 1.3, LARGEST_RESULT),
        exit_code: 0,
        error: null,
      });
      this.#add("results", { role: "tool", content, tool_call_id: id });
    }
  }

  /** @param {string} reason @param {object[]} calls */
  #answer(reason, calls) {
    const { log } = this;
    const isSilent = calls.length > 0 && log.random.chance(0.6);
    this.#add("turns", {
      role: "assistant",
      content: isSilent ? "" : log.text("prose", 300, 8_000),
      reasoning: log.random.chance(0.7) ? log.text("prose", 500, 12_000) : null,
      finish_reason: reason,
      ...(calls.length > 0 && { tool_calls: calls }),
    });
  }

  #call() {
    const { log } = this;
    const { random } = log;
    const id = `call_${random.hex(24)}`;
    const name = random.pick(TOOLS);
    const args = this.#arguments(name);
    const ids = { id, call_id: id, response_item_id: `fc_${id.slice(5)}` };
    return { ...ids, type: "function", function: { name, arguments: JSON.stringify(args) } };
  }

  /** @param {string} name */
  #arguments(name) {
    const { log } = this;
    const { random } = log;
    if (name === "terminal") return { command: command(random), timeout: random.between(10, 600) };
    if (name === "write_file") return { path: path(random), content: log.text("code", 2_000, 30_000) };
    if (name === "patch") return { path: path(random), patch: log.text("code", 500, 12_000) };
    return { path: path(random), limit: random.below(400) };
  }
}

/** As Hermes writes times: local, and without saying so. @param {string} instant */
function local(instant) {
  return instant.replace("Z", "");
}
