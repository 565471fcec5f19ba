/**
 * A conversation as it is put together from a session log: one assistant message a turn, the
 * results right behind the turn that called for them.
 */
import { decodeText, isNonEmptyText, joinTexts, type Text } from "../json/text.ts";
import { buildMessage } from "./messages.ts";
import type { ContentBlock, Message, ToolCall } from "./row.ts";

/** Something that has its place among the messages. */
export interface Placed {
  /** How many messages come before it; right once the conversation is finished. */
  index: number;
}

/** What an assistant says in one go. */
export interface AssistantPart {
  readonly content?: readonly ContentBlock[];
  readonly reasoning?: readonly Text[];
  readonly toolCalls?: readonly ToolCall[];
}

interface Result {
  readonly callId: Text;
  readonly content: ContentBlock[];
}

/** All that the assistant says before somebody else speaks. */
interface Turn extends Placed {
  readonly kind: "turn";
  readonly content: ContentBlock[];
  readonly reasoning: Text[];
  readonly toolCalls: ToolCall[];
  readonly results: Result[];
}

interface Said extends Placed {
  readonly kind: "said";
  readonly role: "user" | "system";
  readonly content: ContentBlock[];
}

interface Mark extends Placed {
  readonly kind: "mark";
}

/** The messages, and what could not be among them. */
export interface FinishedConversation {
  readonly messages: Message[];
  /** Results of calls that nobody made: no assistant message declares their id. */
  readonly orphans: readonly Result[];
  /** The ids of calls without a result. */
  readonly unanswered: readonly Text[];
}

/** Takes what is said in the order of the source, and finishes once. */
export class Conversation {
  readonly #items: (Turn | Said | Mark)[] = [];
  /** The item that the next one comes behind, marks aside. */
  #last: Turn | Said | null = null;
  /** By the key of the assistant's message: its parts may come apart. */
  readonly #turns: Map<string, Turn> = new Map();
  /** By call id: the last turn that made it. */
  readonly #callers: Map<string, Turn> = new Map();
  readonly #early: Result[] = [];

  /** What a person, or the harness in the role of the system, says. */
  say(role: "user" | "system", content: ContentBlock[]): Placed {
    const said: Said = { kind: "said", role, content, index: 0 };
    this.#items.push(said);
    this.#last = said;
    return said;
  }

  /** Notes a place; it does not part what comes before it from what comes behind. */
  mark(): Placed {
    const mark: Mark = { kind: "mark", index: 0 };
    this.#items.push(mark);
    return mark;
  }

  /**
   * What the assistant says. It belongs to the turn that began with the same key, wherever that is;
   * otherwise to the turn under way, if nobody spoke and no result came since; otherwise it begins
   * a turn.
   *
   * @param key the id of the assistant's message; null when the source has none
   * @returns the turn's place; null when nothing is said and no turn has the key
   */
  assistant(key: string | null, { content = [], reasoning = [], toolCalls = [] }: AssistantPart): Placed | null {
    const known = key === null ? undefined : this.#turns.get(key);
    if (content.length === 0 && reasoning.length === 0 && toolCalls.length === 0) return known ?? null;
    const turn = known ?? this.#openTurn();
    if (key !== null) this.#turns.set(key, turn);
    for (const block of content) turn.content.push(block);
    for (const text of reasoning) turn.reasoning.push(text);
    for (const call of toolCalls) {
      turn.toolCalls.push(call);
      this.#callers.set(decodeText(call.id), turn);
    }
    return turn;
  }

  /** The result of a tool call: it goes behind the last turn that made a call of this id. */
  result(callId: Text, content: ContentBlock[]): void {
    const caller = this.#callers.get(decodeText(callId));
    if (caller === undefined) this.#early.push({ callId, content });
    else caller.results.push({ callId, content });
  }

  finish(): FinishedConversation {
    const orphans: Result[] = [];
    for (const result of this.#early) {
      const caller = this.#callers.get(decodeText(result.callId));
      if (caller === undefined) orphans.push(result);
      else caller.results.push(result);
    }
    const messages: Message[] = [];
    const unanswered: Text[] = [];
    for (const item of this.#items) {
      item.index = messages.length;
      if (item.kind === "said") messages.push(buildMessage(item));
      else if (item.kind === "turn") {
        addTurn(item, messages);
        const answered = new Set(item.results.map(({ callId }) => decodeText(callId)));
        for (const { id } of item.toolCalls) if (!answered.has(decodeText(id))) unanswered.push(id);
      }
    }
    return { messages, orphans, unanswered };
  }

  #openTurn(): Turn {
    const last = this.#last;
    if (last?.kind === "turn" && last.results.length === 0) return last;
    const turn: Turn = { kind: "turn", content: [], reasoning: [], toolCalls: [], results: [], index: 0 };
    this.#items.push(turn);
    this.#last = turn;
    return turn;
  }
}

function addTurn({ content, reasoning, toolCalls, results }: Turn, messages: Message[]): void {
  const texts = reasoning.filter(isNonEmptyText);
  messages.push(
    buildMessage({
      role: "assistant",
      content,
      reasoning: texts.length === 0 ? null : joinTexts(texts, "\n\n"),
      toolCalls,
    }),
  );
  for (const result of results) {
    messages.push(buildMessage({ role: "tool", content: result.content, toolCallId: result.callId }));
  }
}
