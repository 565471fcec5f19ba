/**
 * Prompts that a person typed while the model was at work. What becomes of one is told by
 * `queue-operation` records: `dequeue` sends it as an ordinary prompt, `popAll` takes it back into
 * the input, and `remove` hands it to the turn under way. Clients from 2.1.69 on write an attachment
 * for the last case; before that, no other record holds the prompt.
 */
import { decodeText, isText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { append } from "../../maps.ts";
import { objectAt, stringAt, textAt } from "../fields.ts";
import { pieces } from "./harness.ts";
import type { Entry } from "./records.ts";

interface Queued {
  readonly record: JsonObject;
  /** Null for what has no text: a prompt of images. */
  readonly text: string | null;
  readonly position: number;
  /** Where and how it left the queue. */
  left: { readonly how: "sent" | "handed over"; readonly line: number; readonly position: number } | null;
}

/** What the queue says that no other record does. */
export interface QueueEnd {
  /** Prompts that were handed to the turn under way. */
  readonly delivered: readonly Entry[];
  /** Prompts of a person that were never sent. */
  readonly waiting: readonly Text[];
}

/** Follows the queue of one session. */
export class PromptQueue {
  readonly #all: Queued[] = [];
  /** Those that wait, in the order in which they came; leaving from anywhere costs the same. */
  readonly #waiting: Set<Queued> = new Set();
  readonly #byText: Map<string, Set<Queued>> = new Map();

  /** Takes a `queue-operation` record. */
  take(record: JsonObject, line: number, position: number): void {
    const given = textAt(record, "content");
    const text = given === null ? null : decodeText(given);
    switch (stringAt(record, "operation")) {
      case "enqueue":
        this.#enqueue({ record, text, position, left: null });
        return;
      case "dequeue":
        this.#leave(text, { how: "sent", line, position });
        return;
      case "remove":
        this.#leave(text, { how: "handed over", line, position });
        return;
      case "popAll":
        if (text === null) this.#clear();
        else this.#leave(text, null);
        return;
      default:
    }
  }

  /**
   * @param entries the conversation: a prompt that it holds is not said again. Each of its entries
   *   stands for one prompt, which was queued before it.
   */
  finish(entries: readonly Entry[]): QueueEnd {
    if (this.#all.length === 0) return { delivered: [], waiting: [] };
    const prompts = new SaidPrompts(entries);
    const left = this.#all.filter((queued) => queued.left !== null);
    for (const { text, position, left: leaving } of left) {
      if (leaving?.how === "sent" && text !== null) prompts.claim(text, position, "user");
    }
    const delivered = left.flatMap(({ record, text, position, left: leaving }) => {
      if (leaving?.how !== "handed over" || text === null) return [];
      if (prompts.claim(text, position, "queued") || prompts.claim(text, leaving.position, "user")) return [];
      const place = { line: leaving.line, position: leaving.position };
      return [{ kind: "queued" as const, record, ...place, uuid: null, sidechain: false, isElsewhere: false }];
    });
    const waiting = [...this.#waiting].flatMap(({ text, position }) => {
      if (text === null || pieces(text).every(({ kind }) => kind !== null)) return [];
      return prompts.claim(text, position, "queued") || prompts.claim(text, position, "user") ? [] : [text];
    });
    return { delivered, waiting };
  }

  #enqueue(queued: Queued): void {
    this.#all.push(queued);
    this.#waiting.add(queued);
    if (queued.text === null) return;
    const alike = this.#byText.get(queued.text);
    if (alike === undefined) this.#byText.set(queued.text, new Set([queued]));
    else alike.add(queued);
  }

  /** Takes out the first one with the text, or the first of all. */
  #leave(text: string | null, left: Queued["left"]): void {
    const candidates = text === null ? this.#waiting : this.#byText.get(text);
    const queued = candidates?.values().next().value;
    if (queued === undefined) return;
    queued.left = left;
    this.#waiting.delete(queued);
    if (queued.text !== null) this.#byText.get(queued.text)?.delete(queued);
  }

  #clear(): void {
    this.#waiting.clear();
    this.#byText.clear();
  }
}

/** The prompts of a conversation, each to be claimed once. */
class SaidPrompts {
  /** By kind and text: the positions that are not claimed, the earliest last. */
  readonly #positions: Map<string, number[]> = new Map();

  constructor(entries: readonly Entry[]) {
    for (const entry of entries.toReversed()) {
      if (entry.kind !== "user" && entry.kind !== "queued") continue;
      for (const text of textsOf(contentOf(entry))) {
        const key = `${entry.kind} ${decodeText(text)}`;
        append(this.#positions, key, entry.position);
      }
    }
  }

  /** Claims the first prompt of the kind that has the text and comes behind a position. */
  claim(text: string, behind: number, kind: "user" | "queued"): boolean {
    const positions = this.#positions.get(`${kind} ${text}`) ?? [];
    // What comes before is no answer to later questions either: prompts are asked for in order.
    let next = positions.pop();
    while (next !== undefined && next <= behind) next = positions.pop();
    return next !== undefined;
  }
}

/** What an entry says: the content of its message, or of the prompt that was queued. */
export function contentOf({ kind, record }: Entry): JsonValue | undefined {
  if (kind === "boundary") return undefined;
  if (kind === "queued") {
    const attachment = objectAt(record, "attachment");
    return attachment === null ? valueAt(record, "content") : valueAt(attachment, "prompt");
  }
  const message = objectAt(record, "message");
  return message === null ? undefined : valueAt(message, "content");
}

function textsOf(content: JsonValue | undefined): Text[] {
  if (isText(content)) return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) => {
    const text = isJsonObject(block) ? valueAt(block, "text") : undefined;
    return isText(text) ? [text] : [];
  });
}
