/** One Claude Code log: its records in order, and its rows at the end. */
import { valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { reportDamage } from "../damage.ts";
import { flagAt, objectAt, stringAt } from "../fields.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { damageOf } from "./check.ts";
import type { IndexEntry } from "./companions.ts";
import { isContextElsewhere } from "./continues.ts";
import { SessionFacts } from "./facts.ts";
import { withContent } from "./left-out.ts";
import { PromptQueue } from "./queue.ts";
import { isKnownType, isOwnType, type Entry } from "./records.ts";
import type { Repeats } from "./plan.ts";
import { makeRows, type MadeRow } from "./rows.ts";

/** A file with so many records of which none is Claude Code's is something else. */
const HOPELESS = 20;

/** What is known of a file from the others of the run. */
export interface FileKnowledge {
  /** Records that another file's row has. */
  readonly repeats: Repeats;
  /** What summaries in other files say of this session. */
  readonly summaries: readonly string[];
  /** Another file holds what a forked subagent goes on from. */
  readonly isContextInRun: boolean;
  /** What an index says of a session. */
  indexed(this: void, sessionId: string): IndexEntry | null;
}

export class ClaudeCodeReader implements SessionReader {
  /** All that was said, in the order of the file, and the rows that were made of it; set when the file is finished. */
  entries: readonly Entry[] = [];
  rows: readonly MadeRow[] = [];
  readonly #context: SessionContext;
  readonly #knowledge: FileKnowledge;
  readonly #facts = new SessionFacts();
  readonly #queue = new PromptQueue();
  readonly #read: Entry[] = [];
  #position = 0;
  #known = 0;
  #own = 0;
  /** Damaged messages, and damaged blocks of sound ones, that were left out. */
  #skippedRecords = 0;
  #skippedBlocks = 0;
  /** Messages that are shown only, and were left out. */
  #virtualRecords = 0;

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
    if (type === "user" || type === "assistant") this.#readMessage(type, record, line, position);
    else if (type === "queue-operation") this.#queue.take(record, line, position);
    else if (isQueuedPrompt(record, type)) this.#keep("queued", record, line, position);
    else if (type === "system" && stringAt(record, "subtype") === "compact_boundary") {
      this.#keep("boundary", record, line, position);
    } else this.#facts.takeAside(record, type);
    return true;
  }

  finish(end: SessionEnd): Conversion {
    const { findings } = this.#context;
    const { delivered, waiting } = this.#queue.finish(this.#read);
    if (delivered.length > 0) {
      for (const entry of delivered) this.#read.push(this.#placed(entry));
      this.#read.sort((a, b) => a.position - b.position);
    }
    this.entries = this.#read;
    // Other programs' logs (Qwen's) have users and assistants too, but not their messages.
    const isSilent = this.#virtualRecords === 0 && this.entries.every(({ kind }) => kind === "boundary");
    if (isSilent && this.#own === 0) return { outcome: "skipped", reason: "not a rollout" };
    if (findings.errors > 0) return { outcome: "rejected", findings };
    this.rows = makeRows(
      {
        entries: this.entries,
        facts: this.#facts,
        waiting,
        skippedBlocks: this.#skippedBlocks,
        virtualRecords: this.#virtualRecords,
        end: { ...end, skippedRecords: end.skippedRecords + this.#skippedRecords },
      },
      this.#knowledge,
      this.#context,
    );
    const rows = this.rows.map(({ row }) => row);
    const isSuperseded = rows.length === 0 && this.entries.some(({ isElsewhere }) => isElsewhere);
    this.#reportRepeats(isSuperseded);
    if (rows.length > 0) this.#reportContext();
    if (isSuperseded) return { outcome: "skipped", reason: "superseded", findings };
    return rows.length === 0
      ? { outcome: "skipped", reason: "no conversation", findings }
      : { outcome: "rows", rows, findings };
  }

  #reportRepeats(isSuperseded: boolean): void {
    const { holders, positions } = this.#knowledge.repeats;
    if (positions.size === 0) return;
    const names = [...new Set(holders.map(({ displayPath }) => displayPath))].join(", ");
    this.#context.findings.add({
      severity: "warning",
      code: isSuperseded ? "superseded-session" : "repeated-records",
      at: [],
      found: `${positions.size} ${positions.size === 1 ? "record" : "records"}, also in ${names}`,
    });
  }

  #reportContext(): void {
    if (!isContextElsewhere(this.#facts, this.#knowledge)) return;
    const sessionId = this.#facts.forkContext?.sessionId ?? null;
    this.#context.findings.add({
      severity: "warning",
      code: "history-elsewhere",
      at: [],
      found: sessionId === null ? undefined : `the session ${sessionId}`,
    });
  }

  #readMessage(kind: "user" | "assistant", record: JsonObject, line: number, position: number): void {
    const damages = damageOf(record);
    if (damages.length === 0) {
      this.#keepMessage(kind, record, line, position);
      return;
    }
    for (const { at, expected, found } of damages) {
      reportDamage(this.#context, found === undefined ? "missing-field" : "wrong-type", at, expected, found);
    }
    if (damages.some(({ block }) => block === null)) {
      this.#skippedRecords++;
      return;
    }
    this.#skippedBlocks += damages.length;
    this.#keepMessage(kind, withoutBlocks(record, new Set(damages.map(({ block }) => block))), line, position);
  }

  /**
   * What a script of the `REPL` tool did is shown in messages of its own (clients from 2.1.332 on): the
   * model did not call for it, and the client leaves them out of what it sends.
   */
  #keepMessage(kind: "user" | "assistant", record: JsonObject, line: number, position: number): void {
    if (flagAt(record, "isVirtual")) this.#virtualRecords++;
    else this.#keep(kind, record, line, position);
  }

  #keep(kind: Entry["kind"], record: JsonObject, line: number, position: number): void {
    const uuid = stringAt(record, "uuid");
    const sidechain = flagAt(record, "isSidechain") || stringAt(record, "parent_tool_use_id") !== null;
    this.#read.push(this.#placed({ kind, record, line, position, uuid, sidechain, isElsewhere: false }));
  }

  #placed(entry: Entry): Entry {
    return this.#knowledge.repeats.positions.has(entry.position) ? { ...entry, isElsewhere: true } : entry;
  }
}

/** A copy of a record whose message lacks some of its blocks. */
function withoutBlocks(record: JsonObject, blocks: ReadonlySet<JsonValue | null>): JsonObject {
  const content = valueAt(objectAt(record, "message") ?? {}, "content");
  return withContent(record, Array.isArray(content) ? content.filter((block) => !blocks.has(block)) : []);
}

function isQueuedPrompt(record: JsonObject, type: string): boolean {
  if (type !== "attachment") return false;
  const attachment = objectAt(record, "attachment");
  return attachment !== null && stringAt(attachment, "type") === "queued_command";
}
