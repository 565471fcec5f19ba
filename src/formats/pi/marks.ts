/** What has its place among the messages and is none: settings, compactions, turns that failed. */
import { isJsonNumber } from "../../json/number.ts";
import type { Text } from "../../json/text.ts";
import { valueAt } from "../../json/value.ts";
import type { Placed } from "../../row/conversation.ts";
import type { MetaValue, SourceMeta } from "../../row/row.ts";
import { flagAt, stringAt } from "../fields.ts";
import { listed, plainBlock } from "../session-meta.ts";
import type { Said } from "./assistant.ts";
import type { Entry } from "./entries.ts";

/** Who answered a turn. */
export interface Setting {
  readonly provider: string | null;
  readonly model: string | null;
}

export interface FailedTurn {
  readonly reason: string;
  readonly error: Text | null;
  readonly settings: Setting;
}

interface Compaction {
  readonly place: Placed;
  readonly entry: Entry;
}

export class Marks {
  readonly compactions: Compaction[] = [];
  /** Where the model's context was emptied (`/clear` of oh-my-pi). */
  readonly resets: Placed[] = [];
  readonly branches: { readonly place: Placed; readonly messages: number }[] = [];
  readonly stopped: { readonly place: Placed; readonly reason: string; readonly error: Text | null }[] = [];
  readonly retried: {
    readonly place: Placed;
    readonly said: Said;
    readonly reason: string;
    readonly error: Text | null;
  }[] = [];
  readonly standIns: { readonly place: Placed; readonly kind: string; readonly said: Said }[] = [];
  /** As the path has it up to here. */
  thinkingLevel: string | null = null;
  readonly #turns: { readonly place: Placed; readonly setting: Setting; readonly thinkingLevel: string | null }[] = [];
  /** By ordinal of the entry. */
  readonly #places: Map<number, Placed> = new Map();

  /** Of the messages that an entry becomes, the first one counts. */
  place({ ordinal }: Entry, place: Placed): void {
    if (!this.#places.has(ordinal)) this.#places.set(ordinal, place);
  }

  /** Notes who answers, where it is another one than before, or thinks more or less. */
  setting(place: Placed, setting: Setting): void {
    const { thinkingLevel } = this;
    if (setting.model === null && setting.provider === null && thinkingLevel === null) return;
    const last = this.#turns.at(-1);
    const isSame =
      last?.setting.model === setting.model &&
      last.setting.provider === setting.provider &&
      last.thinkingLevel === thinkingLevel;
    if (!isSame) this.#turns.push({ place, setting, thinkingLevel });
  }

  /** The message that an entry became part of; undefined where it is in none. */
  indexOf(entry: Entry): number | undefined {
    return this.#places.get(entry.ordinal)?.index;
  }

  /**
   * Right once the conversation is finished.
   *
   * @param kept by ordinal of a compaction: the first entry that its tail repeats
   */
  meta(path: readonly Entry[], kept: ReadonlyMap<number, Entry>): SourceMeta {
    return {
      ...listed("turns", this.#turns.map(turnMeta)),
      ...listed(
        "stopped_turns",
        this.stopped.map(({ place, reason, error }) => failureMeta(place, reason, error)),
      ),
      ...listed(
        "retried_turns",
        this.retried.map(({ place, reason, error, said }) => ({
          ...failureMeta(place, reason, error),
          ...saidMeta(said),
        })),
      ),
      ...listed("compactions", this.#compactionMeta(path, kept)),
      ...listed(
        "resets",
        this.resets.map(({ index }) => ({ index })),
      ),
      ...listed(
        "branches",
        this.branches.map(({ place, messages }) => ({ index: place.index, messages })),
      ),
      ...listed(
        "stand_ins",
        this.standIns.map(({ place, kind, said }) => ({ index: place.index, kind, ...saidMeta(said) })),
      ),
    };
  }

  #compactionMeta(path: readonly Entry[], tails: ReadonlyMap<number, Entry>): MetaValue[] {
    if (this.compactions.length === 0) return [];
    /** By id, by position and by ordinal: the message that an entry is in, or else the one that comes next. */
    const indexes = new Map<string | number, number | undefined>();
    const ordinals = new Map<number, number | undefined>();
    let next: number | undefined;
    for (const entry of path.toReversed()) {
      next = this.indexOf(entry) ?? next;
      ordinals.set(entry.ordinal, next);
      indexes.set(entry.position, next);
      if (entry.id !== null) indexes.set(entry.id, next);
    }
    return this.compactions.map(({ place, entry: { ordinal, record } }) => {
      const tail = tails.get(ordinal);
      // Version 1 counts the records of the file.
      const first = valueAt(record, "firstKeptEntryIndex");
      const named = stringAt(record, "firstKeptEntryId") ?? (typeof first === "number" ? first : "");
      const kept = tail === undefined ? indexes.get(named) : ordinals.get(tail.ordinal);
      const tokens = valueAt(record, "tokensBefore");
      return {
        index: place.index,
        first_kept: kept !== undefined && kept < place.index ? kept : undefined,
        tokens_before: isJsonNumber(tokens) ? tokens : undefined,
        by_extension: flagAt(record, "fromHook") || flagAt(record, "fromExtension") ? true : undefined,
      };
    });
  }
}

function turnMeta({
  place,
  setting: { provider, model },
  thinkingLevel,
}: {
  place: Placed;
  setting: Setting;
  thinkingLevel: string | null;
}): MetaValue {
  return {
    index: place.index,
    provider: provider ?? undefined,
    model: model ?? undefined,
    thinking_level: thinkingLevel ?? undefined,
  };
}

function failureMeta(place: Placed, reason: string, error: Text | null): Record<string, MetaValue | undefined> {
  return { index: place.index, stop_reason: reason, error: error ?? undefined };
}

function saidMeta({ content, reasoning, toolCalls }: Said): Record<string, MetaValue | undefined> {
  return { content: content.map(plainBlock), ...listed("reasoning", reasoning), ...listed("tool_calls", toolCalls) };
}
