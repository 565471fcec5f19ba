/** What happens in a session, in the order of its records, before it is known which of it stays. */
import type { Text } from "../../json/text.ts";
import type { ContentBlock, ToolCall } from "../../row/row.ts";

/** Who sent a message from one agent to another. */
export interface Correspondents {
  readonly author: Text | null;
  readonly recipient: Text | null;
}

export interface Said {
  readonly kind: "said";
  readonly role: "user" | "system";
  readonly content: ContentBlock[];
  /** What the harness put in a person's mouth, by kind; empty for all else. */
  readonly injected: readonly string[];
  /** The first step of a message in which a person speaks: a turn begins with it. */
  readonly beginsTurn: boolean;
  readonly correspondents?: Correspondents;
}

/** A tool call, and the namespace that its name is of. */
export interface Call {
  readonly call: ToolCall;
  readonly namespace: Text | null;
  /** False for tools that the model's own service runs: their results are never in a log. */
  readonly isAnswered: boolean;
}

export type Step =
  | Said
  | { readonly kind: "assistant"; readonly content: readonly ContentBlock[]; readonly calls: readonly Call[] }
  | { readonly kind: "result"; readonly callId: Text; readonly content: ContentBlock[]; readonly line: number }
  /** A reasoning item. Told are all texts that it carries; a row has those of one channel. */
  | {
      readonly kind: "reasoning";
      readonly texts: readonly Text[];
      readonly told: readonly Text[];
      readonly state: "text" | "empty" | "encrypted";
    }
  /** Reasoning as the screen was told of it: usually the same as an item's. */
  | { readonly kind: "thought"; readonly text: Text }
  | { readonly kind: "stopped"; readonly how: "interrupted" | "error" }
  | Mark;

/** What has its place among the messages and is none of them. */
export type Mark =
  | { readonly kind: "turn"; readonly model: Text | null; readonly effort: Text | null }
  | { readonly kind: "compaction"; message: Text | null };

/** The ways in which a log tells of a compaction; each of them tells of it once. */
export type CompactionChannel = "record" | "event" | "item";

/** A session's steps; turns that were rolled back are taken out of it. */
export class Script {
  readonly #steps: Step[] = [];
  /** The indexes of the steps that begin a turn. */
  readonly #beginnings: number[] = [];
  /** What each rollback took out. */
  readonly removed: (readonly Step[])[] = [];
  /** Turns that were taken out. */
  turns = 0;
  /** A person has spoken, or the assistant acted. */
  hasBegun = false;
  /** The compaction that nothing was said since. */
  #compaction: { readonly step: { message: Text | null }; readonly channels: Set<CompactionChannel> } | null = null;

  get steps(): readonly Step[] {
    return this.#steps;
  }

  add(step: Step): void {
    if (step.kind === "said" && step.beginsTurn) this.#beginnings.push(this.#steps.length);
    this.#steps.push(step);
    if (isMark(step)) return;
    this.#compaction = null;
    this.hasBegun ||= step.kind !== "said" || step.beginsTurn;
  }

  /** Notes a compaction, unless it is the one that was noted already, told once more. */
  compact(channel: CompactionChannel, message: Text | null): void {
    const last = this.#compaction;
    if (last !== null && !last.channels.has(channel)) {
      last.channels.add(channel);
      last.step.message ??= message;
      return;
    }
    const step: Step = { kind: "compaction", message };
    this.add(step);
    this.#compaction = { step, channels: new Set([channel]) };
  }

  /**
   * Takes the last turns out (codex-rs `drop_last_n_user_turns`): each begins with a person's
   * message, and with the context that was put directly before it. What comes before the first turn
   * stays.
   */
  rollBack(count: number): void {
    const beginnings = this.#beginnings;
    const first = beginnings[0] ?? 0;
    const taken = count < 1 ? 0 : Math.min(count, beginnings.length);
    const [cut] = taken === 0 ? [] : beginnings.splice(-taken);
    this.turns += taken;
    this.#compaction = null;
    if (cut === undefined) {
      this.removed.push([]);
      return;
    }
    const taking = this.#steps.splice(this.#withContext(cut, first));
    this.removed.push(taking.filter((step) => !isMark(step)));
    for (const step of taking) if (isMark(step)) this.#steps.push(step);
  }

  /** The index of the first piece of context before a turn; that of the first turn is the session's. */
  #withContext(cut: number, first: number): number {
    let from = cut;
    for (let index = cut - 1; index > first; index--) {
      const step = this.#steps[index];
      if (step === undefined || isMark(step)) continue;
      if (step.kind !== "said" || step.role !== "system" || step.injected.includes("turn-aborted")) break;
      from = index;
    }
    return from;
  }
}

function isMark(step: Step): step is Mark {
  return step.kind === "turn" || step.kind === "compaction";
}
