/** One ATIF trajectory as JSON text, of about the size asked for, that the strict rules accept. */
import { joinItems, Spelled, writeJson } from "./json-writer.mjs";
import { command, makeText, path, word } from "./lines.mjs";

/** @typedef {import("./random.mjs").Random} Random */
/** @typedef {import("./lines.mjs").Pool} Pool */
/** @typedef {import("./json-writer.mjs").Style} Style */
/** @typedef {{ random: Random, pool: Pool, size: number, time: number, zone: string, rawArguments: boolean }} Run */

const KINDS = { listing: 25, code: 25, terminal: 20, json: 10, log: 12, prose: 8 };
const LARGEST_RESULT = 60_000;

/**
 * @param {Random} random @param {Pool} pool @param {number} size bytes to reach @param {Style} style
 * @returns {{ text: string, steps: number }}
 */
export function makeTrajectory(random, pool, size, style) {
  /** @type {Run} */
  const run = {
    random,
    pool,
    size,
    time: Date.UTC(2026, random.below(11), random.between(1, 28), random.below(24)),
    zone: random.pick(["Z", "+00:00"]),
    rawArguments: random.chance(0.15),
  };
  /** @type {string[]} */
  const steps = [];
  let bytes = 1_000;
  /** @param {object} step */
  const push = (step) => {
    const text = writeJson({ step_id: steps.length + 1, timestamp: timestamp(run), ...step }, style, 2);
    bytes += Buffer.byteLength(text) + 6;
    steps.push(text);
  };
  if (random.chance(0.3)) push({ source: "system", message: text(run, "prose", 2_000) });
  push({ source: "user", message: userMessage(run) });
  while (bytes < size) push(random.chance(0.02) ? { source: "user", message: userMessage(run) } : agentStep(run));
  push({ source: "agent", model_name: "model-large", message: text(run, "prose", 600), metrics: metrics(run) });

  const rendered = new Spelled(joinItems(steps, "[", "]", style, 1));
  return { text: writeJson(frame(run, rendered, steps.length), style), steps: steps.length };
}

/** The document around the steps. @param {Run} run @param {Spelled} steps @param {number} count */
function frame(run, steps, count) {
  const { random } = run;
  const agent = random.pick(["codex", "claude-code", "openhands", "qwen-code"]);
  return {
    schema_version: random.pick(["ATIF-v1.4", "ATIF-v1.5", "ATIF-v1.6", "ATIF-v1.7"]),
    session_id: random.uuid(),
    agent: {
      name: agent,
      version: `${random.below(3)}.${random.below(60)}.${random.below(9)}`,
      model_name: "model-large",
      extra: {
        cwd: `/workspace/${word(random)}`,
        git_branch: random.pick(["main", `fix/${word(random)}`]),
        sandbox: true,
      },
    },
    steps,
    ...(random.chance(0.2) && { notes: text(run, "prose", 150) }),
    final_metrics: {
      total_prompt_tokens: count * random.between(4_000, 30_000),
      total_completion_tokens: count * random.between(80, 600),
      total_cached_tokens: count * random.between(2_000, 20_000),
      total_cost_usd: random.chance(0.1) ? null : random.below(90_000) / 10_000,
      total_steps: count,
    },
    ...(random.chance(0.5) && {
      extra: { task: word(random), attempt: random.between(1, 5), tags: [word(random), word(random)] },
    }),
  };
}

/** @param {Run} run */
function userMessage(run) {
  const message = text(run, "prose", run.random.logNormal(500, 1, 40, 8_000));
  return run.random.chance(0.1)
    ? [
        { type: "text", text: message },
        { type: "text", text: text(run, "code", 300) },
      ]
    : message;
}

/** @param {Run} run */
function agentStep(run) {
  const { random } = run;
  const count = random.chance(0.06) ? 0 : random.chance(0.25) ? random.between(2, 4) : 1;
  const calls = Array.from({ length: count }, () => toolCall(run));
  return {
    source: "agent",
    model_name: "model-large",
    message: count > 0 && random.chance(0.4) ? "" : text(run, "prose", random.logNormal(250, 0.9, 20, 4_000)),
    ...(random.chance(0.3) && { reasoning_content: text(run, "prose", random.logNormal(600, 0.9, 50, 8_000)) }),
    ...(count > 0 && {
      tool_calls: calls,
      observation: { results: calls.flatMap((call) => result(run, call.tool_call_id)) },
    }),
    metrics: metrics(run),
    ...(run.rawArguments && {
      extra: {
        turn_id: random.uuid(),
        raw_arguments: calls.map((call) => writeJson(call.arguments, { indent: false, escape: false })),
      },
    }),
  };
}

/** @param {Run} run */
function toolCall(run) {
  const { random } = run;
  const [function_name, args] = random.pick([
    runCommand,
    runCommand,
    runCommand,
    readFile,
    editFile,
    writeFile,
    search,
  ])(run);
  return { tool_call_id: `call_${random.hex(24)}`, function_name, arguments: args };
}

/** @typedef {[string, Record<string, unknown>]} Call */

/** @param {Run} run @returns {Call} */
function runCommand({ random }) {
  return [
    "run_command",
    {
      command: command(random),
      workdir: `/workspace/${word(random)}`,
      timeout: new Spelled(random.pick(["1.0", "30.0", "0.25", "120", "1e-06", "2.5"])),
      ...(random.chance(0.2) && {
        env: { PATH: "/usr/local/bin:/usr/bin", [word(random).toUpperCase()]: word(random) },
        login: false,
      }),
    },
  ];
}

/** @param {Run} run @returns {Call} */
function readFile({ random }) {
  return [
    "read_file",
    { path: `/workspace/${path(random)}`, offset: random.below(2_000), limit: random.chance(0.5) ? null : 200 },
  ];
}

/** @param {Run} run @returns {Call} */
function editFile(run) {
  return [
    "edit_file",
    {
      file_path: `/workspace/${path(run.random)}`,
      old_string: text(run, "code", run.random.logNormal(300, 0.9, 20, 4_000)),
      new_string: text(run, "code", run.random.logNormal(450, 0.9, 20, 6_000)),
      replace_all: run.random.chance(0.1),
    },
  ];
}

/** @param {Run} run @returns {Call} */
function writeFile(run) {
  return [
    "write_file",
    { path: `/workspace/${path(run.random)}`, content: text(run, "code", run.random.logNormal(2_000, 1, 100, 20_000)) },
  ];
}

/** @param {Run} run @returns {Call} */
function search({ random }) {
  return [
    "search",
    {
      queries: Array.from({ length: random.between(1, 4) }, () => ({
        query: `${word(random)} ${word(random)}`,
        weight: new Spelled(random.pick(["1.0", "0.5", "0.125"])),
      })),
      filter: {
        kinds: ["code", "docs"],
        newer_than: { revision: random.chance(0.02) ? new Spelled("9007199254740993") : random.below(1e9) },
      },
    },
  ];
}

/** The result of one call, as a list: now and then there is none. @param {Run} run @param {string} source_call_id @returns {object[]} */
function result(run, source_call_id) {
  const { random } = run;
  if (random.chance(0.01)) return [];
  const length = random.logNormal(1_350, 1.3, 0, Math.min(LARGEST_RESULT, run.size / 2));
  const content = text(run, random.weighted(KINDS), length);
  if (random.chance(0.02)) return [{ source_call_id, content: [{ type: "text", text: content }] }];
  return [{ source_call_id, content: random.chance(0.01) ? null : content }];
}

/** @param {Run} run */
function metrics({ random }) {
  const prompt = random.between(3_000, 150_000);
  return {
    prompt_tokens: prompt,
    completion_tokens: random.between(20, 3_000),
    cached_tokens: random.below(prompt),
    cost_usd: random.below(9_999) / 100_000,
    extra: { reasoning_output_tokens: random.below(900) },
  };
}

/** @param {Run} run @param {import("./lines.mjs").Kind} kind @param {number} characters */
function text(run, kind, characters) {
  return makeText(run.random, run.pool, kind, characters);
}

/** Each step some seconds after the last, to the microsecond. @param {Run} run */
function timestamp(run) {
  run.time += run.random.between(1_000, 40_000);
  return new Date(run.time).toISOString().replace("Z", String(run.random.below(1_000)).padStart(3, "0") + run.zone);
}
