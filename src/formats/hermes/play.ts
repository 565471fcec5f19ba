/** The messages of a session, put into a conversation. */
import { decodeText, joinTexts, type Text } from "../../json/text.ts";
import { Conversation, type FinishedConversation, type Placed } from "../../row/conversation.ts";
import { textBlock } from "../../row/messages.ts";
import { TextBlock, type ContentBlock, type MetaValue, type ToolCall } from "../../row/row.ts";
import { InjectedTexts, ReasoningTally } from "../session-meta.ts";
import { segmentsOf } from "./harness.ts";
import { linksOf, type Links } from "./links.ts";
import type { Message } from "./message.ts";

/** A conversation, and what is known of places in it. */
export interface Played {
  readonly conversation: FinishedConversation;
  readonly injected: InjectedTexts;
  readonly reasoning: ReasoningTally;
  /** Turns that did not end by themselves. */
  readonly finishes: readonly { readonly place: Placed; readonly reason: string }[];
  /** What the harness wrote in the model's place. */
  readonly standIns: readonly { readonly place: Placed; readonly kind: string; readonly said: Message }[];
  /** What the model says to a background review. */
  readonly reviewReplies: readonly Placed[];
  readonly observed: readonly Placed[];
  readonly emptyMessages: number;
  /** The lines that results stand on, by their content. */
  readonly lines: ReadonlyMap<readonly ContentBlock[], number | undefined>;
}

/** What services call the end of a turn that ended by itself, or in calls. */
const NORMAL: ReadonlySet<string> = new Set(["stop", "tool_calls", "end_turn", "tool_use"]);

/** Plays messages in their order. @param systemPrompt the session's, where it is not among them */
export function play(messages: readonly Message[], systemPrompt: Text | null): Played {
  const player = new Player(linksOf(messages));
  if (systemPrompt !== null && !isFirstSystem(messages, systemPrompt)) player.begin(systemPrompt);
  for (const message of messages) player.take(message);
  return player.finish();
}

/** True where the messages begin with the system prompt. */
function isFirstSystem([first]: readonly Message[], prompt: Text): boolean {
  const [block] = first?.role === "system" ? first.content : [];
  return block instanceof TextBlock && decodeText(block.text) === decodeText(prompt);
}

class Player {
  readonly #links: Links;
  readonly #conversation = new Conversation();
  readonly #injected = new InjectedTexts();
  readonly #reasoning = new ReasoningTally();
  readonly #finishes: { place: Placed; reason: string }[] = [];
  readonly #standIns: { place: Placed; kind: string; said: Message }[] = [];
  readonly #reviewReplies: Placed[] = [];
  readonly #observed: Placed[] = [];
  readonly #lines = new Map<readonly ContentBlock[], number | undefined>();
  #emptyMessages = 0;
  /** The last that was said is a background review's prompt. */
  #isReviewed = false;

  constructor(links: Links) {
    this.#links = links;
  }

  begin(systemPrompt: Text): void {
    this.#conversation.say("system", [textBlock(systemPrompt)]);
  }

  take(message: Message): void {
    const { role, content, callId, line } = message;
    if (role === "tool") {
      const blocks = content.length === 0 ? [textBlock("")] : content;
      this.#lines.set(blocks, line);
      this.#conversation.result(this.#links.results.get(message) ?? callId ?? "", blocks);
    } else if (role === "assistant") this.#answer(message);
    else this.#say(message, role);
  }

  finish(): Played {
    const conversation = this.#conversation.finish();
    // A turn of calls or reasoning alone has an empty text in DataDesigner's rows.
    for (const { role, content } of conversation.messages) {
      if (role === "assistant" && content.length === 0) content.push(textBlock(""));
    }
    return {
      conversation,
      injected: this.#injected,
      reasoning: this.#reasoning,
      finishes: this.#finishes,
      standIns: this.#standIns,
      reviewReplies: this.#reviewReplies,
      observed: this.#observed,
      emptyMessages: this.#emptyMessages,
      lines: this.#lines,
    };
  }

  #say(message: Message, role: "user" | "system"): void {
    this.#isReviewed = false;
    if (message.content.length === 0) this.#emptyMessages++;
    for (const { kind, content } of segmentsOf(message)) {
      const place = this.#conversation.say(kind === null ? role : "system", [...content]);
      if (kind !== null) this.#injected.add(kind, place);
      else if (message.isObserved) this.#observed.push(place);
      this.#isReviewed = kind === "background-review";
    }
  }

  #answer(message: Message): void {
    const isReply = this.#isReviewed;
    this.#isReviewed = false;
    const { mark, reasoning, reasoningState, finishReason } = message;
    const isMarked = mark !== null && mark !== "compaction-summary";
    // With calls it is the model's, whatever it was meant to lead to: their results are there.
    if (isMarked && message.calls.length === 0) {
      this.#standIns.push({ place: this.#conversation.mark(), kind: mark, said: message });
      return;
    }
    const own: ContentBlock[] = [];
    for (const { kind, content } of isMarked ? [{ kind: null, content: message.content }] : segmentsOf(message)) {
      if (kind === null) own.push(...content);
      else this.#injected.add(kind, this.#conversation.say("system", [...content]));
    }
    const toolCalls = message.calls.map((call): ToolCall => ({
      id: call.id ?? this.#links.calls.get(call) ?? "",
      type: "function",
      function: { name: call.name, arguments: call.arguments },
    }));
    if (reasoningState !== "none") this.#reasoning[reasoningState]++;
    const place = this.#conversation.assistant(null, {
      content: own,
      reasoning: reasoning === null ? [] : [reasoning],
      toolCalls,
    });
    if (place === null) {
      if (message.content.length === 0) this.#emptyMessages++;
      return;
    }
    if (finishReason !== null && !NORMAL.has(finishReason)) this.#finishes.push({ place, reason: finishReason });
    if (isReply) this.#reviewReplies.push(place);
  }
}

/** What a stand-in says, for `source_meta`. */
export function standInText({ content, reasoning }: Message): MetaValue {
  const texts = content.map((block) => (block instanceof TextBlock ? block.text : ""));
  if (reasoning !== null) texts.unshift(reasoning);
  return texts.length === 0 ? "" : joinTexts(texts, "\n\n");
}
