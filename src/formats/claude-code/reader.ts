/** One Claude Code log: its records in order, and its rows at the end. */
import { isText } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { reportDamage } from "../damage.ts";
import { flagAt, objectAt, stringAt } from "../fields.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { SessionFacts } from "./facts.ts";
import { PromptQueue } from "./queue.ts";
import { isKnownType, isOwnType, type Entry } from "./records.ts";
import type { Repeats } from "./repeats.ts";
import { makeRows } from "./rows.ts";

/** A file with so many records of which none is Claude Code's is something else. */
const HOPELESS = 20;

/** What is known of a file from the others of the run. */
export interface FileKnowledge {
  /** Records that another file's row has. */
  readonly repeats: Repeats;
  /** What summaries in other files say of this session. */
  readonly summaries: readonly string[];
  readonly index: ReadonlyMap<
    string,
    { projectPath?: string | undefined; summary?: string | undefined; firstPrompt?: string | undefined }
  >;
}

export class ClaudeCodeReader implements SessionReader {
  readonly #context: SessionContext;
  readonly #knowledge: FileKnowledge;
  readonly #facts = new SessionFacts();
  readonly #queue = new PromptQueue();
  readonly #entries: Entry[] = [];
  #position = 0;
  #known = 0;
  #repeated = 0;
  #own = 0;

  constructor(context: SessionContext, knowledge: FileKnowledge) {
    this.#context = context;
    this.#knowledge = knowledge;
  }

  read(record: JsonObject, line: number): boolean {
    const type = stringAt(record, "type") ?? "unknown";
    if (isKnownType(type)) this.#known++;
    if (isOwnType(type)) this.#own++;
    const position = this.#position++;
    if (position >= HOPELESS && this.#known === 0) return false;
    this.#facts.take(record, type);
    if (this.#knowledge.repeats.lines.has(line)) this.#repeated++;
    else if (type === "user" || type === "assistant") this.#readMessage(type, record, line, position);
    else if (type === "queue-operation") this.#queue.take(record, line, position);
    else if (isQueuedPrompt(record, type)) this.#keep("queued", record, line, position);
    else if (type === "system" && stringAt(record, "subtype") === "compact_boundary") {
      this.#keep("boundary", record, line, position);
    } else this.#facts.takeAside(record, type);
    return true;
  }

  finish(end: SessionEnd): Conversion {
    const { findings } = this.#context;
    const spoken = this.#entries.some(({ kind }) => kind === "user" || kind === "assistant" || kind === "queued");
    // Other programs' logs (Qwen's) have users and assistants too, but not their messages.
    if (!spoken && this.#repeated === 0 && this.#own === 0) return { outcome: "skipped", reason: "not a rollout" };
    if (findings.errors > 0) return { outcome: "rejected", findings };
    this.#reportRepeats(spoken);
    if (!spoken) return { outcome: "skipped", reason: this.#repeated > 0 ? "superseded" : "no conversation", findings };
    const delivered = this.#queue.delivered(this.#entries);
    const entries = [...this.#entries, ...delivered].toSorted((a, b) => a.position - b.position);
    const rows = makeRows(
      { entries, facts: this.#facts, waiting: this.#queue.waiting(entries), repeated: this.#repeated, end },
      this.#knowledge,
      this.#context,
    );
    return rows.length === 0
      ? { outcome: "skipped", reason: "no conversation", findings }
      : { outcome: "rows", rows, findings };
  }

  #reportRepeats(spoken: boolean): void {
    if (this.#repeated === 0) return;
    const holders = this.#knowledge.repeats.holders.map(({ displayPath }) => displayPath).join(", ");
    this.#context.findings.add({
      severity: "warning",
      code: spoken ? "repeated-records" : "superseded-session",
      at: [],
      found: `${this.#repeated} ${this.#repeated === 1 ? "record" : "records"}, also in ${holders}`,
    });
  }

  #readMessage(kind: "user" | "assistant", record: JsonObject, line: number, position: number): void {
    const message = valueAt(record, "message");
    if (!isJsonObject(message)) {
      this.#damage(["message"], message, "an object: the message");
      return;
    }
    const content = valueAt(message, "content");
    if (Array.isArray(content)) this.#checkBlocks(content);
    else if (!isText(content) && !isJsonObject(content)) {
      this.#damage(["message", "content"], content, "text or a list of blocks");
      return;
    }
    this.#keep(kind, record, line, position);
  }

  /** DataDesigner refuses calls without an id or a name, and results without the id of a call. */
  #checkBlocks(content: JsonValue[]): void {
    for (let index = 0; index < content.length; index++) {
      const block = content[index];
      if (!isJsonObject(block)) continue;
      const type = stringAt(block, "type");
      const needed = type === "tool_use" ? ["id", "name"] : type === "tool_result" ? ["tool_use_id"] : [];
      const missing = needed.find((key) => stringAt(block, key) === null);
      if (missing === undefined) continue;
      this.#damage(["message", "content", index, missing], valueAt(block, missing), "text that is not empty");
      content.splice(index--, 1);
    }
  }

  #damage(at: readonly (string | number)[], found: JsonValue | undefined, expected: string): void {
    const isMissing = found === undefined;
    // A key that is missing has no place of its own: the object that lacks it has.
    reportDamage(
      this.#context,
      isMissing ? "missing-field" : "wrong-type",
      isMissing ? at.slice(0, -1) : at,
      isMissing ? `the key ${JSON.stringify(at.at(-1))}: ${expected}` : expected,
      found,
    );
  }

  #keep(kind: Entry["kind"], record: JsonObject, line: number, position: number): void {
    const uuid = stringAt(record, "uuid");
    this.#entries.push({ kind, record, line, position, uuid, sidechain: flagAt(record, "isSidechain") });
  }
}

function isQueuedPrompt(record: JsonObject, type: string): boolean {
  if (type !== "attachment") return false;
  const attachment = objectAt(record, "attachment");
  return attachment !== null && stringAt(attachment, "type") === "queued_command";
}
