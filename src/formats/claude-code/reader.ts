/** One Claude Code log: its records in order, and its rows at the end. */
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { reportDamage } from "../damage.ts";
import { flagAt, objectAt, stringAt } from "../fields.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { damageOf } from "./check.ts";
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
    const damages = damageOf(record);
    for (const { at, expected, found } of damages) {
      reportDamage(this.#context, found === undefined ? "missing-field" : "wrong-type", at, expected, found);
    }
    if (damages.some(({ block }) => block === null)) return;
    const sound = damages.length === 0 ? record : withoutBlocks(record, new Set(damages.map(({ block }) => block)));
    this.#keep(kind, sound, line, position);
  }

  #keep(kind: Entry["kind"], record: JsonObject, line: number, position: number): void {
    const uuid = stringAt(record, "uuid");
    this.#entries.push({ kind, record, line, position, uuid, sidechain: flagAt(record, "isSidechain") });
  }
}

/** A copy of a record whose message lacks some of its blocks. */
function withoutBlocks(record: JsonObject, blocks: ReadonlySet<JsonValue | null>): JsonObject {
  const message = objectAt(record, "message") ?? {};
  const content = valueAt(message, "content");
  const left = Array.isArray(content) ? content.filter((block) => !blocks.has(block)) : [];
  return { ...record, message: { ...message, content: left } };
}

function isQueuedPrompt(record: JsonObject, type: string): boolean {
  if (type !== "attachment") return false;
  const attachment = objectAt(record, "attachment");
  return attachment !== null && stringAt(attachment, "type") === "queued_command";
}
