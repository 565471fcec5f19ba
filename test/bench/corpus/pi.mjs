/**
 * The corpus of Pi sessions (version 3): the shapes of three real logs of Pi (results of tools half of
 * the bytes and more, a third calls and thinking) and the sizes of those and of OpenClaw's, with
 * branches that were left and compactions of long conversations.
 */
import { command, path, word } from "./lines.mjs";
import { Random, Uuids } from "./random.mjs";
import { addKinds, Log, shares, Stock } from "./session-log.mjs";

/** @typedef {import("../corpus.mjs").Folder} Folder */

const MEDIAN_FILE = 180_000;
const SIGMA = 1.3;
const SMALLEST_FILE = 10_000;
const LARGEST_FILE = 5_000_000;
/** The context that a model has, in bytes of log. */
const COMPACTED_EVERY = 600_000;
const LARGEST_RESULT = 100_000;
const LEVELS = ["off", "low", "medium", "high"];
const MODELS = [
  ["anthropic-messages", "anthropic", "claude-opus-4-5"],
  ["anthropic-messages", "anthropic", "claude-sonnet-4-5"],
  ["openai-responses", "openai", "gpt-5.2-codex"],
];

/** @param {number} total bytes @param {number} seed @param {Folder} folder @returns {string} what there is to say of it */
export function writePi(total, seed, folder) {
  const stock = new Stock(seed + 300);
  const uuids = new Uuids();
  /** @type {Map<string, number>} */
  const kinds = new Map();
  while (folder.bytes < total) {
    const random = new Random(seed + 104_729 * (folder.files + 1));
    const size = Math.min(
      Math.max(SMALLEST_FILE, total - folder.bytes),
      random.logNormal(MEDIAN_FILE, SIGMA, SMALLEST_FILE, LARGEST_FILE),
    );
    const id = uuids.next(random);
    const session = new Session(new Log(random, stock), id);
    session.fill(size);
    const time = session.began.replaceAll(/[:.]/gu, "-");
    folder.write(`sessions/--workspace-${word(random)}--/${time}_${id}.jsonl`, session.log.toString());
    addKinds(kinds, session.log);
  }
  return `bytes: ${shares(kinds, folder.bytes)}`;
}

class Session {
  #entries = 0;
  /** @type {string | null} */
  #leaf = null;
  /** Entries of the person's messages: where branches begin, and what compactions keep. @type {string[]} */
  #asked = [];
  #model;
  #tokens = 4_000;
  #compactedAt = 0;

  /** @param {Log} log @param {string} id */
  constructor(log, id) {
    const { random } = log;
    this.log = log;
    this.began = log.now();
    this.#model = random.pick(MODELS);
    log.push("settings", {
      type: "session",
      version: 3,
      id,
      timestamp: this.began,
      cwd: `/workspace/${word(random)}`,
    });
    this.#setModel();
    this.#add("settings", "thinking_level_change", { thinkingLevel: random.pick(LEVELS) });
  }

  /** @param {number} size bytes */
  fill(size) {
    const { log } = this;
    const { random } = log;
    this.#ask();
    while (log.bytes < size) {
      this.#step();
      if (!random.chance(0.08)) continue;
      this.#answer([this.#text(400, 8_000)], "stop");
      if (random.chance(0.05)) this.#branch();
      if (random.chance(0.03)) this.#setModel();
      if (random.chance(0.05)) this.#add("settings", "thinking_level_change", { thinkingLevel: random.pick(LEVELS) });
      this.#ask();
      if (log.bytes - this.#compactedAt > COMPACTED_EVERY) this.#compact();
    }
    this.#answer([this.#text(400, 8_000)], "stop");
    if (random.chance(0.3)) this.#add("settings", "session_info", { name: log.text("prose", 40, 80) });
  }

  /** @param {string} kind for the shares @param {string} type @param {object} fields */
  #add(kind, type, fields) {
    const { log } = this;
    // No two of a session are the same.
    const id = log.random.hex(3) + (this.#entries++).toString(16).padStart(5, "0");
    log.push(kind, { type, id, parentId: this.#leaf, timestamp: log.now(), ...fields });
    this.#leaf = id;
    return id;
  }

  /** @param {string} kind @param {Record<string, unknown>} message */
  #message(kind, message) {
    return this.#add(kind, "message", { message: { ...message, timestamp: Date.parse(this.log.now()) } });
  }

  #setModel() {
    const [, provider, modelId] = (this.#model = this.log.random.pick(MODELS));
    this.#add("settings", "model_change", { provider, modelId });
  }

  #ask() {
    const { log } = this;
    /** @type {object[]} */
    const content = [{ type: "text", text: log.text("prose", 220, 8_000) }];
    if (log.random.chance(0.02)) {
      content.push({
        type: "image",
        data: log.stock.opaque(log.random, log.random.between(20_000, 200_000)),
        mimeType: "image/png",
      });
    }
    this.#asked.push(this.#message("words of the person", { role: "user", content }));
  }

  /** A turn with calls, and their results. */
  #step() {
    const { random } = this.log;
    if (random.chance(0.02)) this.#answer([], "error", { errorMessage: "overloaded_error" });
    const content = random.chance(0.6) ? [this.#thinking()] : [];
    if (random.chance(0.45)) content.push(this.#text(110, 3_000));
    const calls = Array.from({ length: random.chance(0.15) ? random.between(2, 4) : 1 }, () => this.#call());
    this.#answer([...content, ...calls], "toolUse");
    for (const { id, name } of calls) this.#result(id, name);
    if (random.chance(0.01)) {
      const output = this.log.text("terminal", 400, 20_000);
      const rest = { exitCode: 0, cancelled: false, truncated: false, excludeFromContext: true };
      this.#message("commands", { role: "bashExecution", command: command(random), output, ...rest });
    }
  }

  /** @param {object[]} content @param {string} stopReason @param {object} [rest] */
  #answer(content, stopReason, rest = {}) {
    const { random } = this.log;
    const [api, provider, model] = this.#model;
    const [input, output] = [random.below(20), random.below(2_000)];
    this.#tokens += output + random.below(1_500);
    const cost = { input: input / 2e5, output: output / 4e4, cacheRead: this.#tokens / 2e6, cacheWrite: 0 };
    const usage = {
      input,
      output,
      cacheRead: this.#tokens,
      cacheWrite: random.below(3_000),
      totalTokens: this.#tokens + input + output,
      cost: { ...cost, total: cost.input + cost.output + cost.cacheRead },
    };
    this.#message("turns", { role: "assistant", content, api, provider, model, usage, stopReason, ...rest });
  }

  /** @param {number} median @param {number} most */
  #text(median, most) {
    return { type: "text", text: this.log.text("prose", median, most) };
  }

  /** Some models leave readable text, others its signature only. */
  #thinking() {
    const { log } = this;
    const thinking = log.random.chance(0.85) ? log.text("prose", 600, 16_000) : "";
    return {
      type: "thinking",
      thinking,
      thinkingSignature: log.stock.opaque(log.random, log.random.between(200, 1_800)),
    };
  }

  #call() {
    const { log } = this;
    const { random } = log;
    const id = `toolu_${random.hex(24)}`;
    const name = random.weighted({ bash: 45, read: 30, edit: 18, write: 7 });
    const args = {
      bash: () => ({ command: command(random), timeout: random.between(10, 600) }),
      read: () => ({ path: path(random), offset: random.below(400), limit: random.between(20, 400) }),
      edit: () => ({
        path: path(random),
        oldText: log.text("code", 250, 8_000),
        newText: log.text("code", 350, 12_000),
      }),
      write: () => ({ path: path(random), content: log.text("code", 2_500, 50_000) }),
    }[name]();
    return { type: "toolCall", id, name, arguments: args };
  }

  /** @param {string} toolCallId @param {string} toolName */
  #result(toolCallId, toolName) {
    const { log } = this;
    const isShort = toolName === "edit" || toolName === "write";
    const text = isShort ? `Successfully changed ${path(log.random)}.` : log.result(1_300, 1.3, LARGEST_RESULT);
    /** @type {{ details?: object }} */
    const rest = toolName === "edit" ? { details: { diff: log.text("code", 500, 12_000), firstChangedLine: 12 } } : {};
    const isError = log.random.chance(0.06);
    this.#message("results", {
      role: "toolResult",
      toolCallId,
      toolName,
      content: [{ type: "text", text }],
      ...rest,
      isError,
    });
  }

  /** The person goes back to where something was asked; what came of it is left beside. */
  #branch() {
    const from = this.log.random.pick(this.#asked.slice(-4));
    this.#asked = this.#asked.slice(0, this.#asked.indexOf(from) + 1);
    this.#leaf = from;
    this.#answer([this.#text(400, 8_000)], "stop");
  }

  #compact() {
    const { log } = this;
    const firstKeptEntryId = this.#asked.at(-2) ?? this.#asked.at(-1);
    const summary = `## Goal\n${log.text("prose", 3_000, 12_000)}`;
    const details = { readFiles: [path(log.random)], modifiedFiles: [path(log.random)] };
    this.#add("compactions", "compaction", { summary, firstKeptEntryId, tokensBefore: this.#tokens, details });
    this.#compactedAt = log.bytes;
  }
}
