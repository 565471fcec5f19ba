/**
 * The corpus of Codex rollouts: the shapes and the shares of bytes of 677 real logs (encrypted reasoning
 * 14 %, token counts 8 %; half of the files below 0.24 MB, one in ten above 1.1 MB), with the histories
 * that compactions write down again.
 */
import { command, path, word } from "./lines.mjs";
import { Random, Uuids } from "./random.mjs";
import { addKinds, Log, shares, Stock } from "./session-log.mjs";

/** @typedef {import("../corpus.mjs").Folder} Folder */

const MEDIAN_FILE = 240_000;
const SIGMA = 1.19;
const SMALLEST_FILE = 25_000;
const LARGEST_FILE = 12_000_000;
/** The context that a model has, in bytes of log. */
const COMPACTED_EVERY = 450_000;
const LARGEST_RESULT = 60_000;

/** @param {number} total bytes @param {number} seed @param {Folder} folder @returns {string} what there is to say of it */
export function writeCodex(total, seed, folder) {
  const stock = new Stock(seed + 200);
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
    const rollout = new Rollout(new Log(random, stock), id);
    rollout.fill(size);
    const [date = "", time = ""] = rollout.began.split("T");
    const name = `rollout-${date}T${time.slice(0, 8).replaceAll(":", "-")}-${id}.jsonl`;
    const place = random.chance(0.15) ? "archived_sessions" : `sessions/${date.replaceAll("-", "/")}`;
    folder.write(`${place}/${name}`, rollout.log.toString());
    addKinds(kinds, rollout.log);
  }
  return `bytes: ${shares(kinds, folder.bytes)}`;
}

class Rollout {
  #cwd;
  /** Clients up to 0.106 have the summaries of the reasoning, later ones its encrypted text only. */
  #isReadable;
  #tokens = 12_000;
  #turnId = "";
  #compactedAt = 0;
  /** What a compaction keeps. @type {object[]} */
  #history = [];

  /** @param {Log} log @param {string} id */
  constructor(log, id) {
    const { random } = log;
    this.log = log;
    this.began = log.now();
    this.#cwd = `/workspace/${word(random)}`;
    this.#isReadable = random.chance(0.4);
    this.#push("session_meta", "session_meta", {
      id,
      timestamp: this.began,
      cwd: this.#cwd,
      originator: random.pick(["codex_cli_rs", "codex_exec", "codex_vscode"]),
      cli_version: this.#isReadable ? `0.${random.between(50, 106)}.0` : `0.${random.between(107, 146)}.0`,
      source: random.pick(["cli", "exec", "vscode"]),
      model_provider: "openai",
      base_instructions: { text: log.text("prose", 11_000, 21_000) },
      git: { branch: random.pick(["main", `fix/${word(random)}`]), commit_hash: random.hex(40) },
    });
  }

  /** @param {number} size bytes */
  fill(size) {
    const { log } = this;
    const { random } = log;
    this.#message(
      "developer",
      `<permissions instructions>\n${log.text("prose", 3_500, 20_000)}\n</permissions instructions>`,
    );
    this.#message(
      "user",
      `# AGENTS.md instructions for ${this.#cwd}\n\n<INSTRUCTIONS>\n${log.text("prose", 2_500, 12_000)}\n</INSTRUCTIONS>`,
    );
    this.#message(
      "user",
      `<environment_context>\n  <cwd>${this.#cwd}</cwd>\n  <shell>bash</shell>\n</environment_context>`,
    );
    this.#beginTurn();
    while (log.bytes < size) {
      this.#step();
      if (random.chance(0.03)) {
        this.#endTurn();
        this.#beginTurn();
      }
      if (log.bytes - this.#compactedAt > COMPACTED_EVERY) this.#compact();
    }
    this.#endTurn();
  }

  /** @param {string} kind for the shares @param {string} type @param {object} payload */
  #push(kind, type, payload) {
    this.log.push(kind, { timestamp: this.log.now(), type, payload });
  }

  /** @param {string} type @param {object} payload */
  #event(type, payload) {
    this.#push(type === "token_count" ? type : "other events", "event_msg", { type, ...payload });
  }

  /** @param {string} kind @param {object} payload */
  #item(kind, payload) {
    this.#push(kind, "response_item", payload);
  }

  /** @param {"developer" | "user" | "assistant"} role @param {string} text @param {object} [rest] */
  #message(role, text, rest = {}) {
    const block = { type: role === "assistant" ? "output_text" : "input_text", text };
    const message = { type: "message", role, content: [block], ...rest };
    this.#item("messages", message);
    if (role === "user") this.#history.push(message);
  }

  #beginTurn() {
    const { log } = this;
    const { random } = log;
    this.#turnId = random.uuid();
    this.#event("task_started", { turn_id: this.#turnId, model_context_window: 258_400 });
    const settings = {
      model: "gpt-large",
      reasoning_effort: "medium",
      developer_instructions: log.text("prose", 900, 1_500),
    };
    this.#push("turn_context", "turn_context", {
      turn_id: this.#turnId,
      cwd: this.#cwd,
      approval_policy: "never",
      sandbox_policy: { type: "danger-full-access" },
      model: "gpt-large",
      collaboration_mode: { mode: "default", settings },
      effort: "medium",
      summary: "auto",
    });
    const text = log.text("prose", 300, 6_000);
    this.#message("user", text);
    this.#event("user_message", { message: text, images: [], local_images: [], text_elements: [] });
  }

  #endTurn() {
    const text = this.log.text("prose", 700, 4_000);
    this.#event("agent_message", { message: text, phase: "final_answer" });
    this.#message("assistant", text, { phase: "final_answer" });
    const times = { completed_at: 1_781_744_308, duration_ms: this.log.random.below(900_000) };
    this.#event("task_complete", { turn_id: this.#turnId, last_agent_message: text, ...times });
  }

  #step() {
    const { log } = this;
    const { random } = log;
    if (random.chance(0.75)) this.#reasoning();
    if (random.chance(0.3)) {
      const text = log.text("prose", 170, 1_500);
      this.#event("agent_message", { message: text, phase: "commentary" });
      this.#message("assistant", text, { phase: "commentary" });
    }
    const count = random.chance(0.22) ? random.between(2, 4) : 1;
    const calls = Array.from({ length: count }, () => (random.chance(0.16) ? this.#patch() : this.#command()));
    for (const { call_id, output } of calls.filter(({ isPatch }) => !isPatch))
      this.#output("function_call_output", call_id, output);
    this.#tokenCount();
    if (random.chance(0.5)) this.#tokenCount();
  }

  #reasoning() {
    const { log } = this;
    const { random } = log;
    const text = `**${word(random)} ${word(random)}**\n\n${log.text("prose", 300, 2_000)}`;
    if (this.#isReadable) this.#event("agent_reasoning", { text });
    const encrypted = log.stock.opaque(random, random.logNormal(2_000, 0.7, 300, 20_000));
    const summary = this.#isReadable ? [{ type: "summary_text", text }] : [];
    this.#item("reasoning", { type: "reasoning", summary, content: null, encrypted_content: `gAAAAA${encrypted}` });
    log.count("encrypted_content (in reasoning)", encrypted.length);
  }

  #command() {
    const { log } = this;
    const { random } = log;
    const call_id = `call_${random.hex(24)}`;
    const args = {
      cmd: command(random),
      workdir: this.#cwd,
      yield_time_ms: 1_000,
      max_output_tokens: random.between(2, 12) * 1_000,
    };
    this.#item("calls", { type: "function_call", name: "exec_command", arguments: JSON.stringify(args), call_id });
    const head = `Chunk ID: ${random.hex(6)}\nWall time: 0.0${random.below(9)} seconds\nProcess exited with code 0\nOutput:\n`;
    return { call_id, isPatch: false, output: head + log.result(2_400, 1.2, LARGEST_RESULT) };
  }

  #patch() {
    const { log } = this;
    const { random } = log;
    const call_id = `call_${random.hex(24)}`;
    const file = `${this.#cwd}/${path(random)}`;
    const lines = log.text("code", 900, 12_000);
    const diff = lines.replaceAll(/^/gmu, "+");
    const input = `*** Begin Patch\n*** Update File: ${file}\n@@\n${diff}\n*** End Patch\n`;
    const output = `Exit code: 0\nWall time: 0.1 seconds\nOutput:\nSuccess. Updated the following files:\nM ${file}\n`;
    this.#item("calls", { type: "custom_tool_call", status: "completed", call_id, name: "apply_patch", input });
    const changes = { [file]: { type: "update", unified_diff: `@@ -1,9 +1,12 @@\n${diff}\n`, move_path: null } };
    this.#event("patch_apply_end", {
      call_id,
      turn_id: this.#turnId,
      stdout: output,
      stderr: "",
      success: true,
      changes,
    });
    this.#output("custom_tool_call_output", call_id, output);
    return { call_id, isPatch: true, output };
  }

  /** @param {string} type @param {string} call_id @param {string} output */
  #output(type, call_id, output) {
    this.#item("outputs", { type, call_id, output });
  }

  #tokenCount() {
    const { random } = this.log;
    const last = random.between(8_000, 200_000);
    this.#tokens += last;
    const usage = (/** @type {number} */ tokens) => ({
      input_tokens: tokens,
      cached_input_tokens: Math.floor(tokens * 0.8),
      output_tokens: random.below(2_000),
      reasoning_output_tokens: random.below(900),
      total_tokens: tokens + 1_000,
    });
    const info = {
      total_token_usage: usage(this.#tokens),
      last_token_usage: usage(last),
      model_context_window: 258_400,
    };
    const primary = { used_percent: random.below(100), window_minutes: 300, resets_at: 1_781_750_650 };
    const secondary = { used_percent: random.below(100), window_minutes: 10_080, resets_at: 1_782_337_450 };
    const rate_limits = { limit_id: "codex", limit_name: null, primary, secondary, credits: null, plan_type: "pro" };
    this.#event("token_count", { info, rate_limits });
  }

  /** The history that the model goes on with: what the user said, and the rest of it encrypted. */
  #compact() {
    const { log } = this;
    const { random } = log;
    const encrypted_content = `gAAAAA${log.stock.opaque(random, random.between(20_000, 90_000))}`;
    const replacement_history = [...this.#history, { type: "compaction", encrypted_content }];
    this.#push("compacted", "compacted", {
      message: "",
      replacement_history,
      window_number: 1,
      window_id: random.uuid(),
    });
    this.#event("context_compacted", {});
    this.#compactedAt = log.bytes;
  }
}
