/** The entries of one chain to a conversation. */
import { describeValue } from "../../diagnostics/describe.ts";
import type { Findings } from "../../diagnostics/diagnostic.ts";
import { decodeText, isText, splitText, startsWith, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { contentBlocks, textBlock } from "../../row/messages.ts";
import { Conversation, type FinishedConversation, type Placed } from "../../row/conversation.ts";
import { parseInstant } from "../../row/timestamps.ts";
import { pythonJson } from "../../row/python-text.ts";
import type { ContentBlock, MetaValue, ToolCall } from "../../row/row.ts";
import { flagAt, objectAt, stringAt, textAt } from "../fields.ts";
import { InjectedTexts, ReasoningTally } from "../session-meta.ts";
import { callAt, callsMadeAnew } from "./calls.ts";
import type { PersistedResult } from "./companions.ts";
import { isSynthetic, pieces, recordKind } from "./harness.ts";
import { contentOf } from "./queue.ts";
import type { Entry } from "./records.ts";
import { RepeatedBlocks } from "./repeated-blocks.ts";

/** Text that the client wrote in the model's place, kept out of the messages. */
interface StandIn {
  readonly place: Placed;
  readonly kind: "api-error" | "synthetic";
  readonly content: JsonValue;
}

/** One chain put together, and what there is to say of it. */
export class Assembly {
  readonly injected: InjectedTexts = new InjectedTexts();
  readonly reasoning: ReasoningTally = new ReasoningTally();
  readonly models: Set<string> = new Set();
  readonly standIns: StandIn[] = [];
  readonly compactions: { readonly place: Placed; readonly metadata: JsonObject | null }[] = [];
  readonly failedResults: Text[] = [];
  readonly persisted: MetaValue[] = [];
  /** By message id: the last record of a message has the final numbers. */
  readonly usage: Map<string, JsonObject> = new Map();
  /** Kinds of blocks that are no text, call or result. */
  readonly media: Map<string, number> = new Map();
  stopReason: Text | null = null;
  queuedPrompts = 0;
  abortedMessages = 0;
  modelFallbacks = 0;
  /** What the last entry says of how the session ended. */
  last: "interrupted" | "error" | null = null;

  readonly #conversation = new Conversation();
  /**
   * By timestamp: when a session is resumed in an editor, the client writes its last records once
   * more, with other uuids and each block in a record of its own. Masked logs have the same word in
   * the place of every timestamp.
   */
  readonly #userRepeats = new RepeatedBlocks((timestamp) => parseInstant(timestamp) !== null);
  /** By message id: clients that write snapshots repeat the blocks that came before (159 messages in real logs). */
  readonly #assistantRepeats = new RepeatedBlocks(() => true);
  /** By call id: iFlow's messages repeat the calls of the messages before. */
  readonly #callRepeats: RepeatedBlocks;
  /** Place of the entry that is being added. */
  #position = 0;
  readonly #findings: Findings;
  readonly #resolve: (named: string) => PersistedResult;

  /**
   * @param entries of one chain, in their order
   * @param resolve finds the file of a tool result that was put aside
   */
  constructor(entries: readonly Entry[], findings: Findings, resolve: (named: string) => PersistedResult) {
    let anew: ReadonlySet<string> | null = null;
    this.#callRepeats = new RepeatedBlocks((id) => {
      anew ??= callsMadeAnew(entries);
      return !anew.has(callAt(this.#position, id));
    });
    this.#findings = findings;
    this.#resolve = resolve;
    for (const entry of entries) this.#add(entry);
  }

  #add(entry: Entry): void {
    this.#position = entry.position;
    switch (entry.kind) {
      case "boundary":
        this.compactions.push({
          place: this.#conversation.mark(),
          metadata: objectAt(entry.record, "compactMetadata"),
        });
        return;
      case "assistant":
        if (isSynthetic(entry.record)) this.#standIn(entry);
        else this.#assistant(entry);
        return;
      case "queued":
        this.#user(entry, objectAt(entry.record, "attachment") ?? entry.record);
        return;
      case "user":
        this.#user(entry, entry.record);
    }
  }

  get repeatedBlocks(): number {
    return this.#userRepeats.count + this.#assistantRepeats.count + this.#callRepeats.count;
  }

  finish(): FinishedConversation {
    return this.#conversation.finish();
  }

  #standIn({ record }: Entry): void {
    const kind = flagAt(record, "isApiErrorMessage") ? "api-error" : "synthetic";
    const content = valueAt(objectAt(record, "message") ?? {}, "content") ?? null;
    this.standIns.push({ place: this.#conversation.mark(), kind, content });
    if (kind === "api-error") this.last = "error";
  }

  /** @param marked the object that says whose words these are */
  #user(entry: Entry, marked: JsonObject): void {
    const content = contentOf(entry);
    const kind =
      recordKind(marked) ?? (stringAt(marked, "commandMode") === "task-notification" ? "task-notification" : null);
    const blocks = Array.isArray(content) ? content : [content ?? null];
    const spoken: ContentBlock[] = [];
    let isPersons = false;
    const flush = (): void => {
      if (spoken.length === 0) return;
      const place = this.#conversation.say(kind === null ? "user" : "system", spoken.splice(0));
      isPersons ||= kind === null;
      if (kind === null) this.last = null;
      else this.injected.add(kind, place);
    };
    for (const block of this.#userRepeats.fresh(stringAt(entry.record, "timestamp"), blocks)) {
      if (isJsonObject(block) && stringAt(block, "type") === "tool_result") this.#result(block, entry.line);
      else if (kind === null) this.#userBlock(block, spoken, flush);
      else spoken.push(...this.#plainBlocks(block));
    }
    flush();
    if (isPersons && entry.kind === "queued") this.queuedPrompts++;
  }

  /** A block of which the text may be a person's or the harness's. */
  #userBlock(block: JsonValue, spoken: ContentBlock[], flush: () => void): void {
    const text = textOf(block);
    if (text === null) {
      spoken.push(...this.#plainBlocks(block));
      return;
    }
    for (const piece of pieces(text)) {
      if (piece.kind === null) {
        spoken.push(textBlock(piece.text));
        continue;
      }
      flush();
      this.injected.add(piece.kind, this.#conversation.say("system", [textBlock(piece.text)]));
      if (piece.kind === "interruption") this.last = "interrupted";
    }
  }

  #plainBlocks(block: JsonValue): ContentBlock[] {
    if (!isJsonObject(block)) return contentBlocks(block, () => undefined);
    const text = textOf(block);
    // Without what is no text (citations, cache marks), as DataDesigner has it.
    if (text !== null) return [textBlock(text)];
    this.#countMedia(block);
    return contentBlocks([block], () => undefined);
  }

  #assistant({ record, line }: Entry): void {
    const message = objectAt(record, "message") ?? {};
    const id = stringAt(message, "id");
    const model = stringAt(message, "model");
    if (model !== null) this.models.add(model);
    this.stopReason = textAt(message, "stop_reason") ?? this.stopReason;
    const usage = objectAt(message, "usage");
    if (usage !== null) this.usage.set(id ?? stringAt(record, "uuid") ?? `#${this.usage.size}`, usage);
    if (flagAt(record, "isAbortedMidStream")) this.abortedMessages++;
    this.last = null;

    const content: ContentBlock[] = [];
    const reasoning: Text[] = [];
    const toolCalls: ToolCall[] = [];
    const results: JsonObject[] = [];
    const raw = valueAt(message, "content") ?? null;
    for (const block of this.#assistantRepeats.fresh(id, Array.isArray(raw) ? raw : [raw])) {
      if (!isJsonObject(block)) {
        content.push(...contentBlocks(block, () => undefined));
        continue;
      }
      switch (stringAt(block, "type")) {
        case "thinking": {
          const thought = textAt(block, "thinking") ?? textAt(block, "text");
          if (thought === null) this.reasoning.empty++;
          else {
            this.reasoning.text++;
            reasoning.push(thought);
          }
          break;
        }
        case "redacted_thinking":
          this.reasoning.encrypted++;
          break;
        case "fallback":
          this.modelFallbacks++;
          break;
        case "tool_use":
          if (this.#callRepeats.fresh(stringAt(block, "id"), [whatIsCalled(block)]).length > 0) {
            toolCalls.push(toolCall(block));
          }
          break;
        case "tool_result":
          results.push(block);
          break;
        default:
          content.push(...this.#plainBlocks(block));
      }
    }
    this.#conversation.assistant(id, { content, reasoning, toolCalls });
    for (const result of results) this.#result(result, line);
  }

  #result(block: JsonObject, line: number): void {
    const callId = textAt(block, "tool_use_id");
    if (callId === null) return;
    if (flagAt(block, "is_error")) this.failedResults.push(callId);
    const content = valueAt(block, "content") ?? null;
    const only = Array.isArray(content) && content.length === 1 ? textOf(content[0] ?? null) : content;
    const named = isText(only) ? persistedPath(only) : null;
    if (named !== null) {
      const persisted = this.#resolve(named);
      this.persisted.push({ tool_call_id: callId, path: named, state: persisted.state });
      if (persisted.state === "inlined") {
        this.#conversation.result(callId, [textBlock(persisted.text)]);
        return;
      }
    }
    const list = Array.isArray(content) ? content : [content];
    for (const item of list) if (isJsonObject(item) && textOf(item) === null) this.#countMedia(item);
    const blocks = contentBlocks(content, () => {
      const found = describeValue(content);
      this.#findings.add({ severity: "warning", code: "text-from-json", at: [], line, expected: "text", found });
    });
    this.#conversation.result(callId, blocks);
  }

  #countMedia(block: JsonObject): void {
    const type = stringAt(block, "type");
    if (type !== null) countUp(this.media, type);
  }
}

/** A text, or the text of a text block; null for anything else. */
function textOf(block: JsonValue): Text | null {
  if (isText(block)) return block;
  const text = isJsonObject(block) && stringAt(block, "type") === "text" ? valueAt(block, "text") : undefined;
  return isText(text) ? text : null;
}

function toolCall(block: JsonObject): ToolCall {
  const input = valueAt(block, "input") ?? null;
  return {
    id: textAt(block, "id") ?? "",
    type: "function",
    function: {
      name: textAt(block, "name") ?? "",
      // DataDesigner `stringify_json_value`: null counts as no arguments.
      arguments: isText(input) ? input : pythonJson(input ?? {}),
    },
  };
}

function whatIsCalled(block: JsonObject): JsonObject {
  return { name: valueAt(block, "name") ?? null, input: valueAt(block, "input") ?? null };
}

/** The file that a `<persisted-output>` stub names. */
function persistedPath(content: Text): string | null {
  if (!startsWith(content, "<persisted-output>")) return null;
  const behind = splitText(content, "saved to: ")?.behind;
  if (behind === undefined) return null;
  const line = splitText(behind, "\n")?.before ?? behind;
  return decodeText(line).trim() || null;
}
