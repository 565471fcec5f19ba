/** Prompts that were typed while the model was at work. */
import { describe, expect, test } from "vitest";
import { rowsOfLog, script } from "./ingest.ts";
import { plainLog, type Log } from "./log.ts";

function queue(log: Log, operation: string, content?: string): void {
  log.aside({ type: "queue-operation", operation, sessionId: "session-1", ...(content !== undefined && { content }) });
}

function attach(log: Log, prompt: string, commandMode = "prompt"): void {
  log.add({ type: "attachment", attachment: { type: "queued_command", prompt, commandMode } });
}

async function said(log: Log): Promise<string[]> {
  const [row] = await rowsOfLog(log);
  return script(row).slice(2);
}

describe("queue operations", () => {
  test("remove hands a prompt over, where it stands", async () => {
    const log = plainLog();
    queue(log, "enqueue", "and quickly");
    log.assistant("m2", "still at it");
    queue(log, "remove", "and quickly");
    log.assistant("m3", "quickly now");
    expect(await said(log)).toEqual(["user: and quickly", "assistant: quickly now"]);
    const [row] = await rowsOfLog(log);
    expect(script(row)[1]).toBe("assistant: answer of session-1 | still at it");
    expect(row?.source_meta["queued_prompts"]).toBe(1);
  });

  test("remove without a text hands over the one that has waited longest", async () => {
    const log = plainLog();
    queue(log, "enqueue", "first");
    queue(log, "enqueue", "second");
    queue(log, "remove");
    expect(await said(log)).toEqual(["user: first"]);
  });

  test("popAll takes back, and dequeue is followed by an ordinary prompt", async () => {
    const log = plainLog();
    queue(log, "enqueue", "no, wait");
    queue(log, "popAll", "no, wait");
    queue(log, "enqueue", "like this");
    queue(log, "dequeue");
    log.user("like this");
    expect(await said(log)).toEqual(["user: like this"]);
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta).not.toHaveProperty("queued_prompts");
    expect(row?.source_meta).not.toHaveProperty("undelivered_prompts");
  });

  test("an attachment says it already", async () => {
    const log = plainLog();
    queue(log, "enqueue", "and quickly");
    queue(log, "remove", "and quickly");
    attach(log, "and quickly");
    expect(await said(log)).toEqual(["user: and quickly"]);
  });

  test("an attachment says it already, with other escapes", async () => {
    const log = plainLog();
    queue(log, "enqueue", "größer, schöner, weiter und schneller");
    queue(log, "remove", "größer, schöner, weiter und schneller");
    attach(log, "größer, schöner, weiter und schneller");
    const escaped = String(log).replace(/(queued_command.*?)ö/u, String.raw`$1\u00f6`);
    const [row] = await rowsOfLog(escaped);
    expect(script(row).slice(2)).toEqual(["user: größer, schöner, weiter und schneller"]);
  });

  test("a prompt is handed over though the same was said before", async () => {
    const log = plainLog();
    log.user("continue");
    log.assistant("m2", "ok");
    queue(log, "enqueue", "continue");
    log.assistant("m3", "working");
    queue(log, "remove", "continue");
    log.assistant("m4", "done");
    expect(await said(log)).toEqual(["user: continue", "assistant: ok | working", "user: continue", "assistant: done"]);
  });

  test("a prompt is handed over though the assistant said the same", async () => {
    const log = plainLog();
    log.user("go");
    log.assistant("m2", "yes");
    queue(log, "enqueue", "yes");
    queue(log, "remove", "yes");
    expect(await said(log)).toEqual(["user: go", "assistant: yes", "user: yes"]);
  });

  test("a prompt that still waits is named, though the same was said before", async () => {
    const log = plainLog();
    log.user("continue");
    log.assistant("m2", "ok");
    queue(log, "enqueue", "continue");
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["undelivered_prompts"]).toEqual(["continue"]);
  });

  test("a prompt without a text has its place in the queue", async () => {
    const log = plainLog();
    queue(log, "enqueue");
    queue(log, "enqueue", "second");
    queue(log, "dequeue");
    const [row] = await rowsOfLog(log);
    expect(row?.source_meta["undelivered_prompts"]).toEqual(["second"]);
  });
});

describe("attachments", () => {
  test("blocks of a prompt are its content", async () => {
    const log = plainLog();
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } };
    log.add({
      type: "attachment",
      attachment: {
        type: "queued_command",
        prompt: [{ type: "text", text: "like this" }, image],
        commandMode: "prompt",
      },
    });
    expect(await said(log)).toEqual(["user: like this | <image>"]);
  });

  test("a task's notification is no prompt", async () => {
    const log = plainLog();
    attach(log, "<task-notification>\n<task-id>b1</task-id>\n</task-notification>", "task-notification");
    attach(log, "finished", "task-notification");
    const [row] = await rowsOfLog(log);
    expect(row?.messages.slice(2).map(({ role }) => role)).toEqual(["system", "system"]);
    expect(row?.source_meta["injected"]).toEqual({ "task-notification": 2 });
    expect(row?.source_meta).not.toHaveProperty("queued_prompts");
  });
});
