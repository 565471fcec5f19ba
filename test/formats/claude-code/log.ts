/** Logs as Claude Code writes them, record by record. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = Readonly<Record<string, Json>>;

/** Writes one session's records: each gets an id, an instant, and the one before as its parent. */
export class Log {
  readonly records: Fields[] = [];
  readonly #base: Fields;
  readonly #id: string;
  #last: string | null = null;
  #count = 0;

  /** @param base fields of every record, over the usual ones */
  constructor(id = "session-1", base: Fields = {}) {
    this.#id = id;
    this.#base = base;
  }

  /** The uuid of the record written last. */
  get last(): string | null {
    return this.#last;
  }

  /** What a person, or the harness, says. */
  user(content: Json, more: Fields = {}): string {
    return this.add({ type: "user", message: { role: "user", content }, ...more });
  }

  /** A record of an API message: one block, or several. */
  assistant(messageId: string | null, content: Json, more: Fields = {}): string {
    const message = {
      ...(messageId !== null && { id: messageId }),
      type: "message",
      role: "assistant",
      model: "claude-test-1",
      content: typeof content === "string" ? [text(content)] : content,
      stop_reason: null,
      usage: { input_tokens: 3, output_tokens: 5 },
    };
    return this.add({ type: "assistant", message, requestId: `req-${messageId}`, ...more });
  }

  result(callId: string, content: Json, more: Fields = {}): string {
    return this.user([{ type: "tool_result", tool_use_id: callId, content }], more);
  }

  /** Any record of the conversation: it has the envelope of all of them. */
  add(fields: Fields): string {
    const uuid = `${this.#id}-${String(++this.#count).padStart(4, "0")}`;
    const record: Fields = {
      parentUuid: this.#last,
      isSidechain: false,
      userType: "external",
      cwd: "/work/demo",
      sessionId: this.#id,
      version: "2.0.14",
      gitBranch: "main",
      uuid,
      timestamp: instant(this.#count),
      ...this.#base,
      ...fields,
    };
    this.records.push(record);
    this.#last = typeof record["uuid"] === "string" ? record["uuid"] : this.#last;
    return this.#last ?? uuid;
  }

  /** A record without the envelope. */
  aside(fields: Fields): void {
    this.records.push(fields);
  }

  toString(): string {
    return lines(this.records);
  }
}

export function instant(seconds: number): string {
  return new Date(Date.UTC(2025, 8, 1, 10) + seconds * 1000).toISOString();
}

export function lines(records: readonly Json[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

export function text(content: string): Fields {
  return { type: "text", text: content };
}

export function thinking(content: string, signature = "c2ln"): Fields {
  return { type: "thinking", thinking: content, signature };
}

export function call(id: string, name = "Read", input: Json = { file: "a.txt" }): Fields {
  return { type: "tool_use", id, name, input };
}

/** A session of a question and an answer. */
export function plainLog(id = "session-1", base: Fields = {}): Log {
  const log = new Log(id, base);
  log.user(`question of ${id}`);
  log.assistant(`msg-${id}`, `answer of ${id}`);
  return log;
}
