/**
 * The corpus of Claude Code sessions: the shapes and the shares of bytes of 943 real logs (user 56 %,
 * of which toolUseResult is half; progress 21 %; assistant 20 %; half of the files below 0.38 MB, one in
 * ten above 2.4 MB).
 */
import { command, path, word } from "./lines.mjs";
import { Random, Uuids } from "./random.mjs";
import { addKinds, Log, shares, Stock } from "./session-log.mjs";

/** @typedef {import("../corpus.mjs").Folder} Folder */

const MEDIAN_FILE = 380_000;
const SIGMA = 1.44;
const SMALLEST_FILE = 12_000;
const LARGEST_FILE = 12_000_000;
/** Of a log of a client that wrote them. */
const PROGRESS_SHARE = 0.26;
const ATTACHMENT_SHARE = 0.09;
const LARGEST_RESULT = 60_000;

/** @param {number} total bytes @param {number} seed @param {Folder} folder @returns {string} what there is to say of it */
export function writeClaudeCode(total, seed, folder) {
  const stock = new Stock(seed + 100);
  const uuids = new Uuids();
  /** @type {Map<string, number>} */
  const kinds = new Map();
  let subagents = 0;
  while (folder.bytes < total) {
    const random = new Random(seed + 7_919 * (folder.files + 1));
    const project = `-workspace-${word(random)}`;
    const sessionId = uuids.next(random);
    const count = random.chance(0.12) ? random.between(1, 3) : 0;
    const agents = Array.from({ length: count }, () => random.hex(7));
    for (const agentId of [null, ...agents]) {
      const median = agentId === null ? MEDIAN_FILE : MEDIAN_FILE / 3;
      const size = Math.min(
        Math.max(SMALLEST_FILE, total - folder.bytes),
        random.logNormal(median, SIGMA, SMALLEST_FILE, LARGEST_FILE),
      );
      const session = new Session(new Log(random, stock), uuids, { sessionId, agentId, agents });
      session.fill(size);
      const name = agentId === null ? `${sessionId}.jsonl` : `${sessionId}/subagents/agent-${agentId}.jsonl`;
      folder.write(`projects/${project}/${name}`, session.log.toString());
      addKinds(kinds, session.log);
      subagents += agentId === null ? 0 : 1;
    }
  }
  return `${subagents} of them subagents' files; bytes: ${shares(kinds, folder.bytes)}`;
}

/** One log. `toolUseResult` is a part of what user records have. */
class Session {
  #parent = /** @type {string | null} */ (null);
  #hasProgress;
  #envelope;
  #cwd;

  /** @param {Log} log @param {Uuids} uuids @param {{ sessionId: string, agentId: string | null, agents: string[] }} identity */
  constructor(log, uuids, { sessionId, agentId, agents }) {
    const { random } = log;
    this.log = log;
    this.uuids = uuids;
    this.agents = agentId === null ? agents : [];
    this.#hasProgress = random.chance(0.8);
    this.#cwd = `/workspace/${word(random)}`;
    this.#envelope = {
      userType: "external",
      ...(!this.#hasProgress && { entrypoint: "cli" }),
      cwd: this.#cwd,
      sessionId,
      version: this.#hasProgress ? `2.1.${random.between(20, 68)}` : `2.1.${random.between(97, 200)}`,
      gitBranch: random.pick(["main", `fix/${word(random)}`]),
      ...(agentId !== null && { agentId }),
      ...(random.chance(0.3) && { slug: `${word(random)}-${word(random)}-${word(random)}` }),
    };
    this.isSidechain = agentId !== null;
  }

  /** @param {number} size bytes */
  fill(size) {
    const { log } = this;
    const { random } = log;
    if (!this.isSidechain && random.chance(0.6)) this.#snapshot();
    this.#prompt();
    while (log.bytes < size) {
      this.#turn();
      if (random.chance(0.03)) {
        this.#answer([{ type: "text", text: log.text("prose", 600, 4_000) }]);
        if (random.chance(0.4)) this.#system();
        this.#prompt();
      }
      if (random.chance(0.01)) this.#snapshot();
      while (this.#hasProgress && log.share("progress") < PROGRESS_SHARE) this.#progress();
      while (!this.#hasProgress && log.share("attachment") < ATTACHMENT_SHARE) this.#attachment();
      if (random.chance(0.001)) this.#compaction();
    }
    this.#answer([{ type: "text", text: log.text("prose", 700, 4_000) }]);
  }

  /** A record of the conversation. @param {string} kind @param {object} parts @param {object} [behind] what stands behind the uuid */
  #push(kind, parts, behind = {}) {
    const { log, isSidechain } = this;
    const uuid = this.uuids.next(log.random);
    const head = { parentUuid: this.#parent, isSidechain };
    if (this.#hasProgress)
      log.push(kind, { ...head, ...this.#envelope, ...parts, uuid, timestamp: log.now(), ...behind });
    else log.push(kind, { ...head, ...parts, uuid, timestamp: log.now(), ...behind, ...this.#envelope });
    this.#parent = uuid;
    return uuid;
  }

  #prompt() {
    const { random } = this.log;
    if (random.chance(0.08)) {
      const name = word(random);
      const content = `<command-name>/${name}</command-name>\n<command-message>${name}</command-message>\n<command-args></command-args>`;
      this.#push("user", { type: "user", message: { role: "user", content } });
      const text = this.log.text("prose", 2_000, 9_000);
      this.#push("user", { type: "user", message: { role: "user", content: [{ type: "text", text }] }, isMeta: true });
      return;
    }
    const text = this.log.text("prose", 350, 8_000);
    const content = random.chance(0.3) ? [{ type: "text", text }] : text;
    this.#push("user", { type: "user", message: { role: "user", content } });
  }

  /** One API message, a record a block, and the results of its calls. */
  #turn() {
    const { log } = this;
    const { random } = log;
    /** @type {object[]} */
    const blocks = [];
    if (random.chance(0.5)) {
      const thinking = this.#hasProgress || random.chance(0.3) ? log.text("prose", 700, 8_000) : "";
      blocks.push({ type: "thinking", thinking, signature: log.stock.opaque(random, random.between(200, 1_200)) });
    }
    if (random.chance(0.5)) blocks.push({ type: "text", text: log.text("prose", 220, 3_000) });
    const count = random.chance(0.2) ? random.between(2, 4) : 1;
    const calls = Array.from({ length: count }, () => this.#call());
    const areInterleaved = count > 1 && random.chance(0.3);
    const message = this.#apiMessage();
    for (const block of blocks) this.#assistant(message, block);
    for (const call of calls) {
      const uuid = this.#assistant(message, { type: "tool_use", ...call.use });
      if (areInterleaved) this.#result(call, uuid);
      else call.uuid = uuid;
    }
    if (!areInterleaved) for (const call of calls) this.#result(call, call.uuid);
  }

  /** @param {object[]} blocks */
  #answer(blocks) {
    const message = this.#apiMessage();
    for (const block of blocks) this.#assistant(message, block);
  }

  #apiMessage() {
    const { random } = this.log;
    const cached = random.between(10_000, 150_000);
    return {
      id: `msg_01${random.hex(22)}`,
      requestId: `req_011${random.hex(21)}`,
      usage: {
        input_tokens: random.below(10),
        cache_creation_input_tokens: random.below(5_000),
        cache_read_input_tokens: cached,
        cache_creation: { ephemeral_5m_input_tokens: random.below(5_000), ephemeral_1h_input_tokens: 0 },
        output_tokens: random.between(1, 900),
        service_tier: "standard",
        ...(!this.#hasProgress && { inference_geo: "", speed: "standard" }),
      },
    };
  }

  /** @param {{ id: string, requestId: string, usage: object }} message @param {object} block */
  #assistant({ id, requestId, usage }, block) {
    const message = { model: "claude-large", id, type: "message", role: "assistant", content: [block] };
    const end = { stop_reason: this.#hasProgress ? null : "tool_use", stop_sequence: null, usage };
    return this.#push("assistant", { message: { ...message, ...end }, requestId, type: "assistant" });
  }

  /** A call, and what its result has beside the text: the same once more, for the screen. @returns {Call} */
  #call() {
    const { log } = this;
    const { random } = log;
    const id = `toolu_01${random.hex(22)}`;
    const file = `${this.#cwd}/${path(random)}`;
    switch (random.weighted({ Bash: 40, Read: 28, Edit: 17, Grep: 11, Write: 4 })) {
      case "Bash": {
        const stdout = log.result(1_300, 1.4, LARGEST_RESULT);
        const input = { command: command(random), description: log.text("prose", 40, 90) };
        const toolUseResult = { stdout, stderr: "", interrupted: false, isImage: false, noOutputExpected: false };
        return { use: { id, name: "Bash", input }, content: stdout, toolUseResult };
      }
      case "Read": {
        if (random.chance(0.006)) return this.#image(id, file);
        const text = log.text("code", 2_800, LARGEST_RESULT);
        const lines = text.split("\n");
        const content = lines.map((line, index) => `${String(index + 1).padStart(6)}→${line}`).join("\n");
        const numLines = lines.length;
        const shown = { filePath: file, content: text, numLines, startLine: 1, totalLines: numLines };
        return {
          use: { id, name: "Read", input: { file_path: file } },
          content,
          toolUseResult: { type: "text", file: shown },
        };
      }
      case "Edit": {
        const [oldString, newString] = [log.text("code", 300, 4_000), log.text("code", 450, 6_000)];
        const originalFile = log.text("code", 3_200, LARGEST_RESULT);
        const input = { file_path: file, old_string: oldString, new_string: newString, replace_all: false };
        const lines = [
          ...oldString.split("\n").map((line) => `-${line}`),
          ...newString.split("\n").map((line) => `+${line}`),
        ];
        const structuredPatch = [{ oldStart: 10, oldLines: 9, newStart: 10, newLines: 12, lines }];
        const toolUseResult = {
          filePath: file,
          oldString,
          newString,
          originalFile,
          structuredPatch,
          userModified: false,
          replaceAll: false,
        };
        const content = `The file ${file} has been updated. Here's the result of running \`cat -n\`:\n${newString}`;
        return { use: { id, name: "Edit", input }, content, toolUseResult };
      }
      case "Grep": {
        const content = log.result(1_200, 1.2, LARGEST_RESULT);
        const input = { pattern: word(random), path: this.#cwd, output_mode: "content", "-n": true };
        const toolUseResult = { mode: "content", numFiles: 0, filenames: [], content, numLines: 10 };
        return { use: { id, name: "Grep", input }, content, toolUseResult };
      }
      default: {
        const content = log.text("code", 2_500, 20_000);
        const toolUseResult = { type: "create", filePath: file, content, structuredPatch: [], originalFile: null };
        const use = { id, name: "Write", input: { file_path: file, content } };
        return { use, content: `File created successfully at: ${file}`, toolUseResult };
      }
    }
  }

  /** @param {string} id @param {string} file @returns {Call} */
  #image(id, file) {
    const { random, stock } = this.log;
    const base64 = stock.opaque(random, random.logNormal(120_000, 0.8, 8_000, 1_200_000));
    const source = { type: "base64", data: base64, media_type: "image/png" };
    const toolUseResult = { type: "image", file: { base64, type: "image/png", originalSize: base64.length } };
    return {
      use: { id, name: "Read", input: { file_path: file } },
      content: [{ type: "image", source }],
      toolUseResult,
    };
  }

  /** @param {Call} call @param {string | undefined} assistant the record of the call */
  #result({ use, content, toolUseResult }, assistant) {
    const { log } = this;
    const isReminded = typeof content === "string" && log.random.chance(0.1);
    const text = isReminded
      ? `${content}\n\n<system-reminder>\n${log.text("prose", 250, 900)}\n</system-reminder>`
      : content;
    const block = {
      tool_use_id: use.id,
      type: "tool_result",
      content: text,
      ...(log.random.chance(0.05) && { is_error: true }),
    };
    const message = { role: "user", content: [block] };
    this.#push("user", { type: "user", message }, { toolUseResult, sourceToolAssistantUUID: assistant });
    log.count("toolUseResult (in user)", Buffer.byteLength(JSON.stringify(toolUseResult)));
  }

  #progress() {
    const { log } = this;
    const { random } = log;
    const kind = random.weighted({ hook: 50, bash: 18, agent: 32 });
    const ids = { toolUseID: `${kind}-progress-${random.below(90)}`, parentToolUseID: `toolu_01${random.hex(22)}` };
    this.#push("progress", { type: "progress", data: this.#progressData(kind), ...ids });
  }

  /** @param {"hook" | "bash" | "agent"} kind */
  #progressData(kind) {
    const { log } = this;
    const { random } = log;
    if (kind === "hook")
      return { type: "hook_progress", hookEvent: "PostToolUse", hookName: "PostToolUse:Read", command: "callback" };
    if (kind === "bash") {
      const [output, fullOutput] = [log.result(300, 1, 4_000), log.result(1_200, 1.2, 20_000)];
      return {
        type: "bash_progress",
        output,
        fullOutput,
        elapsedTimeSeconds: random.below(90),
        totalLines: 20,
        totalBytes: 0,
      };
    }
    const timestamp = log.now();
    const uuid = this.uuids.next(random);
    const prompt = random.chance(0.1) ? log.text("prose", 1_500, 6_000) : "";
    const result = {
      tool_use_id: `toolu_01${random.hex(22)}`,
      type: "tool_result",
      content: log.result(1_600, 1.3, 30_000),
    };
    const { id, requestId, usage } = this.#apiMessage();
    const call = {
      type: "tool_use",
      id: `toolu_01${random.hex(22)}`,
      name: "Bash",
      input: { command: command(random) },
    };
    const message = random.chance(0.5)
      ? { type: "user", message: { role: "user", content: [result] }, uuid, timestamp }
      : {
          type: "assistant",
          timestamp,
          message: { model: "claude-large", id, type: "message", role: "assistant", content: [call], usage },
          requestId,
          uuid,
        };
    return {
      message,
      normalizedMessages: [],
      type: "agent_progress",
      prompt,
      agentId: this.agents[0] ?? random.hex(7),
    };
  }

  #attachment() {
    const { log } = this;
    const { random } = log;
    const attachment = random.chance(0.7)
      ? {
          type: "hook_success",
          hookName: "PostToolUse:Bash",
          toolUseID: `toolu_01${random.hex(22)}`,
          hookEvent: "PostToolUse",
          content: "",
          stdout: log.text("json", 300, 4_000),
          stderr: "",
          exitCode: 0,
        }
      : { type: "task_reminder", content: [], itemCount: random.below(9), reminder: log.text("prose", 400, 3_000) };
    this.#push("attachment", { attachment, type: "attachment" });
  }

  #system() {
    const parts = {
      type: "system",
      subtype: "turn_duration",
      durationMs: this.log.random.below(900_000),
      isMeta: false,
    };
    this.#push("system", parts);
  }

  #snapshot() {
    const { log } = this;
    const { random } = log;
    const backups = Array.from({ length: random.below(6) }, () => [
      path(random),
      { backupFileName: `${random.hex(16)}@v1`, version: 1, backupTime: log.now() },
    ]);
    const messageId = this.uuids.next(random);
    const snapshot = { messageId, trackedFileBackups: Object.fromEntries(backups), timestamp: log.now() };
    log.push("other", { type: "file-history-snapshot", messageId, snapshot, isSnapshotUpdate: false });
  }

  #compaction() {
    const compactMetadata = { trigger: "auto", preTokens: this.log.random.between(120_000, 170_000) };
    const boundary = { type: "system", subtype: "compact_boundary", content: "Conversation compacted", isMeta: false };
    this.#push("system", { ...boundary, level: "info", compactMetadata });
    const content = `This session is being continued from a previous conversation. ${this.log.text("prose", 6_000, 20_000)}`;
    const flags = { isVisibleInTranscriptOnly: true, isCompactSummary: true };
    this.#push("user", { type: "user", message: { role: "user", content }, ...flags });
  }
}

/** @typedef {{ use: { id: string, name: string, input: object }, content: string | object[], toolUseResult: object, uuid?: string }} Call */
