/** The steps of a session, put into a conversation. */
import { decodeText, type Text } from "../../json/text.ts";
import { Conversation, type FinishedConversation, type Placed } from "../../row/conversation.ts";
import { textBlock } from "../../row/messages.ts";
import type { ContentBlock } from "../../row/row.ts";
import { InjectedTexts, ReasoningTally } from "../session-meta.ts";
import type { Call, Correspondents, Mark, Said, Step } from "./steps.ts";

/** A conversation, and what is known of places in it. */
export interface Played {
  readonly conversation: FinishedConversation;
  readonly injected: InjectedTexts;
  readonly reasoning: ReasoningTally;
  /** Reasoning behind which the assistant says nothing. */
  readonly unattached: readonly Text[];
  readonly marks: readonly { readonly place: Placed; readonly mark: Mark }[];
  readonly letters: readonly { readonly place: Placed; readonly correspondents: Correspondents }[];
  readonly namespaces: readonly { readonly id: Text; readonly namespace: Text }[];
  /** Calls whose results are never in a log, by id. */
  readonly unanswerable: ReadonlySet<string>;
  /** The lines that results stand on, by their content. */
  readonly lines: ReadonlyMap<readonly ContentBlock[], number>;
  /** How the last turn ended, if it did not end by itself. */
  readonly stopped: "interrupted" | "error" | null;
}

/**
 * Reasoning that an event need not repeat: what items carry, each text for itself and all of an
 * item's joined.
 *
 * @param before steps that another row has: what events say there is told too
 */
export function toldReasoning(steps: readonly Step[], before: readonly Step[]): Set<string> {
  const told = new Set<string>();
  // Newer logs have no such events.
  if (!steps.some(({ kind }) => kind === "thought")) return told;
  for (const step of [...before, ...steps]) {
    if (step.kind !== "reasoning") continue;
    const texts = step.told.map(spelling);
    for (const text of texts) told.add(text);
    for (const glue of ["\n\n", "\n", ""]) told.add(texts.join(glue));
  }
  for (const step of before) if (step.kind === "thought") told.add(spelling(step.text));
  return told;
}

/** Plays steps. @param told reasoning that an event need not repeat */
export function play(steps: readonly Step[], told: ReadonlySet<string>): Played {
  const player = new Player(told);
  for (const step of steps) player.take(step);
  return player.finish();
}

class Player {
  readonly #told: ReadonlySet<string>;
  readonly #conversation = new Conversation();
  readonly #injected = new InjectedTexts();
  readonly #reasoning = new ReasoningTally();
  readonly #marks: { place: Placed; mark: Mark }[] = [];
  readonly #letters: { place: Placed; correspondents: Correspondents }[] = [];
  readonly #namespaces: { id: Text; namespace: Text }[] = [];
  readonly #unanswerable = new Set<string>();
  readonly #lines = new Map<readonly ContentBlock[], number>();
  /** Reasoning that waits for what the assistant says next. */
  #pending: Text[] = [];
  /** The same as an event is compared with it, as far as one has asked. */
  readonly #pendingSaid: Set<string> = new Set();
  #comparable = 0;
  #stopped: "interrupted" | "error" | null = null;

  constructor(told: ReadonlySet<string>) {
    this.#told = told;
  }

  take(step: Step): void {
    switch (step.kind) {
      case "said":
        this.#say(step);
        return;
      case "assistant":
        this.#stopped = null;
        this.#answer(step.content, step.calls);
        return;
      case "result":
        this.#lines.set(step.content, step.line);
        this.#conversation.result(step.callId, step.content);
        return;
      case "reasoning":
        this.#reasoning[step.state]++;
        for (const text of step.texts) this.#pending.push(text);
        return;
      case "thought":
        this.#think(step.text);
        return;
      case "stopped":
        this.#stopped = step.how;
        return;
      default:
        this.#marks.push({ place: this.#conversation.mark(), mark: step });
    }
  }

  finish(): Played {
    const conversation = this.#conversation.finish();
    // A call without text has an empty text in DataDesigner's rows.
    for (const { role, content, tool_calls: calls } of conversation.messages) {
      if (role === "assistant" && calls !== undefined && content.length === 0) content.push(textBlock(""));
    }
    return {
      conversation,
      injected: this.#injected,
      reasoning: this.#reasoning,
      unattached: this.#pending,
      marks: this.#marks,
      letters: this.#letters,
      namespaces: this.#namespaces,
      unanswerable: this.#unanswerable,
      lines: this.#lines,
      stopped: this.#stopped,
    };
  }

  #say({ role, content, injected, correspondents }: Said): void {
    // The assistant was interrupted before it said anything: what it thought is a turn by itself.
    if (this.#pending.length > 0) this.#answer([], []);
    if (role === "user") this.#stopped = null;
    const place = this.#conversation.say(role, content);
    for (const kind of injected) this.#injected.add(kind, place);
    if (correspondents !== undefined) this.#letters.push({ place, correspondents });
  }

  #answer(content: readonly ContentBlock[], calls: readonly Call[]): void {
    const toolCalls = calls.map(({ call }) => call);
    this.#conversation.assistant(null, { content, reasoning: this.#pending, toolCalls });
    this.#pending = [];
    this.#pendingSaid.clear();
    this.#comparable = 0;
    for (const { call, namespace, isAnswered } of calls) {
      if (namespace !== null) this.#namespaces.push({ id: call.id, namespace });
      if (!isAnswered) this.#unanswerable.add(decodeText(call.id));
    }
  }

  #think(text: Text): void {
    const said = spelling(text);
    while (this.#comparable < this.#pending.length) {
      const other = this.#pending[this.#comparable++];
      if (other !== undefined) this.#pendingSaid.add(spelling(other));
    }
    if (this.#told.has(said) || this.#pendingSaid.has(said)) return;
    this.#reasoning.text++;
    this.#pending.push(text);
  }
}

/** White space around a text is no part of what it says. */
function spelling(text: Text): string {
  return decodeText(text).trim();
}
