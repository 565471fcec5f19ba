/** The entries of the active path, put into a conversation. */
import type { Findings } from "../../diagnostics/diagnostic.ts";
import type { Text } from "../../json/text.ts";
import { valueAt, type JsonObject } from "../../json/value.ts";
import { append, countUp } from "../../maps.ts";
import { Conversation, type FinishedConversation, type Placed } from "../../row/conversation.ts";
import { textBlock } from "../../row/messages.ts";
import type { ContentBlock } from "../../row/row.ts";
import { flagAt, stringAt, textAt } from "../fields.ts";
import { InjectedTexts, ReasoningTally } from "../session-meta.ts";
import { FAILED, isStandIn, NORMAL, saidIn, type Counts, type Said } from "./assistant.ts";
import { blocksOf, isEmpty } from "./blocks.ts";
import type { Entry } from "./entries.ts";
import { imagesIn, mentionsIn } from "./mentions.ts";
import { Marks, type FailedTurn } from "./marks.ts";
import type { Branch } from "./path.ts";
import { bashText, branchText, compactionText, pythonText } from "./texts.ts";
import { UsageTally } from "./usage.ts";

export class Player {
  readonly injected = new InjectedTexts();
  readonly usage = new UsageTally();
  readonly marks: Marks = new Marks();
  readonly counts: Counts = { reasoning: new ReasoningTally(), unknownBlocks: new Map(), namelessCalls: 0 };
  /** Distinct ones, in the order of the path. */
  readonly models: Set<string> = new Set();
  readonly stopReasons: Set<string> = new Set();
  /** Ids of calls whose results are errors. */
  readonly failedResults: Text[] = [];
  /** Messages of a role that nobody knew of. */
  readonly unknownMessages: Map<string, number> = new Map();
  bashExecutions = 0;
  excludedCommands = 0;
  emptyMessages = 0;
  /** How the last turn ended, if it did not end by itself. */
  stopped: "interrupted" | "error" | null = null;
  /** The entries of results, by their content. */
  readonly results: Map<readonly ContentBlock[], Entry> = new Map();
  readonly #conversation = new Conversation();
  readonly #findings: Findings;
  /** A turn that failed: what comes next tells whether it was tried again. */
  #failed: { readonly said: Said; readonly turn: FailedTurn; readonly entry: Entry } | null = null;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** @param isElsewhere true for an entry that another row has */
  play(
    entries: readonly Entry[],
    branches: readonly Branch[],
    isElsewhere: (entry: Entry) => boolean,
  ): FinishedConversation {
    const left = new Map<Entry | null, Branch[]>();
    for (const branch of branches) {
      append(left, branch.after, branch);
    }
    this.#leave(left.get(null) ?? []);
    for (const entry of entries) {
      if (!isElsewhere(entry)) this.#take(entry);
      this.#leave(left.get(entry) ?? []);
    }
    this.#settle();
    const finished = this.#conversation.finish();
    for (const [index, { role, content, tool_calls: calls }] of finished.messages.entries()) {
      // A call without text has an empty text in DataDesigner's rows.
      if (role === "assistant" && calls !== undefined && content.length === 0) content.push(textBlock(""));
      const result = role === "tool" ? this.results.get(content) : undefined;
      if (result !== undefined) this.marks.place(result, { index });
    }
    return finished;
  }

  #leave(branches: readonly Branch[]): void {
    for (const { messages } of branches) this.marks.branches.push({ place: this.#conversation.mark(), messages });
  }

  #take(entry: Entry): void {
    const { type, record, message } = entry;
    switch (type) {
      case "message":
        if (message !== null) this.#takeMessage(entry, message);
        return;
      case "custom_message":
        this.#say(entry, record, customKind(record));
        return;
      case "compaction":
        this.usage.add(record);
        this.#compact(entry);
        return;
      case "branch_summary":
        this.usage.add(record);
        this.#inject(entry, branchText, record, "branch-summary");
        return;
      case "reset_boundary":
        this.#settle();
        this.marks.resets.push(this.#conversation.mark());
        return;
      case "model_change":
        this.#addModel(stringAt(record, "modelId"));
        return;
      case "thinking_level_change":
        this.marks.thinkingLevel = stringAt(record, "thinkingLevel");
        return;
      default:
    }
  }

  #takeMessage(entry: Entry, message: JsonObject): void {
    const role = stringAt(message, "role") ?? "unknown";
    this.usage.add(message);
    switch (role) {
      case "user":
        this.#say(entry, message, null);
        return;
      case "assistant":
        this.#answer(entry, message);
        return;
      case "toolResult":
        this.#result(entry, message);
        return;
      case "bashExecution":
        this.bashExecutions++;
        this.#run(entry, message, bashText, "bash-execution");
        return;
      case "pythonExecution":
        this.#run(entry, message, pythonText, "python-execution");
        return;
      case "fileMention":
        this.#mention(entry, message);
        return;
      case "custom":
      case "hookMessage":
        this.#say(entry, message, customKind(message));
        return;
      case "branchSummary":
        this.#inject(entry, branchText, message, "branch-summary");
        return;
      case "compactionSummary":
        this.#inject(entry, compactionText, message, "compaction-summary");
        return;
      case "system":
      case "developer":
        this.#say(entry, message, null, "system");
        return;
      default:
        countUp(this.unknownMessages, role);
    }
  }

  #say(entry: Entry, source: JsonObject, kind: string | null, role: "user" | "system" = "user"): void {
    const content = blocksOf(valueAt(source, "content") ?? null, entry.line, this.#findings);
    if (content.every(isEmpty)) this.emptyMessages++;
    else this.#speak(entry, content, kind, role);
  }

  /** What a person ran; that of a `!!` or `$$` is kept from the model. */
  #run(entry: Entry, message: JsonObject, wrap: (message: JsonObject) => Text, kind: string): void {
    if (flagAt(message, "excludeFromContext")) this.excludedCommands++;
    else this.#speak(entry, [textBlock(wrap(message)), ...imagesIn(message, this.counts)], kind);
  }

  #mention(entry: Entry, message: JsonObject): void {
    const mentions = mentionsIn(message, this.counts);
    if (mentions.length === 0) this.emptyMessages++;
    for (const { role, content } of mentions) this.#speak(entry, content, "file-mention", role);
  }

  #inject(entry: Entry, wrap: (summary: Text) => Text, source: JsonObject, kind: string): void {
    const summary = textAt(source, "summary");
    if (summary === null) this.emptyMessages++;
    else this.#speak(entry, [textBlock(wrap(summary))], kind);
  }

  #speak(entry: Entry, content: ContentBlock[], kind: string | null, role: "user" | "system" = "user"): Placed {
    this.#settle();
    if (role === "user") this.stopped = null;
    const place = this.#conversation.say(role, content);
    if (kind !== null) this.injected.add(kind, place);
    this.marks.place(entry, place);
    return place;
  }

  /** Without a summary too Pi goes on from its sentence about one, and the boundary is a message. */
  #compact(entry: Entry): void {
    const summary = textAt(entry.record, "summary") ?? "";
    const place = this.#speak(entry, [textBlock(compactionText(summary))], "compaction-summary");
    this.marks.compactions.push({ place, entry });
  }

  #answer(entry: Entry, message: JsonObject): void {
    const model = stringAt(message, "model");
    const provider = stringAt(message, "provider");
    const said = saidIn(message, this.counts);
    if (model !== null && isStandIn(provider, model)) {
      this.marks.standIns.push({ place: this.#conversation.mark(), kind: model, said });
      return;
    }
    const reason = stringAt(message, "stopReason");
    if (reason !== null) this.stopReasons.add(reason);
    this.#addModel(model);
    this.#retry();
    this.stopped = reason === "error" ? "error" : reason === "aborted" ? "interrupted" : null;
    const isSilent = said.content.length + said.reasoning.length + said.toolCalls.length === 0;
    const error = textAt(message, "errorMessage");
    const turn = { reason: reason ?? "", error, settings: { provider, model } };
    if (reason !== null && FAILED.has(reason) && !isSilent) this.#failed = { said, turn, entry };
    else if (reason !== null && !NORMAL.has(reason) && isSilent) {
      this.marks.stopped.push({ place: this.#conversation.mark(), reason, error });
    } else if (isSilent) this.emptyMessages++;
    else this.#addTurn(said, turn, entry);
  }

  #addTurn(said: Said, { reason, error, settings }: FailedTurn, entry: Entry): void {
    const place = this.#conversation.assistant(null, said);
    if (place === null) return;
    this.marks.place(entry, place);
    this.marks.setting(place, settings);
    if (reason !== "" && !NORMAL.has(reason)) this.marks.stopped.push({ place, reason, error });
  }

  /** The turn that failed stays: somebody else spoke, or its calls were answered. */
  #settle(): void {
    const failed = this.#failed;
    this.#failed = null;
    if (failed !== null) this.#addTurn(failed.said, failed.turn, failed.entry);
  }

  /** The assistant speaks again by itself: Pi tried the turn that failed once more, without it. */
  #retry(): void {
    const failed = this.#failed;
    this.#failed = null;
    if (failed === null) return;
    const { said, turn } = failed;
    this.marks.retried.push({ place: this.#conversation.mark(), said, ...turn });
  }

  #result(entry: Entry, message: JsonObject): void {
    const callId = textAt(message, "toolCallId");
    if (callId === null) return;
    this.#settle();
    const content = blocksOf(valueAt(message, "content") ?? "", entry.line, this.#findings);
    if (flagAt(message, "isError")) this.failedResults.push(callId);
    this.results.set(content, entry);
    this.#conversation.result(callId, content);
  }

  #addModel(model: string | null): void {
    if (model !== null) this.models.add(model);
  }
}

function customKind(source: JsonObject): string {
  return `custom:${stringAt(source, "customType") ?? "unknown"}`;
}
