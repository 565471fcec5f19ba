/** One rollout, record by record, and the row that it makes. */
import { decodeText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject } from "../../json/value.ts";
import { countUp } from "../../maps.ts";
import { completeRow } from "../../row/derive.ts";
import type { MetaValue } from "../../row/row.ts";
import { reportDamage } from "../damage.ts";
import type { Conversion, SessionContext, SessionEnd, SessionReader } from "../handler.ts";
import { CallIds } from "./calls.ts";
import { LogFacts } from "./facts.ts";
import { stringAt, objectAt, textAt } from "../fields.ts";
import { stemOf } from "./files.ts";
import { identityOf, type Identity } from "./identity.ts";
import { addAgentMessage, addItem, addReasoning, type Sink } from "./items.ts";
import { play, toldReasoning, type Played } from "./play.ts";
import { findThread, placeOf, rootOf, type Place, type Plan } from "./plan.ts";
import { shapeOf, typeName, type Shape } from "./shapes.ts";
import { sourceMeta } from "./source-meta.ts";
import { Script } from "./steps.ts";

const NO_HEADER: JsonObject = {};

export class RolloutReader implements SessionReader {
  readonly #context: SessionContext;
  readonly #plan: Plan;
  readonly #place: Place;
  readonly #facts = new LogFacts();
  readonly #script = new Script();
  /** Of what another row has: the reasoning, lest an event that comes later repeat it. */
  readonly #before = new Script();
  readonly #sink: Sink;
  /** A session_meta, a header or an item was met: nobody else writes these. */
  #isRollout = false;
  /** The log was written anew at a compaction, and what was said before it is gone (Codex 0.144, issue 44363). */
  #beginsCompacted = false;
  #records = 0;

  constructor(context: SessionContext, plan: Plan) {
    this.#context = context;
    this.#plan = plan;
    this.#place = placeOf(plan, context.file.path);
    this.#sink = { context, script: this.#script, facts: this.#facts, callIds: new CallIds() };
  }

  read(record: JsonObject, line: number): boolean {
    if (this.#place.supersededBy !== null) return false;
    this.#records++;
    this.#facts.addTimestamp(valueAt(record, "timestamp"));
    this.#facts.recordTypes.add(typeName(record));
    const { repeats } = this.#place;
    const isRepeated = repeats !== null && line >= repeats.from && line <= repeats.to;
    const shape = shapeOf(record);
    // Without a header before it, or a line that may have been one, an item is no rollout's.
    if (this.#records === 1 && (shape === "other" || (shape === "bare" && line === 1))) return false;
    if (shape === "wrapped") this.#readWrapped(record, line, isRepeated);
    else if (shape === "header" && this.#records === 1) this.#addHeader(record, true);
    else this.#readBare(record, shape, line, isRepeated);
    return true;
  }

  finish(end: SessionEnd): Conversion {
    const { findings } = this.#context;
    const { supersededBy, repeats } = this.#place;
    if (supersededBy !== null) return this.#superseded(supersededBy.displayPath);
    if (!this.#isRollout) return { outcome: "skipped", reason: "not a rollout" };
    if (findings.errors > 0) return { outcome: "rejected", findings };
    const { removed, steps } = this.#script;
    const told = toldReasoning([...steps, ...removed.flat()], this.#before.steps);
    const played = play(steps, told);
    const { messages, orphans } = played.conversation;
    if (messages.length === 0 && orphans.length === 0 && played.unattached.length === 0) {
      return repeats === null
        ? { outcome: "skipped", reason: "no conversation" }
        : this.#superseded(repeats.of.displayPath);
    }
    const rolledBack = removed.map((part) => play(part, told).conversation.messages.length);
    const rollbacks = {
      count: removed.length,
      turns: this.#script.turns,
      messages: rolledBack.reduce((sum, count) => sum + count, 0),
    };
    this.#warn(played);
    return { outcome: "rows", rows: [this.#row(played, rollbacks, end)], findings };
  }

  #readWrapped(record: JsonObject, line: number, isRepeated: boolean): void {
    const payload = valueAt(record, "payload");
    if (!isJsonObject(payload)) {
      this.#facts.leftOut++;
      reportDamage(this.#context, "wrong-type", ["payload"], "an object", payload);
      return;
    }
    const facts = this.#facts;
    switch (typeName(record)) {
      case "session_meta":
        this.#addHeader(payload, false);
        facts.addTimestamp(valueAt(payload, "timestamp"));
        return;
      case "response_item":
        this.#addItem(payload, ["payload"], line, isRepeated);
        return;
      case "event_msg":
        countUp(facts.events, typeName(payload));
        this.#addEvent(payload, isRepeated);
        return;
      case "turn_context":
        if (isRepeated) return;
        facts.addModel(payload);
        this.#script.add({ kind: "turn", model: textAt(payload, "model"), effort: textAt(payload, "effort") });
        return;
      case "compacted":
        if (isRepeated) return;
        this.#beginsCompacted ||= !this.#script.hasBegun && (valueAt(payload, "replacement_history") ?? null) !== null;
        this.#script.compact("record", textAt(payload, "message"));
        return;
      default:
        if (!isRepeated) addAgentMessage(payload, ["payload"], this.#sink);
    }
  }

  /** What has no wrapper is an item in a flat file; elsewhere it is counted. */
  #readBare(record: JsonObject, shape: Shape, line: number, isRepeated: boolean): void {
    const facts = this.#facts;
    if (shape === "bare") facts.isFlat ||= facts.header === null;
    const isItem = facts.isFlat && (shape === "bare" || shape === "other");
    if (isItem) this.#addItem(record, [], line, isRepeated);
    else countUp(facts.otherRecords, shape === "state" ? "state" : typeName(record));
  }

  #addHeader(header: JsonObject, isFlat: boolean): void {
    this.#isRollout = true;
    this.#facts.addHeader(header, isFlat);
  }

  #addItem(item: JsonObject, at: readonly string[], line: number, isRepeated: boolean): void {
    this.#isRollout = true;
    this.#facts.itemTypes.add(typeName(item));
    if (!isRepeated) addItem(item, at, line, this.#sink);
    else if (typeName(item) === "reasoning") addReasoning(item, this.#before);
  }

  #addEvent(event: JsonObject, isRepeated: boolean): void {
    const script = this.#script;
    const type = typeName(event);
    if (type === "agent_reasoning" || type === "agent_reasoning_raw_content") {
      const text = textAt(event, "text");
      if (text !== null) (isRepeated ? this.#before : script).add({ kind: "thought", text });
      return;
    }
    if (isRepeated) return;
    switch (type) {
      case "token_count":
        this.#facts.addUsage(event);
        return;
      case "turn_aborted":
        this.#facts.abortedTurns++;
        script.add({ kind: "stopped", how: "interrupted" });
        return;
      case "task_complete":
      case "turn_complete":
        if ((valueAt(event, "error") ?? null) !== null) script.add({ kind: "stopped", how: "error" });
        return;
      case "error":
        script.add({ kind: "stopped", how: "error" });
        return;
      case "context_compacted":
        script.compact("event", null);
        return;
      case "thread_rolled_back": {
        const turns = valueAt(event, "num_turns");
        script.rollBack(typeof turns === "number" ? turns : 0);
        return;
      }
      default:
    }
  }

  #superseded(by: string): Conversion {
    const { findings } = this.#context;
    findings.add({ severity: "warning", code: "superseded-session", at: [], found: by });
    return { outcome: "skipped", reason: "superseded", findings };
  }

  #warn({ conversation, lines }: Played): void {
    const { findings } = this.#context;
    const { repeats } = this.#place;
    if (repeats !== null) {
      const found = `${repeats.items} ${repeats.items === 1 ? "item" : "items"} of ${repeats.of.displayPath}`;
      findings.add({ severity: "warning", code: "repeated-records", at: [], found });
    }
    if (this.#beginsCompacted && repeats === null && identityOf(this.#facts.header ?? NO_HEADER).base === null) {
      const found = "a compaction before the first message";
      findings.add({ severity: "warning", code: "history-elsewhere", at: [], found });
    }
    for (const { callId, content } of conversation.orphans) {
      const found = `a result of ${JSON.stringify(decodeText(callId))}`;
      findings.add({ severity: "warning", code: "unlinked-result", at: [], line: lines.get(content), found });
    }
  }

  #row(
    played: Played,
    rollbacks: { count: number; turns: number; messages: number },
    end: SessionEnd,
  ): ReturnType<typeof completeRow> {
    const facts = this.#facts;
    const header = facts.header ?? NO_HEADER;
    const identity = identityOf(header);
    const threadId = identity.id ?? stemOf(this.#context.relativePath);
    const { startedAt, endedAt } = facts.span;
    const folder = textAt(header, "cwd") ?? (facts.isFlat ? facts.contextFolder : null);
    return completeRow({
      trace_id: this.#place.traceId ?? threadId,
      source_kind: "codex",
      source_path: this.#context.sourcePath,
      root_session_id: identity.isSubagent ? (rootOf(this.#plan, identity) ?? threadId) : threadId,
      agent_id: identity.isSubagent ? threadId : null,
      is_sidechain: identity.isSubagent,
      cwd: folder,
      project_path: folder,
      git_branch: branchOf(header),
      started_at: textAt(header, "timestamp") ?? startedAt,
      ended_at: endedAt,
      messages: played.conversation.messages,
      source_meta: sourceMeta({
        facts,
        header,
        identity,
        played,
        rollbacks,
        continues: this.#continues(identity),
        end,
      }),
    });
  }

  /** The row that this one goes on from, and how much of it comes before. */
  #continues({ base }: Identity): MetaValue | undefined {
    const { repeats } = this.#place;
    if (repeats !== null) return [{ trace_id: repeats.of.traceId, items: repeats.items }];
    if (base === null) return undefined;
    const other = findThread(this.#plan, base.threadId, base.rolloutId, this.#context.file.path);
    const end_ordinal = base.end ?? undefined;
    if (other !== null) return [{ trace_id: other.traceId, end_ordinal }];
    const named = base.threadId ?? base.rolloutId;
    this.#context.findings.add({
      severity: "warning",
      code: "history-elsewhere",
      at: [],
      found: named === null ? undefined : `the thread ${named}`,
    });
    return [{ trace_id: named ?? undefined, end_ordinal, in_run: false }];
  }
}

/** Where DataDesigner looks for the branch, no client has written it; it is tried last. */
function branchOf(header: JsonObject): Text | null {
  const git = objectAt(header, "git");
  const branch = git === null ? undefined : valueAt(git, "branch");
  return isText(branch) && branch !== "" ? branch : stringAt(header, "git_branch");
}
