/** Random sessions, each text of which says by itself where it belongs. */
import fc from "fast-check";
import { call, Log, text, thinking, type Fields } from "./log.ts";

/** One thing that happens in a session. */
type Step =
  | { readonly kind: "prompt" | "meta" | "reminder" | "progress" | "snapshot" | "queued" | "synthetic" | "boundary" }
  | Turn
  | { readonly kind: "repeat"; readonly back: number };

interface Turn {
  readonly kind: "turn";
  readonly chain: number;
  readonly thoughts: number;
  readonly texts: number;
  readonly calls: number;
  readonly isSplit: boolean;
  /** Results come between the blocks, where that can be. */
  readonly isInterleaved: boolean;
  /** Results come in another order than the calls; one may be missing, or come twice as often as it should. */
  readonly order: readonly number[];
}

const turn: fc.Arbitrary<Turn> = fc.record({
  kind: fc.constant("turn" as const),
  chain: fc.integer({ min: 0, max: 2 }),
  thoughts: fc.integer({ min: 0, max: 2 }),
  texts: fc.integer({ min: 0, max: 2 }),
  calls: fc.integer({ min: 0, max: 3 }),
  isSplit: fc.boolean(),
  isInterleaved: fc.boolean(),
  order: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
});

function steps(kinds: readonly Exclude<Step["kind"], "turn" | "repeat">[]): fc.Arbitrary<Step[]> {
  return fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom(...kinds) }) },
      { weight: 4, arbitrary: turn },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("repeat" as const), back: fc.nat({ max: 20 }) }) },
    ),
    { minLength: 1, maxLength: 14 },
  );
}

/** Sessions with all that may be in one. */
export const anySteps: fc.Arbitrary<Step[]> = steps([
  "prompt",
  "meta",
  "reminder",
  "progress",
  "snapshot",
  "queued",
  "synthetic",
  "boundary",
]);

/** Sessions of messages, as other files repeat them. */
export const messageSteps: fc.Arbitrary<Step[]> = steps(["prompt", "meta", "reminder", "progress", "snapshot"]);

/** Writes steps into a log. Each text is a word of its own: `(session:number)`. */
export class RandomLog {
  readonly log: Log;
  /** The words that the rows must have, each once. */
  readonly words: string[] = [];
  #count = 0;
  readonly #id: string;
  readonly #tails: (string | null)[] = [null, null, null];

  constructor(id: string, start: readonly Fields[] = []) {
    this.#id = id;
    this.log = new Log(id);
    this.log.records.push(...start.map((record) => ({ ...record, sessionId: id })));
    const last = start.findLast(({ uuid, isSidechain }) => typeof uuid === "string" && isSidechain === false);
    this.#tails[0] = typeof last?.["uuid"] === "string" ? last["uuid"] : null;
  }

  write(list: readonly Step[]): this {
    for (const step of list) this.#step(step);
    return this;
  }

  #step(step: Step): void {
    const { log } = this;
    switch (step.kind) {
      case "prompt":
        this.#say(this.#word());
        return;
      case "meta":
        this.#say(this.#word(), { isMeta: true });
        return;
      case "reminder":
        this.#say(`<system-reminder>${this.#word()}</system-reminder>\n${this.#word()}`);
        return;
      case "progress":
        this.#add({ type: "progress", data: { type: "hook_progress" } });
        return;
      case "snapshot":
        log.aside({ type: "file-history-snapshot", messageId: "x", snapshot: {} });
        return;
      case "queued":
        this.#add({
          type: "attachment",
          attachment: { type: "queued_command", prompt: this.#word(), commandMode: "prompt" },
        });
        return;
      case "synthetic":
        this.#add({
          type: "assistant",
          message: { role: "assistant", model: "<synthetic>", content: [text("No response requested.")] },
        });
        return;
      case "boundary":
        this.#add({ type: "system", subtype: "compact_boundary", compactMetadata: { trigger: "auto", preTokens: 1 } });
        return;
      case "repeat": {
        const record = log.records.at(-1 - step.back);
        if (record !== undefined && typeof record["uuid"] === "string") log.records.push(record);
        return;
      }
      case "turn":
        this.#turn(step);
    }
  }

  #turn({ chain, thoughts, texts, calls, isSplit, isInterleaved, order }: Turn): void {
    const more = chain === 0 ? {} : { isSidechain: true };
    if (chain > 0 && this.#tails[chain] === null) this.#say(this.#word(), more, chain);
    const id = `msg-${this.#id}-${++this.#count}`;
    const ids = Array.from({ length: calls }, (_, index) => `call-${this.#id}-${this.#count}-${index}`);
    const blocks = [
      ...Array.from({ length: thoughts }, () => thinking(this.#word())),
      ...Array.from({ length: texts }, () => text(this.#word())),
    ];
    if (isSplit) {
      for (const block of blocks) this.#assistant(id, [block], more, chain);
      for (const [index, each] of ids.entries()) {
        this.#assistant(id, [call(each)], more, chain);
        if (isInterleaved && order.includes(index)) this.#result(each, more, chain);
      }
    } else if (blocks.length + calls > 0) {
      this.#assistant(id, [...blocks, ...ids.map((each) => call(each))], more, chain);
    }
    if (isSplit && isInterleaved) return;
    for (const index of order) {
      const each = ids[index];
      if (each !== undefined) this.#result(each, more, chain);
    }
  }

  #assistant(id: string, content: readonly Fields[], more: Fields, chain: number): void {
    this.#tails[chain] = this.log.assistant(id, content, { ...more, parentUuid: this.#tails[chain] ?? null });
  }

  #result(id: string, more: Fields, chain: number): void {
    this.#tails[chain] = this.log.result(id, this.#word(), { ...more, parentUuid: this.#tails[chain] ?? null });
  }

  #say(content: string, more: Fields = {}, chain = 0): void {
    this.#tails[chain] = this.log.user(content, { ...more, parentUuid: this.#tails[chain] ?? null });
  }

  #add(fields: Fields): void {
    this.#tails[0] = this.log.add({ ...fields, parentUuid: this.#tails[0] ?? null });
  }

  #word(): string {
    const word = `(${this.#id}:${++this.#count})`;
    this.words.push(word);
    return word;
  }
}
