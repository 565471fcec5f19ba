/** What the rows of all session logs say alike in `source_meta`. */
import { compareCodePoints } from "../json/code-points.ts";
import type { Text } from "../json/text.ts";
import { countUp } from "../maps.ts";
import type { FinishedConversation, Placed } from "../row/conversation.ts";
import { TextBlock, type ContentBlock, type MetaValue, type SourceMeta } from "../row/row.ts";

/**
 * Text that the harness put into the conversation, in the role of the system: what kinds of it there
 * are, how often, and which messages they are.
 */
export class InjectedTexts {
  readonly #list: { readonly kind: string; readonly place: Placed }[] = [];

  add(kind: string, place: Placed): void {
    this.#list.push({ kind, place });
  }

  /** Right once the conversation is finished; empty when there is nothing to say. */
  meta(): SourceMeta {
    if (this.#list.length === 0) return {};
    const counts = new Map<string, number>();
    for (const { kind } of this.#list) countUp(counts, kind);
    const messages = this.#list.map(({ kind, place }) => ({ index: place.index, kind }));
    return { injected: sortedCounts(counts), injected_messages: messages };
  }
}

/** Which reasoning a session's assistant left readable. */
export type ReasoningState = "text" | "empty" | "encrypted" | "none";

/** Counts pieces of reasoning by what is left of them. */
export class ReasoningTally {
  text = 0;
  empty = 0;
  encrypted = 0;

  /** The best of them: text, if any of it is readable. */
  get state(): ReasoningState {
    if (this.text > 0) return "text";
    if (this.encrypted > 0) return "encrypted";
    return this.empty > 0 ? "empty" : "none";
  }

  meta(): SourceMeta {
    const { text, empty, encrypted, state } = this;
    return state === "none"
      ? { reasoning_state: state }
      : { reasoning_state: state, reasoning_blocks: { text, empty, encrypted } };
  }
}

/** How a session ended. */
export type Ending = "complete" | "interrupted" | "error" | "dangling_calls" | "unanswered" | "unfinished";

/**
 * How a session ended, from what is known of its end.
 *
 * @param last what the log says of the last turn, if it does
 */
export function endingOf(
  { messages, unanswered }: FinishedConversation,
  unfinished: boolean,
  last: "interrupted" | "error" | null,
): Ending {
  if (unfinished) return "unfinished";
  if (last !== null) return last;
  const end = messages.findLast(({ role }) => role !== "system");
  if (end === undefined || end.role === "user") return "unanswered";
  const pending = new Set(unanswered);
  const calls = messages.findLast(({ role }) => role === "assistant")?.tool_calls ?? [];
  if (calls.some(({ id }) => pending.has(id))) return "dangling_calls";
  return end.role === "assistant" ? "complete" : "unanswered";
}

/** A count, where there is anything to count. */
export function counted(key: string, count: number): SourceMeta {
  return count === 0 ? {} : { [key]: count };
}

/** A list, where there is anything in it. */
export function listed(key: string, list: readonly MetaValue[]): SourceMeta {
  return list.length === 0 ? {} : { [key]: list };
}

/** Names without repeats, in order. */
export function sortedNames(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted(compareCodePoints);
}

/** Results that answer no call: their content is kept, as a message cannot hold them. */
export function unlinkedResults({ orphans }: FinishedConversation): SourceMeta {
  return listed(
    "unlinked_results",
    orphans.map(({ callId, content }) => ({ tool_call_id: callId, content: content.map(plainBlock) })),
  );
}

/** A block as `source_meta` holds it. */
export function plainBlock(block: ContentBlock): MetaValue {
  return block instanceof TextBlock ? { type: block.type, text: block.text } : block;
}

/** The ids of calls without a result. */
export function danglingCalls(ids: readonly Text[]): SourceMeta {
  return listed("dangling_calls", ids);
}

/** Counts by name, in the order of the names. */
export function sortedCounts(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => compareCodePoints(a, b)));
}
