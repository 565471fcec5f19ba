/**
 * Prompts that a person typed while the model was at work. What becomes of one is told by
 * `queue-operation` records: `dequeue` sends it as an ordinary prompt, `popAll` takes it back into
 * the input, and `remove` hands it to the turn under way. Clients from 2.1.69 on write an attachment
 * for the last case; before that, no other record holds the prompt.
 */
import { isText, sameText, type Text } from "../../json/text.ts";
import { isJsonObject, valueAt, type JsonObject, type JsonValue } from "../../json/value.ts";
import { objectAt, stringAt, textAt } from "../fields.ts";
import { pieces } from "./harness.ts";
import type { Entry } from "./records.ts";

interface Queued {
  readonly record: JsonObject;
  readonly text: Text;
  readonly line: number;
  readonly position: number;
}

/** Follows the queue of one session. */
export class PromptQueue {
  #waiting: Queued[] = [];
  readonly #delivered: Entry[] = [];

  /** Takes a `queue-operation` record. */
  take(record: JsonObject, line: number, position: number): void {
    const text = textAt(record, "content");
    switch (stringAt(record, "operation")) {
      case "enqueue":
        if (text !== null) this.#waiting.push({ record, text, line, position });
        return;
      case "dequeue":
        this.#leave(text);
        return;
      case "popAll":
        if (text === null) this.#waiting = [];
        else this.#leave(text);
        return;
      case "remove": {
        const queued = this.#leave(text);
        if (queued === undefined) return;
        const entry = { kind: "queued", record: queued.record, line, position, uuid: null, sidechain: false } as const;
        this.#delivered.push(entry);
        return;
      }
      default:
    }
  }

  /** The prompts that were handed to the turn under way and that no other entry holds. */
  delivered(entries: readonly Entry[]): Entry[] {
    if (this.#delivered.length === 0) return [];
    const spoken = entries.flatMap((entry) => textsOf(contentOf(entry)));
    return this.#delivered.filter(({ record }) => {
      const text = textAt(record, "content");
      return text !== null && !spoken.some((other) => sameText(other, text));
    });
  }

  /** What a person typed and was never sent: it still waited when the log ended. */
  waiting(entries: readonly Entry[]): readonly Text[] {
    if (this.#waiting.length === 0) return [];
    const spoken = entries.flatMap((entry) => textsOf(contentOf(entry)));
    const texts = this.#waiting.map(({ text }) => text);
    return texts.filter((text) => pieces(text)[0]?.kind === null && !spoken.some((other) => sameText(other, text)));
  }

  #leave(text: Text | null): Queued | undefined {
    const index = text === null ? 0 : this.#waiting.findIndex((queued) => sameText(queued.text, text));
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }
}

/** What an entry says: the content of its message, or of the prompt that was queued. */
export function contentOf({ kind, record }: Entry): JsonValue | undefined {
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
