/** Sessions far larger than what their rows keep: memory is bounded by the rows, not by the files. */
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { makeFolder } from "../support/folder.ts";
import { ingestMeasured, type Measured } from "../support/measured.ts";
import { summaryOf } from "../support/report.ts";

const MB = 1e6;
/** Node, the program, the buffers that lines are read through. */
const BASE = 150 * MB;

/** Runs the command over one file. */
async function ingest(format: string, file: string, cwd: string): Promise<Measured & { readonly rowBytes: number }> {
  const measured = await ingestMeasured(cwd, `--format ${format} -d ${file}`);
  return { ...measured, rowBytes: statSync(`${cwd}/out.jsonl`).size };
}

/** Writes what `next` gives until the file has the size. @returns how often it was asked */
function fill(path: string, bytes: number, next: (index: number) => string): number {
  const file = openSync(path, "w");
  let written = 0;
  let index = 0;
  while (written < bytes) written += writeSync(file, next(index++));
  closeSync(file);
  return index;
}

function line(record: object): string {
  return `${JSON.stringify(record)}\n`;
}

const PROSE = 'a line of "output" with é, 😀 and \\ in it\n';

function claude(type: string, uuid: string, rest: object): string {
  const head = {
    type,
    uuid,
    sessionId: "large",
    timestamp: "2026-01-02T03:04:05.678Z",
    cwd: "/work",
    version: "2.1.0",
  };
  return line({ ...head, ...rest });
}

test("a Claude Code session of 1 GB: three times what the row keeps", async () => {
  const cwd = makeFolder();
  const result = PROSE.repeat(50);
  const screen = PROSE.repeat(300);
  const turns = fill(`${cwd}/large.jsonl`, 1000 * MB, (turn) => {
    const id = `toolu_${turn}`;
    const call = { type: "tool_use", id, name: "Bash", input: { command: `run ${turn}` } };
    const message = { id: `msg_${turn}`, role: "assistant", model: "a-model", content: [call] };
    const answer = { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: `${turn} ${result}` }] };
    const data = { type: "bash_progress", output: screen, fullOutput: screen };
    return [
      claude("assistant", `a${turn}`, { message }),
      claude("progress", `p${turn}`, { data, parentToolUseID: id }),
      claude("user", `u${turn}`, { message: answer, toolUseResult: { stdout: screen, stderr: "" } }),
    ].join("");
  });
  const { status, peak, rowBytes, report } = await ingest("claude_code", "large.jsonl", cwd);
  expect(status).toBe(0);
  expect(summaryOf(report)).toMatchObject({ rows: 1, warnings: 0 });
  expect(rowBytes).toBeGreaterThan(turns * Buffer.byteLength(result));
  expect(rowBytes).toBeLessThan(150 * MB);
  expect(peak).toBeLessThan(BASE + 3 * rowBytes);
});

function codexMessage(role: string, text: string): object {
  return { type: "message", role, content: [{ type: role === "user" ? "input_text" : "output_text", text }] };
}

test("a Codex session of 5 GB that is mostly compacted histories with images, and encrypted reasoning: twice what the row keeps", async () => {
  const cwd = makeFolder();
  const at = "2026-01-02T03:04:05.678Z";
  const record = (type: string, payload: object): string => line({ timestamp: at, type, payload });
  const encrypted_content = "gAAAAABo".repeat(40_000);
  const kept = Array.from({ length: 100 }, (_, index) => codexMessage("user", `${index} ${PROSE.repeat(200)}`));
  const image_url = `data:image/png;base64,${"iVBORw0K".repeat(40_000)}`;
  const screenshot = { type: "message", role: "user", content: [{ type: "input_image", image_url }] };
  const compacted = record("compacted", {
    message: "",
    replacement_history: [...kept, screenshot, { type: "compaction", encrypted_content }],
  });
  const reasoning = record("response_item", { type: "reasoning", summary: [], content: null, encrypted_content });
  const name = "rollout-2026-01-02T03-04-05-large.jsonl";
  const said = PROSE.repeat(200);
  const turns = fill(`${cwd}/${name}`, 5000 * MB, (turn) =>
    [
      turn === 0 ? record("session_meta", { id: "large", timestamp: at, cwd: "/work" }) : "",
      record("response_item", codexMessage("user", `question ${turn}`)),
      reasoning,
      record("response_item", codexMessage("assistant", `${turn} ${said}`)),
      compacted,
    ].join(""),
  );
  const { status, peak, rowBytes, report } = await ingest("codex", name, cwd);
  expect(status).toBe(0);
  expect(summaryOf(report)).toMatchObject({ rows: 1, warnings: 0 });
  expect(rowBytes).toBeGreaterThan(turns * Buffer.byteLength(said));
  expect(rowBytes).toBeLessThan(150 * MB);
  expect(peak).toBeLessThan(BASE + 2 * rowBytes);
});

/** A line lies in the buffer as it is, and what of it the row keeps once more. */
test.each([
  ["kept", (text: string) => ({ message: { role: "user", content: text } }), 2],
  [
    "of what no row keeps",
    (text: string) => ({ message: { role: "user", content: "q" }, toolUseResult: { stdout: text } }),
    1,
  ],
] as const)("one line of 300 MB %s", async (_name, rest, copies) => {
  const cwd = makeFolder();
  const text = "x".repeat(299) + "\n";
  const size = fill(`${cwd}/a.jsonl`, 1, () => claude("user", "u", rest(text.repeat(1_000_000))));
  expect(size).toBe(1);
  const { status, peak, report } = await ingest("claude_code", "a.jsonl", cwd);
  expect(status).toBe(0);
  expect(summaryOf(report).rows).toBe(1);
  expect(peak).toBeLessThan(BASE + copies * 310 * MB);
});
